package dev.zaffre.user;

import dev.zaffre.account.Organizations;
import dev.zaffre.base.Json;
import dev.zaffre.http.Access;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** What a developer must know to call this server, and the company's name. */
public final class SetupRoutes {
    private static final String ORGANIZATION = "/api/v2/console/organization";

    private final Organizations organizations;
    private final Supplier<String> publicUrl;
    private final Limits limits;

    /**
     * @param eventsPerSecond accepted for an environment by each process; empty: unlimited
     * @param eventsAtOnce accepted above that rate
     * @param bodyBytes longest request body
     */
    public record Limits(OptionalInt eventsPerSecond, int eventsAtOnce, int bodyBytes) {}

    SetupRoutes(Organizations organizations, Supplier<String> publicUrl, Limits limits) {
        this.organizations = organizations;
        this.publicUrl = publicUrl;
        this.limits = limits;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v2/console/setup", Access.USER, this::setup),
                Route.get(ORGANIZATION, Access.USER_ANYWHERE, this::organization),
                Route.put(ORGANIZATION, Access.USER_ANYWHERE, this::rename).needs(Role.ADMIN));
    }

    private Response setup(Request request) {
        Caller caller = request.requireCaller();
        ObjectNode answer = Json.object()
                .put("application_id", caller.application().toString())
                .put("organization_id", caller.organization().toString())
                .put("environment", caller.environmentName())
                .put("environment_id", caller.environment().value().toString())
                .put("base_url", publicUrl.get());
        ObjectNode shown = answer.putObject("limits");
        if (limits.eventsPerSecond.isPresent()) {
            shown.put("events_per_second", limits.eventsPerSecond.getAsInt())
                    .put("events_at_once", limits.eventsAtOnce);
        } else {
            shown.putNull("events_per_second").putNull("events_at_once");
        }
        shown.put("body_bytes", limits.bodyBytes);
        return Response.json(answer);
    }

    private Response organization(Request request) {
        Caller caller = request.requireCaller();
        return Response.json(Json.object()
                .put("_id", caller.organization().toString())
                .put("name", organizations.name(caller.organization())));
    }

    private Response rename(Request request) {
        String name = UserForm.name(request.jsonObject()).orElseThrow(() -> Members.wrong("name", "is missing"));
        organizations.rename(request.requireCaller().organization(), name);
        return organization(request);
    }
}
