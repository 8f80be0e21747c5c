package dev.zaffre.cli;

import dev.zaffre.base.Json;
import dev.zaffre.sandbox.Sandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a company does to write its customers' data into two apps: all of it over the public API. */
final class DemoJob {
    static final String EVENT = "Contact Created";
    static final String ACCOUNT = "acme";
    private static final long WAIT_SECONDS = 30;
    private static final JsonNode PAYLOAD = Json.parse("""
                    {
                      "first_name": "Mark",
                      "last_name": "wood",
                      "employee_id": 221,
                      "is_new": false,
                      "address": {"house_no": "221", "street": "lorem ipsum", "pincode": 560103}
                    }
                    """);

    /** Name in the sandbox, the app, its workflow, and what it must receive. */
    record Target(String sandboxName, String slug, ObjectNode credential, ObjectNode workflow, JsonNode expected) {}

    /** A finished execution, and what its app has received by then. */
    record Arrival(Target target, JsonNode execution, List<JsonNode> requests) {
        boolean isRight(int times) {
            return execution.path("status").asString("").equals("COMPLETED")
                    && requests.size() == times
                    && requests.stream()
                            .allMatch(request -> request.path("status").asInt() / 100 == 2
                                    && Json.parse(request.path("body").asString("null"))
                                            .equals(target.expected()));
        }
    }

    private final PublicApi api;
    private final Sandbox sandbox;
    private final List<Target> targets;

    DemoJob(PublicApi api, Sandbox sandbox) {
        this.api = api;
        this.sandbox = sandbox;
        this.targets = List.of(crm(sandbox.url()), chat(sandbox.url()));
    }

    List<Target> targets() {
        return targets;
    }

    private static Target crm(String url) {
        ObjectNode workflow = workflow(
                "Contact to CRM",
                "sandbox-crm",
                "Create contact",
                "create_contact",
                Map.of(
                        "first_name", "{{event.first_name}}",
                        "last_name", "{{event.last_name}}",
                        "employee_id", "{{event.employee_id}}",
                        "is_new", "{{event.is_new}}",
                        "address", "{{event.address}}"));
        return new Target(
                "crm",
                "sandbox-crm",
                Json.object().put("server_url", url).put("api_key", Sandbox.CRM_KEY),
                workflow,
                PAYLOAD);
    }

    private static Target chat(String url) {
        ObjectNode workflow = workflow(
                "Tell the sales channel",
                "sandbox-chat",
                "Post message",
                "post_message",
                Map.of(
                        "channel", "#sales",
                        "text",
                                "{{event.first_name}} {{event.last_name}} (no. {{event.employee_id}}) lives at {{event.address.street}} {{event.address.house_no}}, {{event.address.pincode}}"));
        return new Target(
                "chat",
                "sandbox-chat",
                Json.object().put("server_url", url).put("token", Sandbox.CHAT_KEY),
                workflow,
                Json.object()
                        .put("channel", "#sales")
                        .put("text", "Mark wood (no. 221) lives at lorem ipsum 221, 560103"));
    }

    private static ObjectNode workflow(
            String name, String slug, String node, String action, Map<String, String> fields) {
        ObjectNode document = Json.object().put("name", name).put("slug", slug);
        document.putObject("trigger").put("type", "event").put("event", EVENT);
        var nodes = document.putArray("nodes");
        nodes.addObject().put("id", "1").put("name", "Start").put("type", "start");
        ObjectNode call = nodes.addObject()
                .put("id", "2")
                .put("name", node)
                .put("type", "action")
                .put("app", slug)
                .put("action", action);
        ObjectNode inputs = call.putObject("fields");
        fields.forEach(inputs::put);
        document.putArray("edges").addObject().put("source", "1").put("target", "2");
        return document;
    }

    /** The body of the call, complete. */
    static ObjectNode trigger() {
        ObjectNode body = Json.object().put("event", EVENT);
        body.set("payload", PAYLOAD);
        return body;
    }

    /** Defines event and workflows, links and connects the account, switches the workflows on. May be repeated on one data directory. */
    void prepare() {
        boolean defined = false;
        for (JsonNode type : api.get("/application/event")) {
            defined |= type.path("name").asString("").equals(EVENT);
        }
        if (!defined) {
            ObjectNode type = Json.object().put("name", EVENT);
            type.set("response", PAYLOAD);
            api.call("POST", "/application/event", type);
        }
        api.call(
                "PUT",
                "/linked-account",
                Json.object().put("linked_account_id", ACCOUNT).put("name", "Acme"));
        for (Target target : targets) {
            String workflow = published(target);
            api.call("PUT", "/linked-account/integration/save-key-credentials/" + target.slug(), target.credential());
            ObjectNode config = Json.object().put("slug", target.slug()).put("linked_account_id", ACCOUNT);
            String configId =
                    api.call("POST", "/config", config).path("config_id").asString(ACCOUNT);
            api.call(
                    "PATCH",
                    "/slug/%s/config/%s/workflows/%s".formatted(target.slug(), configId, workflow),
                    Json.object().put("enabled", true));
        }
    }

    /** Without an account: the company's own workflow, offered to all of its customers. */
    private String published(Target target) {
        String name = target.workflow().path("name").asString();
        for (JsonNode workflow : api.callForCompany("GET", "/workflow?limit=100&slug=" + target.slug(), Json.object())
                .path("docs")) {
            if (workflow.path("name").asString("").equals(name)
                    && workflow.path("published").asBoolean(false)) {
                return workflow.path("_id").asString();
            }
        }
        String id = api.callForCompany("POST", "/workflow", target.workflow())
                .path("workflow")
                .path("_id")
                .asString();
        api.callForCompany("PUT", "/workflow/" + id + "/publish", Json.object().put("published", true));
        return id;
    }

    /**
     * Sends the event.
     *
     * @param path {@code /event}, or {@code /event/<app>} to reach that app alone
     * @return the server's answer
     */
    JsonNode send(String path) {
        return api.call("POST", path, trigger());
    }

    /** Waits until every execution of an answer has ended. */
    List<Arrival> await(JsonNode answer) {
        List<Arrival> arrivals = new ArrayList<>();
        for (JsonNode started : answer.path("executions")) {
            Target target = targets.stream()
                    .filter(candidate ->
                            candidate.slug().equals(started.path("app").asString("")))
                    .findFirst()
                    .orElseThrow(() -> new Failure("an execution of another app was started: " + Json.write(started)));
            JsonNode execution = finished(started.path("id").asString());
            arrivals.add(new Arrival(
                    target,
                    execution,
                    List.copyOf(sandbox.requests(target.sandboxName()).stream()
                            .filter(request ->
                                    request.path("method").asString("").equals("POST"))
                            .toList())));
        }
        return arrivals;
    }

    private JsonNode finished(String execution) {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (true) {
            JsonNode found = api.get("/execution/" + execution);
            String status = found.path("status").asString("").toUpperCase(Locale.ROOT);
            if (List.of("COMPLETED", "ERRORED", "STOPPED", "TIMED_OUT", "TERMINATED")
                            .contains(status)
                    || System.nanoTime() > giveUp) {
                return found;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
