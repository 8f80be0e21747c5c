package dev.zaffre.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import dev.zaffre.http.Role;
import dev.zaffre.testing.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the console's pages do in the name of who is signed in, where a backend holds an API key. */
class SignedInUserEventsTest {
    private static final String EVENTS = "/api/v2/public/application/event";
    private static final String WEBHOOK = "/api/v2/public/webhook";
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
        server.account(TestServer.ACCOUNT);
        server.eventType("Contact Created", "{\"first_name\":\"Mark\"}");
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static ObjectNode event() {
        ObjectNode event = Json.object().put("event", "Contact Created");
        event.putObject("payload").put("first_name", "Ada");
        return event;
    }

    @Test
    void a_developer_sends_an_event_and_it_is_recorded_like_any_other() {
        JsonNode accepted = server.user(Role.DEVELOPER)
                .call("POST", "/api/v2/public/event", event(), "linked_account_id", TestServer.ACCOUNT)
                .ok()
                .body();
        assertThat(accepted.path("message").asString()).isEqualTo("Webhook Fired Success");
        JsonNode kept = server.ok(
                "GET", "/api/v2/public/event-log/" + accepted.path("event_id").asString(), null);
        assertThat(kept.path("linked_account_id").asString()).isEqualTo(TestServer.ACCOUNT);
        assertThat(kept.at("/payload/first_name").asString()).isEqualTo("Ada");
        assertThat(kept.path("status").asString()).isEqualTo("ACCEPTED");
    }

    @Test
    void a_viewer_asks_what_a_sample_means_and_changes_nothing() {
        ObjectNode sample = Json.object().put("response", "{\"a\":1}");
        var viewer = server.user(Role.VIEWER);
        assertThat(viewer.call("POST", EVENTS + "/schema", sample).status()).isEqualTo(200);
        assertThat(viewer.call("POST", EVENTS, sample.put("name", "Mine")).status())
                .isEqualTo(403);
        assertThat(viewer.call("POST", "/api/v2/public/event", event(), "linked_account_id", TestServer.ACCOUNT)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void a_webhook_made_without_an_api_key_is_changed_and_gets_a_key_when_one_is_named() {
        ObjectNode form = Json.object().put("webhook_url", "https://hooks.example.com/zaffre");
        form.putArray("webhook_events").add("Workflow Errored");
        var developer = server.user(Role.DEVELOPER);
        JsonNode made = developer.call("POST", WEBHOOK, form).ok().body();
        assertThat(made.path("secret").asString()).startsWith("whsec_");
        assertThat(made.path("signing_api_key").isNull()).isTrue();
        assertThat(made.path("signing_api_key_revoked").asBoolean(true)).isFalse();

        String one = WEBHOOK + "/" + made.path("_id").asString();
        JsonNode changed = developer
                .call("PUT", one, Json.object().put("is_enabled", false))
                .ok()
                .body();
        assertThat(changed.path("signing_api_key").isNull()).isTrue();
        JsonNode named = server.ok("PUT", one, Json.object().put("is_enabled", true));
        assertThat(named.path("signing_api_key").asString()).startsWith("zf_test_");
    }
}
