package dev.zaffre.webhook;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Something that happened to a customer's connection or to one run of a workflow, which webhooks may want to tell. */
public sealed interface Notice {
    NoticeKind kind();

    /** Null in a trial. */
    @Nullable
    AccountId account();

    /** Slug. */
    String app();

    /** The documented payload. */
    ObjectNode json(Origin origin);

    /** Where it happened. */
    record Origin(UUID organization, String environmentName) {}

    /**
     * @param linkedAccountId the company's own id of the account
     * @param app slug
     */
    record OfConnection(NoticeKind kind, @Nullable AccountId account, String linkedAccountId, String app, Instant at)
            implements Notice {
        public OfConnection {
            if (!kind.isOfConnection()) {
                throw new IllegalArgumentException(kind + " does not happen to a connection");
            }
        }

        @Override
        public ObjectNode json(Origin origin) {
            return Json.object()
                    .put("linked_account_id", linkedAccountId)
                    .put("org_id", origin.organization().toString())
                    .put("environment", origin.environmentName())
                    .put("type", "General")
                    .put("event", kind.title())
                    .put("slug", app)
                    .put("createdAt", DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC)));
        }
    }

    /**
     * @param linkedAccountId the company's own id of the account
     * @param app slug of the workflow's app
     * @param status of the execution, such as {@code COMPLETED}
     * @param failure when it errored
     * @param result what the workflow answered, for bodies that ask for {@code workflow_response}
     */
    record OfWorkflow(
            NoticeKind kind,
            @Nullable AccountId account,
            String linkedAccountId,
            String app,
            UUID execution,
            UUID workflow,
            String workflowName,
            String configId,
            String status,
            @Nullable Failure failure,
            @Nullable JsonNode result)
            implements Notice {
        public OfWorkflow {
            if (kind.isOfConnection()) {
                throw new IllegalArgumentException(kind + " does not happen to a workflow");
            }
        }

        @Override
        public ObjectNode json(Origin origin) {
            ObjectNode json = Json.object()
                    .put("linked_account_id", linkedAccountId)
                    .put("instance_id", execution.toString())
                    .put("workflow_id", workflow.toString())
                    .put("config_id", configId)
                    .put("event", kind.title())
                    .put("workflow_name", workflowName)
                    .put("status", status)
                    .put("environment", origin.environmentName());
            if (failure != null) {
                failure.into(json);
            }
            return json;
        }
    }

    /**
     * Why a run errored.
     *
     * @param attempts that were made of the node
     * @param reason in words; without any secret
     */
    record Failure(String nodeId, @Nullable String nodeName, int attempts, Instant at, String reason) {
        private void into(ObjectNode json) {
            json.putObject("failed_node").put("node_id", nodeId).put("node_name", nodeName);
            json.put("attempts_made", attempts).put("failed_at", at.toString()).put("error", reason);
        }
    }
}
