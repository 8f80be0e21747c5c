package dev.zaffre.testing;

import dev.zaffre.App;
import dev.zaffre.base.Json;
import dev.zaffre.config.Settings;
import dev.zaffre.db.Database;
import dev.zaffre.http.Role;
import dev.zaffre.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The real server on a database of its own with a clock that can be moved, the sandbox as its third party, and words for stories. */
public final class TestServer implements AutoCloseable {
    public static final String ACCOUNT = "acme";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public final MovableClock clock = new MovableClock();
    private final Sandbox sandbox = Sandbox.start(0);
    private final Path data = TemporaryFolders.create("zaffre-server-");
    private final Map<String, String> settings = new HashMap<>();
    private App app;
    private final String key;
    private final Map<Role, SignedInUser> users = new ConcurrentSkipListMap<>();

    public TestServer() {
        this(Map.of());
    }

    public TestServer(Map<String, String> settings) {
        Database.Address database = TestDatabase.fresh();
        try {
            this.settings.putAll(Map.of(
                    "server.port",
                    "0",
                    "data_dir",
                    data.toString(),
                    "database.url",
                    database.url(),
                    "database.user",
                    database.user(),
                    "database.password",
                    database.password(),
                    "database.connections",
                    "8",
                    "events.rate",
                    "unlimited",
                    "outbound.allow_loopback",
                    "true"));
            this.settings.putAll(settings);
            app = App.start(Settings.with(this.settings), clock);
            key = Json.parse(Files.readAllBytes(app.credentialsFile()))
                    .at("/environments/test/api_key")
                    .asString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public record Reply(int status, JsonNode body, Map<String, List<String>> headers) {}

    /** A call of the public API with the key of the test environment. */
    public Reply call(String method, String path, @Nullable JsonNode body, String... headers) {
        return send(app.url() + path, method, body == null ? null : Json.write(body), headers);
    }

    public Reply callRaw(String method, String path, String body, String... headers) {
        return send(app.url() + path, method, body, headers);
    }

    private Reply send(String url, String method, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(70))
                .header("x-api-key", key)
                .header("content-type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<byte[]> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            JsonNode answer = response.body().length == 0 ? Json.object() : Json.parse(response.body());
            return new Reply(response.statusCode(), answer, response.headers().map());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public JsonNode ok(String method, String path, @Nullable JsonNode body, String... headers) {
        Reply reply = call(method, path, body, headers);
        if (reply.status() / 100 != 2) {
            throw new AssertionError(method + " " + path + " answered " + reply.status() + ": " + reply.body());
        }
        return reply.body();
    }

    // The story so far
    // ----------------------------------------------------------------------------------------------------------------

    /** A linked account, connected to the sandbox's two apps. */
    public void account(String account) {
        ok("PUT", "/api/v2/public/linked-account", Json.object().put("linked_account_id", account));
        connect(account, "sandbox-crm", "crm-demo-key");
        connect(account, "sandbox-chat", "chat-demo-key");
    }

    public Reply connect(String account, String app, String apiKey) {
        ObjectNode form = Json.object()
                .put("server_url", sandbox.url())
                .put(app.equals("sandbox-chat") ? "token" : "api_key", apiKey);
        return call(
                "PUT",
                "/api/v2/public/linked-account/integration/save-key-credentials/" + app,
                form,
                "linked_account_id",
                account);
    }

    public void eventType(String name, String sample) {
        ObjectNode type = Json.object().put("name", name);
        type.set("response", Json.parse(sample));
        ok("POST", "/api/v2/public/application/event", type);
    }

    /** Publishes a public workflow that is on for everybody; the document is in the published form, with single quotes. */
    public String workflow(String document) {
        ObjectNode body = (ObjectNode) Json.parse(document.replace('\'', '"'));
        body.put("autoEnable", true);
        String id =
                ok("POST", "/api/v2/public/workflow", body).at("/workflow/_id").asString();
        ok("PUT", "/api/v2/public/workflow/" + id + "/publish", Json.object().put("published", true));
        return id;
    }

    /** As {@link #workflow}: makes a contact in the sandbox's CRM of the {@code first_name} of an event. */
    public String toCrm(String name, String event) {
        return workflow("""
                {'name':'%s','slug':'sandbox-crm','trigger':{'type':'event','event':'%s'},
                 'nodes':[{'id':'1','name':'Start','type':'start'},
                          {'id':'2','name':'Create contact','type':'action','app':'sandbox-crm','action':'create_contact',
                           'fields':{'first_name':'{{event.first_name}}'}}],
                 'edges':[{'source':'1','target':'2'}]}""".formatted(name, event));
    }

    /** Fires an event for {@link #ACCOUNT}; the answer is the trigger's. */
    public JsonNode trigger(String event, String payload) {
        return trigger(ACCOUNT, event, payload);
    }

    public JsonNode trigger(String account, String event, String payload) {
        ObjectNode body = Json.object().put("event", event);
        body.set("payload", Json.parse(payload));
        return ok("POST", "/api/v2/public/event", body, "linked_account_id", account);
    }

    public JsonNode execution(String id) {
        return ok("GET", "/api/v2/public/execution/" + id, null);
    }

    /** Waits until the run is in that state; fails with the whole run when it is not after 20 s. */
    public JsonNode awaitStatus(String id, String status) {
        JsonNode[] last = new JsonNode[1];
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        last[0] = execution(id);
                        return last[0].path("status").asString("").equals(status);
                    });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("Not " + status + " but " + last[0], e);
        }
        return last[0];
    }

    public String firstExecution(JsonNode triggered) {
        JsonNode first = triggered.path("executions").get(0);
        if (first == null) {
            throw new AssertionError("Nothing runs: " + triggered);
        }
        return first.path("id").asString();
    }

    // People
    // ----------------------------------------------------------------------------------------------------------------

    /** A signed-in user of the console with that role; the same one each time. */
    public SignedInUser user(Role role) {
        return users.computeIfAbsent(role, wanted -> {
            if (wanted != Role.OWNER) {
                return user(Role.OWNER).invite(wanted.name().toLowerCase(Locale.ROOT) + "@example.com", wanted);
            }
            return SignedInUser.byLink(app.url(), app.firstOwner().orElseThrow().setPasswordUrl());
        });
    }

    // The third party
    // -----------------------------------------------------------------------------------------------------------------

    /** How the sandbox is to treat the next requests; in single quotes. */
    public void plan(String plan) {
        Reply reply = send(sandbox.url() + "/_plan", "POST", plan.replace('\'', '"'));
        if (reply.status() / 100 != 2) {
            throw new AssertionError("plan refused: " + reply.body());
        }
    }

    /** From now on the sandbox behaves. */
    public void forgetPlans() {
        send(sandbox.url() + "/_plan", "DELETE", null);
    }

    /** What the sandbox got, except verifications of credentials. */
    public List<JsonNode> received(String app) {
        JsonNode all =
                send(sandbox.url() + "/_requests?app=" + app, "GET", null).body();
        List<JsonNode> calls = new ArrayList<>();
        JsonNode list = all.isArray() ? all : all.path("requests");
        for (JsonNode request : list) {
            if (!request.path("method").asString("").equals("GET")) {
                calls.add(request);
            }
        }
        return calls;
    }

    public void revokeKey(String app, String key) {
        send(sandbox.url() + "/_keys", "POST", "{\"app\":\"" + app + "\",\"revoke\":[\"" + key + "\"]}");
    }

    public Sandbox sandbox() {
        return sandbox;
    }

    /** A second process, as far as one can be in this one: over the same database. To be closed before this. */
    public App another() {
        return App.start(Settings.with(settings), clock);
    }

    /** Ends the server in order and starts it again, over the same database, at another address. */
    public void restart() {
        app.close();
        app = another();
    }

    /** Of the test environment. */
    public String key() {
        return key;
    }

    public App app() {
        return app;
    }

    @Override
    public void close() {
        app.close();
        sandbox.close();
        TemporaryFolders.delete(data);
    }
}
