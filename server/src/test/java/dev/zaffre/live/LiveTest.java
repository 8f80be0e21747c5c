package dev.zaffre.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.App;
import dev.zaffre.base.Json;
import dev.zaffre.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Streams of the real server over real HTTP. */
class LiveTest {
    private static TestServer zaffre;

    @BeforeAll
    static void start() {
        zaffre = new TestServer();
        zaffre.account(TestServer.ACCOUNT);
        zaffre.account("globex");
        zaffre.eventType("signed_up", "{\"first_name\":\"Ada\"}");
        zaffre.toCrm("Greet", "signed_up");
    }

    @AfterAll
    static void stop() {
        zaffre.close();
    }

    private static EventSource open(String query, String... headers) {
        List<String> all = new ArrayList<>(List.of("x-api-key", zaffre.key()));
        all.addAll(List.of(headers));
        return EventSource.open(zaffre.app().url(), query, all.toArray(String[]::new));
    }

    private static String fire(String account) {
        return zaffre.firstExecution(zaffre.trigger(account, "signed_up", "{\"first_name\":\"Ada\"}"));
    }

    @Test
    void tells_of_a_run_until_it_is_over_as_the_list_shows_it() {
        try (EventSource source = open("")) {
            String run = fire(TestServer.ACCOUNT);
            JsonNode told = source.awaitRun(run, "COMPLETED");
            JsonNode listed = zaffre.execution(run);
            told.properties()
                    .forEach(member -> assertThat(listed.path(member.getKey()))
                            .as(member.getKey())
                            .isEqualTo(member.getValue()));
            JsonNode received =
                    source.await(event -> event.type().equals("event")).data();
            assertThat(received.path("name").asString()).isEqualTo("signed_up");
            source.await(event -> event.type().equals("figures"));
        }
    }

    @Test
    void the_nodes_of_one_execution_light_up_one_by_one() {
        zaffre.plan("{'app':'crm','path':'/crm/contacts','times':1,'status':503}");
        String run = fire(TestServer.ACCOUNT);
        try (EventSource source = open("?execution_id=" + run)) {
            source.await(event -> event.type().equals("node")
                    && event.data().path("node_id").asString().equals("2")
                    && event.data().path("next_at").isString());
            zaffre.clock.advance(Duration.ofSeconds(2));
            EventSource.Event done = source.await(event -> event.type().equals("node")
                    && event.data().path("node_id").asString().equals("2")
                    && event.data().path("node_status").asString().equals("Success"));
            assertThat(done.data().path("attempts_made").asInt()).isEqualTo(2);
            source.awaitRun(run, "COMPLETED");
        }
        zaffre.forgetPlans();
    }

    @Test
    void narrows_to_an_account_and_to_a_state() {
        try (EventSource globex = open("?linked_account_id=globex&events=execution&status=COMPLETED")) {
            fire(TestServer.ACCOUNT);
            String theirs = fire("globex");
            globex.awaitRun(theirs, "COMPLETED");
            assertThat(globex.events("execution"))
                    .allSatisfy(event -> assertThat(
                                    event.data().path("linked_account_id").asString())
                            .isEqualTo("globex"));
        }
    }

    /** One that is not shared with other tests. */
    private static String newToken(String account) {
        return zaffre.ok(
                        "POST",
                        "/api/v2/public/session-token",
                        Json.object().put("linked_account_id", account).put("force_refresh", true))
                .path("token")
                .asString();
    }

    @Test
    void a_session_token_hears_of_its_own_account_only_and_ends_when_it_is_revoked() {
        String token = newToken("globex");
        try (EventSource source = EventSource.open(zaffre.app().url(), "", "authorization", "Bearer " + token)) {
            fire(TestServer.ACCOUNT);
            source.awaitRun(fire("globex"), "COMPLETED");
            assertThat(source.events("execution"))
                    .allSatisfy(event -> assertThat(
                                    event.data().path("linked_account_id").asString())
                            .isEqualTo("globex"));
            assertThat(source.events("figures")).isEmpty();
            zaffre.ok("DELETE", "/api/v2/public/linked-account/globex", null);
            source.awaitEnd();
        }
        zaffre.account("globex");
    }

    @Test
    void nobody_sees_the_nodes_of_another_account_beside_one_who_may() {
        String token = newToken("globex");
        zaffre.plan("{'app':'crm','path':'/crm/contacts','times':1,'status':503}");
        String run = fire(TestServer.ACCOUNT);
        try (EventSource theirs = open("?execution_id=" + run);
                EventSource foreign = EventSource.open(
                        zaffre.app().url(), "?execution_id=" + run, "authorization", "Bearer " + token)) {
            theirs.await(event ->
                    event.type().equals("node") && event.data().path("next_at").isString());
            zaffre.clock.advance(Duration.ofSeconds(2));
            theirs.awaitRun(run, "COMPLETED");
            theirs.await(event -> event.type().equals("node")
                    && event.data().path("node_id").asString().equals("2")
                    && event.data().path("node_status").asString().equals("Success"));
            assertThat(foreign.events("node")).isEmpty();
            assertThat(foreign.events("execution")).isEmpty();
        }
        zaffre.forgetPlans();
    }

    @Test
    void goes_on_where_it_was_cut_off_without_a_gap() {
        String last;
        try (EventSource source = open("?events=execution")) {
            source.awaitRun(fire(TestServer.ACCOUNT), "COMPLETED");
            last = source.lastId();
        }
        String missed = fire(TestServer.ACCOUNT);
        zaffre.awaitStatus(missed, "COMPLETED");
        try (EventSource source = open("?events=execution", "last-event-id", last)) {
            assertThat(source.events("ready")
                            .getFirst()
                            .data()
                            .path("continued")
                            .asBoolean())
                    .isTrue();
            source.awaitRun(missed, "COMPLETED");
            assertThat(source.events("reset")).isEmpty();
        }
    }

    @Test
    void says_when_it_cannot_go_on_where_it_was() {
        for (String unknown : List.of("0", "999999999", "not a number")) {
            try (EventSource source = open("", "last-event-id", unknown)) {
                source.await(event -> event.type().equals("reset"));
                assertThat(Long.parseLong(source.lastId())).isPositive();
            }
        }
    }

    @Test
    void shows_what_another_process_does() {
        App other = zaffre.another();
        try (EventSource source = EventSource.open(other.url(), "?events=execution", "x-api-key", zaffre.key())) {
            // Accepted by the first process, worked off by either.
            source.awaitRun(fire(TestServer.ACCOUNT), "COMPLETED");
        } finally {
            other.close();
        }
    }

    @Test
    void there_are_only_so_many_streams_of_one_session() throws IOException {
        String token = zaffre.ok(
                        "POST",
                        "/api/v2/public/session-token",
                        Json.object().put("linked_account_id", TestServer.ACCOUNT))
                .path("token")
                .asString();
        URI server = zaffre.app().url();
        List<EventSource> open = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                open.add(EventSource.open(server, "", "authorization", "Bearer " + token));
            }
            HttpResponse<InputStream> refused = EventSource.answer(server, "", "authorization", "Bearer " + token);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("retry-after")).contains("10");
            assertThat(Json.parse(refused.body().readAllBytes())
                            .path("error_code")
                            .asString())
                    .isEqualTo("TOO_MANY_STREAMS");
        } finally {
            open.forEach(EventSource::close);
        }
    }

    @Test
    void wrong_filters_are_named() {
        assertThat(zaffre.call("GET", "/api/v2/public/live?events=gossip", null)
                        .body()
                        .path("message")
                        .asString())
                .contains("events");
        assertThat(zaffre.call("GET", "/api/v2/public/live?events=node", null).status())
                .isEqualTo(400);
        assertThat(zaffre.call("GET", "/api/v2/public/live?execution_id=7", null)
                        .status())
                .isEqualTo(400);
    }
}
