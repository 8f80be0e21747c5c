package dev.zaffre.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;

/** The one PostgreSQL. Everyday SQL goes through {@link Handle}s, the hot path through plain {@link Connection}s and group commits. */
public final class Database implements AutoCloseable {
    private final HikariDataSource pool;
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

    private Database(HikariDataSource pool, Address address) {
        this.pool = pool;
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
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(address.url());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
        config.setInitializationFailTimeout(Duration.ofSeconds(30).toMillis());
        config.setPoolName("zaffre");
        Properties driver = new Properties();
        driver.setProperty("reWriteBatchedInserts", "true");
        driver.setProperty("ApplicationName", "zaffre");
        driver.setProperty("tcpKeepAlive", "true");
        // A database that no longer answers must fail within seconds, not after the kernel's quarter of an hour.
        driver.setProperty("socketTimeout", "30");
        driver.setProperty("connectTimeout", "5");
        driver.setProperty("prepareThreshold", "3");
        config.setDataSourceProperties(driver);
        HikariDataSource pool = new HikariDataSource(config);
        Flyway.configure()
                .dataSource(pool)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        return new Database(pool, address);
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
     * One transaction on a plain connection, for the hot path.
     *
     * @throws SQLException when it was rolled back; nothing of it is there
     */
    public <T> T commit(Sql<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
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
        pool.close();
    }
}
