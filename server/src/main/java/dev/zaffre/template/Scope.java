package dev.zaffre.template;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a template's paths are resolved against. */
@FunctionalInterface
public interface Scope {
    /**
     * @param path the segments between the dots, at least one
     * @return null when nothing is there; a JSON null is something
     */
    @Nullable
    JsonNode resolve(List<String> path);
}
