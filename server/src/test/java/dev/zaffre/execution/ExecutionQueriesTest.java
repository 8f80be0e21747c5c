package dev.zaffre.execution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Database;
import dev.zaffre.db.Partitions;
import dev.zaffre.execution.ExecutionQueries.Filter;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Period;
import dev.zaffre.testing.TestAccounts;
import dev.zaffre.testing.TestDatabase;
import dev.zaffre.workflow.CompiledWorkflow;
import dev.zaffre.workflow.Node;
import dev.zaffre.workflow.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ExecutionQueriesTest {
    private static final Database DATABASE = open();
    private static final Filter ALL =
            new Filter(null, null, null, List.of(), null, null, null, null, null, new Period(null, null));

    private final ExecutionQueries queries = new ExecutionQueries(DATABASE);
    private final TestAccounts.Company company = TestAccounts.company(DATABASE);
    private final EnvironmentId environment = company.test();
    private final AccountId acme = TestAccounts.account(DATABASE, environment, "acme");
    private final UUID workflow = Ids.next();
    private final Caller caller = new Caller(environment, "test", company.organization(), Ids.next(), Ids.next(), null);

    private static Database open() {
        Database database = TestDatabase.open();
        new Partitions(database, Clock.system(), 30).maintain();
        return database;
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    ExecutionQueriesTest() {
        DATABASE.run(handle -> handle.execute(
                "insert into workflow (id, environment_id, app, name, alias, draft) values (?, ?, 'crm', 'Contact to CRM', 'c2c', '{}')",
                workflow,
                environment.value()));
    }

    private UUID execution(String status, boolean sync, String source) {
        UUID event = Ids.next();
        UUID id = Ids.next();
        DATABASE.run(handle -> {
            handle.execute(
                    "insert into event (id, environment_id, account_id, source, name, status, url, payload) "
                            + "values (?, ?, ?, ?, 'Contact Created', 'ACCEPTED', '/', ?)",
                    event,
                    environment.value(),
                    acme.value(),
                    source,
                    "{\"n\":1.0}".getBytes(UTF_8));
            handle.execute(
                    "insert into execution (id, environment_id, account_id, event_id, workflow_id, version, app, config_id, status, "
                            + "source, sync, deadline_at) values (?, ?, ?, ?, ?, 1, 'crm', 'acme', ?, ?, ?, now())",
                    id,
                    environment.value(),
                    acme.value(),
                    event,
                    workflow,
                    status,
                    source,
                    sync);
        });
        return id;
    }

    private void attempt(UUID execution, int number, String status, @Nullable String output) {
        DATABASE.run(handle -> handle.execute(
                "insert into attempt (execution_id, node_id, attempt, environment_id, account_id, status, outcome, reason, started_at, "
                        + "took_micros, input, request, response, output) "
                        + "values (?, '2', ?, ?, ?, ?, 'Rejected', 'the app answered 500', now(), 1500, ?, ?, ?, ?)",
                execution,
                number,
                environment.value(),
                acme.value(),
                status,
                "{\"first_name\":\"Mark\"}".getBytes(UTF_8),
                "{\"method\":\"POST\",\"url\":\"https://a.example/\",\"headers\":{},\"body\":\"{}\"}".getBytes(UTF_8),
                "{\"status\":500,\"headers\":{},\"body\":\"{\\\"big\\\":9007199254740993}\\u0000\"}".getBytes(UTF_8),
                output == null ? null : output.getBytes(UTF_8)));
    }

    private static CompiledWorkflow compiled() {
        var settings = new Node.Settings(null, new RetryPolicy(true, Duration.ofSeconds(1), 7), false, false);
        return new CompiledWorkflow(
                "Contact Created",
                null,
                List.of(
                        new Node("1", "Start", new Node.Start(), settings),
                        new Node("2", "Wait a bit", new Node.Delay(Duration.ZERO), settings),
                        new Node("3", "Wait more", new Node.Delay(Duration.ZERO), settings)),
                Map.of(),
                Duration.ofHours(2));
    }

    private List<UUID> list(Filter filter, boolean oldestFirst) {
        return queries.list(environment, filter, oldestFirst, 0, 100).stream()
                .map(ExecutionQueries.Row::id)
                .toList();
    }

    @Test
    void lists_are_narrowed_by_every_filter() {
        UUID first = execution("COMPLETED", false, "Event");
        UUID second = execution("ERRORED", true, "API_CALL");
        UUID third = execution("RUNNING", false, "Event");
        Period none = new Period(null, null);
        assertThat(list(ALL, false)).containsExactly(third, second, first);
        assertThat(list(ALL, true)).containsExactly(first, second, third);
        assertThat(queries.count(environment, ALL)).isEqualTo(3);
        List<Filter> second_only = new ArrayList<>(List.of(
                new Filter(acme, second, null, List.of(), null, null, null, null, null, none),
                new Filter(null, null, "crm", List.of("ERRORED", "STOPPED"), null, null, null, null, null, none),
                new Filter(null, null, null, List.of(), "TO crm", null, true, null, null, none),
                new Filter(null, null, null, List.of(), null, "c2c", null, "API_CALL", null, none),
                new Filter(null, null, null, List.of("ERRORED"), null, workflow.toString(), null, null, null, none)));
        for (Filter filter : second_only) {
            assertThat(list(filter, false)).as("%s", filter).containsExactly(second);
            assertThat(queries.count(environment, filter)).isEqualTo(1);
        }
        Instant tomorrow = Instant.now().plusSeconds(86_400);
        for (Filter filter : List.of(
                new Filter(new AccountId(Ids.next()), null, null, List.of(), null, null, null, null, null, none),
                new Filter(null, null, "chat", List.of(), null, null, null, null, null, none),
                new Filter(null, null, null, List.of(), "%", null, null, null, null, none),
                new Filter(null, null, null, List.of(), null, "no'; drop table x", null, null, null, none),
                new Filter(null, null, null, List.of(), null, null, null, null, null, new Period(tomorrow, null)))) {
            assertThat(list(filter, false)).as("%s", filter).isEmpty();
        }
    }

    @Test
    void another_environment_or_account_sees_nothing() {
        UUID id = execution("COMPLETED", false, "Event");
        attempt(id, 1, "Success", "{}");
        EnvironmentId other = new EnvironmentId(Ids.next());
        assertThat(queries.get(environment, acme, id)).isPresent();
        assertThat(queries.get(environment, new AccountId(Ids.next()), id)).isEmpty();
        assertThat(queries.get(other, null, id)).isEmpty();
        assertThat(queries.list(other, ALL, false, 0, 10)).isEmpty();
        assertThat(queries.attempts(other, List.of(id), true)).isEmpty();
    }

    private ObjectNode shown(UUID id, @Nullable CompiledWorkflow version) {
        ExecutionQueries.Row row = queries.get(environment, null, id).orElseThrow();
        return ExecutionAnswers.of(
                row,
                caller,
                "CRM",
                version,
                queries.attempts(environment, List.of(id), true).getOrDefault(id, List.of()),
                queries.payload(environment, row.event()).orElseThrow());
    }

    @Test
    void an_execution_shows_its_nodes_with_their_attempts() {
        UUID id = execution("RUNNING", false, "Event");
        attempt(id, 1, "Waiting", null);
        attempt(id, 2, "Success", "{\"status\":\"Success\",\"body\":{\"price\":1e400}}");
        ObjectNode shown = shown(id, compiled());
        assertThat(shown.path("name").stringValue()).isEqualTo("Execution for workflow Contact to CRM");
        assertThat(shown.path("linked_account_id").stringValue()).isEqualTo("acme");
        assertThat(shown.path("trigger_application_event").stringValue()).isEqualTo("Contact Created");
        assertThat(shown.path("completion_percentage").intValue()).isEqualTo(66);
        JsonNode nodes = shown.path("nodes");
        assertThat(nodes.values().stream().map(node -> node.path("node_status").stringValue()))
                .containsExactly("Success", "Success", "Ready");
        assertThat(Json.write(nodes.path(0).path("latest_output").path("body"))).isEqualTo("{\"n\":1.0}");
        JsonNode second = nodes.path(1);
        assertThat(second.path("attempts_made").intValue()).isEqualTo(2);
        assertThat(second.path("maximum_attempts").intValue()).isEqualTo(7);
        assertThat(second.path("execution_time").doubleValue()).isEqualTo(3.0);
        assertThat(Json.write(second.path("latest_output").path("body"))).isEqualTo("{\"price\":1e400}");
        assertThat(second.path("parsed_request_curl").stringValue())
                .isEqualTo("curl --globoff -X 'POST' 'https://a.example/' --data-raw '{}'");
        assertThat(second.path("attempts").path(0).path("reason").stringValue()).isEqualTo("the app answered 500");
        assertThat(second.path("attempts").path(0).path("response").path("body").stringValue())
                .endsWith("\u0000");
    }

    @Test
    void what_was_still_to_come_says_how_the_run_ended() {
        UUID stopped = execution("STOPPED", false, "Event");
        attempt(stopped, 1, "Waiting", null);
        assertThat(shown(stopped, compiled()).path("nodes").values().stream()
                        .map(node -> node.path("node_status").stringValue()))
                .containsExactly("Success", "Stopped", "Stopped");
        UUID late = execution("TIMED_OUT", false, "Event");
        assertThat(shown(late, compiled())
                        .path("nodes")
                        .path(2)
                        .path("node_status")
                        .stringValue())
                .isEqualTo("Timed_Out");
    }

    @Test
    void the_answer_of_the_app_is_the_output_of_a_failed_node() {
        UUID id = execution("ERRORED", false, "Event");
        attempt(id, 1, "Errored", null);
        JsonNode output = shown(id, compiled()).path("nodes").path(1).path("latest_output");
        assertThat(output.path("status").stringValue()).isEqualTo("Errored");
        assertThat(output.path("reason").stringValue()).isEqualTo("the app answered 500");
        assertThat(output.path("body").stringValue()).startsWith("{\"big\":9007199254740993}");
    }

    @Test
    void an_execution_outlives_its_workflow() {
        UUID id = execution("COMPLETED", false, "Event");
        attempt(id, 1, "Success", "{}");
        DATABASE.run(handle -> handle.execute("delete from workflow where id = ?", workflow));
        ObjectNode shown = shown(id, null);
        assertThat(shown.path("name").stringValue()).isEqualTo("Execution for workflow that was deleted");
        assertThat(shown.path("nodes").path(0).path("node_id").stringValue()).isEqualTo("2");
        assertThat(shown.path("completion_percentage").intValue()).isEqualTo(100);
    }
}
