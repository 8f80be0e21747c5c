package dev.zaffre.db.embedded;

import dev.zaffre.config.DataDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the embedded PostgreSQL has on disk: {@code postgres/}, its password, its log; and who may use it. */
record PostgresFolder(Path folder) {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresFolder.class);
    static final String USER = "zaffre";
    private static final long STOP_SECONDS = 30;
    private static final long LONGEST_LOG_BYTES = 10L * 1024 * 1024;
    private static final int LOG_TAIL_BYTES = 4096;

    Path data() {
        return folder.resolve("postgres").toAbsolutePath();
    }

    Path log() {
        return folder.resolve("postgres.log");
    }

    private Path passwordFile() {
        return folder.resolve("postgres.password").toAbsolutePath();
    }

    /**
     * Makes it ready for a start: initialised, of our version, no server on it.
     *
     * @return a claim to hold as long as the server runs
     * @throws IllegalStateException when the data is of another major version
     * @throws dev.zaffre.config.InvalidSetting when another live process uses it
     */
    DataDirectory prepare(Path home) throws IOException {
        DataDirectory claim = DataDirectory.claim(folder, "postgres.lock");
        try {
            if (Files.exists(data().resolve("PG_VERSION"))) {
                refuseOtherMajor();
                stopSurvivor(home);
            } else {
                initialise(home);
            }
            if (Files.exists(log()) && Files.size(log()) > LONGEST_LOG_BYTES) {
                Files.move(log(), folder.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            return claim;
        } catch (IOException | RuntimeException e) {
            claim.close();
            throw e;
        }
    }

    String password() throws IOException {
        return Files.readString(passwordFile()).strip();
    }

    /** Port of the server that runs on it now, if one does. */
    Optional<Integer> runningPort() throws IOException {
        Path pidFile = data().resolve("postmaster.pid");
        if (survivor().isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(pidFile);
        return lines.size() > 3 ? Optional.of(Integer.parseInt(lines.get(3).strip())) : Optional.empty();
    }

    /** The last lines of the server's log: why it did not start. */
    String logTail() throws IOException {
        if (!Files.exists(log())) {
            return "";
        }
        try (var channel = Files.newByteChannel(log())) {
            long from = Math.max(0, channel.size() - LOG_TAIL_BYTES);
            var bytes = java.nio.ByteBuffer.allocate((int) (channel.size() - from));
            channel.position(from).read(bytes);
            return new String(bytes.array(), StandardCharsets.UTF_8);
        }
    }

    void stop(Path home) throws IOException {
        PostgresCommand.run(List.of(
                home.resolve("bin/pg_ctl").toString(),
                "stop",
                "-m",
                "fast",
                "-w",
                "-t",
                Long.toString(STOP_SECONDS),
                "-D",
                data().toString()));
    }

    private void refuseOtherMajor() throws IOException {
        String found = Files.readString(data().resolve("PG_VERSION")).strip();
        if (!found.equals(PostgresBinaries.MAJOR)) {
            throw new IllegalStateException(
                    "The data in " + data() + " was written by PostgreSQL " + found + ", this Zaffre brings "
                            + PostgresBinaries.MAJOR
                            + ". Dump it with that version (pg_dump) and restore it into a new data directory, or run "
                            + found + " yourself and name it with --database-url.");
        }
    }

    /** After a kill -9 of the server on a system without parent-death signals, its PostgreSQL may still hold the directory. */
    private void stopSurvivor(Path home) throws IOException {
        Optional<ProcessHandle> survivor = survivor();
        if (survivor.isEmpty()) {
            return;
        }
        LOG.warn(
                "postgres.survivor pid={} is stopped before the start",
                survivor.get().pid());
        try {
            stop(home);
        } catch (IOException e) {
            // It may have been on its way out: then there was nothing to stop.
            LOG.debug("postgres.survivor", e);
        }
        try {
            survivor.get().onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException(
                    "A PostgreSQL (process " + survivor.get().pid() + ") still holds " + data() + " and does not stop",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    private Optional<ProcessHandle> survivor() throws IOException {
        Path pidFile = data().resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        String first = Files.readString(pidFile).lines().findFirst().orElse("").strip();
        return first.matches("\\d{1,9}")
                ? ProcessHandle.of(Long.parseLong(first))
                        .filter(ProcessHandle::isAlive)
                        .filter(this::servesUs)
                : Optional.empty();
    }

    /** Process ids are used again: only a postgres that was started on this directory counts. */
    private boolean servesUs(ProcessHandle process) {
        try {
            String command = Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return command.contains("postgres") && command.contains(data().toString());
        } catch (IOException e) {
            return false;
        }
    }

    /** Beside its place first: a start that was cut short leaves nothing that looks like a database. */
    private void initialise(Path home) throws IOException {
        Path fresh = data().resolveSibling("postgres.new");
        if (Files.exists(fresh)) {
            PostgresBinaries.delete(fresh);
        }
        writePassword();
        PostgresCommand.run(List.of(
                home.resolve("bin/initdb").toString(),
                "--pgdata=" + fresh,
                "--username=" + USER,
                "--pwfile=" + passwordFile(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--data-checksums",
                // A new segment is written out once before its use, and everybody's commit waits for that: 90 ms for
                // the usual 16 MB.
                "--wal-segsize=1"));
        Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void writePassword() throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Files.deleteIfExists(passwordFile());
        Files.createFile(
                passwordFile(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passwordFile(), HexFormat.of().formatHex(random));
    }
}
