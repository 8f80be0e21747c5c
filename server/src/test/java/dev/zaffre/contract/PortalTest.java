package dev.zaffre.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import dev.zaffre.testing.TestServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The server's part of the connect portal: how it looks, what a customer sees and may know. Its page is tried in a browser. */
class PortalTest {
    private static final String PORTAL = Story.PUBLIC + "/portal";
    private static final String SETTINGS = Story.PUBLIC + "/portal-settings";

    private final TestServer server = new TestServer();
    private final ApiClient anonymous = ApiClient.at(server.app().url().toString());
    private String token = "";
    private ApiClient acme = anonymous;

    @BeforeEach
    void a_customer_with_a_link() {
        server.account("acme");
        token = link("acme", "{}");
        acme = anonymous.session(token);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String link(String account, String body) {
        server.ok("PUT", Story.PUBLIC + "/linked-account", Json.object().put("linked_account_id", account));
        TestServer.Reply reply =
                server.callRaw("POST", Story.PUBLIC + "/connect-url", body, "linked_account_id", account);
        String url = reply.body().get("hosted_url").asString();
        return URI.create(url).getPath().substring("/connect/".length());
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.parse(text.replace('\'', '"'));
    }

    /** Publishes a workflow for the event "Contact Created" and fires one; the id of what runs then. */
    private String run(String workflow) {
        server.eventType("Contact Created", "{\"name\":\"Mark\"}");
        server.workflow(workflow);
        return server.firstExecution(server.trigger("Contact Created", "{\"name\":\"Mark\"}"));
    }

    private void settings(String body) {
        server.ok("PUT", SETTINGS, json(body));
    }

    private JsonNode look(ApiClient customer) {
        return customer.get(PORTAL).ok().json();
    }

    private static List<String> slugs(Answer answer) {
        return answer.ok()
                .json()
                .get("docs")
                .valueStream()
                .map(app -> app.get("slug").asString())
                .toList();
    }

    // How it looks
    // ------------------------------------------------------------------------------------------------------

    @Test
    void settings_hold_for_all_links_of_the_environment_and_can_be_taken_back() {
        settings("{'company_name':'Initech','primary_color':'#0b7285','support_text':'Call us'}");
        assertThat(look(acme).get("company_name").asString()).isEqualTo("Initech");
        settings("{'company_name':'Initrode','support_text':null}");
        JsonNode look = look(acme);
        assertThat(look.get("company_name").asString()).isEqualTo("Initrode");
        assertThat(look.get("primary_color").asString()).isEqualTo("#0b7285");
        assertThat(look.get("support_text").isNull()).isTrue();
        assertThat(look.get("linked_account_id").asString()).isEqualTo("acme");
        assertThat(look.has("apps")).isFalse();
    }

    @Test
    void what_a_link_brings_goes_before_and_what_does_not_fit_is_left_alone() {
        settings("{'company_name':'Initech','primary_color':'#0b7285','theme':'dark'}");
        JsonNode look = look(anonymous.session(link("acme", """
                {"name":"Acme <b>","color":"red","bgColor":"#fff","logo":"javascript:alert(1)","theme":["x"],"apps":"all","own":{"a":1}}
                """)));
        assertThat(look.get("company_name").asString()).isEqualTo("Acme <b>");
        assertThat(look.get("primary_color").asString()).isEqualTo("#0b7285");
        assertThat(look.get("background_color").asString()).isEqualTo("#fff");
        assertThat(look.get("logo_url").isNull()).isTrue();
        assertThat(look.get("theme").asString()).isEqualTo("dark");
    }

    @Test
    void what_is_no_setting_is_refused_by_name() {
        for (String[] wrong : new String[][] {
            {"{'logo_url':'http://cdn.example.com/a.png'}", "logo_url must be an https address"},
            {"{'logo_url':'data:text/html;base64,PGI+'}", "logo_url must be"},
            {"{'support_url':'javascript:alert(1)'}", "support_url must be an https: or mailto: address"},
            {"{'theme':'pink'}", "theme must be one of auto, light, dark"},
            {"{'company_name':7}", "company_name must be a text of at most 80 characters"},
            {"{'categories':'CRM'}", "categories must be a list of at most 500 categories"}
        }) {
            TestServer.Reply reply = server.call("PUT", SETTINGS, json(wrong[0]));
            assertThat(reply.status()).as(wrong[0]).isEqualTo(400);
            assertThat(reply.body().get("message").asString()).contains(wrong[1]);
        }
        assertThat(look(acme).get("company_name").isNull()).isTrue();
    }

    // The page
    // ------------------------------------------------------------------------------------------------------

    @Test
    void a_link_that_does_not_hold_is_a_page_that_says_what_to_do() {
        settings(
                "{'company_name':'Init<b>ech','support_text':'Call <i>us</i>','support_url':'mailto:help@example.com'}");
        server.ok("PUT", Story.PUBLIC + "/allowed-origins", json("{'origins':['https://*.example.com']}"));
        Answer never = anonymous.sendUnchecked("GET", "/connect/never-given", null);
        assertThat(never.status()).isEqualTo(401);
        assertThat(never.header("content-type")).startsWith("text/html");
        assertThat(never.header("content-security-policy")).contains("frame-ancestors 'none'");
        assertThat(never.text()).contains("This link has ended").doesNotContain("Init");

        server.clock.advance(Duration.ofDays(4));
        for (String address : List.of("/connect/" + token, "/connect/" + token + "?config_id=acme")) {
            Answer over = anonymous.sendUnchecked("GET", address, null);
            assertThat(over.status()).isEqualTo(401);
            assertThat(over.header("content-security-policy"))
                    .contains("frame-ancestors 'self' https://*.example.com")
                    .doesNotContain("unsafe");
            assertThat(over.header("cache-control")).isEqualTo("no-store");
            assertThat(over.header("referrer-policy")).isEqualTo("no-referrer");
            assertThat(over.header("set-cookie")).isEmpty();
            assertThat(over.text())
                    .contains("Init&lt;b&gt;ech", "Call &lt;i&gt;us&lt;/i&gt;", "mailto:help@example.com")
                    .doesNotContain("<script", token);
        }
        assertThat(acme.get(PORTAL).status()).isEqualTo(401);
    }

    @Test
    void the_id_of_a_token_opens_the_page_and_nothing_else() {
        String id = look(acme).get("session_id").asString();
        // This build may hold no page: what counts is that the link is known.
        assertThat(anonymous.sendUnchecked("GET", "/connect/~" + id, null).status())
                .isIn(200, 404);
        assertThat(anonymous.session("~" + id).get(PORTAL).status()).isEqualTo(401);
        assertThat(anonymous.session(id).get(PORTAL).status()).isEqualTo(401);
        acme.post(Story.PUBLIC + "/session-token/revoke", "{}").ok();
        assertThat(anonymous.sendUnchecked("GET", "/connect/~" + id, null).status())
                .isEqualTo(401);
    }

    // Apps
    // ------------------------------------------------------------------------------------------------------

    @Test
    void a_customer_sees_what_can_be_connected_and_what_is() {
        List<String> first = slugs(acme.get(PORTAL + "/apps?limit=100"));
        assertThat(first.subList(0, 2)).containsExactlyInAnyOrder("sandbox-crm", "sandbox-chat");
        // Nobody can sign in at a provider where the company has no client.
        assertThat(first).contains("mailchimp").doesNotContain("box");
        assertThat(acme.get(PORTAL + "/apps/box").status()).isEqualTo(404);
        server.ok(
                "PUT",
                Story.PUBLIC + "/application/box/settings",
                json("{'client_id':'ours','client_secret':'secret'}"));
        assertThat(slugs(acme.get(PORTAL + "/apps?search=BOX"))).contains("box");
        JsonNode way = acme.get(PORTAL + "/apps/box").ok().json().get("ways");
        assertThat(way.get(0).get("browser").asBoolean()).isTrue();
    }

    @Test
    void the_company_chooses_what_is_shown_but_hides_nothing_that_is_connected() {
        settings("{'apps':['sandbox-crm'],'categories':['email marketing']}");
        List<String> seen = slugs(acme.get(PORTAL + "/apps?limit=100"));
        assertThat(seen).contains("sandbox-crm", "sandbox-chat").doesNotContain("trello");
        assertThat(slugs(anonymous.session(link("globex", "{}")).get(PORTAL + "/apps?limit=100")))
                .contains("sandbox-crm")
                .doesNotContain("sandbox-chat", "trello");
        server.ok("PUT", Story.PUBLIC + "/application/sandbox-chat/settings", json("{'enabled':false}"));
        assertThat(slugs(acme.get(PORTAL + "/apps?limit=100"))).doesNotContain("sandbox-chat");
        assertThat(acme.get(PORTAL + "/apps/sandbox-chat").status()).isEqualTo(404);
    }

    @Test
    void what_has_ended_comes_first_and_says_why() {
        server.revokeKey("chat", "chat-demo-key");
        String run = run("""
                {'name':'To chat','slug':'sandbox-chat','trigger':{'type':'event','event':'Contact Created'},
                 'nodes':[{'id':'1','name':'Start','type':'start'},
                  {'id':'2','name':'Post','type':'action','app':'sandbox-chat','action':'post_message',
                   'fields':{'channel':'#sales','text':'{{event.name}}'}}],'edges':[{'source':'1','target':'2'}]}""");
        server.awaitStatus(run, "WAITING");

        JsonNode first = acme.get(PORTAL + "/apps").ok().json().get("docs").get(0);
        assertThat(first.get("slug").asString()).isEqualTo("sandbox-chat");
        assertThat(first.get("state").asString()).isEqualTo("expired");
        JsonNode connection =
                acme.get(PORTAL + "/apps/sandbox-chat").ok().json().at("/connected_accounts/0");
        assertThat(connection.get("status").asString()).isEqualTo("expired");
        assertThat(connection.get("reason").asString()).isNotBlank();
        JsonNode seen = acme.get(PORTAL + "/executions/" + run).ok().json();
        assertThat(seen.at("/waiting/reconnect").asString()).isEqualTo("sandbox-chat");
    }

    // The log
    // ------------------------------------------------------------------------------------------------------

    @Test
    void the_log_tells_what_was_written_to_the_customers_apps_and_nothing_of_how() {
        String run = run("""
                {'name':'To CRM','slug':'sandbox-crm','trigger':{'type':'event','event':'Contact Created'},
                 'nodes':[{'id':'1','name':'Start','type':'start'},
                  {'id':'3','name':'Inner','type':'transform','expression':'{\\"secret\\": \\"inner words\\"}'},
                  {'id':'2','name':'Create contact','type':'action','app':'sandbox-crm','action':'create_contact',
                   'fields':{'first_name':'{{event.name}}'}}],
                 'edges':[{'source':'1','target':'3'},{'source':'3','target':'2'}]}""");
        server.awaitStatus(run, "COMPLETED");

        JsonNode line = acme.get(PORTAL + "/executions").ok().json().at("/docs/0");
        assertThat(line.get("_id").asString()).isEqualTo(run);
        assertThat(line.get("event").asString()).isEqualTo("Contact Created");
        Answer detail = acme.get(PORTAL + "/executions/" + run).ok();
        assertThat(detail.json().get("steps")).hasSize(1);
        assertThat(detail.json().at("/steps/0/sent/first_name").asString()).isEqualTo("Mark");
        assertThat(detail.text()).doesNotContain("inner words", "http://127.0.0.1", "headers");
        // Nor by the way that published clients take.
        Answer published = acme.get(Story.PUBLIC + "/execution/" + run).ok();
        assertThat(published.json().at("/nodes/2/node_status").asString()).isEqualTo("Success");
        assertThat(published.text()).doesNotContain("curl -X", "\"headers\"");

        ApiClient globex = anonymous.session(link("globex", "{}"));
        assertThat(globex.get(PORTAL + "/executions").ok().json().get("docs")).isEmpty();
        assertThat(globex.get(PORTAL + "/executions/" + run).status()).isEqualTo(404);
    }

    @Test
    void what_broke_on_the_companys_side_is_not_told() {
        String run = run("""
                {'name':'To CRM','slug':'sandbox-crm','trigger':{'type':'event','event':'Contact Created'},
                 'nodes':[{'id':'1','name':'Start','type':'start'},
                  {'id':'2','name':'Inner','type':'http','method':'GET','url':'http://inner.company.invalid/x',
                   'settings':{'retry':{'max_attempts':1}}}],'edges':[{'source':'1','target':'2'}]}""");
        assertThat(server.awaitStatus(run, "ERRORED").get("reason").asString()).contains("Inner");
        Answer detail = acme.get(PORTAL + "/executions/" + run).ok();
        assertThat(detail.json().get("status").asString()).isEqualTo("ERRORED");
        assertThat(detail.json().get("reason").isNull()).isTrue();
        assertThat(detail.text()).doesNotContain("Inner", "inner");
    }
}
