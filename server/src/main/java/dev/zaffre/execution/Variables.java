package dev.zaffre.execution;

import dev.zaffre.base.Json;
import dev.zaffre.delivery.CallRecord;
import dev.zaffre.template.Template;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists what a template may name, in groups, each with its type and a value that was seen. */
final class Variables {
    private static final int DEEPEST = 8;
    private static final int MOST = 400;
    private static final int LONGEST_SAMPLE = 200;

    private final List<String> secrets;
    private final ArrayNode groups = Json.array();

    Variables(List<String> secrets) {
        this.secrets = secrets;
    }

    ArrayNode groups() {
        return groups;
    }

    /** The variables of one group. */
    final class Group {
        private final ArrayNode variables;

        private Group(ArrayNode variables) {
            this.variables = variables;
        }

        /** A single one. */
        Group add(String path, String type, @Nullable JsonNode sample) {
            return add(path, type, sample, null);
        }

        Group add(String path, String type, @Nullable JsonNode sample, @Nullable String label) {
            if (variables.size() < MOST && isAddressable(path)) {
                ObjectNode variable = variables
                        .addObject()
                        .put("path", path)
                        .put("name", label == null ? path.substring(path.lastIndexOf('.') + 1) : label)
                        .put("type", type);
                JsonNode shown = sample == null ? null : CallRecord.redact(sample, secrets);
                boolean fits = shown != null && Json.write(shown).length() <= LONGEST_SAMPLE;
                variable.set("sample", fits ? shown : null);
            }
            return this;
        }

        /** A value and everything in it, as its schema and a sample of it tell. */
        Group all(String path, @Nullable JsonNode schema, @Nullable JsonNode sample) {
            walk(path, schema, sample, 0);
            return this;
        }

        private void walk(String path, @Nullable JsonNode schema, @Nullable JsonNode sample, int depth) {
            String type = type(schema, sample);
            add(path, type, sample);
            if (depth >= DEEPEST || variables.size() >= MOST) {
                return;
            }
            if (type.equals("object")) {
                JsonNode properties = schema == null ? Json.object() : schema.path("properties");
                Set<String> names = new LinkedHashSet<>(properties.propertyNames());
                if (sample != null) {
                    names.addAll(sample.propertyNames());
                }
                // A dot in a name would be read as the next step of the path.
                names.removeIf(name -> name.indexOf('.') >= 0);
                names.forEach(name -> walk(
                        path + "." + name, properties.get(name), sample == null ? null : sample.get(name), depth + 1));
            } else if (type.equals("array")) {
                JsonNode items = schema == null ? null : schema.get("items");
                JsonNode first = sample == null ? null : sample.get(0);
                if (items != null || first != null) {
                    walk(path + ".0", items, first, depth + 1);
                }
            }
        }
    }

    /**
     * @param kind event, node, config, linked_account, run
     * @param node the id of the node whose output it is
     * @param seen whether values were seen, so that the list is what there really is
     */
    Group group(String kind, String title, @Nullable String node, @Nullable String nodeType, boolean seen) {
        ArrayNode variables = groups.addObject()
                .put("kind", kind)
                .put("title", title)
                .put("node_id", node)
                .put("node_type", nodeType)
                .put("seen", seen)
                .putArray("variables");
        return new Group(variables);
    }

    /** Names with dots or braces in them cannot be written in a template. */
    private static boolean isAddressable(String path) {
        try {
            return Template.compile("{{" + path + "}}").isPlaceholder();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String type(@Nullable JsonNode schema, @Nullable JsonNode sample) {
        if (sample != null && !sample.isNull()) {
            return Json.type(sample);
        }
        JsonNode said = schema == null ? null : schema.get("type");
        if (said != null && said.isArray()) {
            said = said.valueStream()
                    .filter(type -> !type.asString("").equals("null"))
                    .findFirst()
                    .orElse(null);
        }
        String type = said == null ? "any" : said.asString("any");
        return type.equals("integer") ? "number" : type;
    }
}
