package dev.zaffre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * How a page looks and whether everybody can use it: pictures in light, dark and on a phone, kept in {@code target/screenshots}, and
 * axe-core's findings in each.
 */
final class Look {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final Path CONSOLE = Path.of("../console");
    private static final Path DOCS = Path.of("../docs");
    /** With {@code -Dpictures=true} the pictures that the documentation shows are made anew. */
    private static final Set<String> IN_DOCS = Boolean.getBoolean("pictures") ? inDocs() : Set.of();

    private static final int WIDE = 1280;
    private static final int HIGH = 800;
    private static final int PHONE = 380;
    private static final String AXE = axe();
    private static final int LOOKS = 10;
    private static final double PAUSE_MILLIS = 300;

    /**
     * All of WCAG up to 2.2 AA, and axe's own best practices, from minor to critical. Tooltips are outside all landmarks because they
     * have to lie above them.
     */
    private static final String RUN = """
            () => axe.run(document, { resultTypes: ["violations"] }).then((found) => found.violations.flatMap((rule) =>
              rule.nodes.filter((node) => rule.id !== "region" || !node.html.includes('role="tooltip"')).map((node) =>
                rule.id + " (" + rule.impact + "): " + rule.help + " at " + node.target.join(" ") + " "
                  + (node.failureSummary || "").replace(/\\s+/g, " "))))
            """;

    /** At this width and below nothing may stick out of the page sideways (WCAG 2.2, 1.4.10). */
    private static final String OVERFLOW = """
            () => document.documentElement.scrollWidth > window.innerWidth + 1
              ? [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1)
                  .slice(0, 5).map((e) => e.tagName + "." + e.className + " " + (e.textContent || "").slice(0, 40)).join("; ")
                || "the page is wider than the window"
              : ""
            """;

    private Look() {}

    private static String axe() {
        try {
            NodePackages.install(CONSOLE);
            Files.createDirectories(SCREENSHOTS);
            return Files.readString(CONSOLE.resolve("node_modules/axe-core/axe.min.js"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> inDocs() {
        Set<String> names = new TreeSet<>();
        try {
            for (String file : List.of("console.md", "quickstart.md")) {
                Pattern.compile("images/([a-z0-9-]+)\\.png")
                        .matcher(Files.readString(DOCS.resolve(file)))
                        .results()
                        .forEach(found -> names.add(found.group(1)));
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Shows the page as it stands in light, dark and at 380 px, takes a picture of each, and fails when axe finds anything or when the
     * page is too wide for the phone. Leaves the page light and wide.
     *
     * @param name of the pictures: {@code name-light.png}, {@code name-dark.png}, {@code name-phone.png}
     */
    static void at(Page page, String name) {
        List<String> findings = new ArrayList<>();
        // A page that is still on its way has nothing wrong with it.
        Find.title(page).waitFor();
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(
                    new Page.EmulateMediaOptions().setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE));
            settle(page);
            findings.addAll(violations(page, name + " " + scheme));
            picture(page, name + (scheme == ColorScheme.LIGHT ? "-light" : "-dark"));
            if (scheme == ColorScheme.LIGHT && IN_DOCS.contains(name)) {
                page.screenshot(new Page.ScreenshotOptions().setPath(DOCS.resolve("images/" + name + ".png")));
            }
        }
        page.emulateMedia(new Page.EmulateMediaOptions()
                .setColorScheme(ColorScheme.LIGHT)
                .setReducedMotion(ReducedMotion.REDUCE));
        page.setViewportSize(PHONE, HIGH);
        settle(page);
        String wide = (String) page.evaluate(OVERFLOW);
        if (!wide.isEmpty()) {
            findings.add(name + " at 380 px is too wide: " + wide);
        }
        findings.addAll(violations(page, name + " at 380 px"));
        picture(page, name + "-phone");
        page.setViewportSize(WIDE, HIGH);
        settle(page);
        assertThat(findings).as("what axe finds").isEmpty();
    }

    /**
     * The page has heard of the new scheme (or keeps to one of its own, as a portal with a background does), then two frames: styles of
     * the new size and scheme are then in force.
     */
    private static void settle(Page page) {
        page.waitForFunction("""
                (since) => {
                  if (Date.now() - since > 2000) return true;
                  const shown = document.documentElement.dataset.mantineColorScheme;
                  return !shown || (shown === "dark") === matchMedia("(prefers-color-scheme: dark)").matches;
                }""", (double) System.currentTimeMillis());
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))");
    }

    private static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }

    /** What axe finds and goes on finding: between two pages there may be a moment without a heading. */
    private static List<String> violations(Page page, String where) {
        List<?> found = List.of();
        for (int look = 0; look < LOOKS; look++) {
            page.evaluate(AXE);
            found = (List<?>) page.evaluate(RUN);
            if (found.isEmpty()) {
                return List.of();
            }
            page.waitForTimeout(PAUSE_MILLIS);
        }
        return found.stream().map(finding -> where + ": " + finding).toList();
    }
}
