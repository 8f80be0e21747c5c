package dev.zaffre.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.zaffre.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** The third-party app, which stays up while everything else falls: remembers every call, answers after a while. */
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final Duration pause;

    /** @param step the path, such as {@code /first} */
    record Call(String step, String event, String idempotencyKey) {}

    private Receiver(HttpServer server, Duration pause) {
        this.server = server;
        this.pause = pause;
    }

    /** @param pause how long an answer takes, so that a kill finds calls under way */
    static Receiver start(Duration pause) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
            Receiver receiver = new Receiver(server, pause);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", receiver::answer);
            server.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
            byte[] body = exchange.getRequestBody().readAllBytes();
            String event = Json.parse(body).path("id").asString();
            calls.add(new Call(
                    exchange.getRequestURI().getPath(),
                    event,
                    String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"))));
            LockSupport.parkNanos(pause.toNanos());
            byte[] answer = "{\"ok\":true}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } finally {
            open.decrementAndGet();
        }
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    /** The events for which that step was called. */
    Set<String> eventsAt(String step) {
        return calls.stream()
                .filter(call -> call.step().equals(step))
                .map(Call::event)
                .collect(Collectors.toSet());
    }

    /** Calls beyond the first of each step of each event. */
    long duplicates() {
        return calls.size()
                - calls.stream()
                        .map(call -> call.step() + " " + call.event())
                        .distinct()
                        .count();
    }

    /** Steps of events that were called with more than one idempotency key, with the keys. */
    Map<String, Set<String>> keysThatChanged() {
        Map<String, Set<String>> keys = new TreeMap<>();
        calls.forEach(call -> keys.computeIfAbsent(call.step() + " " + call.event(), any -> new java.util.TreeSet<>())
                .add(call.idempotencyKey()));
        keys.values().removeIf(all -> all.size() == 1 && !all.contains("null"));
        return keys;
    }

    int mostCallsAtOnce() {
        return mostOpen.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
