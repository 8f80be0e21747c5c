package dev.zaffre.e2e;

import dev.zaffre.base.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Calls a server that may be gone at any moment. */
final class Api {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final String base;
    private final Map<String, String> headers;

    record Answer(int status, JsonNode body) {}

    Api(String base, Map<String, String> headers) {
        this.base = base;
        this.headers = headers;
    }

    Api with(String name, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Api(base, all);
    }

    /** @throws IOException when no whole answer came: whether the request was taken is not known */
    Answer send(String method, String path, String body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(15))
                .header("content-type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            HttpResponse<byte[]> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), Json.MAPPER.readTree(response.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (tools.jackson.core.JacksonException e) {
            throw new IOException("not JSON", e);
        }
    }

    /** Fails unless the answer is a 200. */
    JsonNode ok(String method, String path, String body) {
        try {
            Answer answer = send(method, path, body);
            if (answer.status() != 200) {
                throw new AssertionError(method + " " + path + " answered " + answer);
            }
            return answer.body();
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        }
    }

    /**
     * Defines an event with a number, and publishes a workflow that hands the number to the app's action {@code add}.
     *
     * @param on for every account, without a config that says so
     * @return the workflow's id
     */
    String addOn(String event, String app, boolean on) {
        ok("POST", "/api/v2/public/application/event", "{\"name\":\"" + event + "\",\"response\":{\"number\":1}}");
        String workflow = ok("POST", "/api/v2/public/workflow", """
                        {"name": "Add it", "slug": "%1$s", "autoEnable": %2$s,
                         "trigger": {"type": "event", "event": "%3$s"},
                         "nodes": [{"id": "1", "name": "Start", "type": "start"},
                           {"id": "2", "name": "Add", "type": "action", "app": "%1$s", "action": "add",
                            "fields": {"number": "{{event.number}}"}}],
                         "edges": [{"source": "1", "target": "2"}]}
                        """.formatted(app, on, event))
                .at("/workflow/_id")
                .asString();
        ok("PUT", "/api/v2/public/workflow/" + workflow + "/publish", "{\"published\":true}");
        return workflow;
    }
}
