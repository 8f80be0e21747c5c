package dev.zaffre.connection;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.Clock;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.AuthScheme;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.CatalogRoutes;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Handler;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Connecting a linked account to an app with what it typed in or the company imports, disconnecting it, and what happened. */
public final class ConnectionRoutes {
    private static final String INTEGRATION = "/api/v2/public/linked-account/integration";
    private static final int PAGE = 10;
    private final Connections connections;
    private final Catalog catalog;
    private final LinkedAccounts accounts;
    private final Connecting connecting;
    private final TokenImport tokenImport;
    private final Handler shownAccount;

    /** @param shownAccount answers with the linked account that a request is about, its integrations as they are by then */
    public ConnectionRoutes(
            Connections connections,
            AppSettings settings,
            Catalog catalog,
            LinkedAccounts accounts,
            OutboundHttp outbound,
            Clock clock,
            Handler shownAccount) {
        this.connections = connections;
        this.catalog = catalog;
        this.accounts = accounts;
        this.connecting = new Connecting(connections, settings, outbound, clock);
        this.tokenImport = new TokenImport(connecting, clock);
        this.shownAccount = shownAccount;
    }

    public List<Route> routes() {
        return List.of(
                Route.put(INTEGRATION + "/save-key-credentials/{slug}", Access.KEY, this::save),
                Route.post("/api/v2/app/{slug}/save", Access.KEY_OR_SESSION, this::save),
                Route.put("/api/v2/public/migrate-token", Access.KEY, this::migrate),
                Route.get(INTEGRATION + "/{slug}/logs", Access.KEY_OR_SESSION, this::logs),
                Route.delete(INTEGRATION + "/{slug}", Access.KEY, this::disconnect),
                Route.delete("/api/v1/linked-acc/integration/{slug}", Access.SESSION, this::disconnectOwn));
    }

    private Response save(Request request) {
        LinkedAccount account = accounts.require(request);
        App app = CatalogRoutes.requireOffered(catalog, request);
        connecting.requireEnabled(account, app);
        connecting.withInputs(account, app, scheme(app, wantedAuthType(request)), request.jsonObject());
        return Response.json(Json.object().put("success", true));
    }

    /** Without a wish the one that people type in: keys before OAuth. */
    private static AuthScheme scheme(App app, Optional<String> wanted) {
        if (wanted.isEmpty()) {
            return app.scheme("keybased").orElseGet(app::auth);
        }
        return app.scheme(wanted.get())
                .orElseThrow(() -> ApiError.badRequest(
                        "VALIDATION_ERROR",
                        "auth_type '" + wanted.get() + "' is not one of '" + app.slug() + "'; it takes "
                                + String.join(
                                        " or ",
                                        app.schemes().stream()
                                                .map(AuthScheme::type)
                                                .toList())));
    }

    private Response migrate(Request request) {
        LinkedAccount account = accounts.require(request);
        ObjectNode body = request.jsonObject();
        String slug = body.path("slug").asString("");
        if (slug.isBlank()) {
            throw ApiError.badRequest("MISSING_REQUIRED_FIELD", "slug is required: the app whose tokens these are");
        }
        App app = CatalogRoutes.requireOffered(catalog, request.requireCaller(), slug);
        connecting.requireEnabled(account, app);
        if (!(body.get("auth_object") instanceof ObjectNode given)) {
            throw ApiError.badRequest(
                    "MISSING_REQUIRED_FIELD", "auth_object is required: an object with oauth2 or keybased");
        }
        tokenImport.take(account, app, given);
        return Response.json(Json.object().put("success", true).put("message", "Token migrated successfully"));
    }

    private Response logs(Request request) {
        LinkedAccount account = accounts.require(request);
        App app = CatalogRoutes.requireOffered(catalog, request);
        Request.Page page = request.page(PAGE);
        Optional<String> slug = Optional.of(app.slug());
        ConnectionLog log = connections.log();
        return Response.json(page.envelope(
                log.page(account.environment(), account.id(), slug, page.limit(), page.offset()),
                log.count(account.environment(), account.id(), slug)));
    }

    private Response disconnect(Request request) {
        delete(request, accounts.require(request));
        return shownAccount.handle(request);
    }

    private Response disconnectOwn(Request request) {
        delete(request, accounts.require(request));
        return Response.json(Json.object().put("success", true).put("message", "Disconnected"));
    }

    /** Also right when there is nothing to disconnect: clients repeat what they are not sure of. */
    private void delete(Request request, LinkedAccount account) {
        App app = CatalogRoutes.requireOffered(catalog, request);
        connecting.disconnect(account, app, wantedAuthType(request), request.queryValue("identifier"));
    }

    /** Some published clients send the word "undefined" when they have nothing to say. */
    private static Optional<String> wantedAuthType(Request request) {
        return request.queryValue("auth_type").filter(type -> !type.equals("undefined"));
    }
}
