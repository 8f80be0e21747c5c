package dev.zaffre.execution;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.AccountId;
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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs many finished executions again, a few a second: first as a preview, then as a job that survives restarts and can be cancelled.
 * Each is run as by hand: from its original payload, with the version that is published now.
 */
public final class BulkRerunRoutes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BulkRerunRoutes.class);
    private static final Set<String> FINISHED = Set.of("COMPLETED", "ERRORED", "STOPPED", "TIMED_OUT", "TERMINATED");
    private static final String FAILED = "ERRORED,TIMED_OUT,TERMINATED";
    private static final Set<String> NARROWS = Set.of(
            "status",
            "slug",
            "workflow_id",
            "workflow_name",
            "linked_account_id",
            "execution_source",
            "execution_type",
            "event",
            "start_date",
            "end_date");
    private static final int USUAL_RATE = 20;
    private static final int MOST_RATE = 200;
    private static final Duration TICK = Duration.ofSeconds(1);

    private final BulkReruns rows;
    private final Reruns reruns;
    private final ApiRuns runs;
    private final LinkedAccounts accounts;
    private final UUID process = Ids.next();
    private final Thread thread;
    private volatile boolean closed;

    public BulkRerunRoutes(Database database, Reruns reruns, ApiRuns runs, LinkedAccounts accounts) {
        this.rows = new BulkReruns(database);
        this.reruns = reruns;
        this.runs = runs;
        this.accounts = accounts;
        this.thread = Thread.ofPlatform().daemon().name("bulk-rerun").start(this::run);
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
        ObjectNode narrowed = narrowed(body.path("filter"));
        Filter filter = filter(caller, narrowed);
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

    private static ObjectNode narrowed(JsonNode given) {
        ObjectNode narrowed = Json.object();
        if (!given.isObject()) {
            throw Members.wrong(
                    "filter", "must be an object with the list's parameters, such as {\"status\": \"ERRORED\"}");
        }
        given.properties().forEach(entry -> {
            if (!NARROWS.contains(entry.getKey())) {
                throw Members.wrong(
                        "filter." + entry.getKey(),
                        "is not one of "
                                + String.join(", ", NARROWS.stream().sorted().toList()));
            }
            if (entry.getValue().isString() && !entry.getValue().asString().isBlank()) {
                narrowed.set(entry.getKey(), entry.getValue());
            }
        });
        if (!narrowed.has("status")) {
            narrowed.put("status", FAILED);
        }
        return narrowed;
    }

    /** Read as the list reads it. */
    private Filter filter(Caller caller, ObjectNode narrowed) {
        Map<String, String> query = new LinkedHashMap<>();
        narrowed.properties()
                .forEach(entry -> query.put(entry.getKey(), entry.getValue().asString()));
        var asList = new Request("GET", "", Map.of(), query, Map.of(), new byte[0], caller, "");
        List<String> statuses = ExecutionRoutes.statuses(asList);
        if (!FINISHED.containsAll(statuses)) {
            throw Members.wrong(
                    "filter.status",
                    "must be statuses of executions that are over: "
                            + String.join(", ", FINISHED.stream().sorted().toList()));
        }
        return ExecutionRoutes.filter(asList, null, accounts.narrowing(asList));
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

    // The job
    // ---------------------------------------------------------------------------------------------------------------

    private void run() {
        while (!closed) {
            try {
                Thread.sleep(TICK);
                for (Row row : rows.take(process)) {
                    work(row);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("rerun.paused {}", e.toString());
            }
        }
    }

    /** What is due of one in this second. */
    private void work(Row row) {
        AccountId account = row.account();
        Filter filter;
        try {
            filter = filter(new Caller(row.environment(), "", row.id(), row.id(), row.id(), account), row.filter());
        } catch (ApiError gone) {
            rows.progressed(row, process, row.last(), 0, 0, "What it was narrowed to is gone: " + gone.getMessage());
            return;
        }
        List<UUID> due = rows.next(row, filter, row.perSecond());
        int done = 0;
        for (UUID execution : due) {
            done += again(row, execution) ? 1 : 0;
        }
        boolean over = due.size() < row.perSecond();
        UUID last = due.isEmpty() ? row.last() : due.getLast();
        rows.progressed(row, process, last, done, due.size() - done, over ? "" : null);
    }

    private boolean again(Row row, UUID execution) {
        if (rows.wasRerun(row.environment(), execution, row.id())) {
            return false;
        }
        try {
            return reruns.prepare(row.environment(), row.account(), execution)
                    .map(trigger -> !runs.accept(trigger).executions().isEmpty())
                    .orElse(false);
        } catch (ApiError impossible) {
            if (impossible.status() == 503) {
                throw impossible;
            }
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
            rows.release(process);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("rerun.lease_kept {}", e.toString());
        }
    }
}
