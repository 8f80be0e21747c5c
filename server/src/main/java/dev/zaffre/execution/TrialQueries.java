package dev.zaffre.execution;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.db.Database;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What has been seen so far, for those who draw a workflow. Only what is recent is looked at: a history may be long. */
final class TrialQueries {
    private static final int RECENT = 5_000;
    private static final int RUNS = 20;
    private static final int ACCOUNTS = 500;
    private static final int KEYS = 100;

    private final Database database;

    TrialQueries(Database database) {
        this.database = database;
    }

    /**
     * What the nodes of a workflow put out last, by node: {@code {status, body, …}}.
     *
     * @param account only its runs; null for anybody's
     */
    Map<String, JsonNode> lastOutputs(EnvironmentId environment, UUID workflow, @Nullable AccountId account) {
        Map<String, JsonNode> outputs = new LinkedHashMap<>();
        database.read(handle -> handle.createQuery("""
                        select distinct on (a.node_id) a.node_id, a.output from attempt a
                         where a.environment_id = :environment and a.output is not null
                           and a.execution_id = any (array(
                                select id from (select id, workflow_id from execution
                                                 where environment_id = :environment
                                                   and (cast(:account as uuid) is null or account_id = cast(:account as uuid))
                                                 order by id desc limit %d) recent
                                 where workflow_id = :workflow order by id desc limit %d))
                         order by a.node_id, a.execution_id desc, a.attempt desc""".formatted(RECENT, RUNS))
                        .bind("environment", environment.value())
                        .bind("workflow", workflow)
                        .bind("account", account == null ? null : account.value())
                        .map((row, context) ->
                                Map.entry(row.getString("node_id"), Json.MAPPER.readTree(row.getBytes("output"))))
                        .list())
                .forEach(entry -> outputs.put(entry.getKey(), entry.getValue()));
        return outputs;
    }

    /** Names of user-defined fields that the newest accounts have, each with a value. */
    Map<String, String> userDefinedFields(EnvironmentId environment) {
        Map<String, String> fields = new LinkedHashMap<>();
        List<Map.Entry<String, String>> rows = database.read(handle -> handle.createQuery("""
                        select field ->> 'key_name' as name, max(field ->> 'key_value') as value
                          from (select udf from linked_account where environment_id = :environment
                                 order by id desc limit %d) recent,
                               lateral jsonb_array_elements(recent.udf) field
                         where field ->> 'key_name' is not null
                         group by 1 order by count(*) desc, 1 limit %d""".formatted(ACCOUNTS, KEYS))
                .bind("environment", environment.value())
                .map((row, context) ->
                        Map.entry(row.getString("name"), row.getString("value") == null ? "" : row.getString("value")))
                .list());
        rows.forEach(row -> fields.put(row.getKey(), row.getValue()));
        return fields;
    }
}
