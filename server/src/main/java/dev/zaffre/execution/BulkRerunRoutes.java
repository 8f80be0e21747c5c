package dev.zaffre.execution;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Database;
import dev.zaffre.execution.BulkReruns.Range;
import dev.zaffre.execution.BulkReruns.Row;
import dev.zaffre.execution.ExecutionQueries.Filter;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs many finished executions again, a few a second: first as a preview, then as a job that survives restarts and can be cancelled.
 * Each is run as by hand: from its original payload, with the version that is published now.
 */
public final class BulkRerunRoutes implements AutoCloseable {
    private static final int USUAL_RATE = 20;
    private static final int MOST_RATE = 200;

    private final BulkReruns rows;
    private final RerunFilter filters;
    private final BulkRerunJob job;

    public BulkRerunRoutes(Database database, Reruns reruns, ApiRuns runs, LinkedAccounts accounts) {
        this.rows = new BulkReruns(database);
        this.filters = new RerunFilter(accounts);
        this.job = new BulkRerunJob(rows, filters, reruns, runs);
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/api/v2/public/execution/rerun", Access.KEY_OR_SESSION, this::begin),
                Route.get("/api/v2/public/execution/rerun", Access.KEY_OR_SESSION, this::list),
                Route.get("/api/v2/public/execution/rerun/{rerun_id}", Access.KEY_OR_SESSION, this::get),
                Route.post("/api/v2/public/execution/rerun/{rerun_id}/cancel", Access.KEY_OR_SESSION, this::cancel));
    }

    private Response begin(Request request) {
        Caller caller = request.requireCaller();
        ObjectNode body = request.jsonObject();
        ObjectNode narrowed = RerunFilter.narrowed(body.path("filter"));
        Filter filter = filters.read(caller, narrowed);
        int perSecond = rate(body.path("per_second"));
        Optional<Range> range = rows.range(caller.environment(), filter);
        if (body.path("preview").asBoolean(false)) {
            return Response.json(preview(caller.environment(), filter, range.orElse(null)));
        }
        String key = body.path("key").asString(request.header("idempotency-key").orElse(""));
        if (key.isEmpty() || key.length() > 255) {
            throw Members.wrong("key", "must be a text of your choice: a repeat with the same key begins nothing new");
        }
        // A session's keys are its own.
        String own = caller.account() == null ? key : caller.account().value() + " " + key;
        Optional<Row> known = rows.byKey(caller.environment(), caller.account(), own);
        if (known.isPresent()) {
            return Response.json(known.get().json());
        }
        Range meant =
                range.orElseThrow(() -> ApiError.badRequest("NOTHING_TO_RERUN", "No finished execution is like that"));
        return Response.json(rows.begin(caller.environment(), caller.account(), own, narrowed, perSecond, meant)
                .json());
    }

    private ObjectNode preview(EnvironmentId environment, Filter filter, @Nullable Range range) {
        ObjectNode json = Json.object()
                .put("count", range == null ? 0 : range.count())
                .put("count_is_exact", range == null || range.count() < BulkReruns.MOST);
        json.putArray("groups").addAll(range == null ? List.of() : rows.groups(environment, filter, range));
        json.put("first", range == null ? null : Ids.instantOf(range.first()).toString());
        return json.put(
                "last", range == null ? null : Ids.instantOf(range.last()).toString());
    }

    private static int rate(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return USUAL_RATE;
        }
        int rate = value.isInt() ? value.asInt() : 0;
        if (rate < 1 || rate > MOST_RATE) {
            throw Members.wrong("per_second", "must be a whole number from 1 to " + MOST_RATE);
        }
        return rate;
    }

    private Response list(Request request) {
        Caller caller = request.requireCaller();
        ObjectNode json = Json.object();
        json.putArray("docs")
                .addAll(rows.newest(caller.environment(), caller.account()).stream()
                        .map(Row::json)
                        .toList());
        return Response.json(json);
    }

    private Response get(Request request) {
        return Response.json(find(request).json());
    }

    private Response cancel(Request request) {
        Row row = find(request);
        rows.cancel(row.environment(), row.id());
        return get(request);
    }

    private Row find(Request request) {
        Caller caller = request.requireCaller();
        return request.pathId("rerun_id")
                .flatMap(id -> rows.get(caller.environment(), caller.account(), id))
                .orElseThrow(() -> ApiError.notFound("RESOURCE_NOT_FOUND", "Rerun not found"));
    }

    @Override
    public void close() {
        job.close();
    }
}
