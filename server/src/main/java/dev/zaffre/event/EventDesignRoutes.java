package dev.zaffre.event;

import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.db.Database;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import dev.zaffre.workflow.EventUsage;
import dev.zaffre.workflow.Workflows;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What somebody who designs event types wants to know: how they are used, what a sample means, what a change would break. */
public final class EventDesignRoutes {
    private static final String EVENTS = "/api/v2/public/application/event";

    private final EventTypes types;
    private final Workflows workflows;
    private final EventUsage usage;
    private final Arrivals arrivals;

    public EventDesignRoutes(EventTypes types, Workflows workflows, EventUsage usage, Database database, Clock clock) {
        this.types = types;
        this.workflows = workflows;
        this.usage = usage;
        this.arrivals = new Arrivals(database, clock);
    }

    public List<Route> routes() {
        return List.of(
                Route.get(EVENTS + "/overview", Access.KEY, this::overview),
                Route.post(EVENTS + "/schema", Access.KEY, this::schema).needs(Role.VIEWER),
                Route.get(EVENTS + "/{event_id}/usage", Access.KEY, this::usage),
                Route.post(EVENTS + "/{event_id}/check", Access.KEY, this::check)
                        .needs(Role.VIEWER));
    }

    private Response overview(Request request) {
        EnvironmentId environment = environment(request);
        Request.Page page = request.page(25);
        String search = request.queryValue("search").orElse("");
        Arrivals.Recent recent = arrivals.recent(environment);
        List<ObjectNode> docs = types.search(environment, search, page.offset(), page.limit()).stream()
                .map(type -> summary(environment, type, recent.byName().get(type.name())))
                .toList();
        return Response.json(
                page.envelope(docs, types.count(environment, search)).put("counts_are_exact", recent.isExact()));
    }

    private ObjectNode summary(EnvironmentId environment, StoredEventType type, Arrivals.@Nullable Arrival arrival) {
        Instant last = arrival == null ? null : arrival.last();
        return Json.object()
                .put("_id", type.id().toString())
                .put("name", type.name())
                .put("validation", type.validationWord())
                .put("schema_origin", type.schemaGiven() ? "given" : "inferred")
                .put(
                        "workflows",
                        workflows.listeningTo(environment, type.name()).size())
                .put("last_received_at", last == null ? null : last.toString())
                .put("received_24h", arrival == null ? 0 : arrival.count())
                .put("createdAt", type.createdAt().toString())
                .put("updatedAt", type.updatedAt().toString());
    }

    private Response schema(Request request) {
        return Response.json(Draft.read(request.jsonObject()).toJson());
    }

    private Response usage(Request request) {
        StoredEventType type = require(request);
        ArrayNode listening = Json.array();
        usage.of(environment(request), type.name()).forEach(user -> listening.add(user.toJson()));
        return Response.json(Json.object().put("name", type.name()).set("workflows", listening));
    }

    private Response check(Request request) {
        StoredEventType type = require(request);
        ObjectNode body = request.jsonObject();
        // What the request does not mention stays, as when it is saved.
        if (!body.has("response")) {
            body.put("response", new String(type.sample(), java.nio.charset.StandardCharsets.UTF_8));
        }
        if (!body.has("json_schema") && type.schemaGiven()) {
            body.set("json_schema", type.schema());
        }
        Draft draft = Draft.read(body);
        JsonNode schema = draft.schema();
        ArrayNode broken = Json.array();
        if (schema != null) {
            usage.brokenBy(environment(request), type.name(), schema).forEach(user -> {
                ObjectNode one =
                        broken.add(user.toJson()).get(broken.size() - 1).asObject();
                ArrayNode problems = one.putArray("problems");
                user.problems().forEach(problem -> problems.add(problem.toJson()));
            });
        }
        return Response.json(draft.toJson().set("affected", broken));
    }

    private StoredEventType require(Request request) {
        return request.pathId("event_id")
                .flatMap(id -> types.get(environment(request), id))
                .orElseThrow(() -> ApiError.notFound("RESOURCE_NOT_FOUND", "Event not found"));
    }

    private static EnvironmentId environment(Request request) {
        return request.requireCaller().environment();
    }
}
