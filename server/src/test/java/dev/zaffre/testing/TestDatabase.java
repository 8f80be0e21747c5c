package dev.zaffre.testing;

import dev.zaffre.db.Database;
import dev.zaffre.db.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** One real PostgreSQL for all tests of this JVM; every caller gets a database of its own in it. */
public final class TestDatabase {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final EmbeddedPostgres SERVER = start();

    private TestDatabase() {}

    private static EmbeddedPostgres start() {
        Path folder = TemporaryFolders.createByHand("zaffre-test-");
        EmbeddedPostgres server = EmbeddedPostgres.start(folder);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("test-database").unstarted(() -> {
                    server.close();
                    TemporaryFolders.delete(folder);
                }));
        return server;
    }

    /** Address of a new, empty database. */
    public static Database.Address fresh() {
        String name = "test_" + NUMBER.incrementAndGet();
        try (var connection = DriverManager.getConnection(SERVER.url(), SERVER.user(), SERVER.password());
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new Database.Address(
                SERVER.url().replaceFirst("/postgres$", "/" + name), SERVER.user(), SERVER.password());
    }

    /** A new database with the schema. */
    public static Database open() {
        return Database.open(fresh(), 10);
    }
}
