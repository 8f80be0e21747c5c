package dev.zaffre.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.http.Headers;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Knows every open connection and cuts those that exceed their deadline. */
final class ConnectionWatch implements ServerConnectionSelector, AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(200);

    private final HttpOptions options;
    private final Http1ConnectionSelector http;
    private final Set<WatchedConnection> open = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean closed;

    ConnectionWatch(HttpOptions options, Http1Config.Builder config) {
        this.options = options;
        this.http = Http1ConnectionSelector.builder()
                .config(config.addReceiveListener(new HeadListener()).build())
                .build();
        this.thread = Thread.ofPlatform().daemon().name("http-connection-watch").start(this::run);
    }

    /** Tells a connection that its request's headers are complete. */
    private static final class HeadListener implements Http1ConnectionListener {
        @Override
        public void headers(ConnectionContext context, Headers headers) {
            if (context instanceof WatchedConnection connection) {
                connection.headIsRead();
            }
        }
    }

    /** Forgets the connection when it ends. */
    private final class Registered implements ServerConnection, InterruptableTask<Void> {
        private final WatchedConnection connection;

        Registered(WatchedConnection connection) {
            this.connection = connection;
            open.add(connection);
        }

        @Override
        public void handle(Limit limit) throws InterruptedException {
            try {
                connection.handle(limit);
            } finally {
                open.remove(connection);
            }
        }

        @Override
        public Duration idleTime() {
            return connection.idleTime();
        }

        @Override
        public void close(boolean interrupt) {
            connection.close(interrupt);
        }

        @Override
        public boolean canInterrupt() {
            return connection.canInterrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                Thread.sleep(PERIOD);
            } catch (InterruptedException e) {
                return;
            }
            long now = System.nanoTime();
            open.stream().filter(connection -> connection.isOverdue(now)).forEach(ConnectionWatch::cut);
        }
    }

    private static void cut(WatchedConnection connection) {
        try {
            connection.cut();
        } catch (RuntimeException e) {
            // It closed by itself in the meantime.
        }
    }

    int openConnections() {
        return open.size();
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData data) {
        return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return Set.of("http/1.1");
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        WatchedConnection connection = new WatchedConnection(context, options);
        connection.speak(http.connection(connection));
        return new Registered(connection);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
