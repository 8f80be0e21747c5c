package dev.zaffre.event;

import dev.zaffre.base.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** The variables that a sample payload offers: one {@code {key, type}} for every dotted path in it. */
final class SampleKeys {
    private SampleKeys() {}

    static ArrayNode of(JsonNode sample) {
        ArrayNode keys = Json.array();
        add(keys, "", sample);
        return keys;
    }

    private static void add(ArrayNode keys, String prefix, JsonNode value) {
        if (value.isObject()) {
            value.properties().forEach(member -> addOne(keys, prefix + member.getKey(), member.getValue()));
        } else if (value.isArray() && !value.isEmpty()) {
            // The elements of an array are alike as a rule: the first one shows what each holds.
            addOne(keys, prefix + "0", value.get(0));
        }
    }

    private static void addOne(ArrayNode keys, String key, JsonNode value) {
        keys.addObject().put("key", key).put("type", type(value));
        add(keys, key + ".", value);
    }

    /** As the API names types of values. */
    static String type(JsonNode value) {
        return value.isString() ? "text" : Json.type(value);
    }
}
