package dev.zaffre.connection;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.CatalogRoutes;
import dev.zaffre.catalog.Credential;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Handler;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Connecting a linked account to an app with a key, and disconnecting it. */
public final class ConnectionRoutes {
    private static final String INTEGRATION = "/api/v2/public/linked-account/integration";
    private final Connections connections;
    private final Catalog catalog;
    private final LinkedAccounts accounts;
    private final Verification verification;
    private final Handler shownAccount;

    /** @param shownAccount answers with the linked account that a request is about, its integrations as they are by then */
    public ConnectionRoutes(
            Connections connections,
            Catalog catalog,
            LinkedAccounts accounts,
            OutboundHttp outbound,
            Handler shownAccount) {
        this.connections = connections;
        this.catalog = catalog;
        this.accounts = accounts;
        this.verification = new Verification(outbound);
        this.shownAccount = shownAccount;
    }

    public List<Route> routes() {
        return List.of(
                Route.put(INTEGRATION + "/save-key-credentials/{slug}", Access.KEY, this::save),
                Route.post("/api/v2/app/{slug}/save", Access.KEY_OR_SESSION, this::save),
                Route.delete(INTEGRATION + "/{slug}", Access.KEY, this::disconnect),
                Route.delete("/api/v1/linked-acc/integration/{slug}", Access.SESSION, this::disconnectOwn));
    }

    private Response save(Request request) {
        LinkedAccount account = accounts.require(request);
        App app = requireApp(request);
        ObjectNode given = request.jsonObject();
        wantedAuthType(request).filter(type -> !type.equals(app.auth().type())).ifPresent(type -> {
            throw ApiError.badRequest(
                    "VALIDATION_ERROR",
                    "auth_type '" + type + "' is not one of '" + app.slug() + "'; it takes "
                            + app.auth().type());
        });
        Credential credential;
        Optional<String> identifier;
        try {
            credential = new Credential(app.auth().type(), app.checkInputs(app.auth().type(), given));
            identifier = verification.verify(app, credential);
        } catch (App.InvalidInput e) {
            throw ApiError.badRequest("VALIDATION_ERROR", String.valueOf(e.getMessage()));
        }
        connections.save(
                account.environment(), account.id(), app.slug(), identifier, credential);
        return Response.json(Json.object().put("success", true));
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
        App app = requireApp(request);
        connections.delete(account.environment(), account.id(), app.slug(), wantedAuthType(request));
    }

    private App requireApp(Request request) {
        Caller caller = request.requireCaller();
        String slug = request.pathValue("slug");
        return catalog.find(caller.environment(), slug).orElseThrow(() -> CatalogRoutes.unknown(slug, caller));
    }

    /** Some published clients send the word "undefined" when they have nothing to say. */
    private static Optional<String> wantedAuthType(Request request) {
        return request.queryValue("auth_type").filter(type -> !type.equals("undefined"));
    }
}
