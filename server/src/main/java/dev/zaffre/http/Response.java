package dev.zaffre.http;

import dev.zaffre.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An answer. Never empty on a route that a published client calls: such clients fail on an empty body.
 *
 * @param stream what is sent after the body, as it comes; null for every ordinary answer
 */
public record Response(
        int status,
        String contentType,
        Map<String, String> headers,
        byte[] body,
        @Nullable Stream stream) {
    public Response(int status, String contentType, Map<String, String> headers, byte[] body) {
        this(status, contentType, headers, body, null);
    }

    /**
     * An answer that goes on; nothing between here and the caller may keep it back or change it.
     *
     * @param first what is sent at once; not empty, since the head of the answer goes out with it
     */
    public static Response stream(String contentType, byte[] first, Stream stream) {
        Map<String, String> headers = Map.of("Cache-Control", "no-cache, no-transform", "X-Accel-Buffering", "no");
        return new Response(200, contentType, headers, first, stream);
    }

    public static Response json(JsonNode body) {
        return json(200, body);
    }

    public static Response json(int status, JsonNode body) {
        return new Response(status, "application/json", Map.of(), Json.writeBytes(body));
    }

    /** {@code {"message": text}}. */
    public static Response message(String text) {
        return json(Json.object().put("message", text));
    }

    public static Response text(String contentType, String body) {
        return new Response(200, contentType, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    /** The same answer, with which a browser goes on to another address (302). */
    public Response redirect(String location) {
        return new Response(302, contentType, headers, body).withHeader("Location", location);
    }

    public Response withHeader(String name, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Response(status, contentType, all, body, stream);
    }
}
