package dev.zaffre.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.zaffre.e2e.Find.title;

import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long pages take until they can be used; for docs/performance.md, not for a verdict: {@code ./zaffre test -pl console,server,e2e
 * -Dtest=PageTimingsTest -Dfigures=true}.
 */
@EnabledIfSystemProperty(named = "figures", matches = "true")
class PageTimingsTest {
    private static final int RUNS = 7;

    private static final List<String> PATHS = List.of(
            "/",
            "/linked-accounts",
            "/apps",
            "/workflows",
            "/try-api",
            "/developer/setup",
            "/developer/events",
            "/developer/webhooks",
            "/logs/executions",
            "/logs/events",
            "/logs/webhooks",
            "/settings/profile");

    private static final String OBSERVE = """
            window.__long = [];
            new PerformanceObserver((list) => list.getEntries().forEach((e) => window.__long.push(e.startTime + e.duration)))
              .observe({ type: "longtask", buffered: true });
            """;

    /** The heading is drawn and for half a second no task has held the thread for 50 ms: milliseconds since the navigation began. */
    private static final String INTERACTIVE = """
            async () => {
              while (!document.querySelector("main h1")) await new Promise((done) => requestAnimationFrame(done));
              const drawn = performance.now();
              const quietFrom = () => Math.max(drawn, ...window.__long);
              while (performance.now() < quietFrom() + 500) await new Promise((done) => setTimeout(done, 50));
              const sent = performance.getEntriesByType("resource").reduce((sum, e) => sum + e.transferSize, 0);
              return [drawn, quietFrom(), sent];
            }
            """;

    @TempDir
    static Path folder;

    @Test
    void time_to_interactive() {
        try (ConsoleWorld world = ConsoleWorld.start(folder)) {
            world.accountWithCrm("acme", "Acme");
            System.out.println(
                    "| page | first visit: drawn ms | interactive ms | fetched KB | again: drawn ms | interactive ms |");
            System.out.println("|---|---|---|---|---|---|");
            for (String path : PATHS) {
                List<double[]> first = new ArrayList<>();
                List<double[]> again = new ArrayList<>();
                for (int run = 0; run < RUNS; run++) {
                    Page page = world.owner("/nothing");
                    page.context().addInitScript(OBSERVE);
                    page.context().newCDPSession(page).send("Network.clearBrowserCache");
                    page.navigate(world.base() + "/console/test" + path);
                    first.add(measure(page));
                    page.navigate("about:blank");
                    page.navigate(world.base() + "/console/test" + path);
                    again.add(measure(page));
                    page.context().close();
                }
                System.out.printf(
                        Locale.ROOT,
                        "| `%s` | %.0f | %.0f | %.0f | %.0f | %.0f |%n",
                        path,
                        median(first, 0),
                        median(first, 1),
                        median(first, 2) / 1000,
                        median(again, 0),
                        median(again, 1));
            }
        }
    }

    private static double[] measure(Page page) {
        double[] figures = ((List<?>) page.evaluate(INTERACTIVE))
                .stream().mapToDouble(value -> ((Number) value).doubleValue()).toArray();
        assertThat(title(page)).isVisible();
        return figures;
    }

    private static double median(List<double[]> measured, int column) {
        List<Double> values = new ArrayList<>();
        measured.forEach(row -> values.add(row[column]));
        Collections.sort(values);
        return values.get(values.size() / 2);
    }
}
