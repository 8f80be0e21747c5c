package dev.zaffre.execution;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.db.Conditions;
import dev.zaffre.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads one customer's executions without anything that is the company's own. Runs that only looked up choices are left out. */
final class CustomerLog {
    /** Counting and paging end here. */
    static final int COUNTED = 1_000;

    private static final String COLUMNS = """
            select x.id, x.workflow_id, x.version, x.app, x.config_id, x.status, x.finished_at, w.name as workflow_name,
                   (select e.name from event e where e.id = x.event_id and e.environment_id = x.environment_id) as event_name
            """;
    private static final String TABLES = """
              from execution x
              left join workflow w on w.id = x.workflow_id and w.environment_id = x.environment_id
             where\s""";

    private final Database database;

    CustomerLog(Database database) {
        this.database = database;
    }

    /**
     * One execution.
     *
     * @param workflowName null when the workflow was deleted
     * @param event null when no event started it
     */
    record Line(
            UUID id,
            UUID workflow,
            int version,
            @Nullable String workflowName,
            @Nullable String event,
            String app,
            String configId,
            String status,
            @Nullable Instant finishedAt) {}

    record Filter(
            AccountId account,
            @Nullable String app,
            @Nullable String config) {
        Conditions in(EnvironmentId environment) {
            return new Conditions(
                            "x.environment_id = :environment and x.account_id = :account and x.source <> :options")
                    .value("environment", environment.value())
                    .value("account", account.value())
                    .value("options", ApiRuns.Source.OPTIONS.text())
                    .and("x.app = :app", "app", app)
                    .and("x.config_id = :config", "config", config);
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

    /** Newest first. */
    List<Line> page(EnvironmentId environment, Filter filter, int offset, int limit) {
        Conditions conditions = filter.in(environment);
        return database.read(handle -> handle.createQuery(
                        COLUMNS + TABLES + conditions.sql() + " order by x.id desc offset :offset limit :limit")
                .bindMap(conditions.values())
                .bind("offset", offset)
                .bind("limit", limit)
                .map((row, context) -> line(row))
                .list());
    }

    Optional<Line> one(EnvironmentId environment, AccountId account, UUID id) {
        Conditions conditions = new Filter(account, null, null).in(environment).and("x.id = :id", "id", id);
        return database.read(handle -> handle.createQuery(COLUMNS + TABLES + conditions.sql())
                .bindMap(conditions.values())
                .map((row, context) -> line(row))
                .findOne());
    }

    private static Line line(ResultSet row) throws SQLException {
        Timestamp finished = row.getTimestamp("finished_at");
        return new Line(
                row.getObject("id", UUID.class),
                row.getObject("workflow_id", UUID.class),
                row.getInt("version"),
                row.getString("workflow_name"),
                row.getString("event_name"),
                row.getString("app"),
                row.getString("config_id"),
                row.getString("status"),
                finished == null ? null : finished.toInstant());
    }
}
