package dev.zaffre.template;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One text with placeholders, compiled. A text that is exactly one placeholder keeps the JSON type of its value. */
public final class Template {
    private Template() {}

    /**
     * @throws IllegalArgumentException naming the column, when a placeholder is not closed or not a path
     */
    public static Template compile(String text) {
        throw new UnsupportedOperationException();
    }

    /** Null when the text is exactly one placeholder that resolves to nothing and has no fallback. */
    public @Nullable JsonNode render(Scope scope) {
        throw new UnsupportedOperationException();
    }

    /** Every path that the text mentions, with whether a fallback follows it. */
    public List<Path> paths() {
        throw new UnsupportedOperationException();
    }

    /** A path in a placeholder. */
    public record Path(List<String> segments, boolean hasFallback) {}
}
