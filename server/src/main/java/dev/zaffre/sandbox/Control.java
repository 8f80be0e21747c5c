package dev.zaffre.sandbox;

import dev.zaffre.base.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The paths by which people and tests look into the sandbox and steer it. */
final class Control {
    private final Requests requests;
    private final Plans plans;
    private final List<SandboxApp> apps;

    Control(Requests requests, Plans plans, List<SandboxApp> apps) {
        this.requests = requests;
        this.plans = plans;
        this.apps = apps;
    }

    Outbound answer(Inbound request) {
        try {
            return switch (request.method() + " " + request.path()) {
                case "GET /" -> index();
                case "GET /_requests" -> shown(request);
                case "DELETE /_requests" -> Outbound.json(200, Json.object().put("forgotten", requests.clear()));
                case "POST /_plan" -> planned(object(request));
                case "GET /_plan" -> remaining();
                case "DELETE /_plan" -> {
                    plans.clear();
                    yield remaining();
                }
                case "POST /_keys" -> keys(object(request));
                default -> SandboxApp.error(404, "not_found", "There is no " + request.method() + " " + request.path());
            };
        } catch (IllegalArgumentException e) {
            return SandboxApp.error(400, "bad_request", String.valueOf(e.getMessage()));
        }
    }

    private Outbound index() {
        ObjectNode index = Json.object().put("name", "Zaffre sandbox");
        for (SandboxApp app : apps) {
            index.putObject(app.name())
                    .put("base", "/" + app.name())
                    .put("key", app.name() + "-demo-key")
                    .put("accepted_keys", app.name() + "-<anything>-key");
        }
        return Outbound.json(200, index);
    }

    private Outbound shown(Inbound request) {
        String app = request.query().get("app");
        if (app != null) {
            app(app);
        }
        List<ObjectNode> all = requests.of(app);
        ObjectNode answer = Json.object().put("total", all.size());
        answer.putArray("requests").addAll(all);
        return Outbound.json(200, answer);
    }

    private Outbound planned(ObjectNode plan) {
        if (plan.hasNonNull("app")) {
            app(plan.path("app").asString());
        }
        plans.add(plan);
        return remaining();
    }

    private Outbound remaining() {
        return Outbound.json(200, Json.object().put("planned", plans.remaining()));
    }

    private Outbound keys(ObjectNode change) {
        SandboxApp app = app(change.path("app").asString(""));
        for (JsonNode key : change.path("add")) {
            app.keys().add(key.asString());
        }
        for (JsonNode key : change.path("revoke")) {
            app.keys().revoke(key.asString());
        }
        return Outbound.json(200, Json.object().put("success", true));
    }

    private SandboxApp app(String name) {
        return apps.stream()
                .filter(app -> app.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'app' must be crm or chat"));
    }

    private static ObjectNode object(Inbound request) {
        try {
            if (Json.parse(request.body()) instanceof ObjectNode object) {
                return object;
            }
        } catch (Json.Malformed e) {
            throw new IllegalArgumentException(
                    "The body is not JSON: " + e.getMessage() + " (line " + e.line + ", column " + e.column + ")", e);
        }
        throw new IllegalArgumentException("The body must be a JSON object");
    }
}
