package dev.zaffre.workflow;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Members;
import dev.zaffre.http.Period;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Workflows: made and changed as drafts, published as versions that never change. */
public final class WorkflowRoutes {
    private static final String BASE = "/api/v2/public/workflow";

    private final Workflows workflows;
    private final WorkflowAccess access;
    private final WorkflowPublishing publishing;
    private final Configs configs;
    private final LinkedAccounts accounts;
    private final Catalog catalog;
    private final PayloadStructure structures;

    public WorkflowRoutes(
            Workflows workflows,
            WorkflowCompiler compiler,
            Configs configs,
            LinkedAccounts accounts,
            Catalog catalog,
            PayloadStructure structures) {
        this.workflows = workflows;
        this.access = new WorkflowAccess(workflows, accounts);
        this.publishing = new WorkflowPublishing(workflows, compiler);
        this.configs = configs;
        this.accounts = accounts;
        this.catalog = catalog;
        this.structures = structures;
    }

    public List<Route> routes() {
        return List.of(
                Route.post(BASE, Access.KEY_OR_SESSION, this::create),
                Route.get(BASE, Access.KEY_OR_SESSION, this::list),
                Route.get(
                        "/api/v2/public/workflow-schema",
                        Access.PUBLIC,
                        request -> Response.json(WorkflowCompiler.schema())),
                Route.get(BASE + "/enabled", Access.KEY_OR_SESSION, this::enabled),
                Route.get(BASE + "/request-structure/{workflow_id}", Access.KEY_OR_SESSION, this::requestStructure),
                Route.get(BASE + "/versions/{workflow_id}", Access.KEY_OR_SESSION, this::versions),
                Route.get(BASE + "/{workflow_id}", Access.KEY_OR_SESSION, this::get),
                Route.get(BASE + "/{workflow_id}/edit", Access.KEY_OR_SESSION, this::draft),
                Route.put(BASE + "/{workflow_id}", Access.KEY_OR_SESSION, this::save),
                Route.put(BASE + "/{workflow_id}/publish", Access.KEY_OR_SESSION, this::publish),
                Route.delete(BASE + "/{workflow_id}", Access.KEY_OR_SESSION, this::delete));
    }

    private Response create(Request request) {
        return create(request, request.jsonObject());
    }

    /** @param body what is said of the new workflow, wherever it was written */
    Response create(Request request, ObjectNode body) {
        Optional<LinkedAccount> account = accounts.named(request);
        String name = WorkflowForm.name(body).orElseThrow(() -> Members.wrong("name", "is required"));
        String app = Members.text(body, "slug", 256).orElse("");
        ConfigSubjects.requireApp(catalog, request, app);
        StoredWorkflow blank = new StoredWorkflow(
                Ids.next(),
                account.map(LinkedAccount::id).orElse(null),
                account.map(LinkedAccount::name).orElse(null),
                app,
                name,
                null,
                null,
                WorkflowForm.empty(),
                1,
                null,
                null,
                0,
                false,
                false,
                Json.array(),
                true,
                Instant.EPOCH,
                Instant.EPOCH);
        StoredWorkflow workflow = WorkflowForm.read(body, blank);
        if (!workflows.insert(request.requireCaller(), workflow)) {
            throw aliasTaken(workflow);
        }
        StoredWorkflow stored =
                workflows.find(environment(request), workflow.id()).orElseThrow();
        ObjectNode json = stored.toJson(request.requireCaller(), stored.draft());
        // One generation of clients reads 'workflow', an older one the workflow itself.
        ObjectNode answer = json.deepCopy();
        return Response.json(answer.set("workflow", json));
    }

    private Response list(Request request) {
        Caller caller = request.requireCaller();
        Request.Page page = request.page(10);
        WorkflowRows.Filter filter = new WorkflowRows.Filter(
                accounts.narrowing(request),
                request.queryValue("scope").orElse("").equals("private"),
                caller.isSession(),
                request.queryValue("slug")
                        .or(() -> request.queryValue("application_id"))
                        .orElse(null),
                request.queryValue("name").orElse(null),
                published(request),
                Period.of(request));
        List<ObjectNode> docs = workflows.list(caller.environment(), filter, page.offset(), page.limit()).stream()
                .map(workflow -> workflow.summary(caller))
                .toList();
        return Response.json(page.envelope(docs, workflows.count(caller.environment(), filter)));
    }

    private static @Nullable Boolean published(Request request) {
        Optional<String> text = request.queryValue("published");
        if (text.isPresent() && !Set.of("true", "false").contains(text.get())) {
            throw Members.wrong("published", "must be true or false");
        }
        return text.map(Boolean::valueOf).orElse(null);
    }

    private Response get(Request request) {
        StoredWorkflow workflow = access.readable(request);
        return Response.json(workflow.toJson(request.requireCaller(), publishedOrDraft(request, workflow)));
    }

    private JsonNode publishedOrDraft(Request request, StoredWorkflow workflow) {
        Integer version = workflow.publishedVersion();
        return version == null
                ? workflow.draft()
                : workflows
                        .document(environment(request), workflow.id(), version)
                        .orElseGet(workflow::draft);
    }

    private Response draft(Request request) {
        StoredWorkflow workflow = access.readable(request);
        // What the company is working on is not for its customers' eyes.
        boolean foreign = request.requireCaller().isSession() && workflow.account() == null;
        return Response.json(workflow.toJson(
                request.requireCaller(), foreign ? publishedOrDraft(request, workflow) : workflow.draft()));
    }

    private Response save(Request request) {
        return save(request, request.jsonObject());
    }

    /** @param body what is said of the draft, wherever it was written */
    Response save(Request request, ObjectNode body) {
        StoredWorkflow before = access.writable(request);
        Optional<String> app = Members.text(body, "slug", 256);
        if (app.isPresent() && !app.get().equals(before.app())) {
            throw Members.wrong("slug", "cannot be changed: it is " + before.app() + "; make a new workflow");
        }
        StoredWorkflow after = WorkflowForm.read(body, before);
        Optional<Integer> read = Members.number(body, "revision", 1, Integer.MAX_VALUE);
        if (!workflows.update(request.requireCaller(), after, read.orElse(null))) {
            throw notSaved(request, after, read);
        }
        StoredWorkflow stored = workflows.find(environment(request), after.id()).orElse(after);
        return Response.json(stored.toJson(request.requireCaller(), stored.draft()));
    }

    private Response publish(Request request) {
        StoredWorkflow workflow = access.writable(request);
        publishing.change(request.requireCaller(), workflow, request.jsonObject());
        StoredWorkflow stored =
                workflows.find(environment(request), workflow.id()).orElse(workflow);
        return Response.json(stored.toJson(request.requireCaller(), publishedOrDraft(request, stored)));
    }

    private Response versions(Request request) {
        StoredWorkflow workflow = access.readable(request);
        Request.Page page = request.page(10);
        ArrayNode docs = Json.array();
        for (WorkflowRows.Version version :
                workflows.versions(environment(request), workflow.id(), page.offset(), page.limit())) {
            docs.add(workflow.summary(request.requireCaller())
                    .put("version", version.number())
                    .put("note", version.note())
                    .put("published_by", version.createdBy())
                    .put("published", Objects.equals(workflow.publishedVersion(), version.number()))
                    .put("createdAt", version.createdAt().toString()));
        }
        return Response.json(page.envelope(docs.valueStream().toList(), workflow.latestVersion()));
    }

    private Response delete(Request request) {
        workflows.delete(environment(request), access.writable(request).id());
        return Response.json(
                Json.object().put("message", "Workflow deleted successfully").put("successfullyDeletedTriggers", true));
    }

    /** What runs for the account: by its configs, by itself ({@code autoEnable}), or because it is the account's own. */
    private Response enabled(Request request) {
        LinkedAccount account = accounts.require(request);
        List<Config> all = configs.all(account.environment(), account.id());
        ArrayNode list = Json.array();
        for (Workflows.Offer offer : workflows.offers(account.environment(), null, account.id())) {
            if (!offer.published().admits(account.udf())) {
                continue;
            }
            List<Config> ofApp = all.stream()
                    .filter(config -> config.app().equals(offer.stored().app()))
                    .toList();
            boolean own = offer.stored().account() != null;
            if (own || ofApp.isEmpty()) {
                if (own || offer.published().autoEnable()) {
                    list.add(enabledJson(offer, account.name()));
                }
                continue;
            }
            ofApp.stream()
                    .filter(config -> ConfigAnswers.isEnabled(config, offer))
                    .forEach(config -> list.add(enabledJson(offer, config.configId())));
        }
        return Response.json(list);
    }

    private static ObjectNode enabledJson(Workflows.Offer offer, String configId) {
        StoredWorkflow workflow = offer.stored();
        ObjectNode json = Json.object()
                .put("id", workflow.id().toString())
                .put("name", workflow.name())
                .put("description", workflow.description())
                .putNull("icon")
                .put("createdAt", workflow.createdAt().toString())
                .put("updatedAt", workflow.updatedAt().toString())
                .put("config_id", configId);
        return json.set("application", Json.object().put("slug", workflow.app()));
    }

    private Response requestStructure(Request request) {
        StoredWorkflow workflow = access.readable(request);
        JsonNode trigger = publishedOrDraft(request, workflow).path("trigger");
        Optional<ObjectNode> ofEvent = trigger.path("event").isString()
                ? structures.ofEvent(environment(request), trigger.path("event").asString())
                : Optional.empty();
        return Response.json(ofEvent.orElseGet(() ->
                structures.ofSample(trigger.path("sample").isContainer() ? trigger.path("sample") : Json.object())));
    }

    /** Somebody else saved in between, or the alias is taken. */
    private ApiError notSaved(Request request, StoredWorkflow workflow, Optional<Integer> read) {
        StoredWorkflow now = workflows.find(environment(request), workflow.id()).orElse(workflow);
        return read.isEmpty() || read.get() == now.revision() ? aliasTaken(workflow) : changedMeanwhile(now);
    }

    /** Who and when is in the details: the message must not differ from one moment to the next. */
    private static ApiError changedMeanwhile(StoredWorkflow now) {
        return ApiError.conflict(
                        "WORKFLOW_DRAFT_CHANGED",
                        "The draft was saved by somebody else since it was read: load it again, or save without"
                                + " 'revision' to overwrite it")
                .with(Json.object()
                        .put("revision", now.revision())
                        .put("changed_by", now.changedBy())
                        .put("changed_at", now.updatedAt().toString()));
    }

    private static ApiError aliasTaken(StoredWorkflow workflow) {
        return ApiError.conflict(
                "WORKFLOW_ALIAS_IN_USE", "workflow_alias " + workflow.alias() + " belongs to another workflow");
    }

    private static EnvironmentId environment(Request request) {
        return request.requireCaller().environment();
    }

    /** Where and what, for the message of one line. */
    static String inWords(JsonNode problems) {
        return problems.valueStream()
                .map(problem -> (problem.path("node").isString()
                                ? "node " + problem.path("node").asString() + ": "
                                : "")
                        + problem.path("message").asString())
                .limit(3)
                .collect(Collectors.joining("; "));
    }
}
