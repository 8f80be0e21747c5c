package dev.zaffre.e2e;

import dev.zaffre.base.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/** The packaged jar as a process of its own, started as the launcher starts it. */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final CompletableFuture<String> ready = new CompletableFuture<>();

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        Thread.ofVirtual().start(this::readOutput);
    }

    /** The command line that runs the jar. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("zaffre.jvm.flags", "").split(" ")));
        command.addAll(List.of("-jar", System.getProperty("zaffre.jar")));
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * @param data the data directory; {@code server.log} beside it gets stdout and stderr of every start
     * @param more further arguments
     */
    static ServerProcess up(Path data, int port, String... more) {
        return up("", data, port, more);
    }

    /** @param jvmOptions such as a flight recording; empty for none */
    static ServerProcess up(String jvmOptions, Path data, int port, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "up",
                "--port",
                Integer.toString(port),
                "--data",
                data.toString(),
                "--event-rate",
                "unlimited",
                "--allow-loopback"));
        arguments.addAll(List.of(more));
        Path log = data.resolveSibling(data.getFileName() + ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command(arguments.toArray(String[]::new)))
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
            if (!jvmOptions.isEmpty()) {
                builder.environment().put("JDK_JAVA_OPTIONS", jvmOptions);
            }
            return new ServerProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readOutput() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Files.writeString(
                        log,
                        line + "\n",
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.APPEND);
                if (line.startsWith("ready ")) {
                    ready.complete(line.substring("ready ".length()).strip());
                }
            }
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
        ready.completeExceptionally(new IllegalStateException("the server ended before it was ready"));
    }

    /** Waits for the line that says requests are taken, and returns the address in it. */
    String awaitReady() {
        try {
            return ready.get(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("not ready: " + tail(), e);
        }
    }

    /** What it wrote, all starts on this data directory together. */
    String output() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String tail() {
        String all = output();
        return all.substring(Math.max(0, all.length() - 4000));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** {@code kill -9}, and waits until it is gone. */
    void kill() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(20));
    }

    /** {@code kill -TERM}. */
    void terminate() {
        process.destroy();
    }

    int awaitExit(Duration most) {
        try {
            if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + most + ": " + tail());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The API key of an environment, from the file that the first start wrote. */
    static String apiKey(Path data, String environment) {
        return credentials(data)
                .at("/environments/" + environment.toLowerCase(Locale.ROOT) + "/api_key")
                .asString();
    }

    static JsonNode credentials(Path data) {
        try {
            return Json.parse(Files.readAllBytes(data.resolve("credentials.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * For a server that comes back at the same address, or whose address somebody must know before it starts; all others take
     * port 0. Below those that systems give to outgoing connections (from 32,768 on), so that none of ours takes it before the
     * server does.
     */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Taken; another one is not.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        terminate();
        try {
            awaitExit(Duration.ofSeconds(25));
        } catch (AssertionError e) {
            kill();
            throw e;
        }
    }
}
