package dev.zaffre.db;

import dev.zaffre.base.Clock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database's clock, read every few seconds and carried on with this process's own stopwatch in between: nodes whose wall clocks
 * differ agree on due times. It never goes backwards within the process; when the database's clock is set back, it stands still
 * until that has caught up.
 */
public final class DatabaseClock implements Clock, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final long MICROS_PER_SECOND = 1_000_000L;

    private final Database.Address address;
    private final Thread thread;
    private final AtomicLong lastMicros = new AtomicLong(Long.MIN_VALUE);
    /** Microseconds since 1970 by the database, minus microseconds of the stopwatch. */
    private volatile long offset;

    private volatile boolean closed;

    /**
     * Reads the clock once before it returns; when the database does not answer, this machine's clock stands in until it does.
     */
    public DatabaseClock(Database database) {
        this.address = database.address();
        this.offset = micros(Instant.now()) - System.nanoTime() / 1000;
        Connection connection = null;
        try {
            connection = connect();
            calibrate(connection);
        } catch (SQLException e) {
            LOG.warn("clock.unread {}", e.toString());
        }
        Connection first = connection;
        this.thread = Thread.ofPlatform().daemon().name("database-clock").start(() -> run(first));
    }

    @Override
    public Instant now() {
        long micros = offset + System.nanoTime() / 1000;
        // Read first: an unconditional update would make every thread fight for one cache line.
        long last = lastMicros.get();
        if (micros > last) {
            lastMicros.compareAndSet(last, micros);
        } else {
            micros = last;
        }
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * 1000);
    }

    private void run(@Nullable Connection first) {
        Connection connection = first;
        while (!closed) {
            try {
                Thread.sleep(PERIOD);
                if (connection == null) {
                    connection = connect();
                }
                calibrate(connection);
            } catch (SQLException e) {
                LOG.warn("clock.unread {}", e.toString());
                close(connection);
                connection = null;
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        close(connection);
    }

    private void calibrate(Connection connection) throws SQLException {
        long best = Long.MAX_VALUE;
        long found = offset;
        try (PreparedStatement statement = connection.prepareStatement("select clock_timestamp()")) {
            // The quickest of three answers is the least wrong one.
            for (int round = 0; round < 3; round++) {
                long before = System.nanoTime();
                Instant there = read(statement);
                long after = System.nanoTime();
                if (after - before < best) {
                    best = after - before;
                    found = micros(there) - (before + (after - before) / 2) / 1000;
                }
            }
        }
        offset = found;
    }

    private static Instant read(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", address.user());
        properties.setProperty("password", address.password());
        properties.setProperty("ApplicationName", "zaffre clock");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "10");
        return DriverManager.getConnection(address.url(), properties);
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * MICROS_PER_SECOND + instant.getNano() / 1000;
    }

    private static void close(@Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("clock.close_failed {}", e.toString());
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
