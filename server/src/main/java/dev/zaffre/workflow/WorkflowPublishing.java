package dev.zaffre.workflow;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Members;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Publishes drafts, goes back to older versions, unpublishes. What cannot run is refused with everything that is wrong with it. */
final class WorkflowPublishing {
    private final Workflows workflows;
    private final WorkflowCompiler compiler;

    WorkflowPublishing(Workflows workflows, WorkflowCompiler compiler) {
        this.workflows = workflows;
        this.compiler = compiler;
    }

    /** @param body {@code {published, version?, note?}} */
    void change(Caller caller, StoredWorkflow workflow, ObjectNode body) {
        EnvironmentId environment = caller.environment();
        boolean publish =
                Members.flag(body, "published").orElseThrow(() -> Members.wrong("published", "must be true or false"));
        Optional<Integer> version = Members.number(body, "version", 1, Integer.MAX_VALUE);
        if (!publish) {
            if (workflow.publishedVersion() == null) {
                throw ApiError.badRequest(
                        "INVALID_WORKFLOW_ID", "Only public and published workflows can be unpublished");
            }
            workflows.setPublished(environment, workflow.id(), null);
        } else if (version.isPresent()) {
            ObjectNode document = workflows
                    .document(environment, workflow.id(), version.get())
                    .orElseThrow(() -> ApiError.notFound(
                            "INVALID_WORKFLOW_ID", "Version " + version.get() + " of the workflow not found"));
            check(environment, workflow, document);
            workflows.setPublished(environment, workflow.id(), version.get());
        } else {
            ObjectNode document = workflow.document();
            check(environment, workflow, document);
            String note = Members.text(body, "note", 2_000)
                    .or(() -> Members.text(body, "description", 2_000))
                    .orElse(null);
            workflows.publish(caller, workflow.id(), document, note);
        }
    }

    private void check(EnvironmentId environment, StoredWorkflow workflow, ObjectNode document) {
        WorkflowCompiler.Result result = compiler.compile(environment, workflow.id(), workflow.app(), document);
        if (result.problems().isEmpty() && result.workflow() != null) {
            return;
        }
        throw refused("The workflow cannot be published", result.problems());
    }

    /** @param what cannot be done */
    static ApiError refused(String what, List<WorkflowCompiler.Problem> found) {
        ArrayNode problems = Json.array();
        found.forEach(problem -> problems.add(problem.toJson()));
        return ApiError.badRequest(
                        "INVALID_WORKFLOW",
                        what + ": " + problems.size() + " problem(s): " + WorkflowRoutes.inWords(problems))
                .with(problems);
    }
}
