package dev.zaffre.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What folders with a {@code package-lock.json} need from npm, fetched once per change of the lock. */
final class NodePackages {
    /** On a slow line. */
    private static final int MOST_MINUTES = 5;

    private NodePackages() {}

    static synchronized void install(Path folder) {
        Path mark = folder.resolve("node_modules/.package-lock.json");
        try {
            if (Files.exists(mark)
                    && Files.getLastModifiedTime(mark)
                                    .compareTo(Files.getLastModifiedTime(folder.resolve("package-lock.json")))
                            >= 0) {
                return;
            }
            Process npm = new ProcessBuilder(
                            "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (!npm.waitFor(MOST_MINUTES, TimeUnit.MINUTES) || npm.exitValue() != 0) {
                npm.destroyForcibly();
                throw new AssertionError("npm ci failed in " + folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
