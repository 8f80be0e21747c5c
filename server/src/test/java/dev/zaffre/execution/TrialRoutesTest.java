package dev.zaffre.execution;

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

/** What somebody who draws a workflow can find out before it is published. */
class TrialRoutesTest {
    private static final String BASE = "/api/v2/public/workflow";
    private static final String SAMPLE = """
            {"first_name":"Mark","employee_id":221,"address":{"street":"Main","pincode":560103},"tags":["new"],"a.b":1}""";
    private static final String DRAFT = """
            {"name":"Contacts","slug":"sandbox-crm","trigger":{"type":"event","event":"Contact Created"},
             "nodes":[{"id":"1","name":"Start","type":"start","position":{"x":10,"y":20.5}},
              {"id":"2","name":"Create contact","type":"action","app":"sandbox-crm","action":"create_contact",
               "fields":{"first_name":"{{event.first_name}}"}},
              {"id":"3","name":"Is new","type":"rule","conditions":{"and":[{"variable":"{{event.first_name}}","operator":"eq","value":"Mark"}]}},
              {"id":"4","name":"Sum","type":"transform","expression":"{'id': node.`2`.body.id}"}],
             "edges":[{"source":"1","target":"2"},{"source":"2","target":"3"},{"source":"3","target":"4","sourceHandle":"true"}]}""";

    private static TestServer zaffre;

    @BeforeAll
    static void start() {
        zaffre = new TestServer();
        zaffre.account(TestServer.ACCOUNT);
        ObjectNode event = Json.object().put("name", "Contact Created");
        event.set("response", Json.parse(SAMPLE));
        zaffre.ok("POST", "/api/v2/public/application/event", event);
        ObjectNode account = (ObjectNode) Json.parse("""
                {"linked_account_id":"secretive","udf":{"plan":"gold"},"your_app":{"auth_credentials":{"api_key":"hush-hush"}}}""");
        zaffre.ok("POST", "/api/v2/public/linked-account", account);
    }

    @AfterAll
    static void stop() {
        zaffre.close();
    }

    private static String draft() {
        return zaffre.ok("POST", BASE, Json.parse(DRAFT)).at("/workflow/_id").asString();
    }

    private static JsonNode ok(String method, String path, @Nullable String body, String... headers) {
        return zaffre.ok(method, BASE + path, body == null ? null : Json.parse(body), headers);
    }

    private static JsonNode refused(int status, String method, String path, String body, String... headers) {
        TestServer.Reply reply = zaffre.call(method, BASE + path, Json.parse(body), headers);
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(status);
        return reply.body();
    }

    private static List<String> paths(JsonNode variables, String kind) {
        return variables
                .path("groups")
                .valueStream()
                .filter(group -> group.path("kind").asString().equals(kind))
                .flatMap(group -> group.path("variables").valueStream())
                .map(variable -> variable.path("path").asString())
                .toList();
    }

    @Test
    void the_variables_of_a_node_are_those_that_are_there_when_it_runs() {
        String id = draft();
        JsonNode ofRule = ok("GET", "/" + id + "/variables?node_id=3", null);
        assertThat(paths(ofRule, "event"))
                .contains("event", "event.first_name", "event.address.pincode", "event.tags.0")
                .doesNotContain("event.a.b");
        assertThat(paths(ofRule, "node"))
                .contains("node.2.body", "node.2.status_code")
                .noneMatch(path -> path.startsWith("node.4"));
        assertThat(paths(ofRule, "run")).contains("instance_meta_data.instance_id");
        JsonNode ofTrigger = ok("GET", "/" + id + "/variables", null);
        assertThat(paths(ofTrigger, "node")).isEmpty();
        assertThat(paths(ofTrigger, "linked_account")).containsExactly("linked_account.udf.plan");
    }

    @Test
    void what_a_node_put_out_in_a_test_becomes_the_variables_after_it() {
        String id = draft();
        zaffre.awaitStatus(
                ok("POST", "/" + id + "/test-run", "{}", "linked_account_id", TestServer.ACCOUNT)
                        .path("execution_id")
                        .asString(),
                "COMPLETED");
        assertThat(paths(ok("GET", "/" + id + "/variables?node_id=3", null), "node"))
                .contains("node.2.body.id");
    }

    @Test
    void fields_come_to_their_values_with_types_and_problems_at_their_places() {
        String id = draft();
        JsonNode fields = ok("POST", "/" + id + "/render", """
                        {"fields":{"number":"{{event.employee_id}}","text":"Hello {{event.first_name}}","nested":{"a":["{{event.address}}"]},
                         "open":"Hello {{event.first_name","gone":"{{event.nick}}","kept":"{{event.nick || 'none'}}"},
                         "expressions":{"good":"event.employee_id + 1","bad":"event.(","failing":"$number('x')"}}""");
        assertThat(fields.at("/fields/number/value").intValue()).isEqualTo(221);
        assertThat(fields.at("/fields/number/type").asString()).isEqualTo("number");
        assertThat(fields.at("/fields/text/value").asString()).isEqualTo("Hello Mark");
        assertThat(fields.at("/fields/nested/value/a/0/pincode").intValue()).isEqualTo(560103);
        assertThat(fields.at("/fields/open/problems/0/code").asString()).isEqualTo("INVALID_TEMPLATE");
        assertThat(fields.at("/fields/open/problems/0/start").intValue()).isEqualTo(6);
        assertThat(fields.at("/fields/gone/type").asString()).isEqualTo("nothing");
        assertThat(fields.at("/fields/gone/problems/0/code").asString()).isEqualTo("UNRESOLVED");
        assertThat(fields.at("/fields/gone/problems/0/start").intValue()).isEqualTo(2);
        assertThat(fields.at("/fields/kept/problems").isEmpty()).isTrue();
        assertThat(fields.at("/expressions/good/value").intValue()).isEqualTo(222);
        assertThat(fields.at("/expressions/bad/problems/0/code").asString()).isEqualTo("INVALID_EXPRESSION");
        assertThat(fields.at("/expressions/failing/problems/0/code").asString()).isEqualTo("EXPRESSION_FAILED");
    }

    @Test
    void no_preview_and_no_try_shows_a_secret() {
        String id = draft();
        String body = """
                {"payload":{"note":"it is hush-hush"},"fields":{"key":"{{linked_account.auth_credentials.api_key}}","note":"{{event.note}}"},
                 "expressions":{"all":"$"}}""";
        JsonNode preview = ok("POST", "/" + id + "/render", body, "linked_account_id", "secretive");
        assertThat(preview.at("/fields/key/value").asString()).isEqualTo("***");
        assertThat(preview.toString()).doesNotContain("hush-hush");
        assertThat(ok("GET", "/" + id + "/variables?node_id=2", null, "linked_account_id", "secretive")
                        .toString())
                .doesNotContain("hush-hush");
    }

    @Test
    void a_draft_is_run_as_it_is_drawn_and_marked_as_a_test() {
        String id = draft();
        String unsaved = """
                {"payload":{"first_name":"Ada"},"draft":{"nodes":[{"id":"1","name":"Start","type":"start"},
                 {"id":"9","name":"Note","type":"log","title":"{{event.first_name}}"}],"edges":[{"source":"1","target":"9"}]}}""";
        JsonNode started = ok("POST", "/" + id + "/test-run", unsaved, "linked_account_id", TestServer.ACCOUNT);
        JsonNode run = zaffre.awaitStatus(started.path("execution_id").asString(), "COMPLETED");
        assertThat(run.path("execution_source").asString()).isEqualTo("Test");
        assertThat(run.at("/associated_workflow/draft").booleanValue()).isTrue();
        assertThat(run.at("/nodes/1/latest_output/body/content/title").asString())
                .isEqualTo("Ada");
        int version = run.at("/associated_workflow/version").intValue();
        assertThat(ok("GET", "/" + id + "/version/" + version, null)
                        .at("/nodes/1/id")
                        .asString())
                .isEqualTo("9");
        assertThat(ok("GET", "/versions/" + id, null).path("docs").isEmpty()).isTrue();
        assertThat(run.at("/story/0/text").asString()).startsWith("Somebody tried the draft");
        String again = zaffre.ok(
                        "POST", "/api/v2/public/execution/" + run.path("_id").asString() + "/rerun", null)
                .path("id")
                .asString();
        assertThat(zaffre.awaitStatus(again, "COMPLETED")
                        .path("execution_source")
                        .asString())
                .as("what was a try stays one")
                .isEqualTo("Test");
    }

    @Test
    void a_draft_that_cannot_run_says_where_it_is_wrong() {
        String id = draft();
        String wrong = """
                {"draft":{"trigger":{"type":"event","event":"Contact Create"},"nodes":[{"id":"1","name":"Start","type":"start"},
                 {"id":"2","name":"Create contact","type":"action","action":"create_contact","fields":{"first_name":"{{event.nick}}","x":1}}]}}""";
        JsonNode problems = ok("POST", "/" + id + "/check", wrong).path("problems");
        assertThat(problems.valueStream()
                        .map(problem -> problem.path("node").asString("") + " "
                                + problem.path("field").asString("")))
                .contains(" trigger.event", "2 fields.x");
        assertThat(refused(400, "POST", "/" + id + "/test-run", wrong, "linked_account_id", TestServer.ACCOUNT)
                        .path("error_code")
                        .asString())
                .isEqualTo("INVALID_WORKFLOW");
    }

    @Test
    void one_node_is_tried_once_with_what_came_before() {
        String id = draft();
        zaffre.plan("{'app':'crm','status':500,'times':1}");
        JsonNode failed = ok("POST", "/" + id + "/node/2/test-run", "{}", "linked_account_id", TestServer.ACCOUNT);
        assertThat(failed.path("status").asString()).isEqualTo("Errored");
        assertThat(failed.at("/response/status").intValue()).isEqualTo(500);
        zaffre.forgetPlans();
        JsonNode tried = ok("POST", "/" + id + "/node/2/test-run", "{}", "linked_account_id", TestServer.ACCOUNT);
        assertThat(tried.path("status").asString()).isEqualTo("Success");
        assertThat(tried.at("/output/body/id").isMissingNode()).isFalse();
        assertThat(tried.path("request_curl").asString()).startsWith("curl").contains("***");
        JsonNode sum = ok(
                "POST",
                "/" + id + "/node/4/test-run",
                "{\"outputs\":{\"2\":{\"id\":77}}}",
                "linked_account_id",
                TestServer.ACCOUNT);
        assertThat(sum.at("/output/body/id").intValue()).isEqualTo(77);
    }

    @Test
    void what_somebody_else_saved_is_not_overwritten() {
        String id = draft();
        JsonNode read = ok("GET", "/" + id + "/edit", null);
        String save = "{\"name\":\"Mine\",\"revision\":" + read.path("revision").intValue() + "}";
        assertThat(ok("PUT", "/" + id, save).path("revision").intValue())
                .isEqualTo(read.path("revision").intValue() + 1);
        JsonNode refused = refused(409, "PUT", "/" + id, save);
        assertThat(refused.path("error_code").asString()).isEqualTo("WORKFLOW_DRAFT_CHANGED");
        assertThat(refused.at("/details/changed_by").asString()).startsWith("API key");
    }

    @Test
    void versions_can_be_compared_and_brought_back() {
        String id = draft();
        ok("PUT", "/" + id + "/publish", "{\"published\":true,\"note\":\"First\"}");
        ok("PUT", "/" + id, """
                        {"nodes":[{"id":"1","name":"Start","type":"start","position":{"x":99,"y":99}},
                         {"id":"2","name":"Create contact","type":"action","app":"sandbox-crm","action":"create_contact",
                          "fields":{"first_name":"{{event.address.street}}"}}],"edges":[{"source":"1","target":"2"}]}""");
        JsonNode diff = ok("GET", "/" + id + "/diff?from=1", null);
        assertThat(diff.path("nodes")
                        .valueStream()
                        .map(node ->
                                node.path("id").asString() + node.path("change").asString()))
                .containsExactly("2changed", "3removed", "4removed");
        assertThat(diff.at("/nodes/0/fields/0/field").asString()).isEqualTo("fields.first_name");
        assertThat(diff.path("edges")).hasSize(2);
        JsonNode versions = ok("GET", "/versions/" + id, null).path("docs");
        assertThat(versions.at("/0/note").asString()).isEqualTo("First");
        assertThat(versions.at("/0/published_by").asString()).startsWith("API key");
        ok("POST", "/" + id + "/version/1/restore", "{}");
        assertThat(ok("GET", "/" + id + "/diff?from=1", null).path("nodes").isEmpty())
                .isTrue();
        assertThat(ok("GET", "/" + id + "/edit", null).at("/nodes/0/position/y").doubleValue())
                .isEqualTo(20.5);
    }

    @Test
    void a_workflow_comes_back_from_its_file_as_it_was() {
        String odd = """
                {"name":"Odd: yes","slug":"sandbox-crm","trigger":{"type":"api","sample":{"a":1.10,"b":"1.10","c":"no","d":null,"e":"~","f":" x ",
                 "g":"two\\nlines\\n","h":"tab\\tand # and: 'quotes' \\"too\\"","i":12345678901234567890,"j":"\\u0007","k":"2026-01-01","l":[],"m":{},"n":true,"o":"0x1F","p":"1_000"}},
                 "nodes":[{"id":"1","name":"Start","type":"start","position":{"x":-0.5,"y":1000}}],"edges":[]}""";
        String id = zaffre.ok("POST", BASE, Json.parse(odd)).at("/workflow/_id").asString();
        JsonNode before = ok("GET", "/" + id + "/edit", null);
        String yaml = ok("GET", "/" + id + "/yaml", null).path("yaml").asString();
        JsonNode again = zaffre.ok("POST", BASE + "/yaml", Json.object().put("yaml", yaml))
                .path("workflow");
        for (String member : List.of("name", "slug", "trigger", "nodes", "edges", "settings")) {
            assertThat(again.path(member).toString())
                    .isEqualTo(before.path(member).toString());
        }
    }

    @Test
    void a_file_that_is_wrong_says_in_which_line() {
        assertThat(refused(400, "POST", "/yaml", "{\"yaml\":\"name: A\\nslug: sandbox-crm\\nnodes: [\\n\"}")
                        .path("message")
                        .asString())
                .startsWith("Line ");
        assertThat(refused(400, "POST", "/yaml", "{\"yaml\":\"name: A\\nslug: sandbox-crm\\nnodes: 5\\n\"}")
                        .path("message")
                        .asString())
                .isEqualTo("Line 3: nodes must be a list of objects");
        ObjectNode file = Json.object().put("yaml", """
                name: A
                slug: sandbox-crm
                trigger: {type: event, event: Contact Created}
                nodes:
                  - {id: '1', type: start}
                  - id: '2'
                    type: action
                    action: create_contact
                    fields:
                      first_name: "{{event.nobody}}"
                edges:
                  - {source: '1', target: '2'}
                """);
        JsonNode problem = zaffre.ok("POST", BASE + "/yaml", file).at("/problems/0");
        assertThat(problem.path("line").intValue()).isEqualTo(10);
        assertThat(problem.path("field").asString()).isEqualTo("fields.first_name");
    }
}
