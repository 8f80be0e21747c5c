package dev.zaffre.connection;

import static dev.zaffre.http.HtmlPage.escaped;

import dev.zaffre.http.HtmlPage;
import dev.zaffre.http.Response;
import org.jspecify.annotations.Nullable;

/**
 * The page on which a customer's way to a provider ends. It names neither state, code nor token; words of providers and strangers are
 * text in it. Where nothing went well, nothing runs.
 */
final class CallbackPage {
    /** {@code BrowserTest} measures the contrast of the colours. */
    private static final String STYLE = """
            :root { --good: #1a7f4b; --bad: #b3362b }
            @media (prefers-color-scheme: dark) { :root { --good: #4cc38a; --bad: #ff8b7e } }
            svg { width: 48px; height: 48px; margin-bottom: 12px; fill: none; stroke: var(--bad); stroke-width: 2;
              stroke-linecap: round; stroke-linejoin: round }
            .good svg { stroke: var(--good) }
            p + p, .good p { color: var(--quiet) }
            p + p { margin-top: 16px; font-size: 14px }
            a { color: inherit }
            """;

    /** The address held the code: it does not stay in the browser's history. The pause is for reading the heading. */
    private static final String SCRIPT = """
            history.replaceState(null, "", location.pathname);
            setTimeout(() => window.close(), 800);
            """;

    private static final String TICK = "<path d=\"M7.5 12.5l3 3 6-6.5\"/>";
    private static final String CROSS = "<path d=\"M9 9l6 6M15 9l-6 6\"/>";
    private static final HtmlPage GOOD = new HtmlPage(STYLE, SCRIPT, "'none'");
    private static final HtmlPage BAD = new HtmlPage(STYLE, "", "'none'");

    private CallbackPage() {}

    /**
     * @param app its name
     * @param back where the customer came from; null: the window was opened for this and closes itself
     */
    static Response connected(String app, @Nullable String back) {
        String title = app + " is connected";
        String sentence = "<p>This window closes by itself. If it stays, you can close it.</p>";
        Response page = GOOD.of(200, title, main("good", title, TICK, sentence));
        return back == null ? page : page.redirect(back);
    }

    /**
     * @param sentence what went wrong and what to do; the window stays until the customer has read it
     * @param back as in {@link #connected}
     */
    static Response notConnected(int status, String sentence, @Nullable String back) {
        String way = back == null
                ? "You can close this window and go back to where you came from."
                : "<a href=\"" + escaped(back) + "\">Back to your apps</a>";
        String title = "Not connected";
        return BAD.of(status, title, main("bad", title, CROSS, "<p>" + escaped(sentence) + "</p><p>" + way + "</p>"));
    }

    private static String main(String mood, String title, String sign, String sentences) {
        return """
                <main class="%s"><svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10"/>%s</svg>
                <h1>%s</h1>%s</main>""".formatted(mood, sign, escaped(title), sentences);
    }
}
