package dev.zaffre.execution;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.db.Database;
import dev.zaffre.execution.Run.NodeState;
import dev.zaffre.workflow.CompiledWorkflow;
import dev.zaffre.workflow.Config;
import dev.zaffre.workflow.Configs;
import dev.zaffre.workflow.Workflows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Brings claimed runs back into memory: payload, version, config and what their nodes have done so far. */
final class RunLoader {
    private static final Logger LOG = LoggerFactory.getLogger(RunLoader.class);

    private final Database database;
    private final Workflows workflows;
    private final Configs configs;

    RunLoader(Database database, Workflows workflows, Configs configs) {
        this.database = database;
        this.workflows = workflows;
        this.configs = configs;
    }

    private record Row(
            Run.Identity identity,
            byte[] payload,
            @Nullable String headers,
            @Nullable Instant deadline) {}

    private record Attempt(
            UUID execution,
            String node,
            int number,
            String status,
            @Nullable Instant nextAt,
            boolean counts,
            byte @Nullable [] output) {}

    /** A run that cannot be brought back: what is missing. */
    record Broken(UUID execution, EnvironmentId environment, AccountId account, long lane, String reason) {}

    record Loaded(List<Run> runs, List<Broken> broken) {}

    Loaded load(List<UUID> executions, Instant now) {
        return database.read(handle -> {
            List<Row> rows = rows(handle, executions);
            List<Attempt> attempts = attempts(handle, executions);
            List<Run> runs = new ArrayList<>();
            List<Broken> broken = new ArrayList<>();
            for (Row row : rows) {
                Optional<CompiledWorkflow> workflow = version(row.identity());
                if (workflow.isEmpty()) {
                    broken.add(new Broken(
                            row.identity().id(),
                            row.identity().environment(),
                            row.identity().account(),
                            row.identity().lane(),
                            "Its workflow was deleted"));
                    continue;
                }
                runs.add(run(row, workflow.get(), attempts, now));
            }
            // As they were claimed, which is as they came.
            Map<UUID, Integer> places = new HashMap<>();
            executions.forEach(id -> places.put(id, places.size()));
            runs.sort(Comparator.comparingInt(run -> places.getOrDefault(run.identity.id(), 0)));
            return new Loaded(runs, broken);
        });
    }

    private Optional<CompiledWorkflow> version(Run.Identity identity) {
        try {
            return workflows.version(identity.environment(), identity.workflow(), identity.version());
        } catch (IllegalStateException e) {
            LOG.error("workflow.broken workflow={} version={}", identity.workflow(), identity.version(), e);
            return Optional.empty();
        }
    }

    private Run run(Row row, CompiledWorkflow workflow, List<Attempt> attempts, Instant now) {
        Instant deadline = row.deadline() == null ? now.plus(workflow.timeout()) : row.deadline();
        JsonNode headers = row.headers() == null ? null : Json.read(row.headers());
        Run run = new Run(
                row.identity(),
                workflow,
                Json.parse(row.payload()),
                headers,
                config(row.identity(), configs),
                deadline);
        attempts.stream()
                .filter(attempt -> attempt.execution().equals(row.identity().id()))
                .forEach(attempt -> run.state(attempt.node(), state(attempt, run.state(attempt.node()))));
        return run;
    }

    /** Rows come in order of their numbers, so the last one decides and the counts add up. */
    private static NodeState state(Attempt attempt, @Nullable NodeState before) {
        int counted = (before == null ? 0 : before.counted()) + (attempt.counts() ? 1 : 0);
        Run.Status status = Run.Status.of(attempt.status());
        if (status == Run.Status.ERRORED && attempt.nextAt() != null) {
            status = Run.Status.WAITING;
        }
        JsonNode output = attempt.output() == null ? null : Json.parse(attempt.output());
        JsonNode exit = output == null ? null : output.path("body").get("execution_path");
        return new NodeState(
                status,
                attempt.number(),
                counted,
                attempt.nextAt(),
                exit == null || !exit.isString() ? null : exit.stringValue(),
                output);
    }

    /** The config's values for this workflow: its own win over the app's, defaults stand in for what nobody set. */
    static ObjectNode config(Run.Identity identity, Configs configs) {
        Config config = configs.find(identity.environment(), identity.account(), identity.app(), identity.configId())
                .orElse(null);
        return configs.values(identity.environment(), identity.app(), config, identity.workflow());
    }

    private static List<Row> rows(Handle handle, List<UUID> executions) {
        return handle.createQuery("""
                        select x.id, x.environment_id, x.account_id, x.event_id, e.name, x.workflow_id, x.version, x.app, x.config_id,
                               x.sync, x.source, e.payload, e.headers, nullif(x.deadline_at, 'infinity') as deadline_at
                        from execution x join event e on e.id = x.event_id
                        where x.id = any(:executions)""")
                .bindArray("executions", UUID.class, executions)
                .map((row, context) -> row(row))
                .list();
    }

    private static Row row(ResultSet row) throws SQLException {
        Timestamp deadline = row.getTimestamp("deadline_at");
        var identity = new Run.Identity(
                row.getObject("id", UUID.class),
                new EnvironmentId(row.getObject("environment_id", UUID.class)),
                new AccountId(row.getObject("account_id", UUID.class)),
                row.getObject("event_id", UUID.class),
                row.getString("name"),
                row.getObject("workflow_id", UUID.class),
                row.getInt("version"),
                row.getString("app"),
                row.getString("config_id"),
                row.getBoolean("sync"),
                ApiRuns.Source.isQuiet(row.getString("source")));
        return new Row(
                identity,
                row.getBytes("payload"),
                row.getString("headers"),
                deadline == null ? null : deadline.toInstant());
    }

    private static List<Attempt> attempts(Handle handle, List<UUID> executions) {
        return handle.createQuery("""
                        select execution_id, node_id, attempt, status, next_at, counts, output from attempt
                        where execution_id = any(:executions) order by execution_id, node_id, attempt""")
                .bindArray("executions", UUID.class, executions)
                .map((row, context) -> {
                    Timestamp next = row.getTimestamp("next_at");
                    return new Attempt(
                            row.getObject("execution_id", UUID.class),
                            row.getString("node_id"),
                            row.getInt("attempt"),
                            row.getString("status"),
                            next == null ? null : next.toInstant(),
                            row.getBoolean("counts"),
                            row.getBytes("output"));
                })
                .list();
    }
}
