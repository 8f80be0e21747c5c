package dev.zaffre.event;

import dev.zaffre.base.Json;
import dev.zaffre.template.Template;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The variables of a payload as a tree: {@code [{name, path, type, template, example, children}]}. What the sample shows comes first,
 * then what only the schema tells of.
 */
final class Variables {
    private static final String ROOT = "event";

    private Variables() {}

    static ArrayNode of(JsonNode sample, JsonNode schema) {
        return children(List.of(ROOT), sample, schema);
    }

    private static ArrayNode children(List<String> path, @Nullable JsonNode sample, JsonNode schema) {
        ArrayNode children = Json.array();
        if (sample != null && sample.isArray()) {
            // The elements are alike as a rule: the first one shows what each holds.
            if (!sample.isEmpty()) {
                children.add(one(path, "0", sample.get(0), schema.path("items")));
            }
            return children;
        }
        Set<String> names = new LinkedHashSet<>();
        if (sample instanceof ObjectNode object) {
            names.addAll(object.propertyNames());
        }
        if (schema.path("properties") instanceof ObjectNode properties) {
            names.addAll(properties.propertyNames());
        }
        for (String name : names) {
            JsonNode value = sample == null ? null : sample.get(name);
            children.add(one(path, name, value, schema.path("properties").path(name)));
        }
        return children;
    }

    private static ObjectNode one(List<String> parent, String name, @Nullable JsonNode sample, JsonNode schema) {
        List<String> path = new ArrayList<>(parent);
        path.add(name);
        ObjectNode variable = Json.object()
                .put("name", name)
                .put("path", String.join(".", path.subList(1, path.size())))
                .put("type", sample == null || sample.isNull() ? typeIn(schema) : SampleKeys.type(sample))
                .put("template", template(path));
        variable.set("example", sample == null || sample.isContainer() ? variable.nullNode() : sample);
        return variable.set("children", children(path, sample, schema));
    }

    /** Null when no placeholder can name it: a dot in a name leads elsewhere. */
    private static @Nullable String template(List<String> path) {
        String text = "{{" + String.join(".", path) + "}}";
        try {
            List<Template.Path> paths = Template.compile(text).paths();
            return paths.size() == 1 && paths.getFirst().segments().equals(path) ? text : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String typeIn(JsonNode schema) {
        JsonNode type = schema.path("type");
        for (JsonNode one : type.isArray() ? type : Json.array().add(type)) {
            switch (one.asString("")) {
                case "string" -> {
                    return "text";
                }
                case "integer", "number" -> {
                    return "number";
                }
                case "boolean", "object", "array" -> {
                    return one.asString();
                }
                default -> {
                    // "null" beside another type says only that it may be missing.
                }
            }
        }
        return "null";
    }
}
