package dev.zaffre.portal;

import dev.zaffre.http.HtmlPage;
import dev.zaffre.http.Response;
import java.util.List;

/** What a customer sees whose link does not hold: not an error, but what to do. */
final class EndedPage {
    private static final String STYLE = """
            :root { --link: #2440c8 }
            @media (prefers-color-scheme: dark) { :root { --link: #b3bff8 } }
            p { margin: 0 0 12px; color: var(--quiet) }
            a { color: var(--link) }
            """;

    private EndedPage() {}

    /** @param frames sources of pages that may frame this one */
    static Response of(PortalSettings settings, List<String> frames) {
        String from = settings.text("company_name").map(HtmlPage::escaped).orElse("the company that sent it to you");
        String support = settings.text("support_text")
                .map(text -> "<p>" + HtmlPage.escaped(text) + "</p>")
                .orElse("");
        String contact = settings.text("support_url")
                .map(address -> "<p><a href=\"" + HtmlPage.escaped(address)
                        + "\" target=\"_blank\" rel=\"noopener noreferrer\">Get help</a></p>")
                .orElse("");
        String main = """
                <main><h1>This link has ended</h1>
                <p>Links to this page hold for a few days only, so that nobody else can use yours later.</p>
                <p>Please ask %s for a new link. What you have connected goes on working.</p>%s%s</main>""".formatted(from, support, contact);
        return new HtmlPage(STYLE, "", String.join(" ", frames)).of(401, "This link has ended", main);
    }
}
