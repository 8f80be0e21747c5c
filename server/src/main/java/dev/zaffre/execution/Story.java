package dev.zaffre.execution;

import dev.zaffre.base.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What happened in an execution, in sentences, in the order in which it happened: made of the answer that tells it in numbers. */
final class Story {
    private final ObjectNode execution;
    private final ArrayNode sentences = Json.array();

    private Story(ObjectNode execution) {
        this.execution = execution;
    }

    /** @param execution as {@code GET /execution/{id}} answers it, in full */
    static ArrayNode of(ObjectNode execution) {
        Story story = new Story(execution);
        story.begin();
        for (JsonNode node : execution.path("nodes")) {
            story.node(node);
        }
        story.wait(execution.path("waiting"));
        story.end();
        return story.sentences;
    }

    private String text(String member) {
        return execution.path(member).asString("");
    }

    private void say(String level, @Nullable String at, @Nullable String node, String text) {
        sentences
                .addObject()
                .put("at", at)
                .put("level", level)
                .put("node_id", node)
                .put("text", text);
    }

    private void begin() {
        String workflow = execution.at("/associated_workflow/name").asString("");
        int version = execution.at("/associated_workflow/version").asInt(0);
        String what = (version < 0 ? "the draft of the workflow '" : "version " + version + " of the workflow '")
                + (workflow.isEmpty() ? "that was deleted" : workflow) + "'";
        String account = text("linked_account_id");
        String text;
        if (!text("rerun_of").isEmpty()) {
            text = "Execution " + text("rerun_of") + " was run again for " + account + ", with its original payload: "
                    + what + " began.";
        } else if (text("execution_source").equals(ApiRuns.Source.TEST.text())) {
            text = "Somebody tried " + what + " for " + account + ".";
        } else if (!text("trigger_application_event").isEmpty()) {
            text = "The event '" + text("trigger_application_event") + "' of " + account + " was accepted: " + what
                    + " began.";
        } else {
            text = "A call of the API started " + what + " for " + account + ".";
        }
        say("info", text("createdAt"), null, text);
    }

    private void node(JsonNode node) {
        String name = "'" + node.path("node_name").asString("") + "'";
        int count = node.path("attempts").size();
        for (int i = 0; i < count; i++) {
            attempt(node, name, node.path("attempts").get(i), i + 1, i + 1 == count);
        }
    }

    private void attempt(JsonNode node, String name, JsonNode attempt, int number, boolean last) {
        String id = node.path("node_id").asString("");
        String at = attempt.path("started_at").asString("");
        String call = call(attempt);
        String said = attempt.path("reason").asString("");
        // "The app answered 422" is in the call already; what the app says of it is not.
        String reason = call.startsWith(": " + said + " in ") ? "" : said;
        switch (attempt.path("status").asString("")) {
            case "Success" ->
                say("success", at, id, name + " succeeded" + (number > 1 ? " at attempt " + number : "") + call + ".");
            case "Rejected" -> say("info", at, id, name + " was not run" + because(reason) + ".");
            case "Errored_and_Skipped" ->
                say(
                        "warning",
                        at,
                        id,
                        name + " failed" + call + because(reason) + ". Its settings say to go on without it.");
            case "Errored" ->
                say(
                        last && attempt.path("next_at").isNull() ? "error" : "warning",
                        at,
                        id,
                        name + " failed" + (number > 1 ? " at attempt " + number : "") + call + because(reason)
                                + again(attempt) + ".");
            case "Waiting" -> say("info", at, id, name + " waits" + because(reason) + until(attempt) + ".");
            default ->
                say(
                        "info",
                        at,
                        id,
                        name + " is " + attempt.path("status").asString("").toLowerCase(Locale.ROOT) + because(reason)
                                + ".");
        }
    }

    private static String because(String reason) {
        String plain = reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
        return plain.isEmpty() ? "" : ": " + plain;
    }

    private static String call(JsonNode attempt) {
        JsonNode status = attempt.path("response").path("status");
        String took = " in " + millis(attempt.path("took_ms").asDouble(0));
        return status.isNumber() ? ": the app answered " + status.asInt() + took : took;
    }

    private static String again(JsonNode attempt) {
        String next = attempt.path("next_at").asString("");
        return next.isEmpty() ? "" : "; the next attempt was set for " + next;
    }

    private static String until(JsonNode attempt) {
        String next = attempt.path("next_at").asString("");
        return next.isEmpty() ? "" : " until " + next;
    }

    private void wait(JsonNode waiting) {
        if (waiting.isMissingNode() || text("status").equals("RUNNING")) {
            return;
        }
        String reconnect = waiting.path("reconnect").asString("");
        long ahead = waiting.path("ahead").asLong(0);
        String behind = ahead == 0
                ? ""
                : " " + ahead + (ahead == 1 ? " other execution" : " other executions")
                        + " of the same account and app " + (ahead == 1 ? "is" : "are") + " before it.";
        if (!reconnect.isEmpty()) {
            say(
                    "warning",
                    null,
                    null,
                    "It waits until " + text("linked_account_id") + " reconnects " + reconnect
                            + ", and goes on by itself then." + behind);
        } else {
            say("info", null, null, "It waits until " + waiting.path("until").asString("its turn") + "." + behind);
        }
    }

    private void end() {
        String end = text("completion_time");
        String took = end.isEmpty()
                ? ""
                : millis(Duration.between(Instant.parse(text("createdAt")), Instant.parse(end))
                                .toNanos()
                        / 1e6);
        String reason = because(text("reason"));
        switch (text("status")) {
            case "COMPLETED" -> say("success", end, null, "It was complete " + took + " after it was accepted.");
            case "ERRORED" -> say("error", end, null, "It failed after " + took + reason + ".");
            case "TIMED_OUT" -> say("error", end, null, "It was given up after " + took + reason + ".");
            case "STOPPED" -> say("warning", end, null, "It was stopped after " + took + reason + ".");
            case "TERMINATED" -> say("error", end, null, "It was ended after " + took + reason + ".");
            case "STOPPING" -> say("info", null, null, "It is asked to stop, and does before its next node.");
            default -> {
                // It goes on: what comes next is told when it has come.
            }
        }
    }

    private static String millis(double millis) {
        if (millis < 1000) {
            return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
        }
        long seconds = Math.round(millis / 1000);
        return seconds < 120
                ? String.format(Locale.ROOT, "%.1f s", millis / 1000)
                : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }
}
