package dev.zaffre.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A process that this one started and ends again; what it prints goes to a file. */
final class Child implements AutoCloseable {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Process process;
    private final Path output;
    private final Thread hook;

    private Child(Process process, Path output) {
        this.process = process;
        this.output = output;
        this.hook = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static Child start(List<String> command, Path folder, Path output, Map<String, String> environment) {
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(output);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            return new Child(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not start " + String.join(" ", command), e);
        }
    }

    /**
     * The rest of the first printed line that starts with this.
     *
     * @throws IllegalStateException with what was printed, when the process ends or the time is over
     */
    String awaitLine(String prefix, int seconds) {
        String[] found = new String[1];
        await("print '" + prefix + "...'", seconds, () -> {
            for (String line : printed().split("\n")) {
                if (line.startsWith(prefix)) {
                    found[0] = line.substring(prefix.length()).strip();
                    return true;
                }
            }
            return false;
        });
        return found[0];
    }

    void awaitPort(int port, int seconds) {
        await("listen on port " + port, seconds, () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** @throws IllegalStateException with what was printed, when it does not end with 0 in time */
    void awaitSuccess(int seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("It failed, or took over " + seconds + " s:\n" + printed());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        } finally {
            close();
        }
    }

    private void await(String what, int seconds, BooleanSupplier condition) {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > giveUp) {
                String printed = printed();
                close();
                throw new IllegalStateException("The process did not " + what + ". It printed:\n" + printed);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private String printed() {
        try {
            return Files.exists(output) ? Files.readString(output) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Asks it to end, and ends it after 25 s. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(25, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            // The JVM is ending already, and the hook runs.
            process.destroyForcibly();
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
