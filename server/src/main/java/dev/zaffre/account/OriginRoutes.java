package dev.zaffre.account;

import dev.zaffre.base.Json;
import dev.zaffre.http.Access;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The pages that may call with an environment's session tokens. */
public final class OriginRoutes {
    private static final String PATH = "/api/v2/public/allowed-origins";
    private static final int MOST = 100;

    private final AllowedOrigins origins;

    public OriginRoutes(AllowedOrigins origins) {
        this.origins = origins;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(PATH, Access.KEY, this::get),
                Route.put(PATH, Access.KEY, this::set).needs(Role.ADMIN));
    }

    private Response get(Request request) {
        List<String> list = origins.of(request.requireCaller().environment());
        ObjectNode answer = Json.object();
        ArrayNode shown = answer.putArray("origins");
        list.forEach(shown::add);
        return Response.json(answer.put("any_origin", list.isEmpty()));
    }

    private Response set(Request request) {
        JsonNode given = request.jsonObject().path("origins");
        if (!given.isArray() || given.size() > MOST) {
            throw Members.wrong(
                    "origins", "must be a list of at most " + MOST + " origins; an empty list allows every page");
        }
        Set<OriginPattern> patterns = new LinkedHashSet<>();
        for (int index = 0; index < given.size(); index++) {
            String place = "origins[" + index + "]";
            String text = given.get(index).asString("");
            patterns.add(OriginPattern.read(text)
                    .orElseThrow(() -> Members.wrong(
                            place,
                            "must be an origin such as https://app.example.com, or https://*.example.com for every host"
                                    + " below it: scheme, host and port, without a path")));
        }
        origins.set(request.requireCaller().environment(), List.copyOf(patterns));
        return get(request);
    }
}
