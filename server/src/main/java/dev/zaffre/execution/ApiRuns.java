package dev.zaffre.execution;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.GroupCommit;
import dev.zaffre.execution.Acceptance.NewEvent;
import dev.zaffre.execution.Executions.Standing;
import dev.zaffre.http.ApiError;
import dev.zaffre.workflow.Config;
import dev.zaffre.workflow.Configs;
import dev.zaffre.workflow.PublishedWorkflow;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Starts single runs that no event started. */
public final class ApiRuns {
    private final Executions executions;
    private final Configs configs;

    public ApiRuns(Executions executions, Configs configs) {
        this.executions = executions;
        this.configs = configs;
    }

    /**
     * Who wants a run, as the history shows it: a backend, somebody who looks at a config whose options a workflow
     * knows, or somebody who tries a draft.
     */
    enum Source {
        API_CALL("API_CALL"),
        OPTIONS("Options"),
        /** Somebody tries a draft. */
        TEST("Test");

        private final String text;

        Source(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        /** Nobody is told of the end of such runs. */
        static boolean isQuiet(String source) {
            return source.equals(OPTIONS.text) || source.equals(TEST.text);
        }
    }

    /**
     * What is to run.
     *
     * @param bytes of the payload, as they are kept
     * @param url that was called
     * @param event name of the event type that the payload stands for; null when it stands for none
     */
    record Call(
            Source source,
            LinkedAccount account,
            PublishedWorkflow workflow,
            String configId,
            JsonNode payload,
            byte[] bytes,
            boolean sync,
            @Nullable String tag,
            String url,
            @Nullable String event) {}

    /** @throws ApiError 503 when the database did not confirm the run */
    UUID start(Call call) {
        LinkedAccount account = call.account();
        PublishedWorkflow workflow = call.workflow();
        Config config = configs.find(account.environment(), account.id(), workflow.app(), call.configId())
                .orElse(null);
        UUID event = Ids.next();
        var row = new NewEvent(
                event,
                account.environment(),
                account.id(),
                call.source().text(),
                call.event(),
                call.configId(),
                workflow.app(),
                call.tag(),
                call.url(),
                null,
                call.bytes(),
                null);
        var start = new Executions.Start(workflow, call.configId(), config, call.sync());
        return accept(new Executions.Trigger(
                        account.environment(),
                        account.id(),
                        call.source().text(),
                        event,
                        row,
                        call.event(),
                        call.payload(),
                        null,
                        List.of(start),
                        List.of(),
                        null,
                        null))
                .executions()
                .getFirst()
                .id();
    }

    Executions.Receipt accept(Executions.Trigger trigger) {
        try {
            return executions.accept(trigger);
        } catch (SQLException | GroupCommit.Overloaded e) {
            throw ApiError.of(
                            503,
                            "SERVICE_UNAVAILABLE",
                            "SERVICE_UNAVAILABLE",
                            "The run was not accepted: the database did not confirm it. Send it again")
                    .withHeader("Retry-After", "2");
        }
    }

    /**
     * Runs a workflow and waits for what its Response node says.
     *
     * @throws IllegalStateException when the run failed, gave no response, or was not over in time; the message says which
     */
    public JsonNode ask(
            LinkedAccount account, PublishedWorkflow workflow, String configId, ObjectNode payload, Duration atMost) {
        UUID run = start(new Call(
                Source.OPTIONS,
                account,
                workflow,
                configId,
                payload,
                Json.writeBytes(payload),
                true,
                "config-options",
                "config-options",
                null));
        Standing standing = executions.await(account.environment(), run, atMost);
        JsonNode result = standing.result();
        if (standing.status().equals("COMPLETED") && result != null) {
            return result.path("body");
        }
        throw new IllegalStateException("Execution " + run + " of the workflow \"" + workflow.name() + "\" "
                + (!standing.isOver()
                        ? "was not over after " + atMost.toSeconds() + " s"
                        : result == null && standing.status().equals("COMPLETED")
                                ? "ended without a Response node"
                                : "is " + standing.status() + ": " + standing.reason()));
    }
}
