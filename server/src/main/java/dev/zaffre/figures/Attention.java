package dev.zaffre.figures;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.node.ObjectNode;

/** What somebody should look at: connections that are not alive, why an app failed last, and what is still to be set up. */
final class Attention {
    private static final int MOST_CONNECTIONS = 20;
    /** The last failure is looked for among so many runs of the span in which it was. */
    private static final int MOST_RUNS = 50_000;

    private final Database database;

    Attention(Database database) {
        this.database = database;
    }

    /** Expired connections, the newest first, and how many there are, up to 1,000. */
    ObjectNode connections(EnvironmentId environment) {
        return database.read(handle -> {
            ObjectNode json = Json.object();
            List<ObjectNode> first = handle.createQuery("""
                            select c.app, c.auth_type, c.identifier, c.reason, c.updated_at, a.account_id
                            from connection c join linked_account a on a.id = c.account_id
                            where c.environment_id = :environment and c.status = 'expired'
                            order by c.updated_at desc limit :most""")
                    .bind("environment", environment.value())
                    .bind("most", MOST_CONNECTIONS)
                    .map((row, context) -> Json.object()
                            .put("linked_account_id", row.getString("account_id"))
                            .put("slug", row.getString("app"))
                            .put("auth_type", row.getString("auth_type"))
                            .put("identifier", row.getString("identifier"))
                            .put("reason", row.getString("reason"))
                            .put(
                                    "since",
                                    row.getTimestamp("updated_at").toInstant().toString()))
                    .list();
            long all = handle.createQuery("""
                            select count(*) from (
                                select 1 from connection where environment_id = :environment and status = 'expired' limit 1000) c
                            """)
                    .bind("environment", environment.value())
                    .mapTo(Long.class)
                    .one();
            json.put("count", all);
            json.putArray("first").addAll(first);
            return json;
        });
    }

    /** The last run of an app that failed, and why; looked for from a moment on. */
    Optional<ObjectNode> lastFailure(EnvironmentId environment, String app, Instant from) {
        return database.read(handle -> handle.createQuery("""
                        select id, reason from (
                            select id, reason, app, status from execution
                            where environment_id = :environment and id >= :from order by id desc limit :most) newest
                        where app = :app and status in ('ERRORED', 'TIMED_OUT', 'TERMINATED') order by id desc limit 1""")
                .bind("environment", environment.value())
                .bind("app", app)
                .bind("from", Ids.floor(from))
                .bind("most", MOST_RUNS)
                .map((row, context) -> Json.object()
                        .put("execution_id", row.getObject("id", UUID.class).toString())
                        .put("reason", row.getString("reason"))
                        .put(
                                "at",
                                Ids.instantOf(row.getObject("id", UUID.class)).toString()))
                .findOne());
    }

    /** What the first delivery needs, step by step, and whether it is there. */
    ObjectNode steps(EnvironmentId environment, boolean delivered) {
        return database.read(handle -> Json.object()
                .put("event_type", exists(handle, environment, "event_type where environment_id = :environment"))
                .put(
                        "workflow",
                        exists(
                                handle,
                                environment,
                                "workflow where environment_id = :environment and published_version is not null"))
                .put("connection", exists(handle, environment, "connection where environment_id = :environment"))
                .put(
                        "event",
                        delivered
                                || exists(
                                        handle,
                                        environment,
                                        "event where environment_id = :environment and source = 'Event'"))
                .put("delivery", delivered || anyDelivery(handle, environment)));
    }

    private static boolean exists(Handle handle, EnvironmentId environment, String what) {
        return handle.createQuery("select exists (select 1 from " + what + ")")
                .bind("environment", environment.value())
                .mapTo(Boolean.class)
                .one();
    }

    private static boolean anyDelivery(Handle handle, EnvironmentId environment) {
        return handle.createQuery("""
                        select exists (
                            select 1 from (select status from execution where environment_id = :environment order by id desc
                                           limit :most) newest
                            where status = 'COMPLETED')
                        or exists (
                            select 1 from figure where environment_id = :environment and counts::text like '%"COMPLETED"%')""")
                .bind("environment", environment.value())
                .bind("most", MOST_RUNS)
                .mapTo(Boolean.class)
                .one();
    }
}
