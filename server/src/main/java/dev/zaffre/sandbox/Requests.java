package dev.zaffre.sandbox;

import dev.zaffre.base.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Every request to an app, in order of arrival; beyond a bound the oldest are forgotten. */
final class Requests {
    private static final int MAX = 200_000;
    private final Deque<Entry> entries = new ArrayDeque<>();

    Entry add(String app, Inbound request) {
        Entry entry = new Entry(app, request, Instant.now());
        synchronized (entries) {
            entries.add(entry);
            if (entries.size() > MAX) {
                entries.remove();
            }
        }
        return entry;
    }

    List<ObjectNode> of(@Nullable String app) {
        List<Entry> copy;
        synchronized (entries) {
            copy = List.copyOf(entries);
        }
        return copy.stream()
                .filter(entry -> app == null || entry.app.equals(app))
                .map(Entry::show)
                .toList();
    }

    int clear() {
        synchronized (entries) {
            int count = entries.size();
            entries.clear();
            return count;
        }
    }

    /** One request and what became of it. */
    static final class Entry {
        private final String app;
        private final Inbound request;
        private final Instant receivedAt;
        private volatile int status;
        private volatile @Nullable String reset;

        private Entry(String app, Inbound request, Instant receivedAt) {
            this.app = app;
            this.request = request;
            this.receivedAt = receivedAt;
        }

        void answered(int withStatus) {
            this.status = withStatus;
        }

        void reset(String when) {
            this.reset = when;
        }

        private ObjectNode show() {
            ObjectNode shown = Json.object()
                    .put("app", app)
                    .put("method", request.method())
                    .put("path", request.path())
                    .put("query", request.queryText());
            ObjectNode headers = shown.putObject("headers");
            request.headers().forEach(headers::put);
            String text = text(request.body());
            if (text == null) {
                shown.put("body_base64", Base64.getEncoder().encodeToString(request.body()));
            } else {
                shown.put("body", text);
            }
            shown.put("received_at", receivedAt.toString()).put("status", status);
            String cut = reset;
            if (cut != null) {
                shown.put("reset", cut);
            }
            return shown;
        }

        /** Null when the bytes are no UTF-8. */
        private static @Nullable String text(byte[] body) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(body))
                        .toString();
            } catch (CharacterCodingException e) {
                return null;
            }
        }
    }
}
