package dev.zaffre.template;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** JSON whose strings are templates. An object's member that resolves to nothing is dropped, not sent as null. */
public final class TemplateTree {
    private TemplateTree() {}

    /** @throws IllegalArgumentException with the JSON pointer of the string and the reason */
    public static TemplateTree compile(JsonNode tree) {
        throw new UnsupportedOperationException();
    }

    /** Null when the whole is one template that resolves to nothing. */
    public @Nullable JsonNode render(Scope scope) {
        throw new UnsupportedOperationException();
    }

    /** Every path mentioned, with the JSON pointer of the string it is in. */
    public List<Mention> mentions() {
        throw new UnsupportedOperationException();
    }

    public record Mention(String pointer, Template.Path path) {}
}
