package dev.zaffre.testing;

import dev.zaffre.base.Json;
import dev.zaffre.http.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A signed-in user of the console: calls as the console's pages do, with the cookie, the CSRF token and the environment.
 *
 * @param cookie value of {@code zaffre_session}
 */
public record SignedInUser(URI server, String email, Role role, String cookie, String csrf) {
    public static final String PASSWORD = "correct horse battery staple";
    private static final String BASE = "/api/v2/console";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** An answer with its headers. */
    public record Reply(int status, JsonNode body, Map<String, List<String>> headers) {
        public @Nullable String header(String name) {
            List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
            return values == null ? null : values.getFirst();
        }

        public Reply ok() {
            if (status / 100 != 2) {
                throw new AssertionError("answered " + status + ": " + body);
            }
            return this;
        }
    }

    /** Uses a one-time link: the user has {@link #PASSWORD} and is signed in. */
    public static SignedInUser byLink(URI server, String setPasswordUrl) {
        String token = setPasswordUrl.substring(setPasswordUrl.indexOf("#token=") + "#token=".length());
        return begun(server, BASE + "/password/link", Json.object().put("token", token));
    }

    /** With {@link #PASSWORD}. */
    public static SignedInUser byPassword(URI server, String email) {
        return begun(server, BASE + "/session", Json.object().put("email", email));
    }

    private static SignedInUser begun(URI server, String path, ObjectNode who) {
        Reply reply = send(server, "POST", path, who.put("password", PASSWORD), Map.of())
                .ok();
        String cookie = String.valueOf(reply.header("set-cookie")).replaceAll("zaffre_session=([^;]+);.*", "$1");
        return new SignedInUser(
                server,
                reply.body().at("/user/email").asString(),
                Role.read(reply.body().at("/user/role").asString()).orElseThrow(),
                cookie,
                reply.body().path("csrf_token").asString());
    }

    /** Invites somebody, who sets a password at once. */
    public SignedInUser invite(String email, Role as) {
        JsonNode invited = call(
                        "POST",
                        BASE + "/users",
                        Json.object().put("email", email).put("role", as.name()))
                .ok()
                .body();
        return byLink(server, invited.path("set_password_url").asString());
    }

    /** In the test environment. */
    public Reply call(String method, String path, @Nullable JsonNode body, String... headers) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("cookie", "zaffre_session=" + cookie);
        all.put("x-csrf-token", csrf);
        all.put("x-zaffre-environment", "test");
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return send(server, method, path, body, all);
    }

    /** A stream of events never ends: its head is enough. */
    private static byte[] body(HttpResponse<InputStream> response) throws IOException {
        boolean endless =
                response.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
        try (InputStream body = response.body()) {
            return endless ? new byte[0] : body.readAllBytes();
        }
    }

    /** @param headers an empty value leaves the header out */
    public static Reply send(
            URI server, String method, String path, @Nullable JsonNode body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(Duration.ofSeconds(70))
                .header("content-type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(Json.write(body)));
        headers.forEach((name, value) -> {
            if (!value.isEmpty()) {
                request.header(name, value);
            }
        });
        try {
            HttpResponse<InputStream> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            byte[] read = body(response);
            boolean json =
                    response.headers().firstValue("content-type").orElse("").startsWith("application/json")
                            && read.length > 0;
            return new Reply(
                    response.statusCode(),
                    json ? Json.parse(read) : Json.object(),
                    response.headers().map());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
