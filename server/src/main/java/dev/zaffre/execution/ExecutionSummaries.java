package dev.zaffre.execution;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.db.Database;
import dev.zaffre.execution.ExecutionQueries.PastAttempt;
import dev.zaffre.execution.ExecutionQueries.Row;
import dev.zaffre.http.Caller;
import dev.zaffre.workflow.Workflows;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Executions as lists show them, by their ids: for those who tell of them while they run. */
public final class ExecutionSummaries {
    private final ExecutionQueries executions;
    private final Workflows workflows;
    private final Catalog catalog;

    public ExecutionSummaries(Database database, Workflows workflows, Catalog catalog) {
        this.executions = new ExecutionQueries(database);
        this.workflows = workflows;
        this.catalog = catalog;
    }

    /**
     * One execution and what lists are narrowed by.
     *
     * @param eventName null for API calls
     * @param json as in the list, without its nodes
     */
    public record Summary(
            UUID id,
            AccountId account,
            UUID workflow,
            String app,
            String status,
            String source,
            boolean sync,
            @Nullable String eventName,
            ObjectNode json) {}

    /** @param caller anybody of the environment: says how it is called */
    public List<Summary> of(Caller caller, List<UUID> ids) {
        return executions.among(caller.environment(), ids).stream()
                .map(row -> summary(caller, row))
                .toList();
    }

    private Summary summary(Caller caller, Row row) {
        String app =
                catalog.find(caller.environment(), row.app()).map(App::name).orElse(row.app());
        return new Summary(
                row.id(),
                new AccountId(row.account()),
                row.workflow(),
                row.app(),
                row.status(),
                row.source(),
                row.sync(),
                row.eventName(),
                ExecutionAnswers.summary(row, caller, app));
    }

    /** The nodes of an execution as far as they are, without what was sent and received; none when there is no such execution. */
    public List<ObjectNode> nodes(EnvironmentId environment, @Nullable AccountId account, UUID execution) {
        Row row = executions.get(environment, account, execution).orElse(null);
        if (row == null) {
            return List.of();
        }
        List<PastAttempt> attempts =
                executions.attempts(environment, List.of(execution), false).getOrDefault(execution, List.of());
        List<ObjectNode> nodes = new ArrayList<>();
        for (JsonNode node :
                ExecutionAnswers.nodes(row, ExecutionRoutes.workflow(workflows, environment, row), attempts, null)) {
            nodes.add(node(execution, row, (ObjectNode) node));
        }
        return nodes;
    }

    private static ObjectNode node(UUID execution, Row row, ObjectNode node) {
        ObjectNode json =
                Json.object().put("execution_id", execution.toString()).put("status", row.status());
        for (String member :
                List.of("node_id", "node_name", "node_type", "node_status", "attempts_made", "maximum_attempts")) {
            json.set(member, node.path(member));
        }
        json.set("execution_time", node.path("execution_time"));
        JsonNode last = node.path("attempts").isEmpty()
                ? json.nullNode()
                : node.path("attempts").get(node.path("attempts").size() - 1);
        for (String member : List.of("started_at", "outcome", "reason", "next_at")) {
            json.set(member, last.path(member).isMissingNode() ? json.nullNode() : last.path(member));
        }
        return json;
    }
}
