package dev.zaffre.live;

import dev.zaffre.base.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** A client of server-sent events as browsers are one, for tests. */
final class EventSource implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final InputStream body;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private volatile String lastId = "";
    private volatile boolean over;

    record Event(String type, JsonNode data) {}

    private EventSource(InputStream body) {
        this.body = body;
        Thread.ofVirtual().start(this::read);
    }

    /** Opens a stream; fails when it is refused. */
    static EventSource open(URI server, String query, String... headers) {
        HttpResponse<InputStream> answer = answer(server, query, headers);
        if (answer.statusCode() != 200) {
            throw new AssertionError("The stream was refused: " + answer.statusCode());
        }
        EventSource source = new EventSource(answer.body());
        source.await(event -> event.type().equals("ready"));
        return source;
    }

    static HttpResponse<InputStream> answer(URI server, String query, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + "/api/v2/public/live" + query));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String type = "message";
            StringBuilder data = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        events.add(new Event(type, Json.parse(data.toString().getBytes(StandardCharsets.UTF_8))));
                    }
                    type = "message";
                    data.setLength(0);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring(6));
                } else if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                }
            }
        } catch (IOException e) {
            // Closed by the test, or cut.
        } finally {
            over = true;
        }
    }

    Event await(Predicate<Event> wanted) {
        Awaitility.await("one of " + events)
                .atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> events.stream().anyMatch(wanted));
        return events.stream().filter(wanted).findFirst().orElseThrow();
    }

    /** Waits until an execution is told of in that state. */
    JsonNode awaitRun(String id, String status) {
        return await(event -> event.type().equals("execution")
                        && event.data().path("_id").asString().equals(id)
                        && event.data().path("status").asString().equals(status))
                .data();
    }

    void awaitEnd() {
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> over);
    }

    List<Event> events(String type) {
        return events.stream().filter(event -> event.type().equals(type)).toList();
    }

    String lastId() {
        return lastId;
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
