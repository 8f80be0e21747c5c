package dev.zaffre.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Whether a database keeps what it says it has committed.
 *
 * @param version as the server calls itself, such as 18.6
 * @param major such as 18
 * @param clockOff how far the database's clock is from ours, without its sign; what the question took is in it
 * @param weakened one sentence for each setting by which accepted events can be lost; empty when none can
 */
public record Durability(String version, int major, Duration clockOff, List<String> weakened) {
    /** Oldest version that the SQL is written for. */
    public static final int OLDEST_MAJOR = 15;

    /**
     * Asks a database, on a connection of its own.
     *
     * @throws SQLException when it cannot be reached, or does not let us in
     */
    public static Durability read(Database.Address address) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", address.user());
        login.setProperty("password", address.password());
        login.setProperty("connectTimeout", "5");
        login.setProperty("socketTimeout", "10");
        try (Connection connection = DriverManager.getConnection(address.url(), login)) {
            List<String> weakened = new ArrayList<>();
            if (show(connection, "fsync").equals("off")) {
                weakened.add("fsync is off: a crash of the database's machine can lose or destroy everything");
            }
            String commit = show(connection, "synchronous_commit");
            if (commit.equals("off")) {
                weakened.add("synchronous_commit is off: a crash of the database loses the events accepted last");
            }
            if (show(connection, "full_page_writes").equals("off")) {
                weakened.add("full_page_writes is off: a crash of the database's machine can destroy pages");
            }
            var server = connection.getMetaData();
            return new Durability(
                    show(connection, "server_version"),
                    server.getDatabaseMajorVersion(),
                    clockOff(connection),
                    List.copyOf(weakened));
        }
    }

    private static Duration clockOff(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("select clock_timestamp()");
                var row = statement.executeQuery()) {
            row.next();
            return Duration.between(row.getObject(1, OffsetDateTime.class).toInstant(), Instant.now())
                    .abs();
        }
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (var statement = connection.prepareStatement("select current_setting(?)")) {
            statement.setString(1, setting);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
