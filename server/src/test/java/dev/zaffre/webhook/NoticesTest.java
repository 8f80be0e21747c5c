package dev.zaffre.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.zaffre.base.Json;
import dev.zaffre.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The whole server tells what happens to connections and runs, once each, signed, and only to those who asked. */
class NoticesTest {
    private final TestServer zaffre = new TestServer();
    private final Receiver company = new Receiver();

    @BeforeEach
    void begin() {
        hook(
                "/all",
                "[\"connection-created\",\"connection-deleted\",\"connection-expired\",\"workflow-completed\","
                        + "\"workflow-errored\",\"workflow-stopped\"]");
        zaffre.account(TestServer.ACCOUNT);
        zaffre.eventType("Person Added", "{\"first_name\":\"Mark\"}");
    }

    @AfterEach
    void close() {
        zaffre.close();
        company.close();
    }

    private void hook(String path, String events) {
        zaffre.ok(
                "POST",
                "/api/v2/public/webhook",
                Json.parse("{\"webhook_url\":\"" + company.url() + path + "\",\"webhook_events\":" + events + "}"));
    }

    private List<JsonNode> told(String event) {
        return company.received().stream()
                .map(request -> Json.parse(request.text()))
                .filter(payload -> payload.path("event").asString().equals(event))
                .toList();
    }

    private JsonNode awaitTold(String event) {
        await().untilAsserted(() -> assertThat(told(event)).isNotEmpty());
        return told(event).getFirst();
    }

    private String workflow(String settings) {
        return zaffre.workflow("""
                {'name': 'Greet', 'slug': 'sandbox-crm', 'trigger': {'type': 'event', 'event': 'Person Added'},
                 'nodes': [{'id': '1', 'name': 'Start', 'type': 'start'},
                   {'id': '2', 'name': 'Create contact', 'type': 'action', 'app': 'sandbox-crm', 'action': 'create_contact',
                    'fields': {'first_name': '{{event.first_name}}'}, 'settings': %s}],
                 'edges': [{'source': '1', 'target': '2'}]}
                """.formatted(settings));
    }

    @Test
    void connections_are_told_of_as_they_come_expire_and_go() {
        await().untilAsserted(() -> assertThat(told("Connection Created"))
                .extracting(payload -> payload.path("slug").asString())
                .containsExactlyInAnyOrder("sandbox-crm", "sandbox-chat"));
        JsonNode created = told("Connection Created").getFirst();
        assertThat(created.path("linked_account_id").asString()).isEqualTo(TestServer.ACCOUNT);
        assertThat(created.path("environment").asString()).isEqualTo("test");

        zaffre.revokeKey("crm", "crm-demo-key");
        workflow("{}");
        zaffre.trigger("Person Added", "{\"first_name\":\"Mark\"}");
        assertThat(awaitTold("Connection Expired").path("slug").asString()).isEqualTo("sandbox-crm");

        zaffre.ok(
                "DELETE",
                "/api/v2/public/linked-account/integration/sandbox-chat",
                null,
                "linked_account_id",
                TestServer.ACCOUNT);
        assertThat(awaitTold("Connection Deleted").path("slug").asString()).isEqualTo("sandbox-chat");
        assertThat(company.received())
                .allMatch(request -> !request.header("x-cobalt-signature").isEmpty());
    }

    @Test
    void the_end_of_a_run_is_told_with_what_went_wrong() {
        String workflow = workflow("{}");
        String good = zaffre.firstExecution(zaffre.trigger("Person Added", "{\"first_name\":\"Mark\"}"));
        JsonNode completed = awaitTold("Workflow Completed");
        assertThat(completed.path("instance_id").asString()).isEqualTo(good);
        assertThat(completed.path("workflow_id").asString()).isEqualTo(workflow);
        assertThat(completed.path("workflow_name").asString()).isEqualTo("Greet");
        assertThat(completed.path("status").asString()).isEqualTo("COMPLETED");

        zaffre.plan("{'app':'crm','path':'/crm/contacts','times':1,'status':422}");
        zaffre.trigger("Person Added", "{\"first_name\":\"Mark\"}");
        JsonNode errored = awaitTold("Workflow Errored");
        assertThat(errored.at("/failed_node/node_id").asString()).isEqualTo("2");
        assertThat(errored.at("/failed_node/node_name").asString()).isEqualTo("Create contact");
        assertThat(errored.path("attempts_made").asInt()).isEqualTo(1);
        assertThat(errored.path("error").asString()).isNotEmpty();
        assertThat(told("Workflow Completed")).hasSize(1);
    }

    @Test
    void a_run_that_is_stopped_while_it_waits_is_told_of_once() {
        workflow("{'retry': {'type': 'fixed', 'delay_ms': 60000, 'max_attempts': 3}}");
        zaffre.plan("{'app':'crm','path':'/crm/contacts','times':1,'status':503}");
        String run = zaffre.firstExecution(zaffre.trigger("Person Added", "{\"first_name\":\"Mark\"}"));
        zaffre.awaitStatus(run, "WAITING");
        zaffre.ok("POST", "/api/v2/public/execution/" + run + "/stop", null);
        assertThat(awaitTold("Workflow Stopped").path("instance_id").asString()).isEqualTo(run);
        assertThat(told("Workflow Stopped")).hasSize(1);
    }

    @Test
    void who_did_not_ask_is_told_nothing() {
        hook("/stopped", "[\"workflow-stopped\"]");
        workflow("{}");
        zaffre.trigger("Person Added", "{\"first_name\":\"Mark\"}");
        awaitTold("Workflow Completed");
        assertThat(company.received()).noneMatch(request -> request.path().equals("/stopped"));
    }

    @Test
    void reading_the_choices_of_a_config_is_no_workflow_that_anybody_ran() {
        String lists = zaffre.workflow("""
                {'name': 'Lists', 'slug': 'sandbox-crm', 'trigger': {'type': 'api'},
                 'nodes': [{'id': '1', 'name': 'Start', 'type': 'start'},
                   {'id': '2', 'name': 'Answer', 'type': 'response', 'body': [{'name': 'One', 'value': '1'}]}],
                 'edges': [{'source': '1', 'target': '2'}]}
                """);
        zaffre.ok("PUT", "/api/v2/public/application/sandbox-crm/config-field", Json.parse("""
                [{"key": "list", "name": "List", "field_type": "select",
                  "options": {"source": "workflow", "workflow_id": "%s"}}]""".formatted(lists)));
        JsonNode config = zaffre.ok(
                "POST",
                "/api/v2/public/config",
                Json.object().put("slug", "sandbox-crm"),
                "linked_account_id",
                TestServer.ACCOUNT);
        assertThat(config.toString()).contains("One");
        workflow("{}");
        zaffre.trigger("Person Added", "{\"first_name\":\"Mark\"}");
        awaitTold("Workflow Completed");
        assertThat(told("Workflow Completed"))
                .extracting(payload -> payload.path("workflow_name").asString())
                .containsExactly("Greet");
    }
}
