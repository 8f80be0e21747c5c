package dev.zaffre.sandbox;

import dev.zaffre.base.Json;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/** A small chat tool. The key is a bearer token; refusals of content are, as with some real ones, a 200 with {@code ok: false}. */
final class Chat extends SandboxApp {
    private static final int MAX_TEXT = 4000;
    private final AtomicLong number = new AtomicLong();

    Chat() {
        super("chat");
    }

    @Override
    Outbound answer(Inbound request) {
        String authorization = request.header("authorization");
        String key = authorization.startsWith("Bearer ") ? authorization.substring("Bearer ".length()) : "";
        if (!keys().accept(key)) {
            return refused(401, "invalid_auth");
        }
        return switch (request.method() + " " + request.path().substring("/chat".length())) {
            case "GET /auth.test" ->
                Outbound.json(200, Json.object().put("ok", true).put("team", key.replaceFirst("-key$", "")));
            case "POST /messages" -> once(request, key, () -> post(request));
            case "POST /channels" -> once(request, key, () -> createChannel(request));
            default -> refused(404, "unknown_method");
        };
    }

    private Outbound post(Inbound request) {
        JsonNode body = parse(request);
        if (body.path("channel").asString("").isBlank()) {
            return refused(200, "channel_not_found");
        }
        String text = body.path("text").asString("");
        if (text.isBlank()) {
            return refused(200, "no_text");
        }
        if (text.length() > MAX_TEXT) {
            return refused(200, "msg_too_long");
        }
        return Outbound.json(
                200,
                Json.object()
                        .put("ok", true)
                        .put("channel", body.path("channel").asString())
                        .put("ts", number.incrementAndGet()));
    }

    private Outbound createChannel(Inbound request) {
        String name = parse(request).path("name").asString("");
        if (!name.matches("[a-z0-9_-]{1,80}")) {
            return refused(200, "invalid_name");
        }
        return Outbound.json(
                200,
                Json.object()
                        .put("ok", true)
                        .put("id", "C" + number.incrementAndGet())
                        .put("name", name));
    }

    private static Outbound refused(int status, String error) {
        return Outbound.json(status, Json.object().put("ok", false).put("error", error));
    }
}
