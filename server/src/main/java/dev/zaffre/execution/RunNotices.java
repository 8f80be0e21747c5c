package dev.zaffre.execution;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.webhook.Notice;
import dev.zaffre.webhook.NoticeKind;
import dev.zaffre.webhook.Webhooks;
import dev.zaffre.workflow.PublishedWorkflow;
import dev.zaffre.workflow.Workflows;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What webhooks are told of runs that are over. Nothing is put together when nobody wants to know. */
final class RunNotices {
    private final Webhooks webhooks;
    private final LinkedAccounts accounts;
    private final Workflows workflows;
    private final Clock clock;

    RunNotices(Webhooks webhooks, LinkedAccounts accounts, Workflows workflows, Clock clock) {
        this.webhooks = webhooks;
        this.accounts = accounts;
        this.workflows = workflows;
        this.clock = clock;
    }

    /** Which run it was. */
    record Ended(
            EnvironmentId environment,
            AccountId account,
            String app,
            UUID execution,
            UUID workflow,
            String configId,
            String status) {}

    /** Null when nobody wants to be told of such an end. */
    @Nullable
    Notice of(Run run, String status, @Nullable String reason, List<AttemptRow> unwritten) {
        Run.Identity it = run.identity;
        Ended ended =
                new Ended(it.environment(), it.account(), it.app(), it.id(), it.workflow(), it.configId(), status);
        NoticeKind kind = kind(status);
        return kind == null || it.quiet() || !webhooks.wants(it.environment(), kind)
                ? null
                : notice(
                        ended,
                        kind,
                        kind == NoticeKind.WORKFLOW_ERRORED ? failure(run, reason, unwritten) : null,
                        run.result);
    }

    /** In the transaction that ends a run which nobody was working on. */
    void publish(Handle handle, Ended ended) {
        NoticeKind kind = kind(ended.status());
        if (kind != null && webhooks.wants(ended.environment(), kind)) {
            webhooks.publish(handle, ended.environment(), notice(ended, kind, null, null));
        }
    }

    /** A run that ended itself has no kind of its own: it did what its workflow says. */
    private static @Nullable NoticeKind kind(String status) {
        return switch (status) {
            case "COMPLETED" -> NoticeKind.WORKFLOW_COMPLETED;
            case "ERRORED" -> NoticeKind.WORKFLOW_ERRORED;
            case "STOPPED" -> NoticeKind.WORKFLOW_STOPPED;
            case "TIMED_OUT" -> NoticeKind.WORKFLOW_TIMED_OUT;
            default -> null;
        };
    }

    private Notice notice(Ended ended, NoticeKind kind, Notice.@Nullable Failure failure, @Nullable JsonNode result) {
        Optional<LinkedAccount> account = accounts.find(ended.environment(), ended.account());
        Optional<PublishedWorkflow> workflow =
                workflows.published(ended.environment(), ended.workflow().toString());
        return new Notice.OfWorkflow(
                kind,
                ended.account(),
                account.map(LinkedAccount::name).orElse(""),
                ended.app(),
                ended.execution(),
                ended.workflow(),
                workflow.map(PublishedWorkflow::name).orElse(""),
                ended.configId(),
                ended.status(),
                failure,
                result);
    }

    private Notice.Failure failure(Run run, @Nullable String reason, List<AttemptRow> unwritten) {
        AttemptRow last = null;
        for (AttemptRow row : unwritten) {
            last = row.status() == Run.Status.ERRORED ? row : last;
        }
        String words = reason == null ? "" : reason;
        return last == null
                ? new Notice.Failure("", null, 0, clock.now(), words)
                : new Notice.Failure(
                        last.nodeId(),
                        run.workflow.node(last.nodeId()).name(),
                        last.attempt(),
                        last.startedAt(),
                        words);
    }
}
