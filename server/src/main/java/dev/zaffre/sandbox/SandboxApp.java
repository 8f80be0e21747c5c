package dev.zaffre.sandbox;

import dev.zaffre.base.Json;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One pretended product. */
abstract class SandboxApp {
    private final String name;
    private final Keys keys;
    private final Map<String, Outbound> answered = new ConcurrentHashMap<>();

    SandboxApp(String name) {
        this.name = name;
        this.keys = new Keys(name);
    }

    String name() {
        return name;
    }

    Keys keys() {
        return keys;
    }

    abstract Outbound answer(Inbound request);

    /** The same answer for the same {@code Idempotency-Key}, and the work done once, also when two come at the same moment. */
    Outbound once(Inbound request, String owner, Supplier<Outbound> work) {
        String key = request.header("idempotency-key");
        if (key.isEmpty()) {
            return work.get();
        }
        boolean[] fresh = new boolean[1];
        Outbound[] refused = new Outbound[1];
        Outbound kept = answered.computeIfAbsent(owner + '\n' + request.path() + '\n' + key, absent -> {
            fresh[0] = true;
            Outbound made = work.get();
            // A refusal is not remembered: the caller may correct the request and use the key again.
            if (made.status() < 300) {
                return made;
            }
            refused[0] = made;
            return null;
        });
        if (kept == null) {
            return refused[0];
        }
        return fresh[0] ? kept : kept.withHeader("Idempotent-Replayed", "true");
    }

    /** The body as JSON; an empty array, which no operation takes, when it is none. */
    static JsonNode parse(Inbound request) {
        try {
            return Json.parse(request.body());
        } catch (Json.Malformed e) {
            return Json.array();
        }
    }

    static Outbound error(int status, String code, String message) {
        ObjectNode error = Json.object().put("code", code).put("message", message);
        return Outbound.json(status, Json.object().set("error", error));
    }
}
