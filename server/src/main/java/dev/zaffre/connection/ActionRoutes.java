package dev.zaffre.connection;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.Closest;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Action;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.CatalogRoutes;
import dev.zaffre.catalog.FieldSpec;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs one action at once, without a workflow, a journal or retries. When the app answered, so do we with a 200: its answer is the
 * result, and {@code node_status} says whether it was a yes ({@code Success}) or a no ({@code Errored}, with {@code error}). Only
 * when there was no answer to pass on is it a 502.
 */
public final class ActionRoutes {
    private static final String ACTION = "/api/v2/integration-schema/{slug}/actions/{action_id}";
    private final Catalog catalog;
    private final LinkedAccounts accounts;
    private final ActionRunner runner;
    private final FieldChoices choices;

    public ActionRoutes(Catalog catalog, LinkedAccounts accounts, ActionRunner runner) {
        this.catalog = catalog;
        this.accounts = accounts;
        this.runner = runner;
        this.choices = new FieldChoices(runner);
    }

    public List<Route> routes() {
        return List.of(
                Route.post(ACTION + "/execute", Access.KEY_OR_SESSION, this::execute),
                Route.post(ACTION + "/options/{field}", Access.KEY_OR_SESSION, this::options));
    }

    private Response options(Request request) {
        LinkedAccount account = accounts.require(request);
        App app = CatalogRoutes.requireApp(catalog, request);
        Action action = CatalogRoutes.requireAction(app, request);
        String name = request.pathValue("field");
        FieldSpec field = action.fields().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ApiError.notFound(
                        "RESOURCE_NOT_FOUND",
                        "Action " + action.id() + " has no field '" + name + "'."
                                + Closest.hint(
                                        name,
                                        action.fields().stream()
                                                .map(FieldSpec::name)
                                                .toList())));
        JsonNode fields = request.jsonObject().path("fields");
        if (!fields.isMissingNode() && !fields.isObject()) {
            throw ApiError.badRequest("VALIDATION_ERROR", "'fields' must be an object");
        }
        return Response.json(choices.of(
                account,
                app,
                request.queryValue("connection"),
                field,
                fields instanceof ObjectNode known ? known : Json.object()));
    }

    private Response execute(Request request) {
        LinkedAccount account = accounts.require(request);
        App app = CatalogRoutes.requireApp(catalog, request);
        Action action = CatalogRoutes.requireAction(app, request);
        ObjectNode fields = request.jsonObject();
        String key =
                request.header("idempotency-key").orElseGet(() -> Ids.next().toString());
        Optional<String> chosen = request.queryValue("connection");
        // A customer's browser gets the app's answer, not how the app was asked.
        boolean traced = !request.requireCaller().isSession()
                && request.queryValue("trace").filter("true"::equals).isPresent();
        return Response.json(
                traced
                        ? runner.trace(account, app, chosen, action, fields, key)
                        : runner.run(account, app, chosen, action, fields, key));
    }
}
