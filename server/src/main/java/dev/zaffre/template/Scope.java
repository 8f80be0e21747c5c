package dev.zaffre.template;

import dev.zaffre.base.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a template's paths are resolved against. */
@FunctionalInterface
public interface Scope {
    /**
     * @param path the segments between the dots, at least one
     * @return null when nothing is there; a JSON null is something
     */
    @Nullable
    JsonNode resolve(List<String> path);

    /** Everything that can be resolved, as one object by root; what has no list of its roots has none to show. */
    default ObjectNode all() {
        return Json.object();
    }
}
