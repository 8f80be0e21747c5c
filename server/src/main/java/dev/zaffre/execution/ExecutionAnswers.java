package dev.zaffre.execution;

import dev.zaffre.base.Json;
import dev.zaffre.delivery.CallRecord;
import dev.zaffre.execution.ExecutionQueries.PastAttempt;
import dev.zaffre.execution.ExecutionQueries.Row;
import dev.zaffre.http.Caller;
import dev.zaffre.workflow.CompiledWorkflow;
import dev.zaffre.workflow.Node;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The published form of executions: {@code nodes} in the order of the workflow, each with its attempts. */
final class ExecutionAnswers {
    private static final Set<String> OVER = Set.of("COMPLETED", "ERRORED", "STOPPED", "TIMED_OUT", "TERMINATED");
    private static final Set<String> PENDING = Set.of("Ready", "Waiting");

    private ExecutionAnswers() {}

    /**
     * @param workflow null when its version is gone: then only nodes that were tried are known
     * @param payload null in lists
     */
    static ObjectNode of(
            Row row,
            Caller caller,
            String appName,
            @Nullable CompiledWorkflow workflow,
            List<PastAttempt> attempts,
            byte @Nullable [] payload) {
        ArrayNode nodes = nodes(row, workflow, attempts, payload);
        ObjectNode json = summary(row, caller, appName);
        json.put("completion_percentage", completion(row, nodes));
        json.set("nodes", nodes);
        json.put("updatedAt", updatedAt(row, attempts).toString());
        return json;
    }

    /** What is known without looking at the nodes. */
    static ObjectNode summary(Row row, Caller caller, String appName) {
        ObjectNode json = head(row, caller, appName);
        Instant end = row.finishedAt();
        json.put("completion_time", end == null ? null : end.toString());
        json.put("instance_execution_time", end == null ? null : millis(Duration.between(row.createdAt(), end)));
        return json.put("createdAt", row.createdAt().toString());
    }

    /** How calls were made (addresses, headers, raw answers) is the company's affair: a customer's browser is not told. */
    static ObjectNode forCustomer(ObjectNode execution) {
        for (JsonNode node : execution.path("nodes")) {
            ((ObjectNode) node).putNull("parsed_request_curl");
            for (JsonNode attempt : node.path("attempts")) {
                ((ObjectNode) attempt)
                        .putNull("request")
                        .putNull("request_curl")
                        .putNull("response");
            }
        }
        return execution;
    }

    private static ObjectNode head(Row row, Caller caller, String appName) {
        String workflow = row.workflowName() == null ? "that was deleted" : row.workflowName();
        ObjectNode json = Json.object()
                .put("_id", row.id().toString())
                .put("name", (row.rerunOf() == null ? "Execution for workflow " : "Retry for workflow ") + workflow)
                .put("status", row.status())
                .put("reason", row.reason())
                .put("org_id", caller.organization().toString())
                .put("environment", caller.environmentName())
                .put(
                        "linked_account_id",
                        row.accountName() == null ? row.account().toString() : row.accountName())
                .put("config_id", row.configId());
        json.putObject("associated_workflow")
                .put("_id", row.workflow().toString())
                .put("name", row.workflowName() == null ? "" : row.workflowName())
                .put("icon", "")
                .put("version", row.version())
                .put("draft", row.version() < 0);
        json.putObject("associated_application")
                .put("_id", row.app())
                .put("name", appName)
                .put("icon", "")
                .put("slug", row.app());
        json.putNull("associated_trigger_application");
        return json.put("trigger_application_event", row.eventName())
                .put("associated_event_id", row.event().toString())
                .put("type_of_execution", row.sync() ? "SYNC" : "ASYNC")
                .put("execution_source", row.source())
                .put("rerun_of", row.rerunOf() == null ? null : row.rerunOf().toString())
                .put("instance_tag", row.instanceTag())
                .put("is_child_instance", false);
    }

    static ArrayNode nodes(
            Row row, @Nullable CompiledWorkflow workflow, List<PastAttempt> attempts, byte @Nullable [] payload) {
        Map<String, List<PastAttempt>> byNode = attempts.stream()
                .collect(Collectors.groupingBy(PastAttempt::node, LinkedHashMap::new, Collectors.toList()));
        ArrayNode nodes = Json.array();
        if (workflow == null) {
            byNode.forEach((id, tries) -> nodes.add(node(row, id, id, "unknown", tries.size(), tries)));
            return nodes;
        }
        for (Node node : workflow.nodes()) {
            List<PastAttempt> tries = byNode.getOrDefault(node.id(), List.of());
            nodes.add(
                    node.kind() instanceof Node.Start && tries.isEmpty()
                            ? start(node, payload)
                            : node(
                                    row,
                                    node.id(),
                                    node.name(),
                                    node.kind().type(),
                                    node.settings().retry().maxAttempts(),
                                    tries));
        }
        return nodes;
    }

    /** The event itself is the record of the Start node: nothing else was written for it. */
    private static ObjectNode start(Node node, byte @Nullable [] payload) {
        ObjectNode json = base(node.id(), node.name(), node.kind().type(), "Success", 1, 1);
        json.putNull("input_data");
        if (payload == null) {
            json.putNull("latest_output");
        } else {
            ObjectNode output = json.putObject("latest_output")
                    .put("status", "Success")
                    .put("node_id", node.id())
                    .put("node_name", node.name());
            output.set("body", parsed(payload));
        }
        json.put("execution_time", 0).putNull("parsed_request_curl");
        json.putArray("attempts");
        return json;
    }

    private static ObjectNode node(
            Row row, String id, String name, String type, int maximum, List<PastAttempt> attempts) {
        PastAttempt last = attempts.isEmpty() ? null : attempts.getLast();
        String status = status(row, last == null ? "Ready" : last.status());
        ObjectNode json = base(id, name, type, status, attempts.size(), maximum);
        json.set("input_data", last == null ? json.nullNode() : json(last.input()));
        json.set("latest_output", last == null ? json.nullNode() : output(last, status, id, name));
        json.put(
                "execution_time",
                attempts.stream().mapToLong(PastAttempt::tookMicros).sum() / 1000.0);
        json.put("parsed_request_curl", last == null ? null : curl(last.request()));
        ArrayNode tries = json.putArray("attempts");
        attempts.forEach(attempt -> tries.add(attempt(attempt)));
        return json;
    }

    private static ObjectNode base(String id, String name, String type, String status, int made, int maximum) {
        return Json.object()
                .put("node_id", id)
                .put("node_name", name)
                .put("node_type", type)
                .put("node_status", status)
                .put("is_batch", false)
                .put("attempts_made", made)
                .put("maximum_attempts", maximum);
    }

    /** What was still to come when the run ended says how it ended. */
    private static String status(Row row, String stored) {
        if (!PENDING.contains(stored)) {
            return stored;
        }
        return switch (row.status()) {
            case "STOPPED", "TERMINATED" -> "Stopped";
            case "TIMED_OUT" -> "Timed_Out";
            default -> stored;
        };
    }

    /** Of a failed node the app's answer is what people look for. */
    private static JsonNode output(PastAttempt last, String status, String id, String name) {
        if (last.output() != null || last.response() == null) {
            return json(last.output());
        }
        ObjectNode output = Json.object()
                .put("status", status)
                .put("node_id", id)
                .put("node_name", name)
                .put("reason", last.reason());
        JsonNode body = json(last.response()).path("body");
        output.set("body", body.isString() ? parsed(body.stringValue().getBytes(StandardCharsets.UTF_8)) : body);
        return output;
    }

    private static ObjectNode attempt(PastAttempt row) {
        ObjectNode json = Json.object()
                .put("attempt", row.attempt())
                .put("status", row.status())
                .put("outcome", row.outcome())
                .put("reason", row.reason())
                .put("started_at", row.startedAt().toString())
                .put("took_ms", row.tookMicros() / 1000.0)
                .put("next_at", row.nextAt() == null ? null : row.nextAt().toString());
        json.set("request", json(row.request()));
        json.put("request_curl", curl(row.request()));
        json.set("response", json(row.response()));
        return json;
    }

    private static @Nullable String curl(byte @Nullable [] request) {
        return json(request) instanceof ObjectNode recorded
                        && recorded.path("method").isString()
                ? CallRecord.curl(recorded)
                : null;
    }

    /** Read as it was written, number by number; what the journal wrote may be larger than what strangers may send. */
    private static JsonNode json(byte @Nullable [] stored) {
        if (stored == null) {
            return Json.object().nullNode();
        }
        try {
            return Json.parse(stored);
        } catch (Json.Malformed e) {
            return Json.MAPPER.readTree(stored);
        }
    }

    private static JsonNode parsed(byte[] text) {
        try {
            return Json.parse(text);
        } catch (Json.Malformed e) {
            return Json.object().stringNode(new String(text, StandardCharsets.UTF_8));
        }
    }

    private static int completion(Row row, ArrayNode nodes) {
        if (row.status().equals("COMPLETED") || nodes.isEmpty()) {
            return row.status().equals("COMPLETED") ? 100 : 0;
        }
        long through = nodes.valueStream()
                .filter(node -> Set.of("Success", "Rejected", "Errored_and_Skipped")
                        .contains(node.path("node_status").asString()))
                .count();
        return (int) (100 * through / nodes.size());
    }

    private static Instant updatedAt(Row row, List<PastAttempt> attempts) {
        Instant last = attempts.stream()
                .map(attempt -> attempt.startedAt().plusNanos(attempt.tookMicros() * 1000))
                .max(Instant::compareTo)
                .orElse(row.createdAt());
        Instant end = Optional.ofNullable(row.finishedAt()).orElse(last);
        return OVER.contains(row.status()) || end.isAfter(last) ? end : last;
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1_000_000.0;
    }
}
