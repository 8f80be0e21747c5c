package dev.zaffre.bench;

import java.nio.charset.StandardCharsets;

/**
 * One HTTP/1.1 request or answer, found in a buffer without copying. It knows the few headers that the sink and the load
 * generator need and ignores the rest; both sides of the measurement use it so that the tools cost as little as possible.
 */
final class HttpMessage {
    private static final byte[] CONTENT_LENGTH = lower("content-length");
    private static final byte[] TRANSFER_ENCODING = lower("transfer-encoding");
    private static final byte[] CONNECTION = lower("connection");
    private static final byte[] AUTHORIZATION = lower("authorization");
    private static final byte[] IDEMPOTENCY_KEY = lower("idempotency-key");
    private static final byte[] CHUNKED = lower("chunked");
    private static final byte[] CLOSE = lower("close");

    private byte[] bytes = new byte[0];
    private int start;
    private int lineEnd;
    private int contentLength;
    private boolean chunked;
    private boolean close;
    private final Range authorization = new Range();
    private final Range idempotencyKey = new Range();
    private final Range body = new Range();
    private int end;

    /** A part of the buffer; empty when there is none. */
    static final class Range {
        int from;
        int to;

        int length() {
            return to - from;
        }

        private void set(int newFrom, int newTo) {
            from = newFrom;
            to = newTo;
        }
    }

    /**
     * Looks for one complete message. A chunked body is joined in place.
     *
     * @return false when more bytes are needed; nothing is changed then
     */
    boolean parse(byte[] buffer, int from, int to) {
        bytes = buffer;
        start = from;
        contentLength = 0;
        chunked = false;
        close = false;
        authorization.set(0, 0);
        idempotencyKey.set(0, 0);
        int at = endOfLine(from, to);
        if (at < 0) {
            return false;
        }
        lineEnd = at;
        at += 2;
        while (true) {
            int lineStop = endOfLine(at, to);
            if (lineStop < 0) {
                return false;
            }
            if (lineStop == at) {
                at += 2;
                break;
            }
            header(at, lineStop);
            at = lineStop + 2;
        }
        if (chunked) {
            return chunks(at, to);
        }
        body.set(at, at + contentLength);
        end = at + contentLength;
        return end <= to;
    }

    private void header(int from, int to) {
        switch (bytes[from] | 0x20) {
            case 'c' -> {
                if (named(from, to, CONTENT_LENGTH)) {
                    contentLength = (int) number(valueStart(from + CONTENT_LENGTH.length + 1, to), to);
                } else if (named(from, to, CONNECTION)) {
                    int value = valueStart(from + CONNECTION.length + 1, to);
                    close = startsWith(value, to, CLOSE);
                }
            }
            case 't' ->
                chunked |= named(from, to, TRANSFER_ENCODING)
                        && startsWith(valueStart(from + TRANSFER_ENCODING.length + 1, to), to, CHUNKED);
            case 'a' -> keep(authorization, from, to, AUTHORIZATION);
            case 'i' -> keep(idempotencyKey, from, to, IDEMPOTENCY_KEY);
            default -> {}
        }
    }

    private void keep(Range range, int from, int to, byte[] name) {
        if (named(from, to, name)) {
            range.set(valueStart(from + name.length + 1, to), to);
        }
    }

    private boolean chunks(int from, int to) {
        int at = from;
        while (true) {
            int lineStop = endOfLine(at, to);
            if (lineStop < 0) {
                return false;
            }
            int size = hexadecimal(at, lineStop);
            at = lineStop + 2 + size + 2;
            if (at > to) {
                return false;
            }
            if (size == 0) {
                break;
            }
        }
        end = at;
        joinChunks(from);
        return true;
    }

    private void joinChunks(int from) {
        int at = from;
        int write = from;
        while (true) {
            int lineStop = endOfLine(at, end);
            int size = hexadecimal(at, lineStop);
            if (size == 0) {
                break;
            }
            System.arraycopy(bytes, lineStop + 2, bytes, write, size);
            write += size;
            at = lineStop + 2 + size + 2;
        }
        body.set(from, write);
    }

    private int endOfLine(int from, int to) {
        for (int i = from; i + 1 < to; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private boolean named(int from, int to, byte[] name) {
        return from + name.length < to && bytes[from + name.length] == ':' && startsWith(from, to, name);
    }

    private boolean startsWith(int from, int to, byte[] lowerCase) {
        if (to - from < lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            int octet = bytes[from + i];
            if ((octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    private int valueStart(int from, int to) {
        int at = from;
        while (at < to && bytes[at] == ' ') {
            at++;
        }
        return at;
    }

    private long number(int from, int to) {
        long value = 0;
        for (int i = from; i < to && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }

    private int hexadecimal(int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                break;
            }
            value = value * 16 + digit;
        }
        return value;
    }

    /** Of an answer. */
    int status() {
        return (int) number(start + 9, start + 12);
    }

    /** Of a request: the target as it was sent. */
    String target() {
        String line = new String(bytes, start, lineEnd - start, StandardCharsets.ISO_8859_1);
        int from = line.indexOf(' ') + 1;
        return line.substring(from, Math.max(from, line.lastIndexOf(' ')));
    }

    /** Of a request: whether its target starts with "/_", which is how the sink itself is spoken to. */
    boolean isForTheSink() {
        for (int i = start; i + 2 < lineEnd; i++) {
            if (bytes[i] == ' ') {
                return bytes[i + 1] == '/' && bytes[i + 2] == '_';
            }
        }
        return false;
    }

    boolean isPost() {
        return bytes[start] == 'P' && bytes[start + 1] == 'O';
    }

    boolean wantsClose() {
        return close;
    }

    Range authorization() {
        return authorization;
    }

    Range idempotencyKey() {
        return idempotencyKey;
    }

    Range body() {
        return body;
    }

    String bodyText() {
        return new String(bytes, body.from, body.length(), StandardCharsets.UTF_8);
    }

    /** Where the next message starts. */
    int end() {
        return end;
    }

    private static byte[] lower(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
