package dev.zaffre.connection;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.CatalogRoutes;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import dev.zaffre.portal.PortalSettings;
import dev.zaffre.portal.Portals;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What the connect portal shows a customer of apps, and the way to a provider and back into it. */
public final class PortalAppRoutes {
    private static final String APPS = "/api/v2/public/portal/apps";
    private static final int PAGE = 24;

    private final OAuthFlow flow;
    private final OAuthFlow.Parts parts;
    private final PortalApps apps;
    private final Portals portals;

    public PortalAppRoutes(OAuthFlow.Parts parts, Portals portals) {
        this.flow = new OAuthFlow(parts);
        this.parts = parts;
        this.apps = new PortalApps(parts.catalog(), parts.connections(), parts.settings());
        this.portals = portals;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(APPS, Access.SESSION, this::list),
                Route.get(APPS + "/{slug}", Access.SESSION, this::get),
                Route.post(APPS + "/{slug}/authorization", Access.SESSION, this::begin));
    }

    private Response list(Request request) {
        LinkedAccount account = parts.accounts().require(request);
        Request.Page page = request.page(PAGE);
        List<PortalApps.Seen> all = apps.all(account, portals.of(request.requireCaller()));
        List<PortalApps.Seen> found = all.stream()
                .filter(seen -> request.queryValue("category").map(seen::has).orElse(true))
                .filter(seen -> request.queryValue("search").map(seen::matches).orElse(true))
                .toList();
        List<ObjectNode> docs = found.stream()
                .skip(page.offset())
                .limit(page.limit())
                .map(PortalApps.Seen::summary)
                .toList();
        ObjectNode answer = page.envelope(docs, found.size());
        answer.set("categories", PortalApps.categories(all));
        return Response.json(answer);
    }

    private Response get(Request request) {
        return Response.json(require(request).detail());
    }

    /** An app that is not shown is answered as one that does not exist. */
    private PortalApps.Seen require(Request request) {
        LinkedAccount account = parts.accounts().require(request);
        App app = CatalogRoutes.requireOffered(parts.catalog(), request);
        PortalSettings look = portals.of(request.requireCaller());
        return apps.one(account, look, app)
                .orElseThrow(() -> ApiError.notFound(
                        "INVALID_APP_ID", "Application '" + app.slug() + "' is not offered in the portal"));
    }

    private Response begin(Request request) {
        App app = require(request).app();
        ObjectNode body = request.jsonObject();
        ObjectNode inputs = Members.object(body, "inputs").orElseGet(Json::object);
        // The way back is an address of this server that holds an id, not the token: whoever finds it opens nothing.
        boolean back = Members.flag(body, "return").orElse(false);
        @Nullable UUID to = back ? request.requireCaller().credential() : null;
        URI page = flow.begin(parts.accounts().require(request), app, inputs, to);
        return Response.json(Json.object().put("auth_url", page.toString()));
    }
}
