package dev.zaffre.workflow;

import dev.zaffre.base.Json;
import dev.zaffre.workflow.CompiledWorkflow.Edge;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Reads the shape of a document: trigger, nodes and edges. What is wrong is added to the problems. */
final class WorkflowReader {
    static final int MOST_NODES = 500;
    static final int MOST_EDGES = 2_000;
    /** Unless the document says otherwise; what its delays wait comes on top. */
    static final Duration USUAL_TIMEOUT = Duration.ofHours(2);

    private static final long LONGEST_TIMEOUT = Duration.ofDays(90).toSeconds();

    private final JsonNode document;
    private final Problems problems;

    WorkflowReader(JsonNode document, Problems problems) {
        this.document = document;
        this.problems = problems;
    }

    /** @param event null for the API trigger, and when there is a problem */
    record Trigger(@Nullable String event, @Nullable JsonNode conditions) {}

    Trigger trigger() {
        JsonNode trigger = document.path("trigger");
        JsonNode given = trigger.path("conditions");
        JsonNode conditions = given.isMissingNode() || given.isNull() ? null : given;
        String type = trigger.path("type").asString("");
        if (type.equals("api")) {
            return new Trigger(null, conditions);
        }
        if (!type.equals("event")) {
            problems.add(
                    null,
                    "trigger.type",
                    "INVALID_TRIGGER",
                    "trigger is {\"type\": \"event\", \"event\": \"<name>\"} or {\"type\": \"api\"}");
            return new Trigger(null, conditions);
        }
        String event = trigger.path("event").asString("");
        if (event.isBlank()) {
            problems.add(
                    null,
                    "trigger.event",
                    "MISSING_FIELD",
                    "trigger.event is missing: the name of the event to listen to");
            return new Trigger(null, conditions);
        }
        return new Trigger(event, conditions);
    }

    /** By id, in the document's order; those with problems of their own are left out. */
    Map<String, NodeForm> nodes() {
        Map<String, NodeForm> nodes = new LinkedHashMap<>();
        JsonNode given = document.path("nodes");
        if (!(given instanceof ArrayNode array) || array.size() > MOST_NODES) {
            problems.add(
                    null, "nodes", "INVALID_DOCUMENT", "nodes must be an array of at most " + MOST_NODES + " nodes");
            return nodes;
        }
        for (int i = 0; i < array.size(); i++) {
            NodeForm node = node(array.get(i), i);
            if (node != null && nodes.putIfAbsent(node.id(), node) != null) {
                problems.add(node, "id", "DUPLICATE_NODE_ID", "Two nodes have the id \"" + node.id() + "\"");
            }
        }
        starts(nodes);
        return nodes;
    }

    private @Nullable NodeForm node(JsonNode json, int index) {
        String id = NodeForm.id(json.get("id"));
        String place = "nodes." + index;
        if (!(json instanceof tools.jackson.databind.node.ObjectNode object) || id == null) {
            problems.add(null, place + ".id", "INVALID_NODE", "The node needs an id, such as \"2\"");
            return null;
        }
        String name = json.path("name").asString("");
        JsonNode type = json.path("type");
        NodeForm node = new NodeForm(id, name.isBlank() ? id : name, type.asString(""), object);
        if (!type.isString() || type.stringValue().isBlank()) {
            problems.add(
                    node,
                    "type",
                    "INVALID_NODE",
                    "The node needs a type: one of " + String.join(", ", NodeCompiler.TYPES));
        }
        return node;
    }

    private void starts(Map<String, NodeForm> nodes) {
        List<NodeForm> starts = nodes.values().stream()
                .filter(node -> node.type().equals("start"))
                .toList();
        if (starts.isEmpty()) {
            problems.add(
                    null, "nodes", "START_MISSING", "There must be one node of type start; its id is usually \"1\"");
        }
        starts.stream()
                .skip(1)
                .forEach(node ->
                        problems.add(node, "type", "START_REPEATED", "There can be only one node of type start"));
    }

    /** Between the given nodes; each once. */
    List<Edge> edges(Map<String, NodeForm> nodes) {
        Set<Edge> edges = new LinkedHashSet<>();
        JsonNode given = document.path("edges");
        boolean none = given.isMissingNode() || given.isNull();
        if (!none && (!given.isArray() || given.size() > MOST_EDGES)) {
            problems.add(
                    null, "edges", "INVALID_DOCUMENT", "edges must be an array of at most " + MOST_EDGES + " edges");
            return List.of();
        }
        int index = 0;
        for (JsonNode edge : none ? Json.array() : given) {
            Edge read = edge(edge, "edges." + index++, nodes);
            if (read != null) {
                edges.add(read);
            }
        }
        return new ArrayList<>(edges);
    }

    private @Nullable Edge edge(JsonNode json, String place, Map<String, NodeForm> nodes) {
        String source = end(json, "source", place, nodes);
        String target = end(json, "target", place, nodes);
        if (source == null || target == null) {
            return null;
        }
        NodeForm from = nodes.get(source);
        NodeForm to = nodes.get(target);
        if (to != null && to.type().equals("start")) {
            problems.add(to, place + ".target", "EDGE_TO_START", "No edge can lead to the Start node");
            return null;
        }
        if (from == null || !from.type().equals("rule")) {
            return new Edge(source, target, null);
        }
        String exit = json.path("sourceHandle").asString("");
        if (!exit.equals("true") && !exit.equals("false")) {
            problems.add(
                    from,
                    place + ".sourceHandle",
                    "EDGE_EXIT",
                    "An edge from a rule says which exit it leaves by: sourceHandle must be \"true\" or \"false\"");
            return null;
        }
        return new Edge(source, target, exit);
    }

    private @Nullable String end(JsonNode edge, String end, String place, Map<String, NodeForm> nodes) {
        String id = NodeForm.id(edge.get(end));
        if (id == null || !nodes.containsKey(id)) {
            String hint = id == null ? "" : dev.zaffre.base.Closest.hint(id, nodes.keySet());
            problems.add(
                    null,
                    place + "." + end,
                    "UNKNOWN_EDGE_NODE",
                    "The edge's " + end + (id == null ? " is missing" : " \"" + id + "\" is no node's id." + hint));
            return null;
        }
        return id;
    }

    /** @param waiting all delays together */
    Duration timeout(Duration waiting) {
        JsonNode given = document.path("settings").path("timeout_seconds");
        if (given.isMissingNode() || given.isNull()) {
            return USUAL_TIMEOUT.plus(waiting);
        }
        BigDecimal seconds = given.isNumber() ? given.decimalValue() : BigDecimal.ZERO;
        if (seconds.compareTo(BigDecimal.ONE) < 0 || seconds.compareTo(BigDecimal.valueOf(LONGEST_TIMEOUT)) > 0) {
            problems.add(
                    null,
                    "settings.timeout_seconds",
                    "INVALID_VALUE",
                    "timeout_seconds must be from 1 to " + LONGEST_TIMEOUT + " (90 days)");
            return USUAL_TIMEOUT;
        }
        Duration timeout = Duration.ofMillis((long) (seconds.doubleValue() * 1000));
        if (timeout.compareTo(waiting) < 0) {
            problems.add(
                    null,
                    "settings.timeout_seconds",
                    "INVALID_VALUE",
                    "The delays alone take " + waiting.toSeconds()
                            + " seconds; timeout_seconds must be more, or left out");
        }
        return timeout;
    }
}
