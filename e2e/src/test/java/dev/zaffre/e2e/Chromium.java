package dev.zaffre.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Debian's Chromium without a screen, led by Playwright (docs/decisions/0017). Not for several threads. */
final class Chromium implements AutoCloseable {
    private static final int MOST_MILLIS = 20_000;

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Where there can be no browser the tests of the caller are skipped and say why; in continuous integration they fail. */
    static Chromium start() {
        Path program = program();
        // A busy machine is not a broken page.
        PlaywrightAssertions.setDefaultAssertionTimeout(MOST_MILLIS);
        Map<String, String> environment =
                Map.of("PLAYWRIGHT_NODEJS_PATH", node().toString(), "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        System.setProperty("playwright.nodejs.path", node().toString());
        Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        .setArgs(List.of(
                                "--disable-gpu",
                                "--disable-quic",
                                "--disable-sync",
                                // Loopback alone, whatever a page or the browser itself would like to fetch.
                                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost")));
        return new Chromium(playwright, browser);
    }

    /** Somebody's browser, with nothing in it yet; 1280 by 720. */
    BrowserContext visitor() {
        return visitor(new Browser.NewContextOptions());
    }

    BrowserContext visitor(Browser.NewContextOptions options) {
        BrowserContext context = browser.newContext(options);
        context.setDefaultTimeout(MOST_MILLIS);
        return context;
    }

    private static Path program() {
        try {
            Path reasons = Files.createTempFile("zaffre-chromium", ".log");
            Process process = new ProcessBuilder("./chromium")
                    .redirectError(reasons.toFile())
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            boolean there = process.waitFor() == 0;
            String reason = Files.readString(reasons).strip();
            Files.delete(reasons);
            if (!there) {
                String sentence = "No Chromium, so nothing was shown in a browser: "
                        + reason.substring(Math.max(0, reason.length() - 1_000));
                if (System.getenv("CI") != null) {
                    throw new AssertionError(sentence);
                }
                Assumptions.abort(sentence);
            }
            return Path.of(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path node() {
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            Path candidate = Path.of(folder, "node");
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        throw new AssertionError("Node.js is not on the PATH");
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
