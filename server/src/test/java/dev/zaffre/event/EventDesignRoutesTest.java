package dev.zaffre.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import dev.zaffre.testing.TestServer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What somebody who designs event types is told before anything is saved. */
class EventDesignRoutesTest {
    private static final String EVENTS = "/api/v2/public/application/event";
    private static TestServer server;
    private static String workflow;

    @BeforeAll
    static void a_workflow_listens_to_an_event() {
        server = new TestServer();
        server.account(TestServer.ACCOUNT);
        server.eventType("Contact Created", "{\"first_name\":\"Mark\",\"last_name\":\"wood\",\"nick\":\"m\"}");
        server.eventType("Deal \"Won\" 100%", "{}");
        server.eventType("contact deleted", "{}");
        workflow = server.workflow("""
                {'name':'To CRM','slug':'sandbox-crm','trigger':{'type':'event','event':'Contact Created'},
                 'nodes':[{'id':'1','name':'Start','type':'start'},
                  {'id':'2','name':'Create contact','type':'action','app':'sandbox-crm','action':'create_contact',
                   'fields':{'first_name':'{{event.first_name}}','last_name':'{{event.nick || 1}}'}}],
                 'edges':[{'source':'1','target':'2'}]}""");
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static JsonNode draft(String response, @Nullable String schema) {
        ObjectNode body = Json.object().put("response", response);
        if (schema != null) {
            body.put("json_schema", schema);
        }
        return server.ok("POST", EVENTS + "/schema", body);
    }

    private static String id(String name) {
        return server.ok("GET", EVENTS, null)
                .valueStream()
                .filter(type -> type.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow()
                .path("_id")
                .asString();
    }

    @Test
    void a_sample_is_explained_as_schema_and_tree_of_variables_and_nothing_is_saved() {
        int before = server.ok("GET", EVENTS, null).size();
        JsonNode answer = draft("{\"a\":{\"b\":[{\"c\":1.50}]},\"x.y\":null}", null);
        assertThat(answer.path("valid").asBoolean()).isTrue();
        assertThat(answer.at("/json_schema/properties/a/properties/b/items/properties/c/type")
                        .asString())
                .isEqualTo("number");
        JsonNode element = answer.at("/variables/0/children/0/children/0/children/0");
        assertThat(Json.write(element))
                .isEqualTo("{\"name\":\"c\",\"path\":\"a.b.0.c\",\"type\":\"number\","
                        + "\"template\":\"{{event.a.b.0.c}}\",\"example\":1.50,\"children\":[]}");
        JsonNode dotted = answer.at("/variables/1");
        assertThat(dotted.path("template").isNull())
                .as("no path leads through a dot")
                .isTrue();
        assertThat(server.ok("GET", EVENTS, null)).hasSize(before);
    }

    @Test
    void what_only_the_schema_tells_of_is_a_variable_too() {
        JsonNode answer = draft(
                "{\"a\":null}",
                "{\"properties\":{\"a\":{\"type\":[\"null\",\"integer\"]},\"b\":{\"properties\":{\"c\":{\"type\":\"string\"}},\"type\":\"object\"}}}");
        assertThat(answer.at("/schema_origin").asString()).isEqualTo("given");
        assertThat(answer.at("/variables/0/type").asString()).isEqualTo("number");
        assertThat(answer.at("/variables/1/children/0/template").asString()).isEqualTo("{{event.b.c}}");
        assertThat(answer.at("/variables/1/children/0/type").asString()).isEqualTo("text");
    }

    @Test
    void everything_that_is_wrong_is_told_at_once_with_its_place() {
        JsonNode answer = draft("{\n  \"a\": 1,\n  \"b\" 2\n}", "{\"type\":\n \"text\"}");
        assertThat(answer.path("valid").asBoolean(true)).isFalse();
        assertThat(answer.path("problems")).hasSizeGreaterThan(1);
        JsonNode syntax = answer.at("/problems/0");
        assertThat(syntax.path("field").asString()).isEqualTo("response");
        assertThat(syntax.path("line").asInt()).isEqualTo(3);
        assertThat(syntax.path("column").asInt()).isGreaterThanOrEqualTo(7);
        JsonNode schema = answer.at("/problems/1");
        assertThat(schema.path("kind").asString()).isEqualTo("schema");
        assertThat(schema.path("pointer").asString()).isEqualTo("/type");
    }

    @Test
    void a_sample_that_is_not_as_the_schema_says_is_told_where() {
        JsonNode answer = draft("{\"a\":{\"b\":\"x\"}}", """
                {"properties":{"a":{"properties":{"b":{"type":"integer"}}}}}""");
        JsonNode problem = answer.at("/problems/0");
        assertThat(problem.path("kind").asString()).isEqualTo("violation");
        assertThat(problem.path("pointer").asString()).isEqualTo("/a/b");
    }

    @Test
    void what_is_no_sample_at_all_is_told() {
        assertThat(draft("7", null).at("/problems/0/message").asString()).contains("must hold a JSON object");
        assertThat(draft("", null).at("/problems/0/kind").asString()).isEqualTo("syntax");
        var refused = server.callRaw("POST", EVENTS + "/schema", "{\"response\":7}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().path("message").asString()).startsWith("response must be");
    }

    @Test
    void the_workflows_that_listen_are_named_before_anything_is_deleted() {
        JsonNode usage = server.ok("GET", EVENTS + "/" + id("Contact Created") + "/usage", null);
        assertThat(usage.path("workflows")).hasSize(1);
        JsonNode one = usage.at("/workflows/0");
        assertThat(one.path("workflow_id").asString()).isEqualTo(workflow);
        assertThat(one.path("published").asBoolean()).isTrue();
        assertThat(one.path("draft").asBoolean()).isTrue();
        JsonNode none = server.ok("GET", EVENTS + "/" + id("Deal \"Won\" 100%") + "/usage", null);
        assertThat(none.path("workflows")).isEmpty();
    }

    @Test
    void a_draft_that_nobody_has_published_counts_and_so_does_a_name_with_quotes() {
        ObjectNode draft = (ObjectNode) Json.read("""
                {"name":"Half done","slug":"sandbox-crm","trigger":{"type":"event","event":"Deal \\"Lost\\" 100%"},
                 "nodes":[{"id":"1","name":"Start","type":"start"}],"edges":[]}""");
        server.eventType("Deal \"Lost\" 100%", "{}");
        server.ok("POST", "/api/v2/public/workflow", draft);
        JsonNode one = server.ok("GET", EVENTS + "/" + id("Deal \"Lost\" 100%") + "/usage", null)
                .at("/workflows/0");
        assertThat(one.path("name").asString()).isEqualTo("Half done");
        assertThat(one.path("published").asBoolean(true)).isFalse();
        assertThat(one.path("draft").asBoolean()).isTrue();
    }

    @Test
    void a_variable_that_vanishes_names_the_workflow_and_the_field_that_uses_it() {
        String check = EVENTS + "/" + id("Contact Created") + "/check";
        JsonNode answer = server.ok("POST", check, Json.object().put("response", "{\"last_name\":\"wood\"}"));
        assertThat(answer.path("affected")).hasSize(1);
        assertThat(answer.at("/affected/0/name").asString()).isEqualTo("To CRM");
        assertThat(answer.at("/affected/0/problems"))
                .as("a fallback excuses what is missing")
                .hasSize(1);
        JsonNode problem = answer.at("/affected/0/problems/0");
        assertThat(problem.path("node").asString()).isEqualTo("2");
        assertThat(problem.path("field").asString()).isEqualTo("fields.first_name");

        JsonNode harmless =
                server.ok("POST", check, Json.object().put("response", "{\"first_name\":\"M\",\"more\":1}"));
        assertThat(harmless.path("affected")).isEmpty();
        assertThat(server.ok("POST", check, Json.object()).path("affected")).isEmpty();
    }

    @Test
    void the_list_is_searched_paged_and_says_how_each_is_used() {
        server.trigger("Contact Created", "{\"first_name\":\"Mark\"}");
        server.trigger("Contact Created", "{\"first_name\":\"Mark\"}");
        JsonNode found = server.ok("GET", EVENTS + "/overview?search=CONTACT&limit=1", null);
        assertThat(found.path("totalDocs").asInt()).isEqualTo(2);
        assertThat(found.path("hasNextPage").asBoolean()).isTrue();
        JsonNode first = found.at("/docs/0");
        assertThat(first.path("name").asString()).isEqualTo("Contact Created");
        assertThat(first.path("workflows").asInt()).isEqualTo(1);
        assertThat(first.path("received_24h").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(first.path("last_received_at").asString()).isNotBlank();
        assertThat(found.path("counts_are_exact").asBoolean()).isTrue();
        JsonNode second = server.ok("GET", EVENTS + "/overview?search=contact&limit=1&page=2", null)
                .at("/docs/0");
        assertThat(second.path("name").asString()).isEqualTo("contact deleted");
        assertThat(second.path("last_received_at").isNull()).isTrue();
        assertThat(List.of(
                        second.path("received_24h").asInt(),
                        second.path("workflows").asInt()))
                .containsExactly(0, 0);
    }
}
