package dev.zaffre.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The {@link Sink} in a process of its own, and what one asks it. */
final class ThirdParty implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Child child;
    private final URI url;
    private final HttpClient client = HttpClient.newHttpClient();

    private ThirdParty(Child child, URI url) {
        this.child = child;
        this.url = url;
    }

    static ThirdParty start(Path folder, String... options) {
        Child child = Child.start(Sink.command(List.of(options)), folder, folder.resolve("sink.log"), Map.of());
        return new ThirdParty(child, URI.create(child.awaitLine("sink ", 20)));
    }

    URI url() {
        return url;
    }

    long pid() {
        return child.pid();
    }

    /** What it counted since it started. */
    record Counts(
            long requests, long distinct, long duplicates, long refused, long bad, long keyChanges, String badExample) {
        Counts since(Counts earlier) {
            return new Counts(
                    requests - earlier.requests,
                    distinct - earlier.distinct,
                    duplicates - earlier.duplicates,
                    refused - earlier.refused,
                    bad - earlier.bad,
                    keyChanges - earlier.keyChanges,
                    badExample);
        }
    }

    Counts counts() {
        JsonNode stats = JSON.readTree(get("/_stats"));
        return new Counts(
                stats.path("requests").asLong(),
                stats.path("distinct").asLong(),
                stats.path("duplicates").asLong(),
                stats.path("refused").asLong(),
                stats.path("bad").asLong(),
                stats.path("key_changes").asLong(),
                stats.path("bad_example").asString());
    }

    /** nanoTime of each event's first accepted arrival, by index from this sequence number on; 0 where there is none. */
    long[] arrivals(long firstSequence, int count) {
        long[] times = new long[count];
        ByteBuffer.wrap(get("/_arrivals?from=" + firstSequence + "&count=" + count))
                .asLongBuffer()
                .get(times);
        return times;
    }

    /** From now on: this many 503 for each idempotency key, this delay before each answer. */
    void plan(int failFirst, int delayMilliseconds) {
        get("/_plan?fail_first=" + failFirst + "&delay_ms=" + delayMilliseconds);
    }

    private byte[] get(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(url.resolve(path)).build();
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        } catch (IOException e) {
            throw new UncheckedIOException("The sink does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close();
        child.close();
    }
}
