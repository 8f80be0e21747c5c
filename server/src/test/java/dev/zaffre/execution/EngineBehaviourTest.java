package dev.zaffre.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import dev.zaffre.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What happens to a run when the third party, the customer or the operator does not play along. */
class EngineBehaviourTest {
    private static final String CONTACT = """
            {'id':'2','name':'Create contact','type':'action','app':'sandbox-crm','action':'create_contact',
             'fields':{'first_name':'{{event.first_name}}'} SETTINGS}""";
    private static TestServer zaffre;
    private static int number;

    @BeforeAll
    static void start() {
        zaffre = new TestServer();
        zaffre.account(TestServer.ACCOUNT);
    }

    @AfterAll
    static void stop() {
        zaffre.close();
    }

    @AfterEach
    void forgetPlans() {
        zaffre.forgetPlans();
    }

    /** A workflow of its own event, so that tests do not start each other's runs. */
    private static String event(String nodesAndEdges) {
        String event = "e" + ++number;
        zaffre.eventType(event, "{\"first_name\":\"Mark\",\"plan\":\"gold\",\"n\":1}");
        zaffre.workflow("{'name':'w','slug':'sandbox-crm','trigger':{'type':'event','event':'" + event + "'},"
                + nodesAndEdges + "}");
        return event;
    }

    private static String contact(String settings) {
        return event("'nodes':[{'id':'1','name':'Start','type':'start'}," + CONTACT.replace("SETTINGS", settings)
                + "],'edges':[{'source':'1','target':'2'}]");
    }

    private static String fire(String event, String name) {
        return zaffre.firstExecution(
                zaffre.trigger(event, "{\"first_name\":\"" + name + "\",\"plan\":\"gold\",\"n\":1}"));
    }

    private static List<JsonNode> calls(String app, String name) {
        List<JsonNode> calls = new ArrayList<>();
        for (JsonNode call : zaffre.received(app)) {
            if (call.toString().contains(name)) {
                calls.add(call);
            }
        }
        return calls;
    }

    private static JsonNode node(JsonNode execution, String id) {
        for (JsonNode node : execution.path("nodes")) {
            if (node.path("node_id").asString("").equals(id)) {
                return node;
            }
        }
        throw new AssertionError("No node " + id + " in " + execution);
    }

    private static Set<String> keys(List<JsonNode> calls) {
        Set<String> keys = new HashSet<>();
        for (JsonNode call : calls) {
            call.path("headers").properties().forEach(header -> {
                if (header.getKey().equalsIgnoreCase("idempotency-key")) {
                    keys.add(header.getValue().toString());
                }
            });
        }
        return keys;
    }

    @Test
    void a_failing_app_is_tried_again_with_the_same_idempotency_key() {
        String event = contact("");
        zaffre.plan("{'app':'crm','path':'/crm/contacts','times':2,'status':503}");
        String run = fire(event, "Retry");
        Awaitility.await().until(() -> calls("crm", "Retry").size() == 1);
        zaffre.clock.advance(Duration.ofSeconds(2));
        Awaitility.await().until(() -> calls("crm", "Retry").size() == 2);
        zaffre.clock.advance(Duration.ofSeconds(3));
        JsonNode done = zaffre.awaitStatus(run, "COMPLETED");
        assertThat(node(done, "2").path("attempts_made").asInt()).isEqualTo(3);
        assertThat(calls("crm", "Retry")).hasSize(3);
        assertThat(keys(calls("crm", "Retry"))).hasSize(1);
        assertThat(keys(calls("crm", "Retry")).iterator().next()).contains(run + "-2");
    }

    @Test
    void an_app_that_asks_to_wait_is_not_called_before() {
        String event = contact("");
        zaffre.plan("{'app':'crm','path':'/crm/contacts','times':1,'status':429,'retry_after':'30'}");
        String run = fire(event, "Patience");
        zaffre.awaitStatus(run, "WAITING");
        String behind = fire(event, "Behind");
        zaffre.clock.advance(Duration.ofSeconds(25));
        assertThat(zaffre.execution(behind).path("status").asString()).isIn("QUEUED", "WAITING");
        assertThat(calls("crm", "Behind")).isEmpty();
        zaffre.clock.advance(Duration.ofSeconds(6));
        zaffre.awaitStatus(run, "COMPLETED");
        zaffre.awaitStatus(behind, "COMPLETED");
        assertThat(calls("crm", "Patience")).hasSize(2);
    }

    @Test
    void a_refusal_is_final_and_says_why() {
        String event = contact("");
        zaffre.plan(
                "{'app':'crm','path':'/crm/contacts','times':1,'status':422,'body':'{\\'error\\':{\\'message\\':\\'no such thing\\'}}'}"
                        .replace("\\'", "\\\""));
        String run = fire(event, "Refused");
        JsonNode done = zaffre.awaitStatus(run, "ERRORED");
        assertThat(calls("crm", "Refused")).hasSize(1);
        assertThat(node(done, "2").path("node_status").asString()).isEqualTo("Errored");
        assertThat(done.toString()).contains("no such thing");
    }

    @Test
    void attempts_end_where_the_policy_says() {
        String event = contact(",'settings':{'retry':{'type':'fixed','delay_ms':1000,'max_attempts':2}}");
        zaffre.plan("{'app':'crm','path':'/crm/contacts','times':9,'status':500}");
        String run = fire(event, "Bounded");
        Awaitility.await().until(() -> calls("crm", "Bounded").size() == 1);
        zaffre.clock.advance(Duration.ofSeconds(2));
        JsonNode done = zaffre.awaitStatus(run, "ERRORED");
        assertThat(calls("crm", "Bounded")).hasSize(2);
        assertThat(done.toString()).contains("given up after 2 attempts");
    }

    @Test
    void a_node_may_be_skipped_when_it_fails_and_the_rest_goes_on() {
        String event = event("'nodes':[{'id':'1','name':'Start','type':'start'},"
                + CONTACT.replace("SETTINGS", ",'settings':{'skip_on_error':true}")
                + ",{'id':'3','name':'Tell','type':'action','app':'sandbox-chat','action':'post_message',"
                + "'fields':{'channel':'general','text':'after {{event.first_name}}'}}],"
                + "'edges':[{'source':'1','target':'2'},{'source':'2','target':'3'}]");
        zaffre.plan("{'app':'crm','path':'/crm/contacts','times':1,'status':400}");
        String run = fire(event, "Skipped");
        JsonNode done = zaffre.awaitStatus(run, "COMPLETED");
        assertThat(node(done, "2").path("node_status").asString()).isEqualTo("Errored_and_Skipped");
        assertThat(calls("chat", "after Skipped")).hasSize(1);
    }

    @Test
    void a_rule_sends_the_run_one_way_and_the_other_way_is_rejected() {
        String event = event(
                "'nodes':[{'id':'1','name':'Start','type':'start'},"
                        + "{'id':'2','name':'Gold','type':'rule','conditions':{'and':[{'variable':'{{event.plan}}','operator':'eq','value':'gold'}]}},"
                        + "{'id':'3','name':'Yes','type':'action','app':'sandbox-chat','action':'post_message','fields':{'channel':'general','text':'yes {{event.first_name}}'}},"
                        + "{'id':'4','name':'No','type':'action','app':'sandbox-chat','action':'post_message','fields':{'channel':'general','text':'no {{event.first_name}}'}}],"
                        + "'edges':[{'source':'1','target':'2'},{'source':'2','target':'3','sourceHandle':'true'},{'source':'2','target':'4','sourceHandle':'false'}]");
        JsonNode done = zaffre.awaitStatus(fire(event, "Ruled"), "COMPLETED");
        assertThat(node(done, "3").path("node_status").asString()).isEqualTo("Success");
        assertThat(node(done, "4").path("node_status").asString()).isEqualTo("Rejected");
        assertThat(calls("chat", "Ruled")).hasSize(1);
    }

    @Test
    void independent_branches_run_side_by_side_and_later_nodes_see_their_outputs() {
        String event = event(
                "'nodes':[{'id':'1','name':'Start','type':'start'},"
                        + CONTACT.replace("SETTINGS", "")
                        + ",{'id':'3','name':'Deal','type':'action','app':'sandbox-chat','action':'post_message','fields':{'channel':'general','text':'side {{event.first_name}}'}},"
                        + "{'id':'4','name':'Sum','type':'transform','expression':'node.`2`.body.id & \\\"/\\\" & event.first_name'},"
                        + "{'id':'5','name':'Tell','type':'action','app':'sandbox-chat','action':'post_message','fields':{'channel':'general','text':'sum {{node.4.body}} {{create_contact.body.id}}'}}],"
                        + "'edges':[{'source':'1','target':'2'},{'source':'1','target':'3'},{'source':'2','target':'4'},{'source':'3','target':'4'},{'source':'4','target':'5'}]");
        zaffre.plan("{'app':'crm','path':'/crm/contacts','times':1,'delay_ms':600}");
        long begun = System.nanoTime();
        zaffre.awaitStatus(fire(event, "Parallel"), "COMPLETED");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(550));
        List<JsonNode> chat = calls("chat", "Parallel");
        assertThat(chat).hasSize(2);
        assertThat(chat.get(1).toString()).containsPattern("sum \\S+/Parallel \\S+");
    }

    @Test
    void a_delay_waits_without_a_thread_and_the_run_goes_on_where_it_was() {
        String event = event("'nodes':[{'id':'1','name':'Start','type':'start'}," + CONTACT.replace("SETTINGS", "")
                + ",{'id':'3','name':'Wait','type':'delay','amount':10,'unit':'days'},"
                + "{'id':'4','name':'Tell','type':'action','app':'sandbox-chat','action':'post_message','fields':{'channel':'general','text':'later {{event.first_name}}'}}],"
                + "'edges':[{'source':'1','target':'2'},{'source':'2','target':'3'},{'source':'3','target':'4'}]");
        String run = fire(event, "Delayed");
        zaffre.awaitStatus(run, "WAITING");
        assertThat(zaffre.app().runsInMemory()).isZero();
        zaffre.clock.advance(Duration.ofDays(10));
        zaffre.awaitStatus(run, "COMPLETED");
        assertThat(calls("crm", "Delayed")).hasSize(1);
        assertThat(calls("chat", "later Delayed")).hasSize(1);
    }

    @Test
    void a_refused_credential_parks_the_runs_until_the_customer_reconnects() {
        String account = "globex";
        zaffre.account(account);
        zaffre.connect(account, "sandbox-crm", "crm-globex-key");
        String event = contact("");
        zaffre.revokeKey("crm", "crm-globex-key");
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            runs.add(zaffre.firstExecution(zaffre.trigger(account, event, "{\"first_name\":\"Parked" + i + ".\"}")));
        }
        runs.forEach(run -> zaffre.awaitStatus(run, "WAITING"));
        assertThat(zaffre.execution(runs.getFirst()).toString()).contains("reconnect");
        JsonNode waiting = zaffre.execution(runs.getLast()).path("waiting");
        assertThat(waiting.path("reconnect").asString()).isEqualTo("sandbox-crm");
        assertThat(waiting.path("until").isNull()).isTrue();
        JsonNode app = zaffre.ok("GET", "/api/v2/public/application/sandbox-crm", null, "linked_account_id", account);
        assertThat(app.path("reauth_required").asBoolean()).isTrue();
        zaffre.clock.advance(Duration.ofDays(2));
        assertThat(zaffre.execution(runs.getLast()).path("status").asString()).isEqualTo("WAITING");

        assertThat(zaffre.connect(account, "sandbox-crm", "crm-other-key").status())
                .isEqualTo(200);
        runs.forEach(run -> zaffre.awaitStatus(run, "COMPLETED"));
        List<JsonNode> delivered = calls("crm", "Parked").stream()
                .filter(call -> call.path("headers").toString().contains("crm-other-key"))
                .toList();
        assertThat(delivered).hasSize(20);
    }

    @Test
    void an_app_that_is_down_is_probed_and_not_hammered_and_then_everything_arrives() {
        String account = "initech";
        zaffre.account(account);
        String event = contact("");
        zaffre.plan("{'app':'crm','path':'/crm/contacts','times':100000,'reset':'before'}");
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            runs.add(zaffre.firstExecution(zaffre.trigger(account, event, "{\"first_name\":\"Down" + i + ".\"}")));
        }
        Awaitility.await().until(() -> calls("crm", "Down").size() >= 30);
        // Past the ten seconds of nothing but failures: from now on one call at a time.
        zaffre.clock.advance(Duration.ofSeconds(15));
        Awaitility.await().until(() -> calls("crm", "Down").size() > 30);
        int whenDown = calls("crm", "Down").size();
        for (int i = 0; i < 20; i++) {
            // Hours that pass while a call is under way would be the run's own time.
            Awaitility.await().until(() -> runs.stream().noneMatch(run -> hasStatus(run, "RUNNING")));
            zaffre.clock.advance(Duration.ofMinutes(30));
            runs.add(zaffre.firstExecution(zaffre.trigger(account, event, "{\"first_name\":\"Down-late" + i + ".\"}")));
        }
        assertThat(calls("crm", "Down").size() - whenDown).isLessThan(60 + 30);
        zaffre.forgetPlans();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            zaffre.clock.advance(Duration.ofMinutes(1));
            return runs.stream().allMatch(run -> hasStatus(run, "COMPLETED"));
        });
    }

    private static boolean hasStatus(String run, String status) {
        return zaffre.execution(run).path("status").asString().equals(status);
    }

    @Test
    void a_synchronous_caller_gets_what_the_response_node_says() {
        String id = zaffre.workflow(
                "{'name':'sync','slug':'sandbox-crm','trigger':{'type':'api'},"
                        + "'nodes':[{'id':'1','name':'Start','type':'start'},{'id':'2','name':'Answer','type':'response','status_code':201,"
                        + "'body':{'hello':'{{start.body.name}}','n':'{{start.body.n}}'}}],'edges':[{'source':'1','target':'2'}]}");
        TestServer.Reply reply = zaffre.call(
                "POST",
                "/api/v2/public/workflow/" + id + "/execute",
                Json.parse("{\"name\":\"Ann\",\"n\":9007199254740993}"),
                "linked_account_id",
                TestServer.ACCOUNT,
                "slug",
                "sandbox-crm",
                "sync_execution",
                "true");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.body().path("return_value").toString())
                .isEqualTo("{\"hello\":\"Ann\",\"n\":9007199254740993}");
    }

    @Test
    void a_waiting_run_can_be_stopped_and_a_stopped_one_run_again() {
        String event = contact(",'settings':{'retry':{'type':'fixed','delay_ms':60000,'max_attempts':5}}");
        zaffre.plan("{'app':'crm','path':'/crm/contacts','times':1,'status':503}");
        String run = fire(event, "Stopped");
        zaffre.awaitStatus(run, "WAITING");
        zaffre.ok("POST", "/api/v2/public/execution/" + run + "/stop", null);
        JsonNode stopped = zaffre.awaitStatus(run, "STOPPED");
        zaffre.clock.advance(Duration.ofMinutes(5));
        String again = zaffre.ok("POST", "/api/v2/public/execution/" + run + "/rerun", null)
                .path("id")
                .asString();
        zaffre.awaitStatus(again, "COMPLETED");
        assertThat(stopped.path("status").asString()).isEqualTo("STOPPED");
        assertThat(calls("crm", "Stopped")).hasSize(2);
        assertThat(keys(calls("crm", "Stopped"))).hasSize(2);
    }

    @Test
    void a_run_that_takes_too_long_is_timed_out() {
        String event = event("'settings':{'timeout_seconds':60},'nodes':[{'id':'1','name':'Start','type':'start'},"
                + CONTACT.replace(
                        "SETTINGS", ",'settings':{'retry':{'type':'fixed','delay_ms':50000,'max_attempts':9}}")
                + "],'edges':[{'source':'1','target':'2'}]");
        zaffre.plan("{'app':'crm','path':'/crm/contacts','times':5,'status':503}");
        String run = fire(event, "Late");
        zaffre.awaitStatus(run, "WAITING");
        zaffre.clock.advance(Duration.ofSeconds(62));
        zaffre.awaitStatus(run, "TIMED_OUT");
    }

    @Test
    void workflows_that_do_not_run_are_named_with_their_reason() {
        String event = "skips";
        zaffre.eventType(event, "{\"n\":1}");
        zaffre.workflow(
                "{'name':'conditional','slug':'sandbox-crm','trigger':{'type':'event','event':'skips','conditions':"
                        + "{'and':[{'variable':'{{event.n}}','operator':'gt','value':5}]}},'nodes':[{'id':'1','name':'Start','type':'start'}],'edges':[]}");
        zaffre.ok("PUT", "/api/v2/public/linked-account", Json.object().put("linked_account_id", "nobody"));
        assertThat(zaffre.trigger(event, "{\"n\":1}").path("skipped").toString())
                .contains("condition_not_met");
        assertThat(zaffre.trigger("nobody", event, "{\"n\":9}").path("skipped").toString())
                .contains("not_connected");
        assertThat(zaffre.trigger(event, "{\"n\":9}").path("executions")).hasSize(1);
    }
}
