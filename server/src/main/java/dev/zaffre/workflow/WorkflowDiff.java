package dev.zaffre.workflow;

import dev.zaffre.base.Json;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What differs between two documents, by node and field. Where a node stands on the canvas is no difference. */
final class WorkflowDiff {
    private static final int DEEPEST = 6;
    private static final Set<String> NOT_COMPARED = Set.of("position");

    private WorkflowDiff() {}

    /** {@code {trigger[], settings[], nodes[], edges[]}}; nothing in them: no difference. */
    static ObjectNode of(JsonNode before, JsonNode after) {
        ObjectNode diff = Json.object();
        diff.set("trigger", fields(before.path("trigger"), after.path("trigger")));
        diff.set("settings", fields(before.path("settings"), after.path("settings")));
        diff.set("nodes", nodes(byId(before), byId(after)));
        diff.set("edges", edges(edgesOf(before), edgesOf(after)));
        return diff;
    }

    private static ArrayNode nodes(Map<String, JsonNode> before, Map<String, JsonNode> after) {
        ArrayNode changes = Json.array();
        Set<String> all = new LinkedHashSet<>(before.keySet());
        all.addAll(after.keySet());
        for (String id : all) {
            JsonNode old = before.get(id);
            JsonNode now = after.get(id);
            ArrayNode fields = old == null || now == null ? Json.array() : fields(old, now);
            if (old != null && now != null && fields.isEmpty()) {
                continue;
            }
            JsonNode shown = Objects.requireNonNull(now == null ? old : now);
            changes.addObject()
                    .put("id", id)
                    .put("name", shown.path("name").asString(id))
                    .put("type", shown.path("type").asString(""))
                    .put("change", old == null ? "added" : now == null ? "removed" : "changed")
                    .set("fields", fields);
        }
        return changes;
    }

    private static ArrayNode edges(Set<ObjectNode> before, Set<ObjectNode> after) {
        ArrayNode changes = Json.array();
        before.stream()
                .filter(edge -> !after.contains(edge))
                .forEach(edge -> changes.add(edge.deepCopy().put("change", "removed")));
        after.stream()
                .filter(edge -> !before.contains(edge))
                .forEach(edge -> changes.add(edge.deepCopy().put("change", "added")));
        return changes;
    }

    private static ArrayNode fields(JsonNode before, JsonNode after) {
        ArrayNode changes = Json.array();
        compare("", before, after, changes, 0);
        return changes;
    }

    private static void compare(
            String field, @Nullable JsonNode before, @Nullable JsonNode after, ArrayNode changes, int depth) {
        if (isNothing(before) ? isNothing(after) : Objects.equals(before, after)) {
            return;
        }
        boolean objects = (before instanceof ObjectNode || isNothing(before))
                && (after instanceof ObjectNode || isNothing(after))
                && !(isNothing(before) && isNothing(after));
        // What an object holds is told member by member, also when the whole object is new.
        if (objects && depth < DEEPEST && (field.isEmpty() || (!isNothing(before) && !isNothing(after)))) {
            Set<String> names = new LinkedHashSet<>();
            add(names, before);
            add(names, after);
            names.removeIf(name -> depth == 0 && NOT_COMPARED.contains(name));
            for (String name : names) {
                compare(
                        field.isEmpty() ? name : field + "." + name,
                        before == null ? null : before.get(name),
                        after == null ? null : after.get(name),
                        changes,
                        depth + 1);
            }
            return;
        }
        ObjectNode change = changes.addObject().put("field", field);
        change.set("before", isNothing(before) ? null : before);
        change.set("after", isNothing(after) ? null : after);
    }

    private static void add(Set<String> names, @Nullable JsonNode object) {
        if (object != null) {
            object.propertyNames().forEach(names::add);
        }
    }

    private static boolean isNothing(@Nullable JsonNode value) {
        return value == null || value.isMissingNode() || value.isNull();
    }

    private static Map<String, JsonNode> byId(JsonNode document) {
        Map<String, JsonNode> nodes = new LinkedHashMap<>();
        document.path("nodes").forEach(node -> {
            String id = NodeForm.id(node.get("id"));
            if (id != null) {
                nodes.putIfAbsent(id, node);
            }
        });
        return nodes;
    }

    private static Set<ObjectNode> edgesOf(JsonNode document) {
        Set<ObjectNode> edges = new LinkedHashSet<>();
        document.path("edges")
                .forEach(edge -> edges.add(Json.object()
                        .put("source", NodeForm.id(edge.get("source")))
                        .put("target", NodeForm.id(edge.get("target")))
                        .put("sourceHandle", edge.path("sourceHandle").asString(""))));
        return edges;
    }
}
