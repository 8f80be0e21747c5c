package dev.zaffre.workflow;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A node as a document has it. What is said of a node may stand in the node itself, in its {@code settings} or {@code options}, or
 * in {@code data}, as published clients have it; the first of these wins.
 *
 * @param name the id when there is none
 */
record NodeForm(String id, String name, String type, ObjectNode json) {
    private static final List<String> PLACES = List.of("settings", "options", "data");

    /** Null when it is nowhere, or null. */
    @Nullable
    JsonNode get(String key) {
        JsonNode own = json.get(key);
        for (int i = 0; i < PLACES.size() && isNothing(own); i++) {
            own = json.path(PLACES.get(i)).get(key);
        }
        return isNothing(own) ? null : own;
    }

    /** Not in {@code data}: an input of the action may have this name. Null when there is none, or an empty text. */
    @Nullable
    JsonNode connection() {
        for (JsonNode place : List.of(json, json.path("settings"), json.path("options"))) {
            JsonNode said = place.get("connection");
            if (!isNothing(said)) {
                return said.isString() && said.stringValue().isBlank() ? null : said;
            }
        }
        return null;
    }

    /** The inputs of an action: {@code fields}, or all of {@code data}. */
    @Nullable
    JsonNode fields() {
        JsonNode fields = get("fields");
        if (fields == null && json.get("data") instanceof ObjectNode data) {
            ObjectNode inputs = data.deepCopy();
            inputs.remove(List.of("app", "action"));
            return inputs;
        }
        return fields;
    }

    String slug() {
        return slug(name);
    }

    /** How templates write a node's name. */
    static String slug(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace(' ', '_');
    }

    /** An id as text, whether it is written as a text or as a whole number; null when it is neither. */
    static @Nullable String id(@Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        if (node.isIntegralNumber()) {
            return node.asString();
        }
        return node.isString() && !node.stringValue().isBlank() ? node.stringValue() : null;
    }

    private static boolean isNothing(@Nullable JsonNode node) {
        return node == null || node.isNull();
    }
}
