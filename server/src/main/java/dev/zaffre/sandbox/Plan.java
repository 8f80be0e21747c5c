package dev.zaffre.sandbox;

import dev.zaffre.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the next requests are to be treated. Without {@code status} the app carries the request out and its own answer is
 * distorted; with one, the app is not asked at all.
 *
 * @param app {@code crm}, {@code chat}, or null for both
 * @param path what the request's path must start with, e.g. {@code /crm/contacts}; null for every path
 * @param status answered instead of the app's own; 0 for the app's own
 * @param bodyBytes length of a made-up body; -1 for none
 * @param delayMillis before the answer
 * @param slowBodyMillis the time over which the body dribbles
 * @param truncate half of the body is sent, then the connection closes in an orderly way
 */
record Plan(
        @Nullable String app,
        @Nullable String path,
        int status,
        Map<String, String> headers,
        byte @Nullable [] body,
        int bodyBytes,
        long delayMillis,
        long slowBodyMillis,
        Reset reset,
        boolean truncate) {
    private static final Set<String> MEMBERS = Set.of(
            "app",
            "path",
            "times",
            "status",
            "headers",
            "retry_after",
            "delay_ms",
            "reset",
            "slow_body_ms",
            "body_bytes",
            "truncate",
            "body");
    private static final int MAX_BODY = 64 * 1024 * 1024;

    /** When the connection is reset. */
    enum Reset {
        NEVER,
        /** The request was received, and carried out unless a status is planned; no byte of an answer comes. */
        BEFORE,
        /** In the middle of the answer's body. */
        DURING,
        /** The whole answer was sent. */
        AFTER
    }

    /** @throws IllegalArgumentException in words for the one who planned */
    static Plan of(ObjectNode json) {
        for (var member : json.properties()) {
            if (!MEMBERS.contains(member.getKey())) {
                throw new IllegalArgumentException(
                        "Unknown member '" + member.getKey() + "'; known are " + new java.util.TreeSet<>(MEMBERS));
            }
        }
        Map<String, String> headers = new LinkedHashMap<>();
        json.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asString()));
        if (json.has("retry_after")) {
            headers.put("Retry-After", json.path("retry_after").asString());
        }
        return new Plan(
                text(json, "app"),
                text(json, "path"),
                number(json, "status", 0, 999),
                headers,
                body(json.get("body")),
                number(json, "body_bytes", -1, MAX_BODY),
                number(json, "delay_ms", 0, 600_000),
                number(json, "slow_body_ms", 0, 600_000),
                reset(json.path("reset").asString("never")),
                json.path("truncate").asBoolean(false));
    }

    /** How many requests, from the same document; 1 when it does not say. */
    static int times(ObjectNode json) {
        return Math.max(1, number(json, "times", 1, 1_000_000));
    }

    boolean fits(String requestedApp, String requestedPath) {
        return (app == null || app.equals(requestedApp)) && (path == null || requestedPath.startsWith(path));
    }

    /** The answer to give in place of, or made of, the app's own. */
    Outbound applyTo(Outbound own) {
        Outbound answer = own;
        if (status != 0) {
            ObjectNode error =
                    Json.object().put("ok", status < 400).put("planned", true).put("status", status);
            answer = Outbound.json(status, error);
        }
        if (body != null) {
            answer = new Outbound(answer.status(), answer.headers(), body);
        }
        if (bodyBytes >= 0) {
            answer = new Outbound(answer.status(), answer.headers(), filler(bodyBytes));
        }
        for (var header : headers.entrySet()) {
            answer = answer.withHeader(header.getKey(), header.getValue());
        }
        return answer;
    }

    /** JSON when there is room for it: one long string. */
    private static byte[] filler(int length) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) 'x');
        if (length >= 2) {
            bytes[0] = '"';
            bytes[length - 1] = '"';
        }
        return bytes;
    }

    private static byte @Nullable [] body(@Nullable JsonNode body) {
        if (body == null) {
            return null;
        }
        return body.isString() ? body.stringValue().getBytes(StandardCharsets.UTF_8) : Json.writeBytes(body);
    }

    private static Reset reset(String word) {
        for (Reset reset : Reset.values()) {
            if (reset.name().equalsIgnoreCase(word)) {
                return reset;
            }
        }
        throw new IllegalArgumentException("'reset' must be before, during or after");
    }

    private static @Nullable String text(ObjectNode json, String name) {
        JsonNode value = json.get(name);
        return value == null || value.isNull() ? null : value.asString();
    }

    private static int number(ObjectNode json, String name, int otherwise, int max) {
        JsonNode value = json.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.canConvertToInt() || value.asInt() < 0 || value.asInt() > max) {
            throw new IllegalArgumentException("'" + name + "' must be a whole number from 0 to " + max);
        }
        return value.asInt();
    }
}
