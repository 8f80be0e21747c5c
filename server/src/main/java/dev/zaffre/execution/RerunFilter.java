package dev.zaffre.execution;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.Json;
import dev.zaffre.execution.ExecutionQueries.Filter;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which finished executions a bulk rerun means: the list's parameters, as they were sent and kept. */
final class RerunFilter {
    private static final Set<String> FINISHED = Set.of("COMPLETED", "ERRORED", "STOPPED", "TIMED_OUT", "TERMINATED");
    private static final String FAILED = "ERRORED,TIMED_OUT,TERMINATED";
    private static final Set<String> NARROWS = Set.of(
            "status",
            "slug",
            "workflow_id",
            "workflow_name",
            "linked_account_id",
            "execution_source",
            "execution_type",
            "event",
            "start_date",
            "end_date");

    private final LinkedAccounts accounts;

    RerunFilter(LinkedAccounts accounts) {
        this.accounts = accounts;
    }

    /**
     * What is kept of it; without a status those that failed.
     *
     * @throws ApiError 400 with the member that is wrong
     */
    static ObjectNode narrowed(JsonNode given) {
        ObjectNode narrowed = Json.object();
        if (!given.isObject()) {
            throw Members.wrong(
                    "filter", "must be an object with the list's parameters, such as {\"status\": \"ERRORED\"}");
        }
        given.properties().forEach(entry -> {
            if (!NARROWS.contains(entry.getKey())) {
                throw Members.wrong(
                        "filter." + entry.getKey(),
                        "is not one of "
                                + String.join(", ", NARROWS.stream().sorted().toList()));
            }
            if (entry.getValue().isString() && !entry.getValue().asString().isBlank()) {
                narrowed.set(entry.getKey(), entry.getValue());
            }
        });
        if (!narrowed.has("status")) {
            narrowed.put("status", FAILED);
        }
        return narrowed;
    }

    /**
     * Read as the list reads it.
     *
     * @throws ApiError 400 with the member that is wrong, 404 when what it names is gone
     */
    Filter read(Caller caller, ObjectNode narrowed) {
        Map<String, String> query = new LinkedHashMap<>();
        narrowed.properties()
                .forEach(entry -> query.put(entry.getKey(), entry.getValue().asString()));
        var asList = new Request("GET", "", Map.of(), query, Map.of(), new byte[0], caller, "");
        List<String> statuses = ExecutionRoutes.statuses(asList);
        if (!FINISHED.containsAll(statuses)) {
            throw Members.wrong(
                    "filter.status",
                    "must be statuses of executions that are over: "
                            + String.join(", ", FINISHED.stream().sorted().toList()));
        }
        return ExecutionRoutes.filter(asList, null, accounts.narrowing(asList));
    }
}
