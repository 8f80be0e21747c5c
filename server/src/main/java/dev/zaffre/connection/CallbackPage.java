package dev.zaffre.connection;

import dev.zaffre.http.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The page on which a customer's way to a provider ends. It names neither state, code nor token; words of providers and strangers are
 * text in it. Nothing is loaded, and only the two texts below may style and run, by their hashes; where nothing went well, nothing runs.
 */
final class CallbackPage {
    /** Colours have a contrast of at least 4.5 (WCAG 2.2, 1.4.3); {@code BrowserTest} measures it. */
    private static final String STYLE = """
            :root { color-scheme: light dark; --text: #1f2430; --quiet: #566074; --page: #f5f6f8; --card: #fff; --line: #dfe3ea;
              --good: #1a7f4b; --bad: #b3362b }
            @media (prefers-color-scheme: dark) { :root { --text: #eceef3; --quiet: #a9b1c1; --page: #14161b; --card: #1d2027;
              --line: #343944; --good: #4cc38a; --bad: #ff8b7e } }
            * { box-sizing: border-box }
            body { margin: 0; padding: 16px; min-height: 100vh; display: grid; place-items: center; background: var(--page);
              color: var(--text); font: 16px/1.5 system-ui, sans-serif }
            main { width: 100%; max-width: 420px; padding: 32px 28px; text-align: center; background: var(--card);
              border: 1px solid var(--line); border-radius: 14px }
            svg { width: 48px; height: 48px; margin-bottom: 12px; fill: none; stroke: var(--bad); stroke-width: 2;
              stroke-linecap: round; stroke-linejoin: round }
            .good svg { stroke: var(--good) }
            h1 { margin: 0 0 8px; font-size: 21px; line-height: 1.3; overflow-wrap: anywhere }
            p { margin: 0; overflow-wrap: anywhere }
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

    private static final Map<String, String> HEADERS_BAD = headers("");
    private static final Map<String, String> HEADERS_GOOD = headers("; script-src " + hash(SCRIPT));

    private CallbackPage() {}

    /**
     * @param app its name
     * @param back where the customer came from; null: the window was opened for this and closes itself
     */
    static Response connected(String app, @Nullable String back) {
        String html = html(
                "good",
                app + " is connected",
                TICK,
                "<p>This window closes by itself. If it stays, you can close it.</p>",
                "<script>" + SCRIPT + "</script>");
        return back == null
                ? response(200, HEADERS_GOOD, html)
                : response(200, HEADERS_GOOD, html).redirect(back);
    }

    /**
     * @param sentence what went wrong and what to do; the window stays until the customer has read it
     * @param back as in {@link #connected}
     */
    static Response notConnected(int status, String sentence, @Nullable String back) {
        String way = back == null
                ? "You can close this window and go back to where you came from."
                : "<a href=\"" + escaped(back) + "\">Back to your apps</a>";
        String html = html("bad", "Not connected", CROSS, "<p>" + escaped(sentence) + "</p><p>" + way + "</p>", "");
        return response(status, HEADERS_BAD, html);
    }

    private static String html(String mood, String title, String sign, String sentences, String script) {
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="robots" content="noindex"><title>%2$s</title><style>%5$s</style></head>
                <body><main class="%1$s"><svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10"/>%3$s</svg>
                <h1>%2$s</h1>%4$s</main>%6$s</body></html>
                """.formatted(mood, escaped(title), sign, sentences, STYLE, script);
    }

    private static Response response(int status, Map<String, String> headers, String html) {
        return new Response(status, "text/html; charset=utf-8", headers, html.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> headers(String script) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(
                "Content-Security-Policy",
                "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src "
                        + hash(STYLE) + script);
        headers.put("Cache-Control", "no-store");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("X-Content-Type-Options", "nosniff");
        return Map.copyOf(headers);
    }

    /** How a policy names an inline text (CSP level 3, 2.3.1). */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Providers and strangers put words into the address; here they are only words. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
