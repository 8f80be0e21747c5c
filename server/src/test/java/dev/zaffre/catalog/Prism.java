package dev.zaffre.catalog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A vendor's description, played by {@code @stoplight/prism-cli}: it refuses what the description does not allow. */
final class Prism implements AutoCloseable {
    private static final String VERSION = "5.16.0";
    private static final Path FOLDER = Path.of("target", "prism").toAbsolutePath();
    private static final Path CLI = FOLDER.resolve("node_modules/@stoplight/prism-cli");
    private static final Pattern READY = Pattern.compile("Prism is listening on (http://127\\.0\\.0\\.1:\\d+)");
    private static final int INSTALL_SECONDS = 300;
    private static final int START_SECONDS = 60;

    private final Process process;
    private final CompletableFuture<String> url;

    private Prism(Process process, CompletableFuture<String> url) {
        this.process = process;
        this.url = url;
    }

    /** Fetches the pinned version once; the folder is kept until the next clean build. */
    static synchronized void install() throws IOException, InterruptedException {
        Path manifest = CLI.resolve("package.json");
        if (Files.exists(manifest) && Files.readString(manifest).contains("\"version\": \"" + VERSION + "\"")) {
            return;
        }
        Files.createDirectories(FOLDER);
        // A manifest of its own, because npm else installs into a folder further up that has one.
        Files.writeString(FOLDER.resolve("package.json"), "{\"private\": true}");
        Path log = FOLDER.resolve("npm.log");
        Process npm = new ProcessBuilder(
                        "npm",
                        "install",
                        "--no-audit",
                        "--no-fund",
                        "--ignore-scripts",
                        "@stoplight/prism-cli@" + VERSION)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = npm.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            npm.destroyForcibly();
        }
        if (!ended || npm.exitValue() != 0) {
            throw new IllegalStateException(
                    "npm could not install @stoplight/prism-cli@" + VERSION + ":\n" + Files.readString(log));
        }
    }

    /**
     * Starts without waiting until it is ready.
     *
     * @param strict the mock's own answers must fit the description too
     */
    static Prism start(Path description, boolean strict) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("node", CLI.resolve("dist/index.js").toString(), "mock", "-h", "127.0.0.1", "-p", "0"));
        if (strict) {
            command.add("--errors");
        }
        command.add(description.toAbsolutePath().toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(FOLDER.toFile())
                .start();
        CompletableFuture<String> url = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> follow(process, url));
        return new Prism(process, url);
    }

    /** Reads to the end: a process that nobody reads stops at a full pipe. */
    private static void follow(Process process, CompletableFuture<String> url) {
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher ready = READY.matcher(line);
                if (ready.find()) {
                    url.complete(ready.group(1));
                }
                if (!url.isDone()) {
                    said.append(line).append('\n');
                }
            }
            url.completeExceptionally(new IllegalStateException("Prism ended:\n" + said));
        } catch (IOException e) {
            url.completeExceptionally(new UncheckedIOException(e));
        }
    }

    String url() throws InterruptedException, ExecutionException, TimeoutException {
        return url.get(START_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
