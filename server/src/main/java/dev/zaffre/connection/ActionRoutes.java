package dev.zaffre.connection;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.Ids;
import dev.zaffre.catalog.Action;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.CatalogRoutes;
import dev.zaffre.http.Access;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs one action at once, without a workflow, a journal or retries. When the app answered, so do we with a 200: its answer is the
 * result, and {@code node_status} says whether it was a yes ({@code Success}) or a no ({@code Errored}, with {@code error}). Only
 * when there was no answer to pass on is it a 502.
 */
public final class ActionRoutes {
    private final Catalog catalog;
    private final LinkedAccounts accounts;
    private final ActionRunner runner;

    public ActionRoutes(Catalog catalog, LinkedAccounts accounts, ActionRunner runner) {
        this.catalog = catalog;
        this.accounts = accounts;
        this.runner = runner;
    }

    public List<Route> routes() {
        return List.of(Route.post(
                "/api/v2/integration-schema/{slug}/actions/{action_id}/execute", Access.KEY_OR_SESSION, this::execute));
    }

    private Response execute(Request request) {
        LinkedAccount account = accounts.require(request);
        App app = CatalogRoutes.requireApp(catalog, request);
        Action action = CatalogRoutes.requireAction(app, request);
        ObjectNode fields = request.jsonObject();
        String key =
                request.header("idempotency-key").orElseGet(() -> Ids.next().toString());
        return Response.json(runner.run(account, app, action, fields, key));
    }
}
