package dev.zaffre.event;

import dev.zaffre.base.Json;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema (2020-12) that a sample payload suggests. It says only what the sample shows: types and shape. Nothing is
 * required, further members are allowed, formats are not guessed, and where the sample has null anything goes, since a null does
 * not tell what comes instead of it.
 */
public final class SchemaInference {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private SchemaInference() {}

    public static ObjectNode infer(JsonNode sample) {
        ObjectNode schema = Json.object().put("$schema", DIALECT);
        schema.setAll(settled(shape(sample)));
        return schema;
    }

    private static ObjectNode shape(JsonNode value) {
        ObjectNode schema = Json.object().put("type", type(value));
        if (value instanceof ObjectNode object) {
            ObjectNode properties = schema.putObject("properties");
            object.properties().forEach(member -> properties.set(member.getKey(), shape(member.getValue())));
        } else if (value instanceof ArrayNode array && !array.isEmpty()) {
            ObjectNode items = shape(array.get(0));
            for (int i = 1; i < array.size(); i++) {
                items = merge(items, shape(array.get(i)));
            }
            schema.set("items", items);
        }
        return schema;
    }

    private static String type(JsonNode value) {
        return value.isIntegralNumber() ? "integer" : Json.type(value);
    }

    /** What allows both: the types of both, the members of both. */
    private static ObjectNode merge(ObjectNode left, ObjectNode right) {
        Set<String> types = new LinkedHashSet<>();
        addTypes(types, left);
        addTypes(types, right);
        if (types.contains("number")) {
            types.remove("integer");
        }
        ObjectNode merged = Json.object();
        if (types.size() == 1) {
            merged.put("type", types.iterator().next());
        } else {
            ArrayNode list = merged.putArray("type");
            types.forEach(list::add);
        }
        if (left.has("properties") || right.has("properties")) {
            merged.set("properties", mergeMembers(left.path("properties"), right.path("properties")));
        }
        if (left.get("items") instanceof ObjectNode of && right.get("items") instanceof ObjectNode other) {
            merged.set("items", merge(of, other));
        } else if (left.has("items") || right.has("items")) {
            merged.set("items", left.has("items") ? left.get("items") : right.get("items"));
        }
        return merged;
    }

    private static ObjectNode mergeMembers(JsonNode left, JsonNode right) {
        ObjectNode members = Json.object();
        left.properties().forEach(member -> members.set(member.getKey(), member.getValue()));
        right.properties()
                .forEach(member -> members.set(
                        member.getKey(),
                        members.get(member.getKey()) instanceof ObjectNode known
                                ? merge(known, (ObjectNode) member.getValue())
                                : member.getValue()));
        return members;
    }

    private static void addTypes(Set<String> types, ObjectNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            type.forEach(each -> types.add(each.asString()));
        } else {
            types.add(type.asString());
        }
    }

    /** Opens what was only ever null. */
    private static ObjectNode settled(ObjectNode schema) {
        if (schema.path("type").isString() && schema.path("type").asString().equals("null")) {
            return Json.object();
        }
        if (schema.get("properties") instanceof ObjectNode properties) {
            ObjectNode open = Json.object();
            properties
                    .properties()
                    .forEach(member -> open.set(member.getKey(), settled((ObjectNode) member.getValue())));
            schema.set("properties", open);
        }
        if (schema.get("items") instanceof ObjectNode items) {
            schema.set("items", settled(items));
        }
        return schema;
    }
}
