package dev.zaffre.execution;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.db.Database;
import dev.zaffre.http.ApiError;
import dev.zaffre.workflow.CompiledWorkflow;
import dev.zaffre.workflow.Config;
import dev.zaffre.workflow.Configs;
import dev.zaffre.workflow.PublishedWorkflow;
import dev.zaffre.workflow.Workflows;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs an old execution again: the original payload, the version that is published now, or its own when none is. */
public final class Reruns {
    private final Database database;
    private final Workflows workflows;
    private final Configs configs;

    public Reruns(Database database, Workflows workflows, Configs configs) {
        this.database = database;
        this.workflows = workflows;
        this.configs = configs;
    }

    private record Old(
            UUID account,
            UUID event,
            UUID workflow,
            int version,
            String app,
            String configId,
            String source,
            @Nullable String eventName,
            byte[] payload,
            @Nullable String headers) {}

    /**
     * @param account only an execution of this account; null for any
     * @return empty when there is no such execution
     * @throws ApiError 409 when its workflow is gone
     */
    Optional<Executions.Trigger> prepare(EnvironmentId environment, @Nullable AccountId account, UUID execution) {
        return old(environment, account, execution).map(old -> trigger(environment, old, execution));
    }

    private Executions.Trigger trigger(EnvironmentId environment, Old old, UUID execution) {
        AccountId account = new AccountId(old.account());
        Config config =
                configs.find(environment, account, old.app(), old.configId()).orElse(null);
        return new Executions.Trigger(
                environment,
                account,
                old.source(),
                old.event(),
                null,
                old.eventName(),
                Json.parse(old.payload()),
                old.headers() == null ? null : Json.read(old.headers()),
                List.of(new Executions.Start(workflow(environment, old), old.configId(), config, false)),
                List.of(),
                null,
                execution);
    }

    private PublishedWorkflow workflow(EnvironmentId environment, Old old) {
        Optional<PublishedWorkflow> published =
                workflows.published(environment, old.workflow().toString());
        // A draft that was tried is tried again as it was.
        if (published.isPresent() && old.version() > 0) {
            return published.get();
        }
        CompiledWorkflow own = workflows
                .version(environment, old.workflow(), old.version())
                .orElseThrow(() -> ApiError.conflict(
                        "INVALID_WORKFLOW_ID", "The workflow of this execution was deleted: it cannot run again"));
        return new PublishedWorkflow(
                old.workflow(), old.version(), old.app(), "", null, null, false, List.of(), true, own);
    }

    private Optional<Old> old(EnvironmentId environment, @Nullable AccountId account, UUID execution) {
        return database.read(handle -> handle.createQuery("""
                        select x.account_id, x.event_id, x.workflow_id, x.version, x.app, x.config_id, x.source, e.name, e.payload,
                               e.headers
                        from execution x join event e on e.id = x.event_id
                        where x.id = :id and x.environment_id = :environment
                          and (cast(:account as uuid) is null or x.account_id = cast(:account as uuid))""")
                .bind("id", execution)
                .bind("environment", environment.value())
                .bind("account", account == null ? null : account.value())
                .map((row, context) -> new Old(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getObject(3, UUID.class),
                        row.getInt(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        row.getBytes(9),
                        row.getString(10)))
                .findOne());
    }
}
