package dev.zaffre.event;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import dev.zaffre.workflow.PublishedWorkflow;
import dev.zaffre.workflow.Workflows;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Definitions of events. The documented paths answer a change with the whole list, the server SDK's aliases with the one event
 * type that was changed.
 */
public final class EventTypeRoutes {
    private static final String DOCUMENTED = "/api/v2/public/application/event";
    private static final String ALIAS = "/api/v2/public/event";

    private final EventTypes types;
    private final Workflows workflows;
    private final EventModels models = new EventModels();
    private final EventTypeForm form = new EventTypeForm(models);

    public EventTypeRoutes(EventTypes types, Workflows workflows) {
        this.types = types;
        this.workflows = workflows;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(DOCUMENTED, Access.KEY, this::list),
                Route.post(DOCUMENTED, Access.KEY, request -> {
                    create(request);
                    return list(request);
                }),
                Route.get("/api/v2/public/application/event-model", Access.KEY, request -> Response.json(models.all())),
                Route.get(DOCUMENTED + "/{event_id}", Access.KEY, this::get),
                Route.put(DOCUMENTED + "/{event_id}", Access.KEY, request -> {
                    update(request);
                    return list(request);
                }),
                Route.delete(DOCUMENTED + "/{event_id}", Access.KEY, request -> {
                    delete(request);
                    return list(request);
                }),
                Route.get(ALIAS, Access.KEY, this::list),
                Route.get(ALIAS + "/{event_id}", Access.KEY, this::get),
                Route.put(ALIAS + "/{event_id}", Access.KEY, request -> {
                    update(request);
                    return get(request);
                }),
                Route.delete(ALIAS + "/{event_id}", Access.KEY, request -> one(request, delete(request))));
    }

    private Response list(Request request) {
        ArrayNode all = Json.array();
        types.list(environment(request))
                .forEach(type -> all.add(type.toJson(request.requireCaller().environmentName())));
        return Response.json(all);
    }

    private Response get(Request request) {
        return one(request, require(request));
    }

    private static Response one(Request request, StoredEventType type) {
        return Response.json(type.toJson(request.requireCaller().environmentName()));
    }

    private void create(Request request) {
        StoredEventType type = form.read(request.jsonObject(), Ids.next(), null);
        if (!types.insert(environment(request), type)) {
            throw taken(type.name());
        }
    }

    private void update(Request request) {
        StoredEventType before = require(request);
        StoredEventType after = form.read(request.jsonObject(), before.id(), before);
        if (!after.name().equals(before.name())) {
            refuseIfInUse(request, before, "rename");
        }
        if (!types.update(environment(request), after)) {
            throw taken(after.name());
        }
    }

    private StoredEventType delete(Request request) {
        StoredEventType type = require(request);
        refuseIfInUse(request, type, "delete");
        types.delete(environment(request), type.id());
        return type;
    }

    private void refuseIfInUse(Request request, StoredEventType type, String what) {
        List<PublishedWorkflow> listening = workflows.listeningTo(environment(request), type.name());
        if (listening.isEmpty() || request.queryValue("force").orElse("").equals("true")) {
            return;
        }
        ArrayNode details = Json.array();
        for (PublishedWorkflow workflow : listening) {
            ObjectNode one = details.addObject();
            one.put("workflow_id", workflow.id().toString()).put("name", workflow.name());
        }
        String names = listening.stream()
                .map(workflow -> workflow.name() + " (" + workflow.id() + ")")
                .limit(10)
                .collect(Collectors.joining(", "));
        throw ApiError.conflict(
                        "EVENT_IN_USE",
                        "Workflows listen to " + type.name() + ": " + names + ". Send force=true to " + what
                                + " it all the same")
                .with(details);
    }

    private StoredEventType require(Request request) {
        return request.pathId("event_id")
                .flatMap(id -> types.get(environment(request), id))
                .orElseThrow(() -> ApiError.notFound("RESOURCE_NOT_FOUND", "Event not found"));
    }

    private static ApiError taken(String name) {
        return ApiError.badRequest("INVALID_EVENT_ID", "Trigger with name " + name + " already exists");
    }

    private static EnvironmentId environment(Request request) {
        return request.requireCaller().environment();
    }
}
