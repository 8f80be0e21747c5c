package dev.zaffre.connection;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.CatalogRoutes;
import dev.zaffre.http.Access;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Connecting in the browser: where to send the customer, and the page that they come back to. */
public final class OAuthRoutes {
    private final OAuthFlow flow;
    private final Catalog catalog;
    private final LinkedAccounts accounts;

    public OAuthRoutes(OAuthFlow.Parts parts) {
        this.flow = new OAuthFlow(parts);
        this.catalog = parts.catalog();
        this.accounts = parts.accounts();
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/api/v2/public/linked-account/integration/oauth-url/{slug}", Access.KEY, this::begin),
                Route.get("/api/v1/{slug}/integrate", Access.KEY_OR_SESSION, this::begin),
                Route.get("/api/v1/{slug}/callback", Access.PUBLIC, this::end));
    }

    private Response begin(Request request) {
        LinkedAccount account = accounts.require(request);
        App app = CatalogRoutes.requireOffered(catalog, request);
        ObjectNode given = Json.object();
        request.query().forEach((name, value) -> {
            // Some published clients send the word "undefined" when they have nothing to say.
            if (!value.equals("undefined")) {
                given.put(name, value);
            }
        });
        URI page = flow.begin(account, app, given);
        return Response.json(Json.object().put("auth_url", page.toString()));
    }

    private Response end(Request request) {
        Map<String, String> query = new LinkedHashMap<>(request.query());
        return switch (flow.end(request.pathValue("slug"), query)) {
            case OAuthFlow.Ending.Connected connected ->
                page(200, connected.app() + " is connected", "You can close this window.", true);
            case OAuthFlow.Ending.NotConnected not -> page(not.status(), "Not connected", not.sentence(), false);
        };
    }

    /** Says how it ended to a person; when it went well the window closes itself. */
    private static Response page(int status, String title, String sentence, boolean close) {
        String nonce = UUID.randomUUID().toString().replace("-", "");
        String html = """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s</title>
                <style nonce="%4$s">
                body { font: 16px/1.5 system-ui, sans-serif; color: #1f2430; background: #f6f7f9; margin: 0; display: grid;
                       place-items: center; min-height: 100vh }
                main { background: #fff; border: 1px solid #e3e6eb; border-radius: 12px; padding: 32px; max-width: 420px; margin: 16px }
                h1 { font-size: 20px; margin: 0 0 8px } p { margin: 0; overflow-wrap: anywhere }
                @media (prefers-color-scheme: dark) { body { color: #e8eaf0; background: #14161b }
                  main { background: #1d2027; border-color: #30343d } }
                </style></head>
                <body><main><h1>%2$s</h1><p>%3$s</p></main>%5$s</body></html>
                """.formatted(
                        escaped(title),
                        escaped(title),
                        escaped(sentence),
                        nonce,
                        close ? "<script nonce=\"" + nonce + "\">setTimeout(() => window.close(), 800)</script>" : "");
        return new Response(
                status,
                "text/html; charset=utf-8",
                Map.of(
                        "Content-Security-Policy",
                        "default-src 'none'; frame-ancestors 'none'; style-src 'nonce-" + nonce
                                + "'; script-src 'nonce-" + nonce + "'",
                        "Cache-Control",
                        "no-store",
                        "Referrer-Policy",
                        "no-referrer",
                        "X-Content-Type-Options",
                        "nosniff"),
                html.getBytes(StandardCharsets.UTF_8));
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
