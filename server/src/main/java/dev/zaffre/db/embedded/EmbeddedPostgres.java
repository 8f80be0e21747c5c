package dev.zaffre.db.embedded;

import dev.zaffre.config.DataDirectory;
import dev.zaffre.db.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL as a child process, with every durability setting on. It ends with this process even when this process is
 * killed (the kernel's parent-death signal), and a server that survived all the same is stopped before the next start.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final long START_SECONDS = 60;
    private static final int PORTS_TRIED = 5;

    private final Path home;
    private final PostgresFolder folder;
    private final int port;
    private final String password;
    private final Process process;
    private final CountDownLatch released = new CountDownLatch(1);
    private @Nullable DataDirectory claim;

    private EmbeddedPostgres(Path home, PostgresFolder folder, int port, String password, Process process) {
        this.home = home;
        this.folder = folder;
        this.port = port;
        this.password = password;
        this.process = process;
    }

    /** Where to connect, without the password. */
    public String url() {
        return url(port);
    }

    private static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    public String user() {
        return PostgresFolder.USER;
    }

    public String password() {
        return password;
    }

    /** The postmaster's process id: for tests that stop it, and for {@code doctor}. */
    public long pid() {
        return process.pid();
    }

    /** As {@link #start(Path, Duration)}, for an owner that may never close it: it stops as soon as this process begins to end. */
    public static EmbeddedPostgres start(Path folder) {
        return start(folder, Duration.ZERO);
    }

    /**
     * Starts the server on a free loopback port; makes the data directory on the first start.
     *
     * @param folder gets {@code postgres/} (data), {@code postgres.password} and {@code postgres.log}
     * @param ownerCloses when this process ends in order, how long to wait for the owner to {@link #close} it before it is stopped
     *     without the owner; matters only where the kernel's parent-death signal is not there
     * @throws IllegalStateException when the data directory is of another major version, or the server does not come up
     * @throws dev.zaffre.config.InvalidSetting when another live process uses the folder
     */
    public static EmbeddedPostgres start(Path folder, Duration ownerCloses) {
        PostgresFolder files = new PostgresFolder(folder);
        DataDirectory claim = null;
        try {
            Path home = PostgresBinaries.unpacked(folder);
            claim = files.prepare(home);
            EmbeddedPostgres server = onFreePort(home, files);
            server.claim = claim;
            if (!PostgresCommand.isGuarded()) {
                Runtime.getRuntime()
                        .addShutdownHook(Thread.ofPlatform().unstarted(() -> server.closeAfter(ownerCloses)));
            }
            return server;
        } catch (IOException e) {
            release(claim);
            throw new UncheckedIOException("PostgreSQL could not be started in " + files.data(), e);
        } catch (RuntimeException e) {
            release(claim);
            throw e;
        }
    }

    /** Where the server listens that some process runs on this folder now: for {@code doctor}. */
    public static Optional<Database.Address> running(Path folder) {
        PostgresFolder files = new PostgresFolder(folder);
        try {
            Optional<Integer> port = files.runningPort();
            return port.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Database.Address(url(port.get()), PostgresFolder.USER, files.password()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A port that was free may be taken before PostgreSQL has it; then the next one is tried. */
    private static EmbeddedPostgres onFreePort(Path home, PostgresFolder folder) throws IOException {
        for (int attempt = 1; ; attempt++) {
            var server = launch(home, folder, freePort());
            Optional<SQLException> problem = server.awaitReady();
            if (problem.isEmpty()) {
                return server;
            }
            server.close();
            boolean portTaken = folder.logTail().contains("could not bind");
            if (!portTaken || attempt == PORTS_TRIED) {
                throw new IllegalStateException(
                        "PostgreSQL did not start (see " + folder.log() + "): "
                                + problem.get().getMessage(),
                        problem.get());
            }
        }
    }

    private static EmbeddedPostgres launch(Path home, PostgresFolder folder, int port) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                home.resolve("bin/postgres").toString(), "-D", folder.data().toString()));
        for (String setting : settings(port)) {
            command.add("-c");
            command.add(setting);
        }
        String password = folder.password();
        // Of each start its own beginning, so that the tail speaks of this one.
        Files.writeString(
                folder.log(),
                "--- start\n",
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
        ProcessBuilder builder = new ProcessBuilder(PostgresCommand.server(command))
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
        CompletableFuture<EmbeddedPostgres> started = new CompletableFuture<>();
        // The death signal fires when the starting THREAD ends, so a platform thread stays as long as the server runs.
        Thread.ofPlatform().daemon().name("postgres-parent").start(() -> {
            try {
                var server = new EmbeddedPostgres(home, folder, port, password, builder.start());
                started.complete(server);
                server.released.await();
            } catch (IOException e) {
                started.completeExceptionally(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            return started.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while PostgreSQL was starting", e);
        } catch (ExecutionException e) {
            throw new IOException("PostgreSQL's program did not start", e.getCause());
        }
    }

    private static List<String> settings(int port) {
        return List.of(
                "listen_addresses=127.0.0.1",
                "port=" + port,
                "unix_socket_directories=",
                "max_connections=120",
                // Accepted means kept: these three are what the promise stands on.
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                "shared_buffers=128MB",
                "max_wal_size=2GB",
                // Segments that were used once are kept for bursts: writing new ones out holds commits up.
                "min_wal_size=256MB",
                "checkpoint_timeout=15min",
                "autovacuum_naptime=10s",
                "idle_in_transaction_session_timeout=60s",
                "jit=off",
                // Customers' data stays out of the log: neither statements nor the rows that they failed on.
                "log_min_messages=warning",
                "log_min_error_statement=panic",
                "log_error_verbosity=terse",
                "log_checkpoints=off",
                "timezone=UTC");
    }

    /** Empty when it answers; else why not. */
    private Optional<SQLException> awaitReady() {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try (var connection = DriverManager.getConnection(url(), user(), password)) {
                if (connection.isValid(5)) {
                    return Optional.empty();
                }
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() > giveUp) {
                    return Optional.of(e);
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void closeAfter(Duration wait) {
        try {
            if (!released.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    private static void release(@Nullable DataDirectory claim) {
        if (claim != null) {
            claim.close();
        }
    }

    /** Stops the server as {@code pg_ctl stop -m fast} does: sessions are ended, everything committed is on disk. */
    @Override
    public synchronized void close() {
        try {
            if (process.isAlive()) {
                folder.stop(home);
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                LOG.warn("postgres.stop failed, ending the process", e);
                process.destroyForcibly();
            }
        } finally {
            released.countDown();
            release(claim);
        }
    }
}
