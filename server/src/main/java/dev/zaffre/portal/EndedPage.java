package dev.zaffre.portal;

import dev.zaffre.http.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** What a customer sees whose link does not hold: not an error, but what to do. Nothing runs and nothing is loaded. */
final class EndedPage {
    /** Colours have a contrast of at least 4.5 (WCAG 2.2, 1.4.3). */
    private static final String STYLE = """
            :root { color-scheme: light dark; --text: #1f2430; --quiet: #566074; --page: #f5f6f8; --card: #fff; --line: #dfe3ea;
              --link: #2440c8 }
            @media (prefers-color-scheme: dark) { :root { --text: #eceef3; --quiet: #a9b1c1; --page: #14161b; --card: #1d2027;
              --line: #343944; --link: #b3bff8 } }
            * { box-sizing: border-box }
            body { margin: 0; padding: 16px; min-height: 100vh; display: grid; place-items: center; background: var(--page);
              color: var(--text); font: 16px/1.5 system-ui, sans-serif }
            main { width: 100%; max-width: 420px; padding: 32px 28px; text-align: center; background: var(--card);
              border: 1px solid var(--line); border-radius: 14px }
            h1 { margin: 0 0 8px; font-size: 21px; line-height: 1.3; overflow-wrap: anywhere }
            p { margin: 0 0 12px; overflow-wrap: anywhere; color: var(--quiet) }
            a { color: var(--link) }
            """;

    private EndedPage() {}

    /** @param frames sources of pages that may frame this one */
    static Response of(PortalSettings settings, List<String> frames) {
        String from = settings.text("company_name").map(EndedPage::escaped).orElse("the company that sent it to you");
        String support = settings.text("support_text")
                .map(text -> "<p>" + escaped(text) + "</p>")
                .orElse("");
        String contact = settings.text("support_url")
                .map(address -> "<p><a href=\"" + escaped(address) + "\" target=\"_blank\" rel=\"noopener noreferrer\">"
                        + "Get help</a></p>")
                .orElse("");
        String html = """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="robots" content="noindex"><title>This link has ended</title><style>%s</style></head>
                <body><main><h1>This link has ended</h1>
                <p>Links to this page hold for a few days only, so that nobody else can use yours later.</p>
                <p>Please ask %s for a new link. What you have connected goes on working.</p>%s%s</main></body></html>
                """.formatted(STYLE, from, support, contact);
        return new Response(
                401,
                "text/html; charset=utf-8",
                Map.of(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src " + hash(STYLE)
                                + "; base-uri 'none'; form-action 'none'; frame-ancestors " + String.join(" ", frames),
                        "Cache-Control",
                        "no-store",
                        "Referrer-Policy",
                        "no-referrer",
                        "X-Robots-Tag",
                        "noindex, nofollow"),
                html.getBytes(StandardCharsets.UTF_8));
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

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
