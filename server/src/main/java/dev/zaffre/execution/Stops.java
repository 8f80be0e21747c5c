package dev.zaffre.execution;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.db.Database;
import java.sql.Timestamp;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Ends runs from outside: one that waits at once, one under way before its next node. */
final class Stops {
    private final Database database;
    private final Clock clock;
    private final RunNotices notices;
    private final Feed feed;

    Stops(Database database, Clock clock, RunNotices notices, Feed feed) {
        this.database = database;
        this.clock = clock;
        this.notices = notices;
        this.feed = feed;
    }

    /** What a run that waited is afterwards. */
    private record End(String status, String reason) {}

    /**
     * Asks a run to stop.
     *
     * @param account only a run of this account; null for any
     * @return false when there is no such run
     */
    boolean stop(EnvironmentId environment, @Nullable AccountId account, UUID execution) {
        return database.transact(handle -> {
            boolean known = handle.createQuery("""
                            select 1 from execution where id = :id and environment_id = :environment
                              and (cast(:account as uuid) is null or account_id = cast(:account as uuid))""")
                    .bind("id", execution)
                    .bind("environment", environment.value())
                    .bind("account", account == null ? null : account.value())
                    .mapTo(Integer.class)
                    .findOne()
                    .isPresent();
            if (known) {
                end(handle, environment, "execution_id = :of", execution, new End("STOPPED", "Stopped on request"));
            }
            return known;
        });
    }

    void endAll(Handle handle, EnvironmentId environment, AccountId account) {
        var end = new End("TERMINATED", "The linked account was deleted");
        end(handle, environment, "account_id = :of", account.value(), end);
    }

    void endAll(Handle handle, EnvironmentId environment, UUID workflow) {
        end(
                handle,
                environment,
                "execution_id in (select id from execution where workflow_id = :of and finished_at is null)",
                workflow,
                new End("TERMINATED", "The workflow was deleted"));
    }

    private void end(Handle handle, EnvironmentId environment, String which, UUID of, End end) {
        // One statement may touch a row only once: what waits is deleted, what somebody runs is marked.
        handle.createQuery("""
                        with theirs as (select execution_id, owner from job where environment_id = :environment and WHICH for update),
                        waiting as (delete from job using theirs
                                    where job.execution_id = theirs.execution_id and theirs.owner is null),
                        marked as (update job set stop = true from theirs
                                   where job.execution_id = theirs.execution_id and theirs.owner is not null)
                        update execution x set
                            status = case when theirs.owner is null then :status else 'STOPPING' end,
                            reason = case when theirs.owner is null then :reason else x.reason end,
                            finished_at = case when theirs.owner is null then cast(:now as timestamptz) end
                        from theirs
                        where x.id = theirs.execution_id and x.status in ('QUEUED', 'RUNNING', 'WAITING')
                        returning x.account_id, x.app, x.id, x.workflow_id, x.config_id, x.status""".replace("WHICH", which))
                .bind("environment", environment.value())
                .bind("of", of)
                .bind("status", end.status())
                .bind("reason", end.reason())
                .bind("now", Timestamp.from(clock.now()))
                .map((row, context) -> new RunNotices.Ended(
                        environment,
                        new AccountId(row.getObject(1, UUID.class)),
                        row.getString(2),
                        row.getObject(3, UUID.class),
                        row.getObject(4, UUID.class),
                        row.getString(5),
                        row.getString(6)))
                .list()
                .forEach(ended -> {
                    notices.publish(handle, ended);
                    handle.afterCommit(() -> feed.changed(environment, ended.account(), ended.execution()));
                });
    }
}
