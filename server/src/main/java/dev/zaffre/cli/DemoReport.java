package dev.zaffre.cli;

import dev.zaffre.base.Json;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What the demo tells, step by step with the seconds since its start. */
final class DemoReport {
    private final PrintWriter out;
    private final long began = System.nanoTime();

    DemoReport(PrintWriter out) {
        this.out = out;
    }

    void title() {
        line("Zaffre: one event in, every connected app written.");
        line("");
    }

    void started(URI server, String sandbox) {
        step("PostgreSQL, the server (" + server + ") and the sandbox (" + sandbox + ") run");
    }

    void prepared(List<DemoJob.Target> targets) {
        step("Event type '" + DemoJob.EVENT + "' defined, linked account '" + DemoJob.ACCOUNT + "' created");
        for (DemoJob.Target target : targets) {
            step("Workflow '" + target.workflow().path("name").asString() + "' published; " + target.slug()
                    + " connected, workflow enabled");
        }
        line("");
    }

    /** The call that a company's backend makes, ready to be pasted. */
    void curl(String url, String key) {
        line("The company's backend sends:");
        line("");
        out.println(curlText(url, key).indent(4).stripTrailing());
        line("");
    }

    static String curlText(String url, String key) {
        String body = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(DemoJob.trigger());
        return """
                curl --request POST \\
                  --url %s \\
                  --header 'Content-Type: application/json' \\
                  --header 'linked_account_id: %s' \\
                  --header 'x-api-key: %s' \\
                  --data '%s'""".formatted(url, DemoJob.ACCOUNT, key, body);
    }

    void answered(JsonNode answer) {
        step("Answer: \"" + answer.path("message").asString("") + "\", event "
                + answer.path("event_id").asString("") + ", executions started: "
                + answer.path("executions").size());
        for (JsonNode skipped : answer.path("skipped")) {
            line("        skipped: " + Json.write(skipped));
        }
        line("");
    }

    void arrival(DemoJob.Arrival arrival, boolean right) {
        line("  " + arrival.target().slug() + " received" + (right ? ", as it should" : ", which is NOT what it should")
                + ":");
        for (JsonNode request : arrival.requests()) {
            line("    " + request.path("method").asString("") + " "
                    + request.path("path").asString("") + "  ("
                    + "Idempotency-Key: " + header(request, "idempotency-key") + ")");
            line("    " + request.path("body").asString(""));
            line("    -> " + request.path("status").asInt());
        }
        if (arrival.requests().isEmpty()) {
            line("    nothing");
        }
        if (!right) {
            line("    expected: " + Json.write(arrival.target().expected()));
        }
        execution(arrival.execution());
        line("");
    }

    private static String header(JsonNode request, String name) {
        return request.path("headers").properties().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(entry -> entry.getValue().asString(""))
                .findFirst()
                .orElse("none");
    }

    private void execution(JsonNode execution) {
        line("    execution " + execution.path("_id").asString("") + ": "
                + execution.path("status").asString("")
                + (execution.path("reason").isString()
                        ? " (" + execution.path("reason").asString() + ")"
                        : ""));
        for (JsonNode node : execution.path("nodes")) {
            line(String.format(
                    Locale.ROOT,
                    "      node %s %-16s %-8s attempts: %d of %d%s",
                    node.path("node_id").asString(""),
                    "'" + node.path("node_name").asString("") + "'",
                    node.path("node_status").asString(""),
                    node.path("attempts_made").asInt(),
                    node.path("maximum_attempts").asInt(),
                    node.path("execution_time").isNumber()
                            ? String.format(
                                    Locale.ROOT,
                                    ", %.1f ms",
                                    node.path("execution_time").asDouble())
                            : ""));
        }
    }

    void onlyOneApp(boolean right) {
        step("The same call to /event/sandbox-crm, the app's slug in the path: "
                + (right ? "that app alone was written" : "NOT only that app was written"));
    }

    void verdict(boolean right) {
        line("");
        step(right ? "Everything that arrived is right." : "What arrived is NOT right.");
    }

    void howToGoOn(URI server, String sandbox, JsonNode credentials, Path file) {
        line("");
        line("It goes on running; Ctrl-C ends it. To go on by hand:");
        line("");
        line("  server               " + server);
        for (var environment : credentials.path("environments").properties()) {
            line(String.format(
                    Locale.ROOT,
                    "  %-20s %s",
                    "API key " + environment.getKey(),
                    environment.getValue().path("api_key").asString("")));
        }
        line("  console              "
                + credentials.at("/console/set_password_url").asString(server + "/console"));
        line("                       (the link sets the first owner's password, once)");
        line("  all that is kept in  " + file);
        line("  what apps received   curl " + sandbox + "/_requests");
        line("  make the CRM fail    curl " + sandbox + "/_plan --data '{\"app\":\"crm\",\"status\":503,\"times\":2}'");
        line("  the API              " + server + "/openapi.yaml");
        line("  send again           the curl above");
    }

    private void step(String text) {
        line(String.format(Locale.ROOT, "%5.1f s  %s", (System.nanoTime() - began) / 1e9, text));
    }

    private void line(String text) {
        out.println(text);
        out.flush();
    }
}
