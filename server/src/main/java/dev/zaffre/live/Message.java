package dev.zaffre.live;

import dev.zaffre.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Texts of the stream, as of the HTML standard's "server-sent events". */
final class Message {
    /** Keeps proxies from closing a silent connection. */
    static final byte[] HEARTBEAT = bytes(": still here\n\n");

    private Message() {}

    /** Without a number: JSON has no line ends of its own, so one line holds it. */
    static String of(String event, JsonNode data) {
        return "event: " + event + "\ndata: " + Json.write(data) + "\n\n";
    }

    /** The client has missed something, or is told nothing more: it is to read its lists again. */
    static String reset(String reason) {
        return of("reset", Json.object().put("reason", reason));
    }

    /** A stream that is continued from that number misses nothing of these messages. */
    static byte[] numbered(List<String> messages, long number) {
        StringBuilder text = new StringBuilder();
        messages.forEach(text::append);
        if (messages.isEmpty()) {
            text.append("\n");
        }
        text.insert(text.length() - 1, "id: " + number + "\n");
        return bytes(text.toString());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
