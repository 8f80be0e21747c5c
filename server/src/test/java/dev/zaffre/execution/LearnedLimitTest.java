package dev.zaffre.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.zaffre.base.Json;
import dev.zaffre.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An app that says how many calls are left is believed before it has to refuse one; how many may go at once is kept. */
class LearnedLimitTest {
    private final TestServer zaffre = new TestServer();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    private volatile long pauseMillis;
    private final HttpServer app;

    LearnedLimitTest() throws IOException {
        app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        app.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        app.createContext("/", exchange -> {
            try (exchange) {
                mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
                calls.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                java.util.concurrent.locks.LockSupport.parkNanos(
                        Duration.ofMillis(pauseMillis).toNanos());
                exchange.getResponseHeaders().set("X-RateLimit-Remaining", Integer.toString(left.decrementAndGet()));
                exchange.getResponseHeaders().set("X-RateLimit-Reset", "600");
                byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                open.decrementAndGet();
                exchange.getResponseBody().write(answer);
            }
        });
        app.start();
    }

    @AfterEach
    void close() {
        zaffre.close();
        app.stop(0);
    }

    private void tell(String limits) {
        zaffre.ok("POST", "/api/v2/public/application", Json.parse("""
                {"slug": "meter", "name": "Meter", "description": "Counts.",
                 "auth": {"type": "keybased", "inputs": [{"name": "key", "label": "Key", "type": "password", "required": true}],
                          "placements": [{"into": "bearer", "value": "{{auth.key}}"}]},
                 "base_url": "http://127.0.0.1:%d", "limits": %s,
                 "actions": [{"id": "put", "name": "Put", "description": "",
                   "fields": [{"name": "n", "label": "N", "type": "number"}],
                   "request": {"method": "POST", "path": "/", "body": {"n": "{{fields.n}}"}}}]}
                """.formatted(
                        app.getAddress().getPort(), limits)));
        zaffre.account(TestServer.ACCOUNT);
        ObjectNode key = Json.object().put("key", "k");
        zaffre.ok(
                "PUT",
                "/api/v2/public/linked-account/integration/save-key-credentials/meter",
                key,
                "linked_account_id",
                TestServer.ACCOUNT);
        zaffre.eventType("Measured", "{\"n\":1}");
        zaffre.workflow("""
                {'name': 'w', 'slug': 'meter', 'trigger': {'type': 'event', 'event': 'Measured'},
                 'nodes': [{'id': '1', 'name': 'Start', 'type': 'start'},
                   {'id': '2', 'name': 'Put', 'type': 'action', 'app': 'meter', 'action': 'put', 'fields': {'n': '{{event.n}}'}}],
                 'edges': [{'source': '1', 'target': '2'}]}
                """);
    }

    private String fire(int n) {
        return zaffre.firstExecution(zaffre.trigger("Measured", "{\"n\":" + n + "}"));
    }

    @Test
    void when_nothing_is_left_the_next_call_waits_for_the_reset_and_says_so() {
        tell("{}");
        left.set(1);
        zaffre.awaitStatus(fire(1), "COMPLETED");
        String second = fire(2);
        JsonNode waiting = zaffre.awaitStatus(second, "WAITING");
        assertThat(waiting.path("reason").asString()).contains("Meter allows no more calls until");
        assertThat(Instant.parse(waiting.at("/waiting/until").asString()))
                .isAfter(zaffre.clock.now().plusSeconds(500));
        String third = fire(3);
        // The one that asked in vain was put off until the reset; whoever came in the meantime was due before that.
        await().untilAsserted(() -> assertThat(
                        zaffre.execution(second).at("/waiting/ahead").asInt())
                .isEqualTo(1));
        assertThat(zaffre.execution(third).at("/waiting/ahead").asInt()).isZero();
        assertThat(calls).hasSize(1);
        left.set(Integer.MAX_VALUE);
        zaffre.clock.advance(Duration.ofSeconds(601));
        zaffre.awaitStatus(second, "COMPLETED");
        zaffre.awaitStatus(third, "COMPLETED");
        assertThat(calls).hasSize(3);
    }

    @Test
    void no_more_calls_are_under_way_at_the_app_than_it_allows() {
        tell("{\"concurrency_per_app\": 2}");
        pauseMillis = 30;
        List<String> runs = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 12; i++) {
            runs.add(fire(i));
        }
        runs.forEach(run -> zaffre.awaitStatus(run, "COMPLETED"));
        assertThat(mostOpen.get()).isEqualTo(2);
        assertThat(calls).hasSize(12);
    }
}
