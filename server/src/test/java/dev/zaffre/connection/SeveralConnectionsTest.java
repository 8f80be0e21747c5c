package dev.zaffre.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import dev.zaffre.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A customer with more than one account at an app: which of them a call goes to, against the whole server. */
class SeveralConnectionsTest {
    private static final String APP = "shops";
    private static TestServer zaffre;
    private static int number;
    private String account = "";
    private String north = "";
    private String south = "";

    @BeforeAll
    static void an_app_that_allows_several() {
        zaffre = new TestServer();
        zaffre.ok("POST", "/api/v2/public/application", Json.read("""
                        {"slug":"shops","name":"Shops","description":"","multiple_connections":true,"base_url":"%s/crm",
                         "auth":{"type":"keybased","inputs":[{"name":"api_key","label":"Key","type":"password","required":true}],
                                 "placements":[{"into":"header","name":"X-Api-Key","value":"{{auth.api_key}}"}]},
                         "verification":{"method":"GET","path":"/me","identifier":"account"},
                         "actions":[{"id":"add","name":"Add","description":"",
                            "fields":[{"name":"first_name","label":"Name","type":"text","required":true}],
                            "request":{"method":"POST","path":"/contacts","body":{"first_name":"{{fields.first_name}}"}}}]}
                        """.formatted(
                        zaffre.sandbox().url())));
        zaffre.eventType("order", "{\"name\":\"Mark\",\"shop\":\"crm-north\"}");
        workflow("{{event.shop}}");
    }

    @AfterAll
    static void stop() {
        zaffre.close();
    }

    @BeforeEach
    void a_customer_with_two_shops() {
        account = "customer-" + ++number;
        north = "crm-north-" + number;
        south = "crm-south-" + number;
        zaffre.ok("PUT", "/api/v2/public/linked-account", Json.object().put("linked_account_id", account));
        connect(north);
        connect(south);
    }

    @AfterEach
    void the_app_forgets() {
        zaffre.forgetPlans();
    }

    private static void workflow(String connection) {
        zaffre.workflow("""
                {'name':'orders','slug':'shops','trigger':{'type':'event','event':'order'},
                 'nodes':[{'id':'1','name':'Start','type':'start'},
                  {'id':'2','name':'Add','type':'action','action':'add','connection':'%s','fields':{'first_name':'{{event.name}}'}}],
                 'edges':[{'source':'1','target':'2'}]}""".formatted(connection));
    }

    private void connect(String shop) {
        zaffre.ok(
                "PUT",
                "/api/v2/public/linked-account/integration/save-key-credentials/shops?linked_account_id=" + account,
                Json.object().put("api_key", shop + "-key"));
    }

    private JsonNode execute(String query, String name) {
        return zaffre.ok(
                "POST",
                "/api/v2/integration-schema/shops/actions/add/execute?linked_account_id=" + account + query,
                Json.object().put("first_name", name));
    }

    /** The keys with which contacts of a name were written. */
    private List<String> keys(String name) {
        List<String> keys = new ArrayList<>();
        for (JsonNode call : zaffre.received("crm")) {
            if (call.path("body").toString().contains(name)) {
                call.path("headers").properties().forEach(header -> {
                    if (header.getKey().equalsIgnoreCase("x-api-key")) {
                        keys.add(header.getValue().toString().replaceAll("[\\[\\]\"]", ""));
                    }
                });
            }
        }
        return keys;
    }

    private String fire(String name, String shop) {
        return zaffre.firstExecution(
                zaffre.trigger(account, "order", "{\"name\":\"" + name + "\",\"shop\":\"" + shop + "\"}"));
    }

    private static String reason(JsonNode execution) {
        return execution.path("nodes").toString();
    }

    @Test
    void a_node_chooses_by_a_field_of_the_event() {
        zaffre.awaitStatus(fire("Nora", north), "COMPLETED");
        zaffre.awaitStatus(fire("Susi", south.toUpperCase(Locale.ROOT)), "COMPLETED");
        assertThat(keys("Nora")).containsExactly(north + "-key");
        assertThat(keys("Susi")).containsExactly(south + "-key");
    }

    @Test
    void a_choice_that_is_not_there_fails_and_says_what_is() {
        JsonNode unknown = zaffre.awaitStatus(fire("Eve", "crm-east"), "ERRORED");
        assertThat(reason(unknown))
                .contains("The linked account has no connection 'crm-east' to Shops; it has " + north + ", " + south);
        JsonNode empty = zaffre.awaitStatus(fire("Eve", " "), "ERRORED");
        assertThat(reason(empty)).contains("The node's 'connection' came out empty; it has " + north + ", " + south);
        assertThat(keys("Eve")).isEmpty();
    }

    @Test
    void without_a_choice_the_one_that_was_connected_first_is_used_whatever_happens_to_the_others() {
        JsonNode app = zaffre.ok("GET", "/api/v2/public/application/shops?linked_account_id=" + account, null);
        assertThat(app.path("multiple_connections").asBoolean()).isTrue();
        assertThat(app.path("connected_accounts")).hasSize(2);
        execute("", "Ada");
        connect(south);
        execute("", "Ada");
        assertThat(keys("Ada")).containsExactly(north + "-key", north + "-key");
        execute("&connection=" + south, "Bea");
        assertThat(keys("Bea")).containsExactly(south + "-key");
        TestServer.Reply unknown = zaffre.call(
                "POST",
                "/api/v2/integration-schema/shops/actions/add/execute?connection=crm-east&linked_account_id=" + account,
                Json.object().put("first_name", "Cid"));
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.body().path("message").asString())
                .endsWith("has no connection 'crm-east' to shops; it has " + north + ", " + south);
    }

    @Test
    void when_the_first_is_gone_the_next_takes_its_place() {
        zaffre.ok(
                "DELETE",
                "/api/v2/public/linked-account/integration/shops?identifier=" + north + "&linked_account_id=" + account,
                null);
        execute("", "Dan");
        assertThat(keys("Dan")).containsExactly(south + "-key");
        zaffre.awaitStatus(fire("Dora", north), "ERRORED");
        assertThat(keys("Dora")).isEmpty();
    }

    @Test
    void what_waits_for_one_connection_is_not_sent_with_another() {
        zaffre.revokeKey("crm", north + "-key");
        String run = fire("Finn", north);
        zaffre.awaitStatus(run, "WAITING");
        assertThat(keys("Finn")).containsExactly(north + "-key");
        connect(south);
        JsonNode waiting = zaffre.awaitStatus(fire("Finn", north), "WAITING");
        assertThat(waiting.at("/waiting/reconnect").asString()).isEqualTo(APP);
        zaffre.awaitStatus(fire("Gus", south), "COMPLETED");
        assertThat(keys("Finn")).doesNotContain(south + "-key");
    }

    @Test
    void an_app_with_one_connection_has_nothing_to_choose() {
        JsonNode made = zaffre.ok("POST", "/api/v2/public/workflow", Json.read("""
                        {"name":"one","slug":"sandbox-crm","trigger":{"type":"event","event":"order"},
                         "nodes":[{"id":"1","name":"Start","type":"start"},
                          {"id":"2","name":"Create","type":"action","action":"create_contact","connection":"crm-north",
                           "fields":{"first_name":"{{event.name}}"}}],
                         "edges":[{"source":"1","target":"2"}]}"""));
        TestServer.Reply reply = zaffre.call(
                "PUT",
                "/api/v2/public/workflow/" + made.at("/workflow/_id").asString() + "/publish",
                Json.object().put("published", true));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body().toString())
                .contains("A linked account has one connection to Sandbox CRM: leave 'connection' out");
    }
}
