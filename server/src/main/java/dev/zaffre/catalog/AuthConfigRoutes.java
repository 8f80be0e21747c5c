package dev.zaffre.catalog;

import dev.zaffre.base.Json;
import dev.zaffre.http.Access;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The newest clients let a company set up several ways in for an app; here there is the one that its settings say. */
public final class AuthConfigRoutes {
    private static final int PAGE = 10;
    private final Catalog catalog;

    public AuthConfigRoutes(Catalog catalog) {
        this.catalog = catalog;
    }

    public List<Route> routes() {
        return List.of(Route.get("/api/v2/public/slug/{slug}/auth-config", Access.KEY_OR_SESSION, this::list));
    }

    private Response list(Request request) {
        App app = CatalogRoutes.requireOffered(catalog, request);
        Request.Page page = request.page(PAGE);
        ObjectNode only = Json.object()
                .put("_id", app.id().toString())
                .put("name", "Default")
                .put("description", "How " + app.name() + " is connected")
                .put("is_default", true);
        return Response.json(page.envelope(page.number() == 1 ? List.of(only) : List.of(), 1));
    }
}
