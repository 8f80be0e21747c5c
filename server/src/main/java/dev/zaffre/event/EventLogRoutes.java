package dev.zaffre.event;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.db.Database;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Members;
import dev.zaffre.http.Period;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was received, and what became of it. A list counts up to 10,000 events and pages no deeper; {@code total_is_exact} says
 * whether there are more, and {@code end_date} leads further back.
 */
public final class EventLogRoutes {
    private static final Set<String> STATUSES = Set.of("ACCEPTED", "DUPLICATE");

    private final ReceivedEvents events;
    private final LinkedAccounts accounts;

    public EventLogRoutes(Database database, LinkedAccounts accounts) {
        this.events = new ReceivedEvents(database);
        this.accounts = accounts;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/api/v2/public/event-log", Access.KEY_OR_SESSION, this::list),
                Route.get("/api/v2/public/event-log/{event_id}", Access.KEY_OR_SESSION, this::get));
    }

    private Response list(Request request) {
        Caller caller = request.requireCaller();
        EnvironmentId environment = caller.environment();
        Request.Page page = request.page(10);
        if (page.offset() > ReceivedEvents.COUNTED) {
            throw Members.wrong("page", "leads beyond 10,000 events: narrow the list with end_date instead");
        }
        ReceivedEvents.Filter filter = new ReceivedEvents.Filter(
                accounts.narrowing(request),
                request.queryValue("name").or(() -> request.queryValue("event")).orElse(null),
                status(request).orElse(null),
                Period.of(request));
        int count = events.count(environment, filter);
        List<ObjectNode> docs = events.list(environment, filter, page.offset(), page.limit());
        docs.forEach(event -> event.put("environment", caller.environmentName()));
        return Response.json(page.envelope(docs, Math.min(count, ReceivedEvents.COUNTED))
                .put("total_is_exact", count <= ReceivedEvents.COUNTED));
    }

    private Response get(Request request) {
        Caller caller = request.requireCaller();
        AccountId account = accounts.narrowing(request);
        return request.pathId("event_id")
                .flatMap(id -> events.get(caller.environment(), account, id))
                .map(event -> Response.json(event.put("environment", caller.environmentName())))
                .orElseThrow(() -> ApiError.notFound("RESOURCE_NOT_FOUND", "Event not found"));
    }

    private static Optional<String> status(Request request) {
        Optional<String> status = request.queryValue("status").map(text -> text.toUpperCase(Locale.ROOT));
        if (status.isPresent() && !STATUSES.contains(status.get())) {
            throw Members.wrong("status", "must be ACCEPTED or DUPLICATE");
        }
        return status;
    }
}
