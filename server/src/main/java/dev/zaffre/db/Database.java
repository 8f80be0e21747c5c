package dev.zaffre.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/** The one PostgreSQL. Everyday SQL goes through {@link Handle}s, the hot path through plain {@link Connection}s and group commits. */
public final class Database implements AutoCloseable {
    /**
     * The hot path's statements join arrays of ids with big tables. Planned while those are still empty, they would keep a plan that
     * reads whole tables, so their connections know only the plans that stay good.
     */
    private static final String HOT_OPTIONS =
            "-c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off -c enable_bitmapscan=off -c plan_cache_mode=force_generic_plan";

    private static final int HOT_CONNECTIONS = 8;

    /** SQLSTATE classes: connection, insufficient resources, operator intervention, system error. */
    private static final Set<String> UNAVAILABLE = Set.of("08", "53", "57", "58");

    private final HikariDataSource pool;
    private final HikariDataSource hot;
    private final Jdbi jdbi;
    private final Address address;

    /** Where the database is; the password stays out of every text. */
    public record Address(String url, String user, String password) {
        @Override
        public String toString() {
            return url + " as " + user;
        }
    }

    /** Work on a plain connection; the caller's transaction is around it. */
    @FunctionalInterface
    public interface Sql<T> {
        T on(Connection connection) throws SQLException;
    }

    private Database(HikariDataSource pool, HikariDataSource hot, Address address) {
        this.pool = pool;
        this.hot = hot;
        this.address = address;
        this.jdbi = Jdbi.create(pool);
        jdbi.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
    }

    /**
     * Connects and brings the schema up to date.
     *
     * @param connections size of the pool; callers beyond it wait up to 10 s
     */
    public static Database open(Address address, int connections) {
        HikariDataSource pool = pool("zaffre", address, connections, "");
        Flyway.configure()
                .dataSource(pool)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        return new Database(pool, pool("zaffre-hot", address, HOT_CONNECTIONS, HOT_OPTIONS), address);
    }

    private static HikariDataSource pool(String name, Address address, int connections, String options) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(address.url());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
        config.setInitializationFailTimeout(Duration.ofSeconds(30).toMillis());
        config.setPoolName(name);
        Properties driver = new Properties();
        driver.setProperty("reWriteBatchedInserts", "true");
        driver.setProperty("ApplicationName", name);
        driver.setProperty("tcpKeepAlive", "true");
        // A database that no longer answers must fail within seconds, not after the kernel's quarter of an hour.
        driver.setProperty("socketTimeout", "30");
        driver.setProperty("connectTimeout", "5");
        driver.setProperty("prepareThreshold", "2");
        if (!options.isEmpty()) {
            driver.setProperty("options", options);
        }
        config.setDataSourceProperties(driver);
        return new HikariDataSource(config);
    }

    public Address address() {
        return address;
    }

    /** Runs statements, each its own transaction. */
    public <T> T read(Function<Handle, T> work) {
        return jdbi.withHandle(work::apply);
    }

    /** Runs statements in one transaction. */
    public <T> T transact(Function<Handle, T> work) {
        return jdbi.inTransaction(work::apply);
    }

    /** As {@link #transact} without an answer. */
    public void run(Consumer<Handle> work) {
        jdbi.useTransaction(work::accept);
    }

    /**
     * One transaction on a plain connection of the hot path.
     *
     * @throws SQLException when it was rolled back, or when the answer to the commit was lost: then nobody knows
     */
    public <T> T commit(Sql<T> work) throws SQLException {
        try (Connection connection = hot.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** One statement of the hot path, which is its own transaction: one round trip, commit included. */
    public <T> T single(Sql<T> statement) throws SQLException {
        try (Connection connection = hot.getConnection()) {
            return statement.on(connection);
        }
    }

    /** Whether something failed because the database could not be reached or was going down: the same may succeed later. */
    public static boolean isUnavailable(Throwable failure) {
        @Nullable Throwable at = failure;
        for (int depth = 0; at != null && depth < 10; depth++, at = at.getCause()) {
            if (at instanceof SQLTransientException || at instanceof ConnectionException) {
                return true;
            }
            if (at instanceof SQLException sql) {
                String state = sql.getSQLState();
                if (state != null && state.length() == 5 && UNAVAILABLE.contains(state.substring(0, 2))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Answers within a second or is not healthy. */
    public boolean isHealthy() {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        hot.close();
        pool.close();
    }
}
