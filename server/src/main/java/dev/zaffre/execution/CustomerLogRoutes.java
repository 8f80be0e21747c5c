package dev.zaffre.execution;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.db.Database;
import dev.zaffre.execution.CustomerLog.Line;
import dev.zaffre.execution.ExecutionQueries.PastAttempt;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import dev.zaffre.workflow.CompiledWorkflow;
import dev.zaffre.workflow.Node;
import dev.zaffre.workflow.Workflows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happened with a customer's data, as the customer may see it: the steps that reached for one of their own apps, what was written
 * there and what the app answered in a sentence. Not the steps in between, not how the calls were made, and no words about what broke
 * on the company's side.
 */
public final class CustomerLogRoutes {
    private static final String LOG = "/api/v2/public/portal/executions";
    private static final int PAGE = 20;

    private final CustomerLog log;
    private final ExecutionQueries executions;
    private final Workflows workflows;
    private final LinkedAccounts accounts;
    private final Catalog catalog;

    public CustomerLogRoutes(Database database, Workflows workflows, LinkedAccounts accounts, Catalog catalog) {
        this.log = new CustomerLog(database);
        this.executions = new ExecutionQueries(database);
        this.workflows = workflows;
        this.accounts = accounts;
        this.catalog = catalog;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(LOG, Access.SESSION, this::list),
                Route.get(LOG + "/{execution_id}", Access.SESSION, this::get));
    }

    private Response list(Request request) {
        LinkedAccount account = accounts.require(request);
        Request.Page page = request.page(PAGE);
        if (page.offset() > CustomerLog.COUNTED) {
            throw Members.wrong("page", "leads beyond " + CustomerLog.COUNTED + " executions");
        }
        CustomerLog.Filter filter = new CustomerLog.Filter(
                account.id(),
                request.queryValue("slug").orElse(null),
                request.queryValue("config_id").orElse(null));
        int count = log.count(account.environment(), filter);
        List<ObjectNode> docs = log.page(account.environment(), filter, page.offset(), page.limit()).stream()
                .map(line -> summary(account, line))
                .toList();
        return Response.json(page.envelope(docs, Math.min(count, CustomerLog.COUNTED))
                .put("total_is_exact", count <= CustomerLog.COUNTED));
    }

    private Response get(Request request) {
        LinkedAccount account = accounts.require(request);
        Line line = request.pathId("execution_id")
                .flatMap(id -> log.one(account.environment(), account.id(), id))
                .orElseThrow(() -> ApiError.notFound("RESOURCE_NOT_FOUND", "Execution not found"));
        Map<UUID, List<PastAttempt>> attempts = executions.attempts(account.environment(), List.of(line.id()), true);
        ObjectNode json = summary(account, line);
        ArrayNode steps = steps(account, line, attempts.getOrDefault(line.id(), List.of()));
        String said = null;
        for (JsonNode step : steps) {
            said = step.path("status").asString("").equals("Errored")
                    ? step.path("reason").stringValue(null)
                    : said;
        }
        json.put("reason", said);
        json.set("steps", steps);
        executions
                .waiting(account.environment(), line.id())
                .ifPresent(waiting -> json.putObject("waiting")
                        .put(
                                "until",
                                waiting.until() == null ? null : waiting.until().toString())
                        .put("reconnect", waiting.reconnect()));
        return Response.json(json);
    }

    private ObjectNode summary(LinkedAccount account, Line line) {
        ObjectNode json = Json.object()
                .put("_id", line.id().toString())
                .put("workflow", line.workflowName() == null ? "" : line.workflowName())
                .put("event", line.event())
                .put("status", line.status())
                .put("config_id", line.configId())
                .put("createdAt", Ids.instantOf(line.id()).toString())
                .put(
                        "finishedAt",
                        line.finishedAt() == null ? null : line.finishedAt().toString())
                .put(
                        "took_ms",
                        line.finishedAt() == null
                                ? null
                                : Duration.between(Ids.instantOf(line.id()), line.finishedAt())
                                        .toMillis());
        json.set("app", app(account, line.app()));
        return json;
    }

    private ObjectNode app(LinkedAccount account, String slug) {
        Optional<App> known = catalog.find(account.environment(), slug);
        return Json.object()
                .put("slug", slug)
                .put("name", known.map(App::name).orElse(slug))
                .put("icon", known.map(App::icon).orElse(""));
    }

    /** Of the customer's apps only; what an account wrote into its own app it may see again. */
    private ArrayNode steps(LinkedAccount account, Line line, List<PastAttempt> attempts) {
        ArrayNode steps = Json.array();
        CompiledWorkflow workflow = workflow(account, line);
        if (workflow == null) {
            return steps;
        }
        for (Node node : workflow.nodes()) {
            List<PastAttempt> tries = attempts.stream()
                    .filter(attempt -> attempt.node().equals(node.id()))
                    .toList();
            if (node.kind() instanceof Node.AppAction action) {
                steps.add(step(account, node, action, tries));
            }
        }
        return steps;
    }

    private ObjectNode step(LinkedAccount account, Node node, Node.AppAction action, List<PastAttempt> tries) {
        PastAttempt last = tries.isEmpty() ? null : tries.getLast();
        ObjectNode step = Json.object()
                .put("name", node.name())
                .put("status", last == null ? "Ready" : last.status())
                .put("attempts", tries.size())
                .put("reason", last == null || last.status().equals("Success") ? null : last.reason())
                .put("started_at", last == null ? null : last.startedAt().toString())
                .put(
                        "took_ms",
                        tries.stream().mapToLong(PastAttempt::tookMicros).sum() / 1000.0)
                .put(
                        "next_at",
                        last == null || last.nextAt() == null
                                ? null
                                : last.nextAt().toString());
        step.set("app", app(account, action.app()));
        byte[] sent = last == null || node.settings().hideRequest() ? null : last.input();
        step.set("sent", sent == null ? step.nullNode() : Json.MAPPER.readTree(sent));
        return step;
    }

    /** History stays readable when its workflow no longer is. */
    private @Nullable CompiledWorkflow workflow(LinkedAccount account, Line line) {
        try {
            return workflows
                    .version(account.environment(), line.workflow(), line.version())
                    .orElse(null);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return null;
        }
    }
}
