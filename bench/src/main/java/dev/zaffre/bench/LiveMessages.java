package dev.zaffre.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Counts the messages of one answer of server-sent events while its bytes come in; keeps nothing of them but the start of a line. */
final class LiveMessages {
    private static final int KEPT = 64;

    private enum Part {
        HEAD,
        CHUNK_SIZE,
        CHUNK,
        AFTER_CHUNK
    }

    private final byte[] line = new byte[KEPT];
    /** A chunk may end within a line of the messages: lines of the protocol are kept apart. */
    private final StringBuilder protocol = new StringBuilder();

    private Part part = Part.HEAD;
    private int length;
    private int chunkLeft;
    private String status = "";
    private String type = "";
    private boolean ready;
    private Counts counts = new Counts(0, 0, 0, 0);

    /**
     * What came.
     *
     * @param told messages of something that happened
     * @param leftOut changes of which only their number was told
     * @param resets how often the client was asked to read its list again
     */
    record Counts(long bytes, long told, long leftOut, long resets) {
        Counts plus(Counts other) {
            return new Counts(bytes + other.bytes, told + other.told, leftOut + other.leftOut, resets + other.resets);
        }

        Counts since(Counts before) {
            return new Counts(
                    bytes - before.bytes, told - before.told, leftOut - before.leftOut, resets - before.resets);
        }
    }

    /** @throws IllegalStateException when the answer is not 200 */
    void take(ByteBuffer bytes) {
        counts = counts.plus(new Counts(bytes.remaining(), 0, 0, 0));
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (part == Part.CHUNK && chunkLeft-- == 0) {
                part = Part.AFTER_CHUNK;
                chunkLeft = 0;
            }
            switch (part) {
                case CHUNK -> ofChunk(next);
                case HEAD, CHUNK_SIZE -> ofProtocol(next);
                case AFTER_CHUNK -> {
                    if (next == '\n') {
                        part = Part.CHUNK_SIZE;
                    }
                }
            }
        }
    }

    /** Whether the stream has begun. */
    boolean isReady() {
        return ready;
    }

    Counts counts() {
        return counts;
    }

    private void ofProtocol(byte next) {
        if (next != '\n') {
            protocol.append((char) next);
            return;
        }
        String text = protocol.toString().strip();
        protocol.setLength(0);
        if (part == Part.CHUNK_SIZE) {
            chunkLeft = Integer.parseInt(text, 16);
            part = Part.CHUNK;
        } else if (status.isEmpty()) {
            status = text;
            if (!status.startsWith("HTTP/1.1 200")) {
                throw new IllegalStateException("A live stream was answered " + status);
            }
        } else if (text.isEmpty()) {
            part = Part.CHUNK_SIZE;
        }
    }

    private void ofChunk(byte next) {
        if (next != '\n') {
            if (length < KEPT) {
                line[length++] = next;
            }
            return;
        }
        // The data, which is most of it, is looked at only where it is a number.
        if (length > 0 && (line[0] == 'e' || type.equals("more"))) {
            ofEvent(text());
        }
        length = 0;
    }

    private void ofEvent(String text) {
        if (text.startsWith("event: ")) {
            type = text.substring("event: ".length());
            switch (type) {
                case "ready" -> ready = true;
                case "reset" -> counts = counts.plus(new Counts(0, 0, 0, 1));
                case "more" -> {}
                default -> counts = counts.plus(new Counts(0, 1, 0, 0));
            }
        } else if (text.startsWith("data: ")) {
            type = "";
            counts = counts.plus(new Counts(0, 0, Long.parseLong(text.replaceAll("\\D", "")), 0));
        }
    }

    private String text() {
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }
}
