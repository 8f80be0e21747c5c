package dev.zaffre.execution;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.Clock;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.db.Database;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import dev.zaffre.workflow.CompiledWorkflow;
import dev.zaffre.workflow.Condition;
import dev.zaffre.workflow.Configs;
import dev.zaffre.workflow.Drafts;
import dev.zaffre.workflow.Drafts.Draft;
import dev.zaffre.workflow.Drafts.Upstream;
import dev.zaffre.workflow.Node;
import dev.zaffre.workflow.Payloads;
import dev.zaffre.workflow.PublishedWorkflow;
import dev.zaffre.workflow.WorkflowCompiler;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What somebody who draws a workflow wants to know before publishing it: what fields may name and come to, and whether it works. */
public final class TrialRoutes {
    private static final String BASE = "/api/v2/public/workflow/{workflow_id}";

    private final Drafts drafts;
    private final Trial.Materials materials;
    private final WorkflowCompiler.Events events;
    private final Configs configs;
    private final Catalog catalog;
    private final Executions executions;
    private final ApiRuns runs;

    /** What a trial is made of. */
    public record Parts(
            Database database,
            Clock clock,
            Drafts drafts,
            LinkedAccounts accounts,
            Configs configs,
            Catalog catalog,
            WorkflowCompiler.Events events,
            Payloads payloads,
            Executions executions) {}

    public TrialRoutes(Parts parts) {
        this.drafts = parts.drafts();
        this.materials = new Trial.Materials(
                parts.accounts(), parts.configs(), parts.payloads(), new TrialQueries(parts.database()), parts.clock());
        this.events = parts.events();
        this.configs = parts.configs();
        this.catalog = parts.catalog();
        this.executions = parts.executions();
        this.runs = new ApiRuns(parts.executions(), parts.configs());
    }

    public List<Route> routes() {
        return List.of(
                Route.get(BASE + "/variables", Access.KEY, this::variables),
                Route.post(BASE + "/render", Access.KEY, this::render).needs(Role.VIEWER),
                Route.post(BASE + "/test-run", Access.KEY, this::run),
                Route.post(BASE + "/node/{node_id}/test-run", Access.KEY, this::runNode));
    }

    // What may be inserted
    // ----------------------------------------------------------------------------------------------------------------

    private Response variables(Request request) {
        Draft draft = drafts.require(request, Json.object());
        LinkedAccount account = materials.accounts().named(request).orElse(null);
        Trial trial = materials.trial(draft, account, Json.object());
        Variables variables = new Variables(trial.secrets());
        String node = request.queryValue("node_id").orElse("");
        boolean inTrigger = !drafts.isStep(draft, node);
        event(draft, trial, inTrigger, variables);
        if (!inTrigger) {
            drafts.upstream(draft, node)
                    .forEach(upstream -> output(draft, upstream, trial.outputs().get(upstream.id()), variables));
            Variables.Group fields = variables.group("config", "Config", null, null, account != null);
            configs.of(draft.environment(), draft.app(), draft.id()).stream()
                    .sorted()
                    .forEach(key ->
                            fields.all("config." + key, null, trial.config().get(key)));
        }
        account(draft, account, inTrigger, variables);
        if (!inTrigger) {
            variables
                    .group("run", "Run", null, null, false)
                    .add("instance_meta_data.event_name", "string", text(draft.event()))
                    .add("instance_meta_data.config_id", "string", null)
                    .add("instance_meta_data.instance_id", "string", null)
                    .add("instance_meta_data.instance_created_time", "string", null)
                    .add(
                            "instance_meta_data.workflow_id",
                            "string",
                            text(draft.id().toString()));
        }
        return Response.json(Json.object().set("groups", variables.groups()));
    }

    private void event(Draft draft, Trial trial, boolean inTrigger, Variables variables) {
        String event = draft.event();
        if (event == null) {
            variables
                    .group("event", "Payload", null, null, true)
                    .all("start.body", null, trial.payload().json());
            return;
        }
        Variables.Group group = variables
                .group("event", event, null, null, true)
                .all(
                        "event",
                        events.schemaOf(draft.environment(), event).orElse(null),
                        trial.payload().json());
        if (!inTrigger) {
            group.add("event.headers", "object", null);
        }
    }

    private void output(Draft draft, Upstream node, @Nullable JsonNode seen, Variables variables) {
        Variables.Group group = variables.group("node", node.name(), node.id(), node.type(), seen != null);
        String path = "node." + node.id();
        if (seen != null) {
            group.all(path + ".body", null, seen.path("body"));
        } else {
            switch (node.type()) {
                case "rule" ->
                    group.add(path + ".body.condition_result", "boolean", null)
                            .add(path + ".body.execution_path", "string", null);
                case "delay" -> group.add(path + ".body.waited_seconds", "number", null);
                case "log" -> group.add(path + ".body.level", "string", null).add(path + ".body.content", "any", null);
                case "action" -> {
                    group.add(path + ".body", "any", null);
                    mapped(draft, node).forEach(name -> group.add(path + ".body." + name, "any", null));
                }
                default -> group.add(path + ".body", "any", null);
            }
        }
        if (node.type().equals("action") || node.type().equals("http")) {
            group.add(path + ".status_code", "number", seen == null ? null : seen.get("status_code"));
        }
        group.add(path + ".status", "string", seen == null ? null : text("Success"));
    }

    /** What the action's definition says of its output. */
    private List<String> mapped(Draft draft, Upstream node) {
        String action = node.action();
        Optional<App> app = catalog.find(draft.environment(), node.app());
        return app.isEmpty() || action == null
                ? List.of()
                : app.get().action(action).map(app.get()::outputNames).orElse(List.of());
    }

    private void account(Draft draft, @Nullable LinkedAccount account, boolean inTrigger, Variables variables) {
        Variables.Group group = variables.group("linked_account", "Linked account", null, null, account != null);
        if (!inTrigger) {
            group.add("linked_account.id", "string", account == null ? null : text(account.name()));
        }
        materials
                .queries()
                .userDefinedFields(draft.environment())
                .forEach((key, value) -> group.add(
                        "linked_account.udf." + key,
                        "string",
                        text(account == null ? value : account.udf().get(key))));
        if (account != null && !inTrigger) {
            account.credentials()
                    .keySet()
                    .forEach(key -> group.add("linked_account.auth_credentials." + key, "string", text("***")));
        }
    }

    private static @Nullable JsonNode text(@Nullable String text) {
        return text == null ? null : Json.MAPPER.getNodeFactory().stringNode(text);
    }

    // What fields come to
    // -----------------------------------------------------------------------------------------------------------------

    private Response render(Request request) {
        ObjectNode body = request.jsonObject();
        Draft draft = drafts.require(request, body);
        Trial trial = materials.trial(draft, materials.accounts().named(request).orElse(null), body);
        Run run = trial.run(drafts.sketch(draft), materials.clock().now());
        Preview preview = new Preview(new RunScope(run, trial.account()), trial.secrets());
        ObjectNode answer = Json.object();
        answer.set("payload", trial.payload().toJson());
        answer.set("fields", preview.fields(Members.object(body, "fields").orElseGet(Json::object)));
        answer.set(
                "expressions",
                preview.expressions(Members.object(body, "expressions").orElseGet(Json::object)));
        return Response.json(answer);
    }

    // Runs
    // --------------------------------------------------------------------------------------------------------------------------------

    private Response run(Request request) {
        ObjectNode body = request.jsonObject();
        LinkedAccount account = materials.accounts().require(request);
        Draft draft = drafts.require(request, body);
        Trial trial = materials.trial(draft, account, body);
        PublishedWorkflow workflow = drafts.trial(request.requireCaller(), draft);
        Condition startIf = workflow.compiled().startIf();
        RunScope scope =
                new RunScope(trial.run(drafts.sketch(draft), materials.clock().now()), account);
        if (startIf != null && !startIf.holds(scope)) {
            ObjectNode skipped = answer(null, "condition_not_met", trial);
            skipped.put("message", "The trigger's condition does not hold for this payload: an event would be skipped");
            return Response.json(skipped.set("evaluated_conditions", startIf.explain(scope)));
        }
        UUID execution = runs.start(new ApiRuns.Call(
                ApiRuns.Source.TEST,
                account,
                workflow,
                trial.configId(),
                trial.payload().json(),
                Json.writeBytes(trial.payload().json()),
                Members.flag(body, "skip_delays").orElse(false),
                null,
                request.path(),
                draft.event()));
        return Response.json(answer(execution, null, trial));
    }

    private static ObjectNode answer(@Nullable UUID execution, @Nullable String reason, Trial trial) {
        ObjectNode answer = Json.object()
                .put("started", execution != null)
                .put("execution_id", execution == null ? null : execution.toString())
                .put("reason", reason);
        return answer.set("payload", trial.payload().toJson());
    }

    private Response runNode(Request request) {
        ObjectNode body = request.jsonObject();
        LinkedAccount account = materials.accounts().require(request);
        Draft draft = drafts.require(request, body);
        String id = request.pathValue("node_id");
        CompiledWorkflow workflow = drafts.only(draft, id);
        Node node = workflow.node(id);
        if (node.kind() instanceof Node.Start || node.kind() instanceof Node.Delay) {
            throw ApiError.badRequest(
                    "NODE_NOT_TESTABLE",
                    node.kind() instanceof Node.Start
                            ? "The Start node holds the payload: run the workflow instead"
                            : "A delay only waits: run the workflow instead");
        }
        Trial trial = materials.trial(draft, account, body);
        Step step = executions.tryOnce(trial.run(workflow, materials.clock().now()), node, account);
        ObjectNode answer = NodeTrial.of(step, trial.secrets());
        answer.set("payload", trial.payload().toJson());
        return Response.json(answer);
    }
}
