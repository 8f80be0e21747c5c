package dev.zaffre.portal;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.account.SessionTokens;
import dev.zaffre.base.Closest;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** How the connect portal of an environment looks: for the company, which says so, and for the customer who came by a link. */
public final class PortalRoutes {
    private static final String PATH = "/api/v2/public/portal-settings";

    private final Portals portals;
    private final SessionTokens tokens;
    private final LinkedAccounts accounts;
    private final Catalog catalog;

    public PortalRoutes(Portals portals, SessionTokens tokens, LinkedAccounts accounts, Catalog catalog) {
        this.portals = portals;
        this.tokens = tokens;
        this.accounts = accounts;
        this.catalog = catalog;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(PATH, Access.KEY, this::get),
                Route.put(PATH, Access.KEY, this::change).needs(Role.ADMIN),
                Route.get("/api/v2/public/portal", Access.SESSION, this::look));
    }

    private Response get(Request request) {
        return Response.json(portals.of(request.requireCaller().environment()).toJson());
    }

    private Response change(Request request) {
        EnvironmentId environment = request.requireCaller().environment();
        ObjectNode body = request.jsonObject();
        PortalSettings wanted = PortalSettings.USUAL.changed(body);
        requireKnown(environment, wanted.apps());
        return Response.json(
                portals.change(environment, before -> before.changed(body)).toJson());
    }

    /** An app that does not exist hides all others without showing anything. */
    private void requireKnown(EnvironmentId environment, List<String> apps) {
        List<String> known = catalog.slugs(environment);
        for (int index = 0; index < apps.size(); index++) {
            if (!known.contains(apps.get(index))) {
                throw Members.wrong(
                        "apps[" + index + "]", "must be the slug of an app." + Closest.hint(apps.get(index), known));
            }
        }
    }

    private Response look(Request request) {
        Caller caller = request.requireCaller();
        LinkedAccount account = accounts.require(request);
        Instant end = tokens.end(caller).orElseThrow(() -> ApiError.unauthorized("INVALID_TOKEN", "Invalid token"));
        ObjectNode answer = portals.of(caller).toJson();
        answer.remove(List.of("apps", "categories"));
        answer.put("linked_account_id", account.name())
                .put("linked_account_name", accounts.title(account).orElse(null))
                .put("environment", caller.environmentName())
                .put("session_id", caller.credential().toString())
                .put("expires_at", end.toString());
        return Response.json(answer).withHeader("Cache-Control", "no-store");
    }
}
