package dev.zaffre.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every node that something cached has changed: {@code LISTEN/NOTIFY}, within a second; at once on this node.
 * When the listening connection was lost, all listeners hear {@link #EVERYTHING}.
 */
public final class Changes implements AutoCloseable {
    /** The key that stands for all keys. */
    public static final String EVERYTHING = "*";

    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
    private static final String CHANNEL = "zaffre_changes";
    /** PostgreSQL refuses payloads of 8000 bytes; longer keys are announced as "everything of that kind". */
    private static final int MAX_KEY = 2000;

    private static final Duration WAIT = Duration.ofMillis(500);
    /** After that many waits in silence it is asked whether the connection still lives. */
    private static final int SILENCE = 20;

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Database.Address address;
    private final Map<String, List<Consumer<String>>> listeners = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private @Nullable Connection connection;
    private int silent;

    /** Returns when it listens, or has found that the database does not answer: then it goes on trying. */
    public Changes(Database database) {
        this.address = database.address();
        try {
            connection = connect();
        } catch (SQLException e) {
            LOG.warn("changes.lost {}", e.toString());
        }
        Thread.ofPlatform().daemon().name("changes").start(this::run);
    }

    /**
     * Announces a change when the handle's transaction commits.
     *
     * @param kind what kind of thing, a word such as {@code account}
     * @param key which one; what listeners drop from their caches
     */
    public void announce(Handle handle, String kind, String key) {
        String sent = key.length() > MAX_KEY ? EVERYTHING : key;
        handle.createQuery("select pg_notify(:channel, :payload) is null")
                .bind("channel", CHANNEL)
                .bind("payload", kind + ":" + sent)
                .mapTo(Boolean.class)
                .one();
        if (handle.isInTransaction()) {
            handle.afterCommit(() -> tell(kind, sent));
        } else {
            tell(kind, sent);
        }
    }

    /** The listener gets keys of that kind, or {@link #EVERYTHING}; it must be quick. */
    public void listen(String kind, Consumer<String> listener) {
        listeners.computeIfAbsent(kind, name -> new CopyOnWriteArrayList<>()).add(listener);
    }

    private void tell(String kind, String key) {
        listeners.getOrDefault(kind, List.of()).forEach(listener -> tell(listener, key));
    }

    private static void tell(Consumer<String> listener, String key) {
        try {
            listener.accept(key);
        } catch (RuntimeException e) {
            LOG.error("changes.listener_failed key={}", key, e);
        }
    }

    private void tellEverything() {
        listeners.values().forEach(all -> all.forEach(listener -> tell(listener, EVERYTHING)));
    }

    private void run() {
        Duration pause = Duration.ofMillis(100);
        while (!closed) {
            try {
                Connection open = connection;
                if (open == null) {
                    open = connect();
                    connection = open;
                    // What was announced in between is unknown.
                    tellEverything();
                }
                pause = Duration.ofMillis(100);
                receive(open);
            } catch (SQLException e) {
                drop(e);
                pause(pause);
                Duration twice = pause.multipliedBy(2);
                pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
            }
        }
        closeQuietly(connection);
    }

    private void receive(Connection open) throws SQLException {
        PGNotification[] received = open.unwrap(PGConnection.class).getNotifications((int) WAIT.toMillis());
        if (received == null || received.length == 0) {
            silent++;
            // A connection that died without a word looks like silence.
            if (silent % SILENCE == 0 && !open.isValid(2)) {
                throw new SQLException("The listening connection no longer answers");
            }
            return;
        }
        for (PGNotification notification : received) {
            String payload = notification.getParameter();
            int colon = payload.indexOf(':');
            if (colon > 0) {
                tell(payload.substring(0, colon), payload.substring(colon + 1));
            }
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", address.user());
        properties.setProperty("password", address.password());
        properties.setProperty("ApplicationName", "zaffre changes");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "30");
        Connection open = DriverManager.getConnection(address.url(), properties);
        try (Statement statement = open.createStatement()) {
            statement.execute("listen " + CHANNEL);
        } catch (SQLException e) {
            open.close();
            throw e;
        }
        return open;
    }

    private void drop(SQLException why) {
        Connection open = connection;
        connection = null;
        if (!closed) {
            LOG.warn("changes.lost {}", why.toString());
            tellEverything();
        }
        closeQuietly(open);
    }

    private void pause(Duration pause) {
        if (closed) {
            return;
        }
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private static void closeQuietly(@Nullable Connection open) {
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (SQLException e) {
            LOG.debug("changes.close_failed {}", e.toString());
        }
    }

    /** Listeners hear nothing more; the connection ends within a moment. */
    @Override
    public void close() {
        closed = true;
    }
}
