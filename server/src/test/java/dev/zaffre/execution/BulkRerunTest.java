package dev.zaffre.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import dev.zaffre.testing.TestServer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Many executions run again, and the sentences that tell what happened to one. */
class BulkRerunTest {
    private static final String RERUN = "/api/v2/public/execution/rerun";
    private static TestServer zaffre;

    @BeforeAll
    static void start() {
        zaffre = new TestServer();
        zaffre.account(TestServer.ACCOUNT);
        zaffre.account("globex");
        zaffre.account("hooli");
        zaffre.account("initech");
        zaffre.eventType("signed_up", "{\"first_name\":\"Ada\"}");
        zaffre.toCrm("Greet", "signed_up");
    }

    @AfterAll
    static void stop() {
        zaffre.close();
    }

    private static String failed(String account) {
        zaffre.plan("{'app':'crm','path':'/crm/contacts','times':1,'status':422}");
        String run = zaffre.firstExecution(zaffre.trigger(account, "signed_up", "{\"first_name\":\"Ada\"}"));
        zaffre.awaitStatus(run, "ERRORED");
        return run;
    }

    private static JsonNode ask(String body) {
        return zaffre.ok("POST", RERUN, Json.parse(body.replace('\'', '"')));
    }

    private static JsonNode awaitOver(String id) {
        JsonNode[] last = new JsonNode[1];
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            last[0] = zaffre.ok("GET", RERUN + "/" + id, null);
            return !last[0].path("status").asString().equals("RUNNING");
        });
        return last[0];
    }

    /** What of an account was run again, as often as it was. */
    private static List<String> rerun(String account) {
        return zaffre.ok("GET", "/api/v2/public/execution?limit=50&linked_account_id=" + account, null)
                .path("docs")
                .valueStream()
                .map(run -> run.path("rerun_of").asString(""))
                .filter(of -> !of.isEmpty())
                .toList();
    }

    @Test
    void what_failed_is_previewed_and_then_run_again_once_each() {
        Set<String> failed = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            failed.add(failed("hooli"));
        }
        failed("globex");
        JsonNode preview = ask("{'filter':{'linked_account_id':'hooli'},'preview':true}");
        assertThat(preview.path("count").asInt()).isEqualTo(5);
        assertThat(preview.at("/groups/0/workflow_name").asString()).isEqualTo("Greet");
        assertThat(preview.at("/groups/0/reason").asString()).contains("422");
        String key = "{'filter':{'linked_account_id':'hooli'},'per_second':2,'key':'once'}";
        String job = ask(key).path("_id").asString();
        assertThat(ask(key).path("_id").asString()).isEqualTo(job);
        JsonNode over = awaitOver(job);
        assertThat(over.path("status").asString()).isEqualTo("DONE");
        assertThat(over.path("done").asInt()).isEqualTo(5);
        assertThat(rerun("globex")).isEmpty();
        List<String> again = rerun("hooli");
        assertThat(again).containsExactlyInAnyOrderElementsOf(failed);
        // What was run again since is left alone by whoever finds the job half done.
        assertThat(ask("{'filter':{'linked_account_id':'hooli'},'preview':true}")
                        .path("count")
                        .asInt())
                .isEqualTo(5);
    }

    @Test
    void it_goes_on_where_it_was_after_a_restart() {
        for (int i = 0; i < 4; i++) {
            failed("initech");
        }
        String job = ask("{'filter':{'linked_account_id':'initech'},'per_second':1,'key':'over a restart'}")
                .path("_id")
                .asString();
        Awaitility.await()
                .until(() ->
                        zaffre.ok("GET", RERUN + "/" + job, null).path("done").asInt() > 0);
        zaffre.restart();
        assertThat(zaffre.ok("GET", RERUN + "/" + job, null).path("status").asString())
                .isEqualTo("RUNNING");
        JsonNode over = awaitOver(job);
        assertThat(over.path("status").asString()).isEqualTo("DONE");
        assertThat(over.path("done").asInt() + over.path("skipped").asInt()).isEqualTo(4);
        assertThat(rerun("initech")).as("each once").hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void it_can_be_cancelled() {
        for (int i = 0; i < 3; i++) {
            failed("globex");
        }
        String job = ask("{'filter':{'linked_account_id':'globex'},'per_second':1,'key':'stopped'}")
                .path("_id")
                .asString();
        assertThat(zaffre.ok("POST", RERUN + "/" + job + "/cancel", Json.object())
                        .path("status")
                        .asString())
                .isEqualTo("CANCELLED");
        assertThat(awaitOver(job).path("done").asInt()).isLessThan(3);
        assertThat(zaffre.ok("GET", RERUN, null).path("docs").toString()).contains(job);
    }

    @Test
    void what_happened_is_told_in_sentences() {
        JsonNode story = zaffre.execution(failed(TestServer.ACCOUNT)).path("story");
        assertThat(story.get(0).path("text").asString())
                .isEqualTo("The event 'signed_up' of acme was accepted: version 1 of the workflow 'Greet' began.");
        assertThat(story.get(1).path("text").asString())
                .startsWith("'Create contact' failed: the app answered 422 in ");
        assertThat(story.get(1).path("node_id").asString()).isEqualTo("2");
        assertThat(story.get(2).path("level").asString()).isEqualTo("error");
        zaffre.plan("{'app':'crm','path':'/crm/contacts','times':1,'status':503}");
        String waits = zaffre.firstExecution(zaffre.trigger("signed_up", "{\"first_name\":\"Ada\"}"));
        zaffre.awaitStatus(waits, "WAITING");
        assertThat(zaffre.execution(waits).path("story").toString())
                .contains("the next attempt was set for")
                .contains("It waits until");
        zaffre.clock.advance(Duration.ofSeconds(3));
        JsonNode done = zaffre.awaitStatus(waits, "COMPLETED").path("story");
        assertThat(done.toString()).contains("'Create contact' succeeded at attempt 2: the app answered 201");
    }

    @Test
    void the_list_goes_back_by_cursor() {
        for (int i = 0; i < 3; i++) {
            failed(TestServer.ACCOUNT);
        }
        Set<String> seen = new HashSet<>();
        String cursor = "first";
        while (cursor != null) {
            JsonNode page = zaffre.ok("GET", "/api/v2/public/execution?limit=2&cursor=" + cursor, null);
            page.path("docs")
                    .forEach(run ->
                            assertThat(seen.add(run.path("_id").asString())).isTrue());
            cursor = page.path("next_cursor").asString(null);
        }
        assertThat(seen).hasSizeGreaterThanOrEqualTo(3);
        assertThat(zaffre.call("GET", "/api/v2/public/execution?cursor=back", null)
                        .status())
                .isEqualTo(400);
    }
}
