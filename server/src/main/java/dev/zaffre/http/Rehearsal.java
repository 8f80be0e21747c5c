package dev.zaffre.http;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Requests to a listener that nobody else knows, one after the other, before the real one opens: they load the classes that every
 * request needs. A virtual thread that waits for a class which another one is loading keeps its carrier, and there are only as many
 * carriers as processors: the clients that come back at once after a restart could hold them all.
 */
public final class Rehearsal {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String BODY =
            "{\"event\":\"Rehearsal\",\"payload\":{\"text\":\"one\",\"numbers\":[1,2.5],\"none\":null}}";

    private Rehearsal() {}

    /**
     * @param path of a route that takes JSON: it is posted to with a key that does not exist, so that nothing comes of it
     * @throws UncheckedIOException when there is no answer within 10 s: the server would not answer others either
     */
    public static void hold(List<Route> routes, Authenticator authenticator, String path) {
        String host = InetAddress.getLoopbackAddress().getHostAddress();
        HttpOptions options = HttpOptions.DEFAULTS.withDrain(Duration.ofMillis(100));
        try (HttpServer server = HttpServer.start(host, 0, routes, authenticator, new SimpleMeterRegistry(), options)) {
            ask(server.port(), "GET /health/live HTTP/1.1\r\n", "");
            ask(server.port(), "POST " + path + " HTTP/1.1\r\nx-api-key: rehearsal\r\n", BODY);
        } catch (IOException e) {
            throw new UncheckedIOException("The server did not answer its own first request", e);
        }
    }

    private static void ask(int port, String head, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            String request =
                    head + "Host: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            // The first byte will do: the server takes its time to close, so that slow clients get the whole answer.
            if (socket.getInputStream().read() < 0) {
                throw new IOException("Closed without an answer");
            }
        }
    }
}
