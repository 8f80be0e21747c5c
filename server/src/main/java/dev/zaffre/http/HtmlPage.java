package dev.zaffre.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A page that is one card with a few sentences and complete in itself: nothing is loaded, and only the texts given here may style and
 * run, by their hashes (CSP level 3, 2.3.1). For people who come by a link and for whom nothing more can be done here.
 */
public final class HtmlPage {
    /** Colours have a contrast of at least 4.5 (WCAG 2.2, 1.4.3). */
    private static final String CARD = """
            :root { color-scheme: light dark; --text: #1f2430; --quiet: #566074; --page: #f5f6f8; --card: #fff; --line: #dfe3ea }
            @media (prefers-color-scheme: dark) { :root { --text: #eceef3; --quiet: #a9b1c1; --page: #14161b; --card: #1d2027;
              --line: #343944 } }
            * { box-sizing: border-box }
            body { margin: 0; padding: 16px; min-height: 100vh; display: grid; place-items: center; background: var(--page);
              color: var(--text); font: 16px/1.5 system-ui, sans-serif }
            main { width: 100%; max-width: 420px; padding: 32px 28px; text-align: center; background: var(--card);
              border: 1px solid var(--line); border-radius: 14px }
            h1 { margin: 0 0 8px; font-size: 21px; line-height: 1.3; overflow-wrap: anywhere }
            p { margin: 0; overflow-wrap: anywhere }
            """;

    private final String style;
    private final Map<String, String> headers;
    private final String script;

    /**
     * @param style rules beside those of the card
     * @param script runs when the page is there; empty: nothing may run
     * @param frames sources of pages that may frame this one, such as {@code 'none'}
     */
    public HtmlPage(String style, String script, String frames) {
        this.style = CARD + style;
        this.script = script.isEmpty() ? "" : "<script>" + script + "</script>";
        Map<String, String> all = new LinkedHashMap<>();
        all.put(
                "Content-Security-Policy",
                "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors " + frames + "; style-src "
                        + hash(this.style) + (script.isEmpty() ? "" : "; script-src " + hash(script)));
        all.put("Cache-Control", "no-store");
        all.put("Referrer-Policy", "no-referrer");
        all.put("X-Content-Type-Options", "nosniff");
        all.put("X-Robots-Tag", "noindex, nofollow");
        this.headers = Map.copyOf(all);
    }

    /**
     * @param title a text, not yet {@link #escaped}
     * @param main the HTML of the card
     */
    public Response of(int status, String title, String main) {
        String html = """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="robots" content="noindex"><title>%s</title><style>%s</style></head>
                <body>%s%s</body></html>
                """.formatted(escaped(title), style, main, script);
        return new Response(status, "text/html; charset=utf-8", headers, html.getBytes(StandardCharsets.UTF_8));
    }

    /** Providers and strangers put words into pages; there they are only words. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
