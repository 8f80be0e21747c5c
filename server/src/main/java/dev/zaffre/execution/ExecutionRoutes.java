package dev.zaffre.execution;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.db.Database;
import dev.zaffre.execution.ExecutionQueries.Filter;
import dev.zaffre.execution.ExecutionQueries.PastAttempt;
import dev.zaffre.execution.ExecutionQueries.Row;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Members;
import dev.zaffre.http.Period;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import dev.zaffre.workflow.CompiledWorkflow;
import dev.zaffre.workflow.Workflows;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
 * Reading executions. A list counts up to 10,000 and pages no deeper; {@code total_is_exact} says whether there are more, and
 * {@code end_date} leads further back. Lists leave out what was sent and received.
 */
public final class ExecutionRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutionRoutes.class);
    private static final Set<String> STATUSES = Set.of(
            "QUEUED", "RUNNING", "WAITING", "COMPLETED", "ERRORED", "STOPPING", "STOPPED", "TIMED_OUT", "TERMINATED");

    private final ExecutionQueries executions;
    private final ExecutionHistory history;
    private final Workflows workflows;
    private final LinkedAccounts accounts;
    private final @Nullable Catalog catalog;

    /** Shows apps by their slug. */
    public ExecutionRoutes(Database database, Workflows workflows, LinkedAccounts accounts) {
        this(database, workflows, accounts, null);
    }

    /** Shows apps by their name in the catalog. */
    public ExecutionRoutes(Database database, Workflows workflows, LinkedAccounts accounts, @Nullable Catalog catalog) {
        this.executions = new ExecutionQueries(database);
        this.history = new ExecutionHistory(database);
        this.workflows = workflows;
        this.accounts = accounts;
        this.catalog = catalog;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/api/v2/public/execution", Access.KEY_OR_SESSION, this::list),
                Route.get("/api/v2/public/execution/{execution_id}", Access.KEY_OR_SESSION, this::get),
                Route.get("/api/v1/execution/{execution_id}/response", Access.KEY_OR_SESSION, this::response));
    }

    private Response list(Request request) {
        Caller caller = request.requireCaller();
        EnvironmentId environment = caller.environment();
        Request.Page page = request.page(10);
        if (page.offset() > ExecutionQueries.COUNTED) {
            throw Members.wrong("page", "leads beyond 10,000 executions: narrow the list with end_date instead");
        }
        Optional<String> named = request.queryValue("execution_id");
        Optional<UUID> execution = named.flatMap(Ids::parse);
        if (named.isPresent() && execution.isEmpty()) {
            return Response.json(page.envelope(List.of(), 0).put("total_is_exact", true));
        }
        Filter filter = filter(request, execution.orElse(null), accounts.narrowing(request));
        boolean oldestFirst =
                request.queryValue("sortAsc").map("true"::equalsIgnoreCase).orElse(false);
        Optional<String> cursor = request.queryValue("cursor");
        if (cursor.isPresent()) {
            return browse(caller, filter, cursor.get(), page);
        }
        int count = executions.count(environment, filter);
        List<Row> rows = executions.list(environment, filter, oldestFirst, page.offset(), page.limit());
        return Response.json(page.envelope(docs(caller, rows), Math.min(count, ExecutionQueries.COUNTED))
                .put("total_is_exact", count <= ExecutionQueries.COUNTED));
    }

    /** From the newest back, however far: each request looks at a bounded number of executions, and says where to go on. */
    private Response browse(Caller caller, Filter filter, String cursor, Request.Page page) {
        Optional<UUID> before = cursor.equals("first") ? Optional.empty() : Ids.parse(cursor);
        if (!cursor.equals("first") && before.isEmpty()) {
            throw Members.wrong("cursor", "must be 'first', or the next_cursor of the page before");
        }
        ExecutionHistory.Page found = history.page(caller.environment(), filter, before.orElse(null), page.limit());
        long total = found.count() == null ? found.rows().size() : found.count();
        UUID next = found.next();
        boolean exact = before.isEmpty() && !found.searchedInPart() && !found.countedInPart();
        return Response.json(new Request.Page(1, page.limit())
                .envelope(docs(caller, found.rows()), total)
                .put("total_is_exact", exact)
                .put("hasNextPage", next != null)
                .put("next_cursor", next == null ? null : next.toString())
                .put("searched_until", next == null ? null : Ids.instantOf(next).toString()));
    }

    private List<ObjectNode> docs(Caller caller, List<Row> rows) {
        Map<UUID, List<PastAttempt>> attempts = executions.attempts(
                caller.environment(), rows.stream().map(Row::id).toList(), false);
        return rows.stream()
                .map(row -> answer(caller, row, attempts.getOrDefault(row.id(), List.of()), null))
                .toList();
    }

    private Response get(Request request) {
        Caller caller = request.requireCaller();
        Row row = find(request);
        List<PastAttempt> attempts = executions
                .attempts(caller.environment(), List.of(row.id()), true)
                .getOrDefault(row.id(), List.of());
        byte[] payload = executions.payload(caller.environment(), row.event()).orElse(null);
        ObjectNode shown = answer(caller, row, attempts, payload);
        executions
                .waiting(caller.environment(), row.id())
                .ifPresent(waiting -> shown.putObject("waiting")
                        .put(
                                "until",
                                waiting.until() == null ? null : waiting.until().toString())
                        .put("ahead", waiting.ahead())
                        .put("reconnect", waiting.reconnect()));
        shown.set("story", Story.of(shown));
        return Response.json(shown);
    }

    private Response response(Request request) {
        Row row = find(request);
        ObjectNode json = Json.object();
        JsonNode result = row.result();
        json.set("response", result == null ? json.nullNode() : result.path("body"));
        return Response.json(json.put("status", row.status()));
    }

    private Row find(Request request) {
        Caller caller = request.requireCaller();
        AccountId account = accounts.narrowing(request);
        return request.pathId("execution_id")
                .flatMap(id -> executions.get(caller.environment(), account, id))
                .orElseThrow(() -> ApiError.notFound("RESOURCE_NOT_FOUND", "Execution not found"));
    }

    private ObjectNode answer(Caller caller, Row row, List<PastAttempt> attempts, byte @Nullable [] payload) {
        String app = catalog == null
                ? row.app()
                : catalog.find(caller.environment(), row.app()).map(App::name).orElse(row.app());
        ObjectNode shown = ExecutionAnswers.of(
                row, caller, app, workflow(workflows, caller.environment(), row), attempts, payload);
        return caller.isSession() ? ExecutionAnswers.forCustomer(shown) : shown;
    }

    /** History stays readable when its workflow no longer is. */
    static @Nullable CompiledWorkflow workflow(Workflows workflows, EnvironmentId environment, Row row) {
        try {
            return workflows.version(environment, row.workflow(), row.version()).orElse(null);
        } catch (IllegalArgumentException | IllegalStateException e) {
            LOG.warn("execution.workflow_unreadable workflow={} version={}", row.workflow(), row.version(), e);
            return null;
        }
    }

    static Filter filter(Request request, @Nullable UUID execution, @Nullable AccountId account) {
        return new Filter(
                account,
                execution,
                request.queryValue("slug").orElse(null),
                statuses(request),
                request.queryValue("workflow_name").orElse(null),
                request.queryValue("workflow_id").orElse(null),
                sync(request),
                source(request),
                request.queryValue("event").orElse(null),
                Period.of(request));
    }

    /** @throws ApiError 400 when one is unknown */
    public static List<String> statuses(Request request) {
        List<String> statuses = request.queryValue("status")
                .map(text -> Arrays.stream(text.toUpperCase(Locale.ROOT).split(",", -1))
                        .map(String::strip)
                        .toList())
                .orElse(List.of());
        if (!STATUSES.containsAll(statuses)) {
            throw Members.wrong("status", "must be one of " + String.join(", ", new java.util.TreeSet<>(STATUSES)));
        }
        return statuses;
    }

    /** @throws ApiError 400 when it is unknown */
    public static @Nullable Boolean sync(Request request) {
        return switch (request.queryValue("execution_type").orElse("").toUpperCase(Locale.ROOT)) {
            case "" -> null;
            case "SYNC" -> true;
            case "ASYNC" -> false;
            default -> throw Members.wrong("execution_type", "must be SYNC or ASYNC");
        };
    }

    /** Clients of different age write the sources differently. */
    public static @Nullable String source(Request request) {
        String source = request.queryValue("execution_source").orElse("");
        return switch (source.toUpperCase(Locale.ROOT).replace(' ', '_')) {
            case "" -> null;
            case "API_CALL" -> "API_CALL";
            case "EVENT" -> "Event";
            case "SCHEDULE" -> "Schedule";
            case "OPTIONS" -> ApiRuns.Source.OPTIONS.text();
            case "TEST" -> ApiRuns.Source.TEST.text();
            default -> throw Members.wrong("execution_source", "must be Event, API_CALL, SCHEDULE, Options or Test");
        };
    }
}
