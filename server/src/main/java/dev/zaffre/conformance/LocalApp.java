package dev.zaffre.conformance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.zaffre.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Plays the app on this machine: remembers what it is sent, answers what it was told to. */
final class LocalApp implements AutoCloseable {
    private static final Answer FINE = new Answer(200, Map.of(), "{}");
    private final HttpServer server;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Queue<Received> received = new ConcurrentLinkedQueue<>();

    /** @param body sent as JSON unless a header says otherwise */
    record Answer(int status, Map<String, String> headers, String body) {
        static Answer of(int status) {
            return new Answer(status, Map.of(), "{}");
        }

        /** A fixture's {@code {status, headers?, body?}}, or with {@code body_text} in place of a body that is JSON. */
        static Answer of(JsonNode fixture) {
            Map<String, String> headers = new java.util.LinkedHashMap<>();
            fixture.path("headers")
                    .properties()
                    .forEach(header ->
                            headers.put(header.getKey(), header.getValue().asString()));
            JsonNode body = fixture.path("body");
            String text = body.isMissingNode() ? fixture.path("body_text").asString("") : Json.write(body);
            if (fixture.has("body_text")) {
                headers.putIfAbsent("Content-Type", "text/plain; charset=utf-8");
            }
            return new Answer(fixture.path("status").asInt(200), headers, text);
        }
    }

    /** A request as it arrived; header names in lower case. */
    record Received(String method, URI target, Map<String, List<String>> headers, byte[] body) {
        @Nullable
        String header(String name) {
            List<String> values = headers.get(name.toLowerCase(java.util.Locale.ROOT));
            return values == null ? null : String.join(", ", values);
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    LocalApp() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next requests get these answers in turn; later ones an empty 200. */
    void willAnswer(Answer... next) {
        answers.clear();
        received.clear();
        answers.addAll(List.of(next));
    }

    /** Everything that arrived since {@link #willAnswer}. */
    List<Received> received() {
        return List.copyOf(received);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, List<String>> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, new ArrayList<>(values)));
            received.add(new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    headers,
                    exchange.getRequestBody().readAllBytes()));
            Answer answer = Objects.requireNonNullElse(answers.poll(), FINE);
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            if (!exchange.getResponseHeaders().containsKey("Content-Type")) {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
