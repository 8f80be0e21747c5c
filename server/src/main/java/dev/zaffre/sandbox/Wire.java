package dev.zaffre.sandbox;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 on one socket, written by hand so that every byte, and every missing byte, is in our power. */
final class Wire {
    private static final int MAX_LINE = 64 * 1024;
    private static final int MAX_BODY = 16 * 1024 * 1024;
    private static final int PIECES = 20;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Null when the client closed the connection between two requests. */
    @Nullable
    Inbound read() throws IOException {
        String first = line();
        if (first == null) {
            return null;
        }
        String[] words = first.split(" ");
        if (words.length != 3) {
            throw new ProtocolException("Not a request line: " + first);
        }
        Map<String, String> headers = headers();
        if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        boolean keepAlive = !headers.getOrDefault("connection", "").equalsIgnoreCase("close");
        return Inbound.of(words[0], words[1], headers, body(headers), keepAlive);
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        while (true) {
            String line = line();
            if (line == null) {
                throw new ProtocolException("The head ends too early");
            }
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new ProtocolException("Not a header: " + line);
            }
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (one, other) -> one + ", " + other);
        }
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .endsWith("chunked")) {
            return chunked();
        }
        return exactly(length(headers.getOrDefault("content-length", "0"), 10));
    }

    private byte[] chunked() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line();
            if (size == null) {
                throw new ProtocolException("The body ends too early");
            }
            int count = length(size.split(";")[0].strip(), 16);
            if (count == 0) {
                headers();
                return body.toByteArray();
            }
            body.writeBytes(exactly(count));
            if (body.size() > MAX_BODY) {
                throw new ProtocolException("The body is too long");
            }
            line();
        }
    }

    private static int length(String text, int radix) throws ProtocolException {
        try {
            int length = Integer.parseInt(text, radix);
            if (length >= 0 && length <= MAX_BODY) {
                return length;
            }
        } catch (NumberFormatException e) {
            // falls through to the one message
        }
        throw new ProtocolException("Not a length from 0 to " + MAX_BODY + ": " + text);
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new ProtocolException("The body ends too early");
        }
        return bytes;
    }

    private @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            if (next == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(next);
            if (line.size() > MAX_LINE) {
                throw new ProtocolException("A line is too long");
            }
        }
    }

    void write(Outbound answer, boolean keepAlive) throws IOException {
        out.write(bytes(answer, keepAlive));
        out.flush();
    }

    /** The head and half of the body; the caller decides how the connection ends. */
    void writeHalf(Outbound answer) throws IOException {
        byte[] whole = bytes(answer, true);
        out.write(whole, 0, whole.length - (answer.body().length + 1) / 2);
        out.flush();
    }

    /** The head at once, the body in pieces over the given time. */
    void writeSlowly(Outbound answer, long millis) throws IOException, InterruptedException {
        byte[] body = answer.body();
        byte[] whole = bytes(answer, true);
        out.write(whole, 0, whole.length - body.length);
        int sent = 0;
        for (int piece = 1; piece <= PIECES; piece++) {
            Thread.sleep(millis / PIECES);
            int until = (int) ((long) body.length * piece / PIECES);
            out.write(body, sent, until - sent);
            out.flush();
            sent = until;
        }
    }

    private static byte[] bytes(Outbound answer, boolean keepAlive) {
        StringBuilder head = new StringBuilder(256);
        head.append("HTTP/1.1 ").append(answer.status()).append(' ').append(Outbound.phrase(answer.status()));
        head.append("\r\n");
        answer.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(answer.body().length).append("\r\n");
        head.append("Connection: ").append(keepAlive ? "keep-alive" : "close").append("\r\n\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = java.util.Arrays.copyOf(start, start.length + answer.body().length);
        System.arraycopy(answer.body(), 0, whole, start.length, answer.body().length);
        return whole;
    }

    /** Ends the connection with a RST instead of a FIN. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
