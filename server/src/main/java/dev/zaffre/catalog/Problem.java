package dev.zaffre.catalog;

import dev.zaffre.base.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/**
 * Something that an app's definition must not say.
 *
 * @param pointer JSON pointer of the place; empty for the whole
 */
public record Problem(String pointer, String message) {
    /** {@code [{pointer, message}]}. */
    static ArrayNode json(List<Problem> problems) {
        ArrayNode all = Json.array();
        problems.forEach(
                problem -> all.addObject().put("pointer", problem.pointer()).put("message", problem.message()));
        return all;
    }

    @Override
    public String toString() {
        return (pointer.isEmpty() ? "the definition" : pointer) + ": " + message;
    }
}
