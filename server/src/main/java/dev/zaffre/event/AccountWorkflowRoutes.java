package dev.zaffre.event;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.connection.AppUsage;
import dev.zaffre.execution.Acceptance.Skip;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import dev.zaffre.workflow.Config;
import dev.zaffre.workflow.Configs;
import dev.zaffre.workflow.PublishedWorkflow;
import dev.zaffre.workflow.Workflows;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Which published workflows reach a linked account, and what keeps each of the others from it. */
public final class AccountWorkflowRoutes {
    private static final int PAGE = 25;

    private final LinkedAccounts accounts;
    private final Workflows workflows;
    private final Configs configs;
    private final Catalog catalog;
    private final AppUsage usage;

    public AccountWorkflowRoutes(
            LinkedAccounts accounts, Workflows workflows, Configs configs, Catalog catalog, AppUsage usage) {
        this.accounts = accounts;
        this.workflows = workflows;
        this.configs = configs;
        this.catalog = catalog;
        this.usage = usage;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/api/v2/public/linked-account/{linked_account_id}/workflows", Access.KEY, this::list));
    }

    private Response list(Request request) {
        Caller caller = request.requireCaller();
        String name = request.pathValue("linked_account_id");
        LinkedAccount account = accounts.find(caller.environment(), name)
                .orElseThrow(() -> ApiError.notFound("SERVER_ERROR", LinkedAccounts.unknown(caller, name)));
        String configId = request.queryValue("config_id").orElse(account.name());
        Optional<String> app = request.queryValue("slug");
        Request.Page page = request.page(PAGE);
        List<PublishedWorkflow> all = workflows.of(caller.environment(), account.id()).stream()
                .filter(workflow -> app.isEmpty() || app.get().equals(workflow.app()))
                .sorted(Comparator.comparing(PublishedWorkflow::app).thenComparing(PublishedWorkflow::name))
                .toList();
        List<ObjectNode> docs = all.stream()
                .skip(page.offset())
                .limit(page.limit())
                .map(workflow -> shown(workflow, account, configId))
                .toList();
        return Response.json(page.envelope(docs, all.size()));
    }

    private ObjectNode shown(PublishedWorkflow workflow, LinkedAccount account, String configId) {
        Optional<App> app = catalog.find(account.environment(), workflow.app());
        Config config = configs.find(account.environment(), account.id(), workflow.app(), configId)
                .orElse(null);
        String connection = app.map(found -> usage.state(account.environment(), account.id(), found))
                .orElse("none");
        List<Skip> obstacles = FanOut.obstacles(workflow, config, account, configId, !connection.equals("none"));
        String event = workflow.compiled().event();
        ObjectNode shown = Json.object()
                .put("workflow_id", workflow.id().toString())
                .put("name", workflow.name())
                .put("slug", workflow.app())
                .put("app_name", app.map(App::name).orElse(workflow.app()))
                .put("version", workflow.version())
                .put("trigger", event == null ? "api" : "event")
                .put("event", event)
                .put("private", workflow.privateTo() != null)
                .put("config_id", configId)
                .put(
                        "enabled",
                        obstacles.stream().noneMatch(skip -> skip.reason().equals("not_enabled")))
                .put("connection", connection)
                .put("reaches", obstacles.isEmpty());
        ArrayNode reasons = shown.putArray("reasons");
        obstacles.forEach(
                skip -> reasons.addObject().put("reason", skip.reason()).put("message", skip.message()));
        return shown;
    }
}
