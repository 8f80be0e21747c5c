package dev.zaffre.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** A company's own product in the browser: pages and a small backend, on an origin of its own. */
final class Pages implements AutoCloseable {
    private final Map<String, Supplier<String>> answers = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    Pages() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            Supplier<String> answer = answers.get(path);
            byte[] body = (answer == null ? "" : answer.get()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .set("content-type", path.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8");
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    /** @param answer what is there, made anew for every request; a script when the path ends with {@code .js}, else HTML */
    Pages put(String path, Supplier<String> answer) {
        answers.put(path, answer);
        return this;
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** As {@link #origin}, by another name of this machine: to a browser another site than the server's. */
    String otherSite() {
        return origin().replace("127.0.0.1", "localhost");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
