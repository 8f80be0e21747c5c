package dev.zaffre.user;

import dev.zaffre.account.Organizations;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The API keys of an environment. A key cannot make keys: only people do. */
final class ApiKeyRoutes {
    private static final String KEYS = "/api/v2/console/api-keys";
    private static final int LONGEST_NAME = 100;
    private static final int MOST_ACTIVE = 50;

    private final Organizations organizations;

    ApiKeyRoutes(Organizations organizations) {
        this.organizations = organizations;
    }

    List<Route> routes() {
        return List.of(
                Route.get(KEYS, Access.USER, this::list).needs(Role.ADMIN),
                Route.post(KEYS, Access.USER, this::create).needs(Role.ADMIN),
                Route.delete(KEYS + "/{key_id}", Access.USER, this::revoke).needs(Role.ADMIN));
    }

    private Response list(Request request) {
        EnvironmentId environment = request.requireCaller().environment();
        ObjectNode answer = Json.object();
        ArrayNode shown = answer.putArray("api_keys");
        organizations.keys(environment).forEach(key -> shown.add(key.toJson()));
        return Response.json(answer);
    }

    private Response create(Request request) {
        String name = Members.text(request.jsonObject(), "name", LONGEST_NAME)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> Members.wrong("name", "is missing: say what the key is for"));
        EnvironmentId environment = request.requireCaller().environment();
        long active = organizations.keys(environment).stream()
                .filter(key -> key.revokedAt() == null)
                .count();
        if (active >= MOST_ACTIVE) {
            throw ApiError.conflict(
                    "TOO_MANY_API_KEYS",
                    "This environment has " + MOST_ACTIVE + " active keys: revoke one that is not used");
        }
        Organizations.NewKey made = organizations.create(environment, name);
        Organizations.ListedKey listed = organizations.keys(environment).stream()
                .filter(key -> key.id().equals(made.id()))
                .findFirst()
                .orElseThrow();
        return Response.json(listed.toJson().put("key", made.key().reveal()));
    }

    private Response revoke(Request request) {
        EnvironmentId environment = request.requireCaller().environment();
        boolean revoked = request.pathId("key_id")
                .map(id -> organizations.revoke(environment, id))
                .orElse(false);
        if (!revoked) {
            throw ApiError.notFound("API_KEY_NOT_FOUND", "There is no such active key in this environment");
        }
        return Response.message("The key is revoked: every server refuses it within a second");
    }
}
