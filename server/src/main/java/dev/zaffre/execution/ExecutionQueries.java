package dev.zaffre.execution;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Conditions;
import dev.zaffre.db.Database;
import dev.zaffre.http.Period;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the history of executions. Everything is by environment; {@code account} null is every account of it. */
final class ExecutionQueries {
    /** Counting and paging end here: a history of millions must not be walked for a page number. */
    static final int COUNTED = 10_000;

    static final String COLUMNS = """
            select x.id, x.account_id, x.event_id, x.workflow_id, x.version, x.app, x.config_id, x.status, x.reason, x.source, x.sync,
                   x.rerun_of, x.instance_tag, x.finished_at, x.result, w.name as workflow_name, a.account_id as account_name,
                   (select e.name from event e where e.id = x.event_id and e.environment_id = x.environment_id) as event_name
            """;
    private static final String TABLES = """
              from execution x
              left join workflow w on w.id = x.workflow_id
              left join linked_account a on a.id = x.account_id
             where\s""";

    private final Database database;

    ExecutionQueries(Database database) {
        this.database = database;
    }

    /**
     * One execution.
     *
     * @param workflowName null when the workflow was deleted
     * @param accountName null when the linked account was deleted
     * @param eventName null for API calls
     * @param result of the Response node: {@code {status, body}}
     */
    record Row(
            UUID id,
            UUID event,
            UUID workflow,
            int version,
            @Nullable String workflowName,
            UUID account,
            @Nullable String accountName,
            @Nullable String eventName,
            String app,
            String configId,
            String status,
            @Nullable String reason,
            String source,
            boolean sync,
            @Nullable UUID rerunOf,
            @Nullable String instanceTag,
            @Nullable Instant finishedAt,
            @Nullable JsonNode result) {
        Instant createdAt() {
            return Ids.instantOf(id);
        }
    }

    /** One try of a node. The bytes are JSON as the journal wrote it, and null in lists. */
    record PastAttempt(
            UUID execution,
            String node,
            int attempt,
            String status,
            @Nullable String outcome,
            @Nullable String reason,
            Instant startedAt,
            long tookMicros,
            @Nullable Instant nextAt,
            byte @Nullable [] input,
            byte @Nullable [] request,
            byte @Nullable [] response,
            byte @Nullable [] output) {}

    /** What a list is narrowed to; null, or an empty list, is everything. */
    record Filter(
            @Nullable AccountId account,
            @Nullable UUID execution,
            @Nullable String app,
            List<String> statuses,
            @Nullable String workflowName,
            @Nullable String workflow,
            @Nullable Boolean sync,
            @Nullable String source,
            @Nullable String event,
            Period period) {
        Conditions in(EnvironmentId environment) {
            return narrow(where(environment)).idWithin("x.id", period.from(), period.until());
        }

        /** What an index knows. */
        Conditions where(EnvironmentId environment) {
            return new Conditions("x.environment_id = :environment")
                    .value("environment", environment.value())
                    .and("x.account_id = :account", "account", account == null ? null : account.value());
        }

        /** What has to be looked at row by row. */
        Conditions narrow(Conditions conditions) {
            return conditions
                    .and("x.id = :execution", "execution", execution)
                    .and("x.app = :app", "app", app)
                    .and(
                            "x.status = any(string_to_array(:statuses, ','))",
                            "statuses",
                            statuses.isEmpty() ? null : String.join(",", statuses))
                    .and("position(lower(:workflowName) in lower(w.name)) > 0", "workflowName", workflowName)
                    .and("(x.workflow_id::text = lower(:workflow) or w.alias = :workflow)", "workflow", workflow)
                    .and("x.sync = :sync", "sync", sync)
                    .and("x.source = :source", "source", source)
                    .and(
                            "exists (select 1 from event e where e.id = x.event_id and e.environment_id = :environment"
                                    + " and e.name = :event)",
                            "event",
                            event);
        }
    }

    /** How many there are, up to {@link #COUNTED}; one more stands for "more than that". */
    int count(EnvironmentId environment, Filter filter) {
        Conditions conditions = filter.in(environment);
        return database.read(handle -> handle.createQuery("select count(*) from (select 1" + TABLES + conditions.sql()
                        + " limit " + (COUNTED + 1) + ") c")
                .bindMap(conditions.values())
                .mapTo(Integer.class)
                .one());
    }

    List<Row> list(EnvironmentId environment, Filter filter, boolean oldestFirst, int offset, int limit) {
        Conditions conditions = filter.in(environment);
        return database.read(handle -> handle.createQuery(COLUMNS + TABLES + conditions.sql() + " order by x.id "
                        + (oldestFirst ? "asc" : "desc") + " offset :offset limit :limit")
                .bindMap(conditions.values())
                .bind("offset", offset)
                .bind("limit", limit)
                .map((row, context) -> row(row))
                .list());
    }

    /** Those of the ids that there are, in the order of their beginning. */
    List<Row> among(EnvironmentId environment, List<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<UUID> sorted = ids.stream().sorted().toList();
        return database.read(handle -> handle.createQuery(COLUMNS + TABLES + """
                        x.environment_id = :environment and x.id = any(:ids) and x.id between :first and :last order by x.id""")
                .bind("environment", environment.value())
                .bindArray("ids", UUID.class, sorted)
                .bind("first", sorted.getFirst())
                .bind("last", sorted.getLast())
                .map((row, context) -> row(row))
                .list());
    }

    Optional<Row> get(EnvironmentId environment, @Nullable AccountId account, UUID id) {
        return database.read(handle -> handle.createQuery(COLUMNS + TABLES + """
                        x.environment_id = :environment and x.id = :id
                        and (cast(:account as uuid) is null or x.account_id = cast(:account as uuid))""")
                .bind("environment", environment.value())
                .bind("id", id)
                .bind("account", account == null ? null : account.value())
                .map((row, context) -> row(row))
                .findOne());
    }

    /** Attempts by execution, in order; with what was sent and received only where asked for, because that is what weighs. */
    Map<UUID, List<PastAttempt>> attempts(EnvironmentId environment, List<UUID> executions, boolean inFull) {
        if (executions.isEmpty()) {
            return Map.of();
        }
        String columns = inFull
                ? "input, request, response, output"
                : "null::bytea as input, null::bytea as request, null::bytea as response, null::bytea as output";
        String ids = executions.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
        return database.read(handle -> handle.createQuery("""
                        select execution_id, node_id, attempt, status, outcome, reason, started_at, took_micros, next_at,\s""" + columns + """
                          from attempt
                         where environment_id = :environment and execution_id = any(cast(:ids as uuid[]))
                         order by execution_id, node_id, attempt""")
                .bind("environment", environment.value())
                .bind("ids", ids)
                .map((row, context) -> attempt(row))
                .collect(Collectors.groupingBy(PastAttempt::execution)));
    }

    /**
     * A run's place in the queue.
     *
     * @param until when it is looked at again; null while it waits for a customer to reconnect an app
     * @param ahead runs of the same account at the same app that are looked at before it
     * @param reconnect the app that must be reconnected first, by its slug
     */
    record Waiting(
            @Nullable Instant until, long ahead, @Nullable String reconnect) {}

    /** Empty when the run does not wait in the queue. */
    Optional<Waiting> waiting(EnvironmentId environment, UUID execution) {
        return database.read(handle -> handle.createQuery("""
                        select j.parked, j.due, l.held_until,
                               (select count(*) from job before
                                where before.environment_id = j.environment_id and before.lane_id = j.lane_id
                                  and before.owner is null and (before.due, before.seq) < (j.due, j.seq)) as ahead
                        from job j left join lane l on l.id = j.lane_id
                        where j.execution_id = :execution and j.environment_id = :environment and j.owner is null
                        """)
                .bind("execution", execution)
                .bind("environment", environment.value())
                .map((row, context) -> waiting(row))
                .findOne());
    }

    private static Waiting waiting(ResultSet row) throws SQLException {
        String parked = row.getString("parked");
        if (parked != null) {
            return new Waiting(null, row.getLong("ahead"), Step.Parked.app(parked));
        }
        Timestamp due = row.getTimestamp("due");
        Timestamp held = row.getTimestamp("held_until");
        // '-infinity' is a moment long before any other.
        return new Waiting(instant(held != null && held.after(due) ? held : due), row.getLong("ahead"), null);
    }

    /** The original bytes of the payload; empty when the event's partition is gone already. */
    Optional<byte[]> payload(EnvironmentId environment, UUID event) {
        return database.read(handle -> handle.createQuery(
                        "select payload from event where environment_id = :environment and id = :id")
                .bind("environment", environment.value())
                .bind("id", event)
                .mapTo(byte[].class)
                .findOne());
    }

    static Row row(ResultSet row) throws SQLException {
        byte[] result = row.getBytes("result");
        return new Row(
                row.getObject("id", UUID.class),
                row.getObject("event_id", UUID.class),
                row.getObject("workflow_id", UUID.class),
                row.getInt("version"),
                row.getString("workflow_name"),
                row.getObject("account_id", UUID.class),
                row.getString("account_name"),
                row.getString("event_name"),
                row.getString("app"),
                row.getString("config_id"),
                row.getString("status"),
                row.getString("reason"),
                row.getString("source"),
                row.getBoolean("sync"),
                row.getObject("rerun_of", UUID.class),
                row.getString("instance_tag"),
                instant(row.getTimestamp("finished_at")),
                result == null ? null : Json.parse(result));
    }

    private static PastAttempt attempt(ResultSet row) throws SQLException {
        return new PastAttempt(
                row.getObject("execution_id", UUID.class),
                row.getString("node_id"),
                row.getInt("attempt"),
                row.getString("status"),
                row.getString("outcome"),
                row.getString("reason"),
                row.getTimestamp("started_at").toInstant(),
                row.getLong("took_micros"),
                instant(row.getTimestamp("next_at")),
                row.getBytes("input"),
                row.getBytes("request"),
                row.getBytes("response"),
                row.getBytes("output"));
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
