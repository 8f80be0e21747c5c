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
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
                Route.get("/api/v2/public/linked-account/integration/oauth-url/{slug}", Access.KEY, this::begin)
                        .needs(Role.DEVELOPER),
                Route.get("/api/v1/{slug}/integrate", Access.KEY_OR_SESSION, this::begin)
                        .needs(Role.DEVELOPER),
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
            case OAuthFlow.Ending.Connected connected -> CallbackPage.connected(connected.app(), connected.back());
            case OAuthFlow.Ending.NotConnected not ->
                CallbackPage.notConnected(not.status(), not.sentence(), not.back());
        };
    }
}
