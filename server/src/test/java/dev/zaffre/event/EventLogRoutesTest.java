package dev.zaffre.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.http.Caller;
import dev.zaffre.testing.TestDatabase;
import dev.zaffre.workflow.Tenants;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventLogRoutesTest {
    private static final String LOG = "/api/v2/public/event-log";

    private final Database database = TestDatabase.open();
    private final Changes changes = new Changes(database);
    private final Tenants tenants =
            new Tenants(database).serve(new EventLogRoutes(database, Tenants.accounts(database, changes)).routes());
    private Caller test;
    private Caller production;
    private AccountId acme;
    private AccountId other;
    private UUID first;
    private UUID second;
    private UUID third;
    private UUID workflow;

    @BeforeAll
    void events() {
        database.run(handle -> {
            for (String table : List.of("event", "event_skip", "execution")) {
                handle.execute("create table if not exists " + table + "_all partition of " + table + " default");
            }
        });
        test = tenants.environment("test");
        production = tenants.environment("production");
        acme = tenants.account(test, "acme");
        other = tenants.account(test, "other");
        first = received(acme, "Event", "Contact Created", "ACCEPTED", null, "{\"a\": 1e400, \"z\":\"\\u0000\"}");
        second = received(acme, "Event", "Contact Created", "DUPLICATE", first, "{}");
        third = received(other, "Event", "Deal Won", "ACCEPTED", null, "not json");
        received(acme, "API_CALL", null, "ACCEPTED", null, "{}");
        workflow = Ids.next();
        database.run(handle -> {
            handle.execute(
                    "insert into workflow (id, environment_id, app, name, draft) values (?, ?, 'crm', 'To CRM', '{}')",
                    workflow,
                    test.environment().value());
            handle.execute(
                    "insert into execution (id, environment_id, account_id, event_id, workflow_id, version, app, config_id,"
                            + " status, source, deadline_at) values (?, ?, ?, ?, ?, 1, 'crm', 'acme', 'RUNNING', 'Event', now())",
                    Ids.next(),
                    test.environment().value(),
                    acme.value(),
                    first,
                    workflow);
            handle.execute(
                    "insert into event_skip (event_id, environment_id, account_id, workflow_id, reason, message)"
                            + " values (?, ?, ?, ?, 'NOT_ENABLED', 'It is switched off')",
                    first,
                    test.environment().value(),
                    acme.value(),
                    Ids.next());
        });
    }

    @AfterAll
    void close() {
        changes.close();
        database.close();
    }

    private UUID received(
            AccountId account,
            String source,
            @Nullable String name,
            String status,
            @Nullable UUID duplicateOf,
            String payload) {
        UUID id = Ids.next();
        database.run(handle -> handle.createUpdate("""
                        insert into event (id, environment_id, account_id, source, name, status, duplicate_of, url, headers,
                                           payload, warnings)
                        values (:id, :environment, :account, :source, :name, :status, cast(:duplicate as uuid), '/api/v2/public/event',
                                '{"content-type":"application/json"}', :payload, '[{"pointer":"/a","message":"m"}]')
                        """)
                .bind("id", id)
                .bind("environment", test.environment().value())
                .bind("account", account.value())
                .bind("source", source)
                .bind("name", name)
                .bind("status", status)
                .bind("duplicate", duplicateOf)
                .bind("payload", payload.getBytes(StandardCharsets.UTF_8))
                .execute());
        return id;
    }

    @Test
    void an_event_shows_what_came_and_what_became_of_it() {
        JsonNode event = tenants.as(test).get(LOG + "/" + first).json();
        assertThat(event.path("raw_payload").asString()).isEqualTo("{\"a\": 1e400, \"z\":\"\\u0000\"}");
        assertThat(Json.write(event.path("payload"))).isEqualTo("{\"a\":1e400,\"z\":\"\\u0000\"}");
        assertThat(event.path("linked_account_id").asString()).isEqualTo("acme");
        assertThat(event.path("received_at").asString())
                .isEqualTo(Ids.instantOf(first).toString());
        assertThat(event.path("executions").get(0).path("workflow_name").asString())
                .isEqualTo("To CRM");
        assertThat(event.path("executions").get(0).path("status").asString()).isEqualTo("RUNNING");
        assertThat(event.path("skipped").get(0).path("reason").asString()).isEqualTo("NOT_ENABLED");
        assertThat(event.path("warnings").get(0).path("pointer").asString()).isEqualTo("/a");
        assertThat(event.path("headers").path("content-type").asString()).isEqualTo("application/json");
        assertThat(tenants.as(test)
                        .get(LOG + "/" + third)
                        .json()
                        .path("payload")
                        .isNull())
                .isTrue();
        assertThat(tenants.as(test)
                        .get(LOG + "/" + second)
                        .json()
                        .path("duplicate_of")
                        .asString())
                .isEqualTo(first.toString());
    }

    @Test
    void the_list_is_newest_first_and_holds_events_only() {
        JsonNode page = tenants.as(test).get(LOG).json();
        assertThat(page.path("docs"))
                .extracting(event -> event.path("_id").asString())
                .containsExactly(third.toString(), second.toString(), first.toString());
        assertThat(page.path("totalDocs").asInt()).isEqualTo(3);
        assertThat(page.path("total_is_exact").asBoolean()).isTrue();
        assertThat(page.path("docs").get(2).path("executions")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "name=Deal%20Won, 0",
        "name=Deal Won, 1",
        "event=Contact Created, 2",
        "status=duplicate, 1",
        "linked_account_id=acme, 2",
        "end_date=2020-01-01, 0",
        "start_date=2020-01-01, 3",
        "start_date=2020-01-01T00:00:00+02:00, 3",
    })
    void filters_narrow_it(String query, int found) {
        assertThat(tenants.as(test)
                        .get(LOG + "?" + query)
                        .json()
                        .path("totalDocs")
                        .asInt())
                .isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({"status=LOST, status must be", "start_date=soon, start_date must be", "page=5000, page leads beyond"})
    void wrong_filters_are_named(String query, String message) {
        var answer = tenants.as(test).get(LOG + "?limit=100&" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("message").asString()).startsWith(message);
    }

    @Test
    void nobody_elses_events_exist() {
        for (var stranger : List.of(
                tenants.as(production), tenants.as(test).account("other"), tenants.as(Tenants.session(test, other)))) {
            assertThat(stranger.get(LOG + "/" + first).status()).isEqualTo(404);
            assertThat(stranger.get(LOG).json().path("docs"))
                    .noneMatch(event -> event.path("_id").asString().equals(first.toString()));
        }
        assertThat(tenants.as(Tenants.session(test, acme))
                        .get(LOG + "/" + first)
                        .status())
                .isEqualTo(200);
    }
}
