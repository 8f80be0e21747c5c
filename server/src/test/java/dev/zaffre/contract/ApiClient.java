package dev.zaffre.contract;

import dev.zaffre.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Calls the API as a client would and holds every answer against {@code openapi.yaml}: the operation must be in it, the status
 * documented for it, the body as its schema says.
 */
public final class ApiClient {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final Set<String> EXERCISED = ConcurrentHashMap.newKeySet();

    private final String base;
    private final Map<String, String> headers;
    /** Every answer of this client and of those derived from it. */
    private final Queue<Answer> answers;

    private ApiClient(String base, Map<String, String> headers, Queue<Answer> answers) {
        this.base = base;
        this.headers = headers;
        this.answers = answers;
    }

    /** @param base such as {@code http://127.0.0.1:8080} */
    public static ApiClient at(String base) {
        return new ApiClient(base, Map.of(), new ConcurrentLinkedQueue<>());
    }

    /** {@code "<operation id> <status>"} of every answer in this JVM so far. */
    public static Set<String> exercised() {
        return EXERCISED;
    }

    /** A client that sends one header more, or, for null, one less. */
    public ApiClient with(String name, String value) {
        var all = new LinkedHashMap<>(headers);
        if (value == null) {
            all.remove(name);
        } else {
            all.put(name, value);
        }
        return new ApiClient(base, all, answers);
    }

    public ApiClient key(String apiKey) {
        return with("x-api-key", apiKey);
    }

    public ApiClient session(String token) {
        return with("x-api-key", null).with("linked_account_id", null).with("authorization", "Bearer " + token);
    }

    public ApiClient account(String linkedAccountId) {
        return with("linked_account_id", linkedAccountId);
    }

    public String base() {
        return base;
    }

    public List<Answer> answers() {
        return List.copyOf(answers);
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    public Answer post(String path, String body) {
        return send("POST", path, body.getBytes(StandardCharsets.UTF_8));
    }

    public Answer post(String path, JsonNode body) {
        return send("POST", path, Json.writeBytes(body));
    }

    public Answer put(String path, JsonNode body) {
        return send("PUT", path, Json.writeBytes(body));
    }

    public Answer put(String path, String body) {
        return send("PUT", path, body.getBytes(StandardCharsets.UTF_8));
    }

    /** @param body null: none at all */
    public Answer send(String method, String pathAndQuery, byte[] body) {
        Answer answer = sendUnchecked(method, pathAndQuery, body);
        check(method, pathAndQuery.replaceFirst("\\?.*", ""), answer);
        return answer;
    }

    /** For requests that are outside the contract on purpose. */
    public Answer sendUnchecked(String method, String pathAndQuery, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + pathAndQuery))
                .timeout(Duration.ofSeconds(30))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (body != null && !headers.containsKey("content-type")) {
            request.header("content-type", "application/json");
        }
        headers.forEach(request::header);
        try {
            HttpResponse<byte[]> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            Answer answer = new Answer(response.statusCode(), response.headers(), response.body());
            answers.add(answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + pathAndQuery, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void check(String method, String path, Answer answer) {
        Contract.Operation operation = Contract.get()
                .match(method, path)
                .orElseThrow(() ->
                        new AssertionError("not in openapi.yaml: " + method + " " + path + " answered " + answer));
        String status = Integer.toString(answer.status());
        if (!operation.statuses().contains(status)) {
            throw new AssertionError(operation + " answered a status that is not documented: " + answer);
        }
        String expected = operation.mediaType(status);
        if (!answer.header("content-type").startsWith(expected)) {
            throw new AssertionError(
                    operation + " answered " + answer.header("content-type") + " instead of " + expected);
        }
        if (expected.equals("application/json")) {
            checkBody(operation, status, answer);
        }
        EXERCISED.add(operation.id() + " " + status);
    }

    private static void checkBody(Contract.Operation operation, String status, Answer answer) {
        JsonNode body;
        try {
            body = Json.MAPPER.readTree(answer.body());
        } catch (JacksonException e) {
            throw new AssertionError(operation + " answered something that is not JSON: " + answer, e);
        }
        List<String> violations = operation.violations(status, body);
        if (!violations.isEmpty()) {
            throw new AssertionError(
                    operation + " answered " + status + " against its schema: " + violations + "\n" + answer);
        }
    }

    /** Percent-encoded as one path segment or query value. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
