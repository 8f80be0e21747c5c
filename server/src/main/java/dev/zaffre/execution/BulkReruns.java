package dev.zaffre.execution;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Conditions;
import dev.zaffre.db.Database;
import dev.zaffre.execution.ExecutionQueries.Filter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rows of reruns of many executions: what is to run again, how far it is, who works on it. */
final class BulkReruns {
    /** More than that are several requests. */
    static final int MOST = 10_000;

    private static final String MATCHING = """
             from execution x left join workflow w on w.id = x.workflow_id and w.environment_id = x.environment_id
            where\s""";

    private final Database database;

    BulkReruns(Database database) {
        this.database = database;
    }

    /**
     * One of them.
     *
     * @param account only its executions; null: of every account
     * @param filter query parameters of the list
     */
    record Row(
            UUID id,
            EnvironmentId environment,
            @Nullable AccountId account,
            ObjectNode filter,
            String status,
            @Nullable String reason,
            int perSecond,
            int total,
            int done,
            int skipped,
            UUID last,
            UUID until,
            @Nullable Instant finishedAt) {
        ObjectNode json() {
            ObjectNode json = Json.object().put("_id", id.toString()).put("status", status);
            json.set("filter", filter);
            return json.put("reason", reason)
                    .put("per_second", perSecond)
                    .put("total", total)
                    .put("done", done)
                    .put("skipped", skipped)
                    .put("createdAt", Ids.instantOf(id).toString())
                    .put("finished_at", finishedAt == null ? null : finishedAt.toString());
        }
    }

    /** Which executions a request means: the newest {@link #MOST}, from the oldest to the newest of them. */
    record Range(UUID first, UUID last, int count) {}

    Optional<Range> range(EnvironmentId environment, Filter filter) {
        Conditions conditions = filter.in(environment);
        List<UUID> ids = database.read(handle -> handle.createQuery(
                        "select x.id" + MATCHING + conditions.sql() + " order by x.id desc limit " + MOST)
                .bindMap(conditions.values())
                .mapTo(UUID.class)
                .list());
        return ids.isEmpty()
                ? Optional.empty()
                : Optional.of(new Range(/* first= */ ids.getLast(), /* last= */ ids.getFirst(), ids.size()));
    }

    /** How many of what would run again, the most frequent first. */
    List<ObjectNode> groups(EnvironmentId environment, Filter filter, Range range) {
        Conditions conditions = between(filter.in(environment), range.first(), range.last());
        return database.read(handle -> handle.createQuery("""
                        select workflow_id, name, app, status, reason, count(*) as number
                        from (select x.workflow_id, w.name, x.app, x.status, x.reason
                        """ + MATCHING + conditions.sql() + """
                        ) meant group by 1, 2, 3, 4, 5 order by number desc limit 20""")
                .bindMap(conditions.values())
                .map((row, context) -> Json.object()
                        .put("workflow_id", row.getString("workflow_id"))
                        .put("workflow_name", row.getString("name"))
                        .put("slug", row.getString("app"))
                        .put("status", row.getString("status"))
                        .put("reason", row.getString("reason"))
                        .put("count", row.getLong("number")))
                .list());
    }

    private static Conditions between(Conditions conditions, UUID first, UUID last) {
        return conditions.and("x.id >= :first", "first", first).and("x.id <= :last", "last", last);
    }

    /** The next ones of a rerun, oldest first. */
    List<UUID> next(Row row, Filter filter, int limit) {
        Conditions conditions = filter.in(row.environment())
                .and("x.id > :after", "after", row.last())
                .and("x.id <= :last", "last", row.until());
        return database.read(handle -> handle.createQuery(
                        "select x.id" + MATCHING + conditions.sql() + " order by x.id limit " + limit)
                .bindMap(conditions.values())
                .mapTo(UUID.class)
                .list());
    }

    /** Whether an execution was run again since, by whomever: what a process did before it died is not done twice. */
    boolean wasRerun(EnvironmentId environment, UUID execution, UUID since) {
        return database.read(handle -> handle.createQuery("""
                        select exists (
                            select 1 from execution old join execution again on again.event_id = old.event_id
                            where old.id = :execution and old.environment_id = :environment
                              and again.rerun_of = old.id and again.id > :since)""")
                .bind("execution", execution)
                .bind("environment", environment.value())
                .bind("since", since)
                .mapTo(Boolean.class)
                .one());
    }

    /** Makes it, or finds the one that was made under the same key. */
    Row begin(
            EnvironmentId environment,
            @Nullable AccountId account,
            String key,
            ObjectNode filter,
            int perSecond,
            Range range) {
        // Ids rise, so the one just below the first is found by taking one away.
        UUID before =
                new UUID(range.first().getMostSignificantBits(), range.first().getLeastSignificantBits() - 1);
        database.run(handle -> handle.createUpdate("""
                        insert into bulk_rerun (id, environment_id, account_id, key, filter, status, per_second, total, last, until)
                        values (:id, :environment, cast(:account as uuid), :key, cast(:filter as json), 'RUNNING', :perSecond, :total, :last, :until)
                        on conflict (environment_id, key) do nothing""")
                .bind("id", Ids.next())
                .bind("environment", environment.value())
                .bind("account", account == null ? null : account.value())
                .bind("key", key)
                .bind("filter", Json.write(filter))
                .bind("perSecond", perSecond)
                .bind("total", range.count())
                .bind("last", before)
                .bind("until", range.last())
                .execute());
        return byKey(environment, account, key).orElseThrow();
    }

    Optional<Row> byKey(EnvironmentId environment, @Nullable AccountId account, String key) {
        return list(environment, account, "key = :what", key).stream().findFirst();
    }

    Optional<Row> get(EnvironmentId environment, @Nullable AccountId account, UUID id) {
        return list(environment, account, "id = :what", id).stream().findFirst();
    }

    List<Row> newest(EnvironmentId environment, @Nullable AccountId account) {
        return list(environment, account, "cast(:what as text) is null", null);
    }

    private List<Row> list(
            EnvironmentId environment, @Nullable AccountId account, String condition, @Nullable Object what) {
        return database.read(handle -> handle.createQuery("""
                        select * from bulk_rerun where environment_id = :environment
                          and (cast(:account as uuid) is null or account_id = cast(:account as uuid)) and\s""" + condition + " order by id desc limit 20")
                .bind("environment", environment.value())
                .bind("account", account == null ? null : account.value())
                .bind("what", what)
                .map((row, context) -> row(row))
                .list());
    }

    boolean cancel(EnvironmentId environment, UUID id) {
        return database.transact(handle -> handle.createUpdate("""
                        update bulk_rerun set status = 'CANCELLED', reason = 'Cancelled on request', finished_at = now()
                        where environment_id = :environment and id = :id and status = 'RUNNING'""")
                        .bind("environment", environment.value())
                        .bind("id", id)
                        .execute()
                > 0);
    }

    // Work
    // ------------------------------------------------------------------------------------------------------------------

    /** Those that this process works on from now on, for half a minute. */
    List<Row> take(UUID process) {
        return database.transact(handle -> handle.createQuery("""
                        update bulk_rerun set owner = :process, leased_until = clock_timestamp() + interval '30 s'
                        where id in (select id from bulk_rerun
                                     where status = 'RUNNING' and (owner = :process or leased_until < clock_timestamp())
                                     for update skip locked)
                        returning *""")
                .bind("process", process)
                .map((row, context) -> row(row))
                .list());
    }

    /** Lets others go on at once with what this process has begun. */
    void release(UUID process) {
        database.run(handle -> handle.createUpdate(
                        "update bulk_rerun set leased_until = clock_timestamp() where status = 'RUNNING' and owner = :process")
                .bind("process", process)
                .execute());
    }

    /** Only the process that has the lease, and only while nobody has cancelled it. */
    boolean progressed(Row row, UUID process, UUID last, int done, int skipped, @Nullable String end) {
        return database.transact(handle -> handle.createUpdate("""
                        update bulk_rerun set last = :last, done = done + :done, skipped = skipped + :skipped,
                            status = case when :ended then 'DONE' else status end, reason = :reason,
                            finished_at = case when :ended then now() end
                        where id = :id and environment_id = :environment and owner = :process and status = 'RUNNING'""")
                        .bind("last", last)
                        .bind("done", done)
                        .bind("skipped", skipped)
                        .bind("ended", end != null)
                        .bind("reason", end == null || end.isEmpty() ? null : end)
                        .bind("id", row.id())
                        .bind("environment", row.environment().value())
                        .bind("process", process)
                        .execute()
                > 0);
    }

    private static Row row(ResultSet row) throws SQLException {
        UUID account = row.getObject("account_id", UUID.class);
        JsonNode filter = Json.read(row.getString("filter"));
        return new Row(
                row.getObject("id", UUID.class),
                new EnvironmentId(row.getObject("environment_id", UUID.class)),
                account == null ? null : new AccountId(account),
                (ObjectNode) filter,
                row.getString("status"),
                row.getString("reason"),
                row.getInt("per_second"),
                row.getInt("total"),
                row.getInt("done"),
                row.getInt("skipped"),
                row.getObject("last", UUID.class),
                row.getObject("until", UUID.class),
                row.getTimestamp("finished_at") == null
                        ? null
                        : row.getTimestamp("finished_at").toInstant());
    }
}
