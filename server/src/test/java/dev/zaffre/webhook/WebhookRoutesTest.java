package dev.zaffre.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Webhooks over the API, in the words of every generation of clients. */
class WebhookRoutesTest {
    private static final String PATH = WebhookWorld.WEBHOOK;
    /** What the published server SDK sends with every request. */
    private static final String[] SDK = {"user-agent", "axios/1.7.2", "content-type", "application/json"};

    private final WebhookWorld world;

    WebhookRoutesTest(@TempDir Path folder) {
        world = new WebhookWorld(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static String id(JsonNode json) {
        return json.path("_id").asString();
    }

    private static List<String> events(JsonNode webhook) {
        return webhook.path("webhook_events")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    // The list
    // ----------------------------------------------------------------------------------------------------------------

    @Test
    void a_webhook_is_made_read_changed_and_deleted() {
        JsonNode made =
                world.create("['Connection Expired']", ",'description':'to the pager','group':'ops','method':'patch'");
        assertThat(made.path("secret").asString()).startsWith("whsec_");
        assertThat(made.path("method").asString()).isEqualTo("PATCH");
        assertThat(made.path("webhook_type").asString()).isEqualTo("default");
        assertThat(made.path("webhook_body").asString()).isEqualTo("{{event}}");
        assertThat(made.path("webhook_description").asString()).isEqualTo("to the pager");
        assertThat(made.path("signing_api_key").asString()).isEqualTo("zf_test_***0001");

        JsonNode read = world.webhook(made);
        assertThat(read.has("secret")).isFalse();
        JsonNode changed =
                world.ok("PUT", PATH + "/" + id(made), "{'webhook_body':{'text':'{{event.slug}}'},'is_enabled':false}");
        assertThat(changed.path("webhook_type").asString()).isEqualTo("custom");
        assertThat(changed.path("is_enabled").asBoolean()).isFalse();
        assertThat(changed.path("group").asString()).isEqualTo("ops");
        assertThat(events(changed)).containsExactly("Connection Expired");

        JsonNode other = world.create("['Workflow Errored']", ",'webhook_type':'slack'");
        JsonNode left = world.ok("DELETE", PATH + "/" + id(made), "");
        assertThat(left).hasSize(1);
        assertThat(id(left.get(0))).isEqualTo(id(other));
        assertThat(left.get(0).path("webhook_body").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Workflow Timed Out", "workflow-timed-out", "WORKFLOW_TIMED_OUT", "Workflow timed-out"})
    void every_spelling_of_an_event_is_understood_and_given_back(String spelling) {
        JsonNode made = world.create("['" + spelling + "']", "");
        assertThat(events(made)).containsExactly(spelling);
        assertThat(world.webhooks.wants(world.environment, NoticeKind.WORKFLOW_TIMED_OUT))
                .isTrue();
    }

    @Test
    void an_unknown_event_is_answered_with_those_that_there_are() {
        WebhookWorld.Reply reply =
                world.call("POST", PATH, "{'webhook_url':'https://example.com','webhook_events':['Connection Lost']}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body().path("error_code").asString()).isEqualTo("INVALID_EVENT");
        assertThat(reply.body().path("message").asString())
                .isEqualTo("Invalid event. Check events list in documentation.");
        assertThat(reply.body().path("details").valueStream().map(JsonNode::asString))
                .containsExactlyElementsOf(NoticeKind.titles());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'webhook_events':['Connection Expired']} | webhook_url is required",
                "{'webhook_url':'https://x.example'} | webhook_events is required",
                "{'webhook_url':'ftp://x.example','webhook_events':['Connection Expired']} | webhook_url must be an address",
                "{'webhook_url':'https://me:pw@x.example','webhook_events':['Connection Expired']} | webhook_url must be an address",
                "{'webhook_url':'https://','webhook_events':['Connection Expired']} | webhook_url must be an address",
                "{'webhook_url':7,'webhook_events':['Connection Expired']} | webhook_url must be a text",
                "{'webhook_url':'https://x.example','webhook_events':'Connection Expired'} | webhook_events must be a list",
                "{'webhook_url':'https://x.example','webhook_events':['Connection Expired'],'method':'GET'} | method must be",
                "{'webhook_url':'https://x.example','webhook_events':['Connection Expired'],'webhook_type':'teams'} | webhook_type must be",
                "{'webhook_url':'https://x.example','webhook_events':['Connection Expired'],'webhook_body':'{{config.x}}'} | webhook_body is not a template",
                "{'webhook_url':'https://x.example','webhook_events':['Connection Expired'],'webhook_body':7} | webhook_body must be",
                "{'webhook_url':'https://x.example','webhook_events':['Connection Expired'],'webhook_headers':{'Host':'x'}} | webhook_headers has a name",
                "{'webhook_url':'https://x.example','webhook_events':['Connection Expired'],'webhook_headers':{'a b':'x'}} | webhook_headers has a name",
                "{'webhook_url':'https://x.example','webhook_events':['Connection Expired'],'webhook_headers':{'a':7}} | webhook_headers must have",
                "{'webhook_url':'https://x.example','webhook_events':['Connection Expired'],'workflow_ids':['nope']} | workflow_ids names nope",
                "{'webhook_url':'https://x.example','webhook_events':['Connection Expired'],'signing_api_key':'zf_live_of_this_world_0003'} | signing_api_key must be",
                "{'webhook_url':'https://x.example','webhook_events':['Connection Expired'],'is_enabled':'yes'} | is_enabled must be"
            })
    void what_is_wrong_is_named(String body, String message) {
        WebhookWorld.Reply reply = world.call("POST", PATH, body);
        assertThat(reply.status()).as(body).isEqualTo(400);
        assertThat(reply.body().path("message").asString()).startsWith(message);
        assertThat(world.ok("GET", PATH, "")).isEmpty();
    }

    @Test
    void an_unknown_app_is_404_and_an_unknown_workflow_400() {
        String start = "{'webhook_url':'https://x.example','webhook_events':['Connection Expired'],";
        assertThat(world.call("POST", PATH, start + "'slug':'no-such-app'}").status())
                .isEqualTo(404);
        assertThat(world.call("POST", PATH, start + "'workflow_ids':['" + new UUID(4, 4) + "']}")
                        .body()
                        .path("message")
                        .asString())
                .contains("there is no such workflow");
    }

    @Test
    void values_of_headers_are_hidden_and_what_is_sent_back_hidden_stays() {
        JsonNode made =
                world.create("['Connection Created']", ",'webhook_headers':{'x-team':'secret-team','x-old':'1'}");
        assertThat(made.path("webhook_headers").toString()).isEqualTo("{\"x-team\":\"***\",\"x-old\":\"***\"}");
        world.ok("PUT", PATH + "/" + id(made), "{'webhook_headers':{'x-team':'***','x-new':'2'}}");
        world.sending().publish(world.connection(NoticeKind.CONNECTION_CREATED));
        await().atMost(Duration.ofSeconds(15))
                .until(() -> !world.receiver.received().isEmpty());
        Receiver.Received received = world.receiver.received().getFirst();
        assertThat(received.header("x-team")).isEqualTo("secret-team");
        assertThat(received.header("x-new")).isEqualTo("2");
        assertThat(received.headers()).doesNotContainKey("x-old");
    }

    @Test
    void another_key_of_the_environment_can_be_the_one_that_signs() {
        JsonNode made = world.create("['Connection Created']", "");
        JsonNode changed =
                world.ok("PUT", PATH + "/" + id(made), "{'signing_api_key':'" + WebhookWorld.SECOND_KEY + "'}");
        assertThat(changed.path("signing_api_key").asString()).isEqualTo("zf_test_***0002");
    }

    @Test
    void webhooks_are_put_into_a_group_together() {
        String one = id(world.create("['Connection Created']", ""));
        String two = id(world.create("['Connection Deleted']", ""));
        JsonNode changed = world.ok(
                "PUT",
                "/api/v2/public/webhooks/group/edit",
                "{'webhookIds':['" + one + "','" + two + "'],'group':'ops'}");
        assertThat(changed)
                .hasSize(2)
                .allMatch(webhook -> webhook.path("group").asString().equals("ops"));
        WebhookWorld.Reply missing = world.call("PUT", "/api/v2/public/webhooks/group/edit", "{'group':'ops'}");
        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.body().path("message").asString()).isEqualTo("webhookIds is required");
    }

    // The server SDK
    // ----------------------------------------------------------------------------------------------------------------

    @Test
    void the_server_sdk_has_one_webhook_without_an_id() {
        world.create("['Workflow Errored']", ",'webhook_type':'slack'");
        JsonNode made = world.ok(
                "POST",
                PATH,
                "{'webhook_url':'https://hooks.example.com/','webhook_events':['connection-created']}",
                SDK);
        assertThat(made.path("webhook_url").asString()).isEqualTo("https://hooks.example.com/");
        assertThat(id(world.ok("GET", PATH, "", SDK))).isEqualTo(id(made));
        assertThat(world.ok("GET", PATH, "").isArray()).isTrue();
        assertThat(world.ok("GET", PATH + "?form=list", "", SDK)).hasSize(2);
        assertThat(id(world.ok("GET", PATH + "?form=one", ""))).isEqualTo(id(made));

        JsonNode more = world.ok(
                "POST", PATH + "/subscribe", "{'webhook_events':['connection-created','workflow-errored']}", SDK);
        assertThat(events(more)).containsExactly("connection-created", "workflow-errored");
        JsonNode less = world.ok("POST", PATH + "/unsubscribe", "{'webhook_event':'Connection Created'}", SDK);
        assertThat(events(less)).containsExactly("workflow-errored");
        assertThat(world.webhooks.wants(world.environment, NoticeKind.CONNECTION_CREATED))
                .isFalse();

        assertThat(id(world.ok("DELETE", PATH, "", SDK))).isEqualTo(id(made));
        assertThat(world.ok("GET", PATH, "")).hasSize(1);
    }

    @Test
    void without_an_id_nothing_is_guessed() {
        WebhookWorld.Reply none = world.call("DELETE", PATH, "", SDK);
        assertThat(none.status()).isEqualTo(400);
        assertThat(none.body().path("message").asString()).isEqualTo("Webhook not found");
        world.create("['Connection Created']", "");
        assertThat(world.ok("GET", PATH, "", SDK).path("_id").isString()).isTrue();
        world.create("['Connection Created']", "");
        WebhookWorld.Reply several =
                world.call("POST", PATH + "/unsubscribe", "{'webhook_event':'connection-created'}", SDK);
        assertThat(several.status()).isEqualTo(400);
        assertThat(several.body().path("message").asString()).startsWith("There are 2 webhooks");
        assertThat(world.ok("GET", PATH, ""))
                .hasSize(2)
                .allMatch(webhook -> events(webhook).size() == 1);
    }

    @Test
    void the_guides_names_of_the_members_are_understood_too() {
        JsonNode made = world.ok("POST", PATH, "{'url':'https://x.example/a','events':['workflow-stopped']}");
        assertThat(made.path("webhook_url").asString()).isEqualTo("https://x.example/a");
        JsonNode less = world.ok("POST", PATH + "/unsubscribe", "{'events':['workflow-stopped']}");
        assertThat(events(less)).isEmpty();
    }

    // Whose it is
    // ----------------------------------------------------------------------------------------------------------------

    @Test
    void another_environments_webhooks_and_deliveries_do_not_exist() {
        JsonNode made = world.create("['Connection Created']", "");
        String delivery = id(world.ok("POST", PATH + "/" + id(made) + "/test", "{}"));
        String[] foreign = {"x-api-key", WebhookWorld.FOREIGN_KEY};
        for (String call : List.of("GET ", "PUT ", "DELETE ", "POST /rotate-secret", "POST /test")) {
            String[] parts = call.split(" ", 2);
            WebhookWorld.Reply reply =
                    world.call(parts[0], PATH + "/" + id(made) + parts[1], parts[0].equals("PUT") ? "{}" : "", foreign);
            assertThat(reply.status()).as(call).isEqualTo(400);
            assertThat(reply.body().path("message").asString()).isEqualTo("Webhook not found");
        }
        assertThat(world.call("GET", PATH + "/deliveries/" + delivery, "", foreign)
                        .status())
                .isEqualTo(404);
        assertThat(world.call("POST", PATH + "/deliveries/" + delivery + "/replay", "", foreign)
                        .status())
                .isEqualTo(404);
        assertThat(world.ok("GET", PATH, "", foreign)).isEmpty();
        assertThat(world.ok("GET", PATH + "/deliveries", "", foreign).path("docs"))
                .isEmpty();
        assertThat(world.call("DELETE", PATH, "", foreign).status()).isEqualTo(400);
        assertThat(world.webhook(made).path("is_enabled").asBoolean()).isTrue();
    }

    // The log
    // ----------------------------------------------------------------------------------------------------------------

    @Test
    void the_log_is_narrowed_by_webhook_event_status_account_and_time() {
        JsonNode one = world.create("['Connection Created','Connection Deleted']", "");
        world.create("['Connection Created']", "");
        world.publish(world.connection(NoticeKind.CONNECTION_CREATED));
        world.publish(world.connection(NoticeKind.CONNECTION_DELETED));
        world.ok("POST", PATH + "/" + id(one) + "/test", "{'event':'workflow-errored'}");
        assertThat(world.deliveries("")).hasSize(4);
        assertThat(world.deliveries("&webhook_id=" + id(one))).hasSize(3);
        assertThat(world.deliveries("&event=connection-created")).hasSize(2);
        assertThat(world.deliveries("&status=DELIVERED")).isEmpty();
        assertThat(world.deliveries("&status=pending")).hasSize(4);
        assertThat(world.deliveries("&linked_account_id=acme")).hasSize(3);
        assertThat(world.deliveries("&start_date=2999-01-01")).isEmpty();
        assertThat(world.deliveries("&end_date=2999-01-01")).hasSize(4);
        JsonNode page = world.ok("GET", PATH + "/deliveries?limit=3&page=2", "");
        assertThat(page.path("docs")).hasSize(1);
        assertThat(page.path("totalDocs").asInt()).isEqualTo(4);
        for (String wrong : List.of("webhook_id=x", "event=x", "status=x", "start_date=x", "page=0", "page=99999")) {
            assertThat(world.call("GET", PATH + "/deliveries?limit=100&" + wrong, "")
                            .status())
                    .as(wrong)
                    .isEqualTo(400);
        }
        assertThat(world.call("GET", PATH + "/deliveries?linked_account_id=nobody", "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_deleted_webhooks_waiting_deliveries_are_called_off_and_its_log_stays() {
        JsonNode made = world.create("['Connection Created']", "");
        world.publish(world.connection(NoticeKind.CONNECTION_CREATED));
        world.ok("DELETE", PATH + "/" + id(made), "");
        assertThat(world.deliveries("&status=CANCELLED")).hasSize(1);
        String delivery = id(world.deliveries("").getFirst());
        WebhookWorld.Reply replay = world.call("POST", PATH + "/deliveries/" + delivery + "/replay", "");
        assertThat(replay.status()).isEqualTo(409);
        assertThat(replay.body().path("error_code").asString()).isEqualTo("WEBHOOK_DELETED");
    }

    @Test
    void a_body_is_previewed_without_being_saved_or_sent() {
        JsonNode template = world.ok(
                "POST",
                PATH + "/preview",
                "{'event':'workflow-errored','webhook_body':{'what':'{{event.event}}','answer':'{{workflow_response.sample}}','who':'{{linked_account_name}}'}}");
        assertThat(template.path("content_type").asString()).isEqualTo("application/json");
        assertThat(template.path("body").asString())
                .isEqualTo("{\"what\":\"Workflow Errored\",\"answer\":true,\"who\":\"sample-account\"}");
        assertThat(template.at("/payload/failed_node/node_id").asString()).isEqualTo("2");
        JsonNode usual = world.ok("POST", PATH + "/preview", "{}");
        assertThat(usual.path("event").asString()).isEqualTo("Connection Created");
        assertThat(world.ok("GET", PATH, "")).isEmpty();
    }
}
