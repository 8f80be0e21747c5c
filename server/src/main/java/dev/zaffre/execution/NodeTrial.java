package dev.zaffre.execution;

import dev.zaffre.base.Json;
import dev.zaffre.delivery.CallRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How a single try of a single node is told. */
final class NodeTrial {
    private NodeTrial() {}

    /** {@code {status, outcome, reason, took_ms, input, request, request_curl, response, output}}. */
    static ObjectNode of(Step step, List<String> secrets) {
        return switch (step) {
            case Step.Done done -> answer(done.row(), done.row().reason(), done.output(), secrets);
            case Step.Failed failed -> answer(failed.row(), failed.reason(), null, secrets);
            case Step.Later later -> answer(later.row(), later.row().reason(), null, secrets);
            case Step.Postponed postponed -> notTried("Nothing was sent: " + postponed.reason());
            case Step.Parked parked ->
                parked.row() == null
                        ? notTried("Nothing was sent: " + parked.reason())
                        : answer(parked.row(), parked.reason(), null, secrets);
        };
    }

    private static ObjectNode answer(
            AttemptRow row, @Nullable String reason, @Nullable JsonNode output, List<String> secrets) {
        AttemptRow.Content content = row.content();
        JsonNode request = json(content.request(), secrets);
        ObjectNode answer = Json.object()
                // A wait would be the next thing in a run; here the one attempt is all there is.
                .put("status", row.status() == Run.Status.WAITING ? Run.Status.ERRORED.word : row.status().word)
                .put("outcome", row.outcome())
                .put("reason", reason)
                .put("took_ms", row.took().toNanos() / 1_000_000.0);
        answer.set("input", json(content.input(), secrets));
        answer.set("request", request);
        answer.put("request_curl", request instanceof ObjectNode recorded ? CallRecord.curl(recorded) : null);
        answer.set("response", json(content.response(), secrets));
        answer.set("output", output == null ? null : CallRecord.redact(output, secrets));
        return answer;
    }

    private static ObjectNode notTried(String reason) {
        ObjectNode answer = Json.object()
                .put("status", Run.Status.ERRORED.word)
                .putNull("outcome")
                .put("reason", reason)
                .put("took_ms", 0);
        for (String name : List.of("input", "request", "request_curl", "response", "output")) {
            answer.putNull(name);
        }
        return answer;
    }

    private static @Nullable JsonNode json(byte @Nullable [] stored, List<String> secrets) {
        return stored == null ? null : CallRecord.redact(Json.MAPPER.readTree(stored), secrets);
    }
}
