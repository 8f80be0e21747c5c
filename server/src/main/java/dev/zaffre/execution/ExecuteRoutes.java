package dev.zaffre.execution;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.execution.Executions.Standing;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import dev.zaffre.workflow.Configs;
import dev.zaffre.workflow.PublishedWorkflow;
import dev.zaffre.workflow.Workflows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Starting, repeating and stopping single runs. */
public final class ExecuteRoutes {
    /** Longest that a synchronous caller is kept waiting. */
    private static final Duration SYNC_WAIT = Duration.ofSeconds(60);

    private final Executions executions;
    private final Reruns reruns;
    private final LinkedAccounts accounts;
    private final Workflows workflows;
    private final ApiRuns runs;

    public ExecuteRoutes(
            Executions executions, Reruns reruns, LinkedAccounts accounts, Workflows workflows, Configs configs) {
        this.executions = executions;
        this.reruns = reruns;
        this.accounts = accounts;
        this.workflows = workflows;
        this.runs = new ApiRuns(executions, configs);
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/api/v2/public/workflow/{workflowId}/execute", Access.KEY_OR_SESSION, this::execute),
                Route.post("/api/v1/workflow/{workflowId}/execute", Access.KEY_OR_SESSION, this::execute),
                Route.post("/api/v2/public/execution/{execution_id}/rerun", Access.KEY_OR_SESSION, this::rerun),
                Route.post("/api/v2/public/execution/{execution_id}/stop", Access.KEY_OR_SESSION, this::stop));
    }

    // Execute
    // -----------------------------------------------------------------------------------------------------------------------

    private Response execute(Request request) {
        Caller caller = request.requireCaller();
        JsonNode payload = request.json();
        LinkedAccount account = accounts.require(request);
        PublishedWorkflow workflow = workflow(caller.environment(), account, request);
        boolean sync =
                request.header("sync_execution").map("true"::equalsIgnoreCase).orElse(false);
        String configId = request.header("config_id").orElse(account.name());
        byte[] bytes = request.hasBody() ? request.body() : "{}".getBytes(StandardCharsets.UTF_8);
        UUID execution = runs.start(new ApiRuns.Call(
                ApiRuns.Source.API_CALL,
                account,
                workflow,
                configId,
                payload,
                bytes,
                sync,
                request.header("instance_tag").orElse(null),
                request.path(),
                null));
        if (!sync) {
            return Response.json(Json.object()
                    .put("message", "Workflow execution started")
                    .put("execution_id", execution.toString()));
        }
        return answer(execution, executions.await(caller.environment(), execution, SYNC_WAIT));
    }

    private PublishedWorkflow workflow(EnvironmentId environment, LinkedAccount account, Request request) {
        String id = request.pathValue("workflowId");
        PublishedWorkflow workflow = workflows
                .published(environment, id)
                .filter(found -> found.privateTo() == null || found.privateTo().equals(account.id()))
                .orElseThrow(
                        () -> ApiError.notFound("INVALID_WORKFLOW_ID", "No published workflow with id " + id + "."));
        Optional<String> slug = request.header("slug");
        if (slug.isPresent() && !slug.get().equals(workflow.app())) {
            throw ApiError.badRequest(
                    "VALIDATION_ERROR",
                    "The header slug says '" + slug.get() + "', the workflow belongs to '" + workflow.app() + "'");
        }
        return workflow;
    }

    /** The status is the Response node's; a run that failed before it answers 200 with what went wrong, as the clients read it. */
    private static Response answer(UUID execution, Standing standing) {
        ObjectNode body =
                Json.object().put("execution_id", execution.toString()).put("status", standing.status());
        boolean errored = standing.isOver() && !standing.status().equals("COMPLETED");
        body.put("errored", errored);
        int status = 200;
        JsonNode result = standing.result();
        if (result != null) {
            status = result.path("status").asInt(200);
            body.set("return_value", result.path("body"));
        } else {
            body.putNull("return_value");
        }
        body.put("status_code", status);
        if (errored) {
            body.putObject("execution_error").put("message", standing.reason());
        }
        return Response.json(status, body);
    }

    // Rerun and stop
    // ------------------------------------------------------------------------------------------------------------------

    private Response rerun(Request request) {
        Caller caller = request.requireCaller();
        UUID again = request.pathId("execution_id")
                .flatMap(id -> reruns.prepare(caller.environment(), accounts.narrowing(request), id))
                .map(trigger -> runs.accept(trigger).executions().getFirst().id())
                .orElseThrow(ExecuteRoutes::unknown);
        return Response.json(Json.object().put("status", "success").put("id", again.toString()));
    }

    private Response stop(Request request) {
        Caller caller = request.requireCaller();
        boolean known = request.pathId("execution_id")
                .map(id -> executions.stop(caller.environment(), accounts.narrowing(request), id))
                .orElse(false);
        if (!known) {
            throw unknown();
        }
        return Response.message("Stopping instance");
    }

    private static ApiError unknown() {
        return ApiError.notFound("RESOURCE_NOT_FOUND", "Execution not found");
    }
}
