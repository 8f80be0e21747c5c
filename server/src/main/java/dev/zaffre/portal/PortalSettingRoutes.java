package dev.zaffre.portal;

import dev.zaffre.base.Closest;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.http.Access;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** How the connect portal of an environment looks. */
public final class PortalSettingRoutes {
    private static final String PATH = "/api/v2/public/portal-settings";

    private final Portals portals;
    private final Catalog catalog;

    public PortalSettingRoutes(Portals portals, Catalog catalog) {
        this.portals = portals;
        this.catalog = catalog;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(PATH, Access.KEY, this::get),
                Route.put(PATH, Access.KEY, this::change).needs(Role.ADMIN));
    }

    private Response get(Request request) {
        return Response.json(
                portals.of(request.requireCaller().environment()).toJson());
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
}
