package dev.zaffre.db.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL as a child process, with every durability setting on. It ends with this process even when this process is
 * killed (the kernel's parent-death signal), and a server that survived all the same is stopped before the next start.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final long START_SECONDS = 60;
    private static final String USER = "zaffre";

    private final Path home;
    private final Path data;
    private final int port;
    private final String password;
    private final Process process;
    private final CountDownLatch released = new CountDownLatch(1);

    private EmbeddedPostgres(Path home, Path data, int port, String password, Process process) {
        this.home = home;
        this.data = data;
        this.port = port;
        this.password = password;
        this.process = process;
    }

    /** Where to connect, without the password. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    public String user() {
        return USER;
    }

    public String password() {
        return password;
    }

    /** The postmaster's process id: for tests that stop it, and for {@code doctor}. */
    public long pid() {
        return process.pid();
    }

    /**
     * Starts the server on a free loopback port; makes the data directory on the first start.
     *
     * @param folder gets {@code postgres/} (data) and {@code postgres.password}
     * @throws IllegalStateException when the data directory is of another major version, or the server does not come up
     */
    public static EmbeddedPostgres start(Path folder) {
        Path home = PostgresBinaries.unpacked();
        Path data = folder.resolve("postgres").toAbsolutePath();
        try {
            Files.createDirectories(folder);
            String password = password(folder.resolve("postgres.password"));
            if (Files.exists(data.resolve("PG_VERSION"))) {
                refuseOtherMajor(data);
                stopSurvivor(home, data);
            } else {
                initialise(home, data, folder.resolve("postgres.password"));
            }
            int port = freePort();
            var server = launch(home, data, port, password);
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be started in " + data, e);
        }
    }

    private static String password(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(random));
        }
        return Files.readString(file).strip();
    }

    private static void refuseOtherMajor(Path data) throws IOException {
        String found = Files.readString(data.resolve("PG_VERSION")).strip();
        if (!found.equals(PostgresBinaries.MAJOR)) {
            throw new IllegalStateException(
                    "The data in " + data + " was written by PostgreSQL " + found + ", this Zaffre brings "
                            + PostgresBinaries.MAJOR
                            + ". Dump it with that version (pg_dump) and restore it into a new data directory, or run "
                            + found + " yourself and name it with --database-url.");
        }
    }

    /** After a kill -9 of the server on a system without parent-death signals, its PostgreSQL may still hold the directory. */
    private static void stopSurvivor(Path home, Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        Optional<ProcessHandle> survivor = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        if (survivor.isPresent() && isPostgres(pid)) {
            LOG.warn("postgres.survivor pid={} is stopped before the start", pid);
            run(asPostgres(List.of(
                    home.resolve("bin/pg_ctl").toString(),
                    "stop",
                    "-m",
                    "fast",
                    "-w",
                    "-t",
                    "30",
                    "-D",
                    data.toString())));
        }
    }

    private static boolean isPostgres(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "comm"))
                    .startsWith("postgres");
        } catch (IOException e) {
            return false;
        }
    }

    private static void initialise(Path home, Path data, Path passwordFile) throws IOException {
        run(asPostgres(List.of(
                home.resolve("bin/initdb").toString(),
                "--pgdata=" + data,
                "--username=" + USER,
                "--pwfile=" + passwordFile.toAbsolutePath(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--data-checksums")));
    }

    private static EmbeddedPostgres launch(Path home, Path data, int port, String password) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/postgres").toString(), "-D", data.toString()));
        for (String setting : settings(port)) {
            command.add("-c");
            command.add(setting);
        }
        ProcessBuilder builder = new ProcessBuilder(dyingWithUs(asPostgres(command)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.resolveSibling("postgres.log").toFile()));
        CompletableFuture<EmbeddedPostgres> started = new CompletableFuture<>();
        // The death signal fires when the starting THREAD ends, so a platform thread stays for as long as the server
        // runs.
        Thread.ofPlatform().daemon().name("postgres-parent").start(() -> {
            try {
                var server = new EmbeddedPostgres(home, data, port, password, builder.start());
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
            throw new IllegalStateException("Interrupted while PostgreSQL was starting", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IOException(e.getCause());
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
                "checkpoint_timeout=15min",
                "autovacuum_naptime=10s",
                "idle_in_transaction_session_timeout=60s",
                "jit=off",
                "log_min_messages=warning",
                "timezone=UTC");
    }

    /** PostgreSQL refuses to run as root; in a user namespace without a mapping it does not see that it is. */
    private static List<String> asPostgres(List<String> command) {
        if (!System.getProperty("user.name").equals("root")) {
            return command;
        }
        List<String> wrapped = new ArrayList<>(List.of("unshare", "-U"));
        wrapped.addAll(command);
        return wrapped;
    }

    private static List<String> dyingWithUs(List<String> command) {
        boolean available = Files.isExecutable(Path.of("/usr/bin/setpriv"));
        if (!available) {
            LOG.warn(
                    "postgres.unguarded setpriv (util-linux) is missing: after a kill -9 PostgreSQL lives on until the next start");
            return command;
        }
        int at = command.getFirst().equals("unshare") ? 2 : 0;
        List<String> wrapped = new ArrayList<>(command);
        wrapped.addAll(at, List.of("setpriv", "--pdeathsig", "INT"));
        return wrapped;
    }

    private void awaitReady() {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try (var connection = DriverManager.getConnection(url(), USER, password)) {
                if (connection.isValid(5)) {
                    return;
                }
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() > giveUp) {
                    close();
                    throw new IllegalStateException(
                            "PostgreSQL did not start (see " + data.resolveSibling("postgres.log") + "): "
                                    + e.getMessage(),
                            e);
                }
            }
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    /** Stops the server as {@code pg_ctl stop -m fast} does: sessions are ended, everything committed is on disk. */
    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                run(asPostgres(List.of(
                        home.resolve("bin/pg_ctl").toString(),
                        "stop",
                        "-m",
                        "fast",
                        "-w",
                        "-t",
                        "30",
                        "-D",
                        data.toString())));
            }
        } catch (IOException e) {
            LOG.warn("postgres.stop failed, ending the process", e);
            process.destroyForcibly();
        } finally {
            released.countDown();
        }
    }
}
