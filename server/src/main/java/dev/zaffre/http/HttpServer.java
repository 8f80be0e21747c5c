package dev.zaffre.http;

import io.helidon.http.DirectHandler;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http1.Http1Config;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** The HTTP/1.1 server. The only class, with those beside it, that knows the server library. */
public final class HttpServer implements AutoCloseable {
    private static final int MAX_REQUEST_LINE = 8 * 1024;
    private static final int MAX_HEADERS = 32 * 1024;
    private final WebServer server;
    private final ConnectionWatch watch;
    private final Streams streams;

    private HttpServer(WebServer server, ConnectionWatch watch, Streams streams) {
        this.server = server;
        this.watch = watch;
        this.streams = streams;
    }

    /** As below, with {@link HttpOptions#DEFAULTS}. */
    public static HttpServer start(
            String host, int port, List<Route> routes, Authenticator authenticator, MeterRegistry registry) {
        return start(host, port, routes, authenticator, registry, HttpOptions.DEFAULTS);
    }

    /**
     * Listens, and answers when this returns.
     *
     * @param port 0: any free one, see {@link #port}
     * @throws IllegalArgumentException when two routes have the same method and form of path
     * @throws IllegalStateException when the address cannot be bound
     */
    public static HttpServer start(
            String host,
            int port,
            List<Route> routes,
            Authenticator authenticator,
            MeterRegistry registry,
            HttpOptions options) {
        Router router = new Router(routes);
        Streams streams = new Streams();
        Timings timings = new Timings(registry, router.endpoints());
        Pipeline pipeline = new Pipeline(router, authenticator, options, timings, streams);
        ConnectionWatch watch = new ConnectionWatch(
                options,
                Http1Config.builder()
                        .maxPrologueLength(MAX_REQUEST_LINE)
                        .maxHeadersSize(MAX_HEADERS)
                        .validateRequestHeaders(true)
                        // Published clients put account ids into paths as they are.
                        .validatePath(false)
                        .validatePrologue(false));
        Gauge.builder("http.server.connections", watch, ConnectionWatch::openConnections)
                .register(registry);
        Gauge.builder("http.server.streams", streams, Streams::count).register(registry);
        WebServer server = server(host, port, pipeline, watch, options);
        try {
            server.start();
        } catch (RuntimeException e) {
            watch.close();
            throw e;
        }
        // The library only logs that it could not bind, and returns.
        if (!server.isRunning()) {
            watch.close();
            throw new IllegalStateException("Nothing can listen on " + host + ":" + port + " (the log says why)");
        }
        return new HttpServer(server, watch, streams);
    }

    private static WebServer server(
            String host, int port, Pipeline pipeline, ConnectionWatch watch, HttpOptions options) {
        DirectHandlers.Builder refusals = DirectHandlers.builder();
        for (DirectHandler.EventType event : DirectHandler.EventType.values()) {
            refusals.addHandler(event, pipeline);
        }
        return WebServer.builder()
                .host(host)
                .port(port)
                .backlog(4096)
                .shutdownHook(false)
                .shutdownGracePeriod(options.drain())
                .featuresDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .addConnectionSelector(watch)
                .contentEncoding(new PlainContent())
                .maxPayloadSize(options.maxBody())
                .idleConnectionTimeout(options.idleTimeout())
                .directHandlers(refusals.build())
                .routing(routing -> routing.any(pipeline))
                .build();
    }

    public int port() {
        return server.port();
    }

    /** Accepts nothing more, and returns when running requests are answered (streams are cut) or {@link HttpOptions#drain} is over. */
    @Override
    public void close() {
        streams.close();
        server.stop();
        watch.close();
    }
}
