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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

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
        } catch (JacksonException e) {
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

    /** @param sample the payload of it, in JSON */
    void defineEvent(String name, String sample) {
        ObjectNode type = Json.object().put("name", name);
        type.set("response", Json.parse(sample));
        ok("POST", "/api/v2/public/application/event", Json.write(type));
    }

    /** Fires an event for the account of the headers. */
    JsonNode trigger(String event, String payload) {
        ObjectNode body = Json.object().put("event", event);
        body.set("payload", Json.parse(payload));
        return ok("POST", "/api/v2/public/event", Json.write(body));
    }

    /**
     * As {@link #trigger}.
     *
     * @return the id of the first execution that it starts
     */
    String fire(String event, String payload) {
        JsonNode answer = trigger(event, payload);
        JsonNode first = answer.at("/executions/0/id");
        if (!first.isString()) {
            throw new AssertionError("Nothing runs: " + answer);
        }
        return first.asString();
    }

    /** @return the id of the workflow, which is a draft */
    String draw(String workflow) {
        return ok("POST", "/api/v2/public/workflow", workflow)
                .at("/workflow/_id")
                .asString();
    }

    /** As {@link #draw}, and publishes it. */
    String publish(String workflow) {
        String id = draw(workflow);
        ok("PUT", "/api/v2/public/workflow/" + id + "/publish", "{\"published\":true}");
        return id;
    }

    /** Publishes a workflow, on for everybody, that makes a contact in the sandbox's CRM of the {@code first_name} of an event. */
    String toCrm(String name, String event) {
        return publish("""
                {"name": %s, "slug": "sandbox-crm", "autoEnable": true, "trigger": {"type": "event", "event": %s},
                 "nodes": [{"id": "1", "name": "Start", "type": "start"},
                   {"id": "2", "name": "Create contact", "type": "action", "app": "sandbox-crm", "action": "create_contact",
                    "fields": {"first_name": "{{event.first_name}}"}}],
                 "edges": [{"source": "1", "target": "2"}]}
                """.formatted(quoted(name), quoted(event)));
    }

    static String quoted(String text) {
        return Json.write(StringNode.valueOf(text));
    }

    /**
     * Defines an event with a number, and publishes a workflow that hands the number to the app's action {@code add}.
     *
     * @param on for every account, without a config that says so
     * @return the workflow's id
     */
    String addOn(String event, String app, boolean on) {
        defineEvent(event, "{\"number\":1}");
        return publish("""
                {"name": "Add it", "slug": "%1$s", "autoEnable": %2$s,
                 "trigger": {"type": "event", "event": "%3$s"},
                 "nodes": [{"id": "1", "name": "Start", "type": "start"},
                   {"id": "2", "name": "Add", "type": "action", "app": "%1$s", "action": "add",
                    "fields": {"number": "{{event.number}}"}}],
                 "edges": [{"source": "1", "target": "2"}]}
                """.formatted(app, on, event));
    }
}
