package dev.zaffre.webhook;

import static org.awaitility.Awaitility.await;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.account.SessionTokens;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.db.Partitions;
import dev.zaffre.delivery.EgressPolicy;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.http.Authenticator;
import dev.zaffre.http.Caller;
import dev.zaffre.http.HttpServer;
import dev.zaffre.http.Route;
import dev.zaffre.testing.MovableClock;
import dev.zaffre.testing.TestAccounts;
import dev.zaffre.testing.TestDatabase;
import dev.zaffre.vault.Vault;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The routes, the queue and the sender over a real database, with a clock that can be moved and a receiver. */
final class WebhookWorld implements AutoCloseable {
    static final String WEBHOOK = "/api/v2/public/webhook";
    static final String KEY = "zf_test_of_this_world_0001";
    static final String SECOND_KEY = "zf_test_of_this_world_0002";
    static final String FOREIGN_KEY = "zf_live_of_this_world_0003";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    final MovableClock clock = new MovableClock();
    final Database database = TestDatabase.open();
    final Changes changes = new Changes(database);
    final TestAccounts.Company company = TestAccounts.company(database);
    final EnvironmentId environment = company.test();
    final AccountId account = TestAccounts.account(database, environment, "acme");
    final Receiver receiver = new Receiver();
    final Webhooks webhooks;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final OutboundHttp outbound = new OutboundHttp(new EgressPolicy(true), clock);
    private final Map<String, UUID> keys = new LinkedHashMap<>();
    private final HttpServer server;
    private @Nullable WebhookSender sender;

    record Reply(int status, JsonNode body) {}

    WebhookWorld(Path folder) {
        new Partitions(database, clock, 30).maintain();
        Vault vault = Vault.inFile(folder.resolve("keys.json"));
        webhooks = new Webhooks(database, changes, vault, clock, meters);
        var tokens = new SessionTokens(database, changes, vault, clock, Duration.ofHours(1));
        LinkedAccounts accounts = new LinkedAccounts(database, changes, vault, clock, tokens);
        DeliveryLog log = new DeliveryLog(database);
        List<Route> routes = new ArrayList<>();
        key(KEY, company.test());
        key(SECOND_KEY, company.test());
        key(FOREIGN_KEY, company.production());
        Keys proven = new Keys();
        routes.addAll(new WebhookRoutes(webhooks, log, new Catalog(database, changes), proven).routes());
        routes.addAll(new DeliveryRoutes(log, webhooks, accounts).routes());
        server = HttpServer.start("127.0.0.1", 0, routes, proven, new SimpleMeterRegistry());
    }

    private void key(String text, EnvironmentId of) {
        UUID id = Ids.next();
        keys.put(text, id);
        database.run(handle -> handle.execute(
                "insert into api_key (id, environment_id, name, hash, prefix, last4) values (?, ?, 'key', ?, 'zf_', ?)",
                id,
                of.value(),
                text.getBytes(StandardCharsets.UTF_8),
                text.substring(text.length() - 4)));
    }

    /** As {@code Organizations.revoke} does it. */
    void revoke(String key) {
        database.run(handle -> handle.execute("update api_key set revoked_at = now() where id = ?", keys.get(key)));
    }

    private final class Keys implements Authenticator {
        @Override
        public Optional<Caller> byApiKey(String key) {
            return switch (key) {
                case KEY, SECOND_KEY -> Optional.of(caller(key, "test", company.test()));
                case FOREIGN_KEY -> Optional.of(caller(key, "production", company.production()));
                default -> Optional.empty();
            };
        }

        @Override
        public Optional<Caller> bySessionToken(String token) {
            return Optional.empty();
        }

        private Caller caller(String key, String name, EnvironmentId of) {
            UUID id = Objects.requireNonNull(keys.get(key));
            return new Caller(of, name, company.organization(), company.application(), id, null);
        }
    }

    /** From now on what waits is sent. */
    WebhookWorld sending() {
        sender = new WebhookSender(database, clock, outbound, webhooks, Duration.ofSeconds(30));
        return this;
    }

    // The API
    // ----------------------------------------------------------------------------------------------------------------

    /** @param body in single quotes; empty: none */
    Reply call(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .setHeader("x-api-key", KEY)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<byte[]> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), Json.parse(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JsonNode ok(String method, String path, String body, String... headers) {
        Reply reply = call(method, path, body, headers);
        if (reply.status() != 200) {
            throw new AssertionError(method + " " + path + " answered " + reply);
        }
        return reply.body();
    }

    /** @param more members, each with a comma before it, in single quotes */
    JsonNode create(String events, String more) {
        return ok("POST", WEBHOOK, "{'webhook_url':'" + receiver.url() + "','webhook_events':" + events + more + "}");
    }

    JsonNode webhook(JsonNode created) {
        return ok("GET", WEBHOOK + "/" + created.path("_id").asString(), "");
    }

    List<JsonNode> deliveries(String query) {
        return ok("GET", WEBHOOK + "/deliveries?limit=100" + query, "")
                .path("docs")
                .valueStream()
                .toList();
    }

    JsonNode delivery(String id) {
        return ok("GET", WEBHOOK + "/deliveries/" + id, "");
    }

    /** Waits until the newest delivery is as it should be. */
    JsonNode awaitNewest(Predicate<JsonNode> condition) {
        JsonNode[] last = new JsonNode[1];
        try {
            await().atMost(Duration.ofSeconds(15))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        List<JsonNode> all = deliveries("");
                        last[0] = all.isEmpty() ? Json.object() : all.getFirst();
                        return condition.test(last[0]);
                    });
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError("The newest delivery is " + last[0], e);
        }
        return delivery(last[0].path("_id").asString());
    }

    JsonNode awaitStatus(String status) {
        return awaitNewest(delivery -> delivery.path("status").asString("").equals(status));
    }

    /** Waits until so many attempts have failed. */
    JsonNode awaitFailures(int attempts) {
        return awaitNewest(delivery -> delivery.path("attempts").asInt(0) == attempts
                && !delivery.path("reason").isNull()
                && delivery(delivery.path("_id").asString()).path("tries").size() == attempts);
    }

    // What happens
    // ----------------------------------------------------------------------------------------------------------------

    void publish(Notice notice) {
        database.run(handle -> webhooks.publish(handle, environment, notice));
    }

    Notice connection(NoticeKind kind) {
        return connection(kind, "hubspot");
    }

    Notice connection(NoticeKind kind, String app) {
        return new Notice.OfConnection(kind, account, "acme", app, clock.now());
    }

    Notice errored(UUID workflow, String reason) {
        return new Notice.OfWorkflow(
                NoticeKind.WORKFLOW_ERRORED,
                account,
                "acme",
                "hubspot",
                new UUID(1, 2),
                workflow,
                "Contact to CRM",
                "acme",
                "ERRORED",
                new Notice.Failure("2", "Create contact", 5, clock.now(), reason),
                null);
    }

    Notice completed(UUID workflow, @Nullable JsonNode result) {
        return new Notice.OfWorkflow(
                NoticeKind.WORKFLOW_COMPLETED,
                account,
                "acme",
                "hubspot",
                new UUID(1, 2),
                workflow,
                "Contact to CRM",
                "acme",
                "COMPLETED",
                null,
                result);
    }

    @Override
    public void close() {
        // First, so that nobody waits for a receiver that never answers.
        outbound.close();
        if (sender != null) {
            sender.close();
        }
        server.close();
        receiver.close();
        changes.close();
        database.close();
    }
}
