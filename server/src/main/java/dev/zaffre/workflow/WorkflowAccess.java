package dev.zaffre.workflow;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.AccountId;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Request;
import org.jspecify.annotations.Nullable;

/**
 * Which workflows a caller may see and change. The company sees all of its environment; when it names a linked account, what that
 * account sees. A customer's session sees what is published for everybody, and its own, which alone it may change. What is not to
 * be seen does not exist.
 */
final class WorkflowAccess {
    private final Workflows workflows;
    private final LinkedAccounts accounts;

    WorkflowAccess(Workflows workflows, LinkedAccounts accounts) {
        this.workflows = workflows;
        this.accounts = accounts;
    }

    /** @throws ApiError 404 */
    StoredWorkflow readable(Request request) {
        @Nullable AccountId account = accounts.narrowing(request);
        boolean session = request.requireCaller().isSession();
        return request.pathId("workflow_id")
                .flatMap(id -> workflows.find(request.requireCaller().environment(), id))
                .filter(workflow -> workflow.account() == null
                        ? !session || workflow.publishedVersion() != null
                        : account == null || account.equals(workflow.account()))
                .orElseThrow(() -> ApiError.notFound("INVALID_WORKFLOW_ID", "Workflow not found"));
    }

    /** @throws ApiError 404, and 403 for a public workflow and a session */
    StoredWorkflow writable(Request request) {
        StoredWorkflow workflow = readable(request);
        if (request.requireCaller().isSession() && workflow.account() == null) {
            throw ApiError.forbidden(
                    "FORBIDDEN", "The workflow is public: it can be changed with the organization's API key only");
        }
        return workflow;
    }
}
