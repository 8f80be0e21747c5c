package dev.zaffre.workflow;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.Json;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A workflow's past and other forms: single versions, what changed between them, the way back, and the workflow as a file. */
public final class WorkflowVersionRoutes {
    private static final String BASE = "/api/v2/public/workflow/{workflow_id}";

    private final Workflows workflows;
    private final WorkflowAccess access;
    private final WorkflowCompiler compiler;
    private final Drafts drafts;
    private final WorkflowRoutes routes;

    public WorkflowVersionRoutes(
            Workflows workflows, LinkedAccounts accounts, WorkflowCompiler compiler, WorkflowRoutes routes) {
        this.workflows = workflows;
        this.access = new WorkflowAccess(workflows, accounts);
        this.compiler = compiler;
        this.drafts = new Drafts(workflows, accounts, compiler);
        this.routes = routes;
    }

    public List<Route> routes() {
        return List.of(
                Route.post(BASE + "/check", Access.KEY, this::check).needs(Role.VIEWER),
                Route.get(BASE + "/version/{version}", Access.KEY, this::version),
                Route.post(BASE + "/version/{version}/restore", Access.KEY, this::restore),
                Route.get(BASE + "/diff", Access.KEY, this::diff),
                Route.get(BASE + "/yaml", Access.KEY, this::yaml),
                Route.post(BASE + "/yaml", Access.KEY, this::replace),
                Route.post("/api/v2/public/workflow/yaml", Access.KEY, this::create));
    }

    private Response check(Request request) {
        Drafts.Draft draft = drafts.require(request, request.jsonObject());
        ArrayNode problems = Json.array();
        drafts.problems(draft).forEach(problem -> problems.add(problem.toJson()));
        ObjectNode answer = Json.object().put("publishable", problems.isEmpty());
        return Response.json(answer.set("problems", problems));
    }

    // Versions
    // ----------------------------------------------------------------------------------------------------------------------

    private Response version(Request request) {
        StoredWorkflow workflow = access.readable(request);
        String number = request.pathValue("version");
        ObjectNode json = workflow.toJson(request.requireCaller(), document(request, workflow, number));
        return Response.json(json.put("version", number(number)));
    }

    private Response restore(Request request) {
        StoredWorkflow workflow = access.writable(request);
        ObjectNode document = document(request, workflow, request.pathValue("version"));
        document.remove("slug");
        whole(document);
        ObjectNode change = request.jsonObject();
        Members.number(change, "revision", 1, Integer.MAX_VALUE)
                .ifPresent(revision -> document.put("revision", revision));
        return routes.save(request, document);
    }

    private Response diff(Request request) {
        StoredWorkflow workflow = access.readable(request);
        String from = request.queryValue("from").orElseThrow(() -> Members.wrong("from", "is required: a version"));
        String to = request.queryValue("to").orElse("draft");
        ObjectNode diff = Json.object().put("from", from).put("to", to);
        diff.setAll(WorkflowDiff.of(document(request, workflow, from), document(request, workflow, to)));
        return Response.json(diff);
    }

    /** What it does not say is not to stay as it is now. */
    private static void whole(ObjectNode document) {
        StoredWorkflow.DOCUMENT.stream().filter(name -> !document.has(name)).forEach(document::putNull);
    }

    /** @param which a version's number, or {@code draft} */
    private ObjectNode document(Request request, StoredWorkflow workflow, String which) {
        if (which.equals("draft")) {
            return workflow.document();
        }
        return workflows
                .document(request.requireCaller().environment(), workflow.id(), number(which))
                .orElseThrow(() -> unknown(which));
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw unknown(text);
        }
    }

    private static ApiError unknown(String version) {
        return ApiError.notFound("INVALID_WORKFLOW_ID", "Version " + version + " of the workflow not found");
    }

    // As a file
    // ---------------------------------------------------------------------------------------------------------------------

    private Response yaml(Request request) {
        StoredWorkflow workflow = access.readable(request);
        JsonNode document =
                document(request, workflow, request.queryValue("version").orElse("draft"));
        return Response.json(Json.object()
                .put("file_name", fileName(workflow.name()))
                .put("yaml", WorkflowFile.write(workflow, document)));
    }

    private static String fileName(String name) {
        String plain = name.toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        return (plain.isEmpty() ? "workflow" : plain) + ".yaml";
    }

    private Response create(Request request) {
        WorkflowFile file = file(request);
        try {
            return imported(request, file, routes.create(request, file.content()));
        } catch (ApiError e) {
            throw file.placed(e);
        }
    }

    private Response replace(Request request) {
        access.writable(request);
        WorkflowFile file = file(request);
        ObjectNode content = file.content().deepCopy();
        whole(content);
        Members.number(request.jsonObject(), "revision", 1, Integer.MAX_VALUE)
                .ifPresent(revision -> content.put("revision", revision));
        try {
            return imported(request, file, routes.save(request, content));
        } catch (ApiError e) {
            throw file.placed(e);
        }
    }

    private static WorkflowFile file(Request request) {
        ObjectNode body = request.jsonObject();
        return WorkflowFile.read(
                Members.text(body, "yaml", Json.MAX_STRING).orElseThrow(() -> Members.wrong("yaml", "is required")));
    }

    /** What is wrong with it does not stop it from being a draft; it is told with the file's lines. */
    private Response imported(Request request, WorkflowFile file, Response stored) {
        ObjectNode workflow = (ObjectNode) Json.parse(new String(stored.body(), StandardCharsets.UTF_8));
        workflow.remove("workflow");
        ArrayNode problems = Json.array();
        compiler.compile(
                        request.requireCaller().environment(),
                        dev.zaffre.base.Ids.parse(workflow.path("_id").asString())
                                .orElse(null),
                        workflow.path("slug").asString(),
                        workflow)
                .problems()
                .forEach(problem -> problems.add(problem.toJson().put("line", file.line(problem))));
        ObjectNode answer = Json.object();
        answer.set("workflow", workflow);
        return Response.json(answer.set("problems", problems));
    }
}
