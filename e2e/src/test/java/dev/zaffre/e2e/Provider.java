package dev.zaffre.e2e;

import dev.zaffre.base.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** A real authorization server in a process of its own, with an API that its tokens open. */
final class Provider implements AutoCloseable {
    private static final Path FOLDER = Path.of("providers").toAbsolutePath();
    private final Process process;
    private final JsonNode addresses;

    private Provider(Process process, JsonNode addresses) {
        this.process = process;
        this.addresses = addresses;
    }

    /** @param redirects where it may send customers back to */
    static Provider start(String script, String... redirects) {
        install();
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(redirects));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
            String line = lines.readLine();
            while (line != null && !line.startsWith("{")) {
                line = lines.readLine();
            }
            if (line == null) {
                throw new AssertionError(script + " did not start; run it by hand: node providers/" + script);
            }
            return new Provider(process, Json.parse(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized void install() {
        Path mark = FOLDER.resolve("node_modules/.package-lock.json");
        if (Files.exists(mark)) {
            return;
        }
        try {
            Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0) {
                throw new AssertionError("npm ci failed in " + FOLDER);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Where customers sign in and tokens are given. */
    String url() {
        return addresses.path("provider").asString();
    }

    /** Where the API is. */
    String api() {
        return addresses.path("api").asString();
    }

    /** Sets what the provider does from now on, and answers what it has seen so far. */
    JsonNode control(String wishes) {
        try {
            HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(api() + "/control"))
                                    .POST(HttpRequest.BodyPublishers.ofString(wishes))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            return Json.parse(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
