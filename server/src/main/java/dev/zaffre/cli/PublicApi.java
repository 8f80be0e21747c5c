package dev.zaffre.cli;

import dev.zaffre.base.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** A user's side of the public API: one key, one linked account, JSON both ways. */
final class PublicApi implements AutoCloseable {
    private static final String BASE = "/api/v2/public";

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI server;
    private final String key;
    private final String account;

    PublicApi(URI server, String key, String account) {
        this.server = server;
        this.key = key;
        this.account = account;
    }

    JsonNode get(String path) {
        return call("GET", path, Json.object());
    }

    /**
     * One call for the account.
     *
     * @param path below {@code /api/v2/public}
     * @throws Failure with what the server said, unless it answers 2xx
     */
    JsonNode call(String method, String path, JsonNode body) {
        return send(method, path, body, true);
    }

    /** One call for the whole company: it names no account. */
    JsonNode callForCompany(String method, String path, JsonNode body) {
        return send(method, path, body, false);
    }

    private JsonNode send(String method, String path, JsonNode body, boolean forAccount) {
        var publisher = method.equals("GET")
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(Json.writeBytes(body));
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(BASE + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("x-api-key", key)
                .method(method, publisher);
        if (forAccount) {
            request.header("linked_account_id", account);
        }
        try {
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            JsonNode content = Json.parse(answer.body());
            if (answer.statusCode() / 100 != 2) {
                throw new Failure(method + " " + BASE + path + " was answered with " + answer.statusCode() + ": "
                        + content.path("message").asString(Json.write(content)));
            }
            return content;
        } catch (IOException e) {
            throw new Failure(method + " " + BASE + path + " got no answer: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
