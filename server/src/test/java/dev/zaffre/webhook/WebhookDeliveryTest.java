package dev.zaffre.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.zaffre.base.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** From a notice to the receiver: real HTTP on both sides. */
class WebhookDeliveryTest {
    private static final UUID WORKFLOW = new UUID(7, 7);
    private final WebhookWorld world;

    WebhookDeliveryTest(@TempDir Path folder) {
        world = new WebhookWorld(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Receiver.Received awaitReceived(int count) {
        await().atMost(Duration.ofSeconds(15))
                .until(() -> world.receiver.received().size() >= count);
        return world.receiver.received().get(count - 1);
    }

    private static boolean isSignedWith(String secret, Receiver.Received received) {
        try {
            new com.standardwebhooks.Webhook(secret).verify(received.text(), received.headers());
            return true;
        } catch (WebhookVerificationException e) {
            return false;
        }
    }

    private static String hex(String key, byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }

    // What arrives
    // ----------------------------------------------------------------------------------------------------------------

    @Test
    void a_notice_arrives_as_documented_and_signed_in_both_ways() throws GeneralSecurityException {
        world.sending();
        JsonNode webhook = world.create("['Connection Expired']", ",'webhook_headers':{'x-team':'integrations'}");
        world.publish(world.connection(NoticeKind.CONNECTION_EXPIRED));
        Receiver.Received received = awaitReceived(1);

        JsonNode body = Json.parse(received.body());
        assertThat(body.propertyNames())
                .containsExactly("linked_account_id", "org_id", "environment", "type", "event", "slug", "createdAt");
        assertThat(body.path("event").asString()).isEqualTo("Connection Expired");
        assertThat(body.path("type").asString()).isEqualTo("General");
        assertThat(body.path("createdAt").asString()).endsWith(" GMT");
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.header("content-type")).isEqualTo("application/json");
        assertThat(received.header("x-team")).isEqualTo("integrations");
        assertThat(received.header("x-cobalt-signature")).isEqualTo(hex(WebhookWorld.KEY, received.body()));
        assertThat(isSignedWith(webhook.path("secret").asString(), received)).isTrue();
        assertThat(isSignedWith(Target.newSecret().reveal(), received)).isFalse();

        JsonNode delivery = world.awaitStatus("DELIVERED");
        assertThat(delivery.path("status_code").asInt()).isEqualTo(200);
        assertThat(delivery.at("/response/body").asString()).isEqualTo("thanks");
        assertThat(delivery.path("body").asString()).isEqualTo(received.text());
        assertThat(delivery.path("next_attempt_at").isNull()).isTrue();
    }

    @Test
    void a_failed_workflow_tells_what_failed() {
        world.sending().create("['workflow-errored']", ",'method':'PUT'");
        world.publish(world.errored(WORKFLOW, "the app answered 422"));
        Receiver.Received received = awaitReceived(1);
        JsonNode body = Json.parse(received.body());
        assertThat(received.method()).isEqualTo("PUT");
        assertThat(body.propertyNames())
                .containsExactly(
                        "linked_account_id",
                        "instance_id",
                        "workflow_id",
                        "config_id",
                        "event",
                        "workflow_name",
                        "status",
                        "environment",
                        "failed_node",
                        "attempts_made",
                        "failed_at",
                        "error");
        assertThat(body.path("status").asString()).isEqualTo("ERRORED");
        assertThat(body.at("/failed_node/node_name").asString()).isEqualTo("Create contact");
        assertThat(body.path("error").asString()).isEqualTo("the app answered 422");
    }

    @Test
    void a_template_of_ones_own_sees_the_notice_the_workflows_answer_and_the_accounts_name() {
        world.database.run(handle ->
                handle.execute("update linked_account set name = 'Acme Inc.' where id = ?", world.account.value()));
        world.sending().ok("POST", WebhookWorld.WEBHOOK, """
                        {"webhook_url":"%s","webhook_events":["Workflow Completed"],
                         "webhook_body":"{\\"who\\":\\"{{linked_account_name}}\\",\\"id\\":{{workflow_response.id}},\\"run\\":\\"{{event.instance_id}}\\"}"}""".formatted(world.receiver.url()));
        world.publish(world.completed(WORKFLOW, Json.parse("{\"id\":42,\"more\":true}")));
        assertThat(awaitReceived(1).text())
                .isEqualTo("{\"who\":\"Acme Inc.\",\"id\":42,\"run\":\"" + new UUID(1, 2) + "\"}");
    }

    @Test
    void filters_by_app_and_workflow_hold_and_nothing_else_is_written() {
        world.database.run(handle -> handle.execute(
                "insert into workflow (id, environment_id, app, name, draft) values (?, ?, 'hubspot', 'w', '{}')",
                WORKFLOW,
                world.environment.value()));
        world.create("['Connection Created']", ",'slug':'sandbox-crm'");
        world.create("['Workflow Completed','Connection Deleted']", ",'workflow_ids':['" + WORKFLOW + "']");
        world.create("['Connection Created']", ",'is_enabled':false");
        assertThat(world.webhooks.wants(world.environment, NoticeKind.CONNECTION_CREATED))
                .isTrue();
        assertThat(world.webhooks.wants(world.environment, NoticeKind.CONNECTION_EXPIRED))
                .isFalse();
        assertThat(world.webhooks.wants(world.company.production(), NoticeKind.CONNECTION_CREATED))
                .isFalse();

        world.publish(world.connection(NoticeKind.CONNECTION_CREATED, "hubspot"));
        world.publish(world.connection(NoticeKind.CONNECTION_EXPIRED, "sandbox-crm"));
        world.publish(world.completed(new UUID(8, 8), null));
        world.publish(world.errored(WORKFLOW, "no"));
        assertThat(world.deliveries("")).isEmpty();

        world.publish(world.connection(NoticeKind.CONNECTION_CREATED, "sandbox-crm"));
        world.publish(world.connection(NoticeKind.CONNECTION_DELETED, "hubspot"));
        world.publish(world.completed(WORKFLOW, null));
        assertThat(world.deliveries(""))
                .extracting(delivery -> delivery.path("event").asString())
                .containsExactly("Workflow Completed", "Connection Deleted", "Connection Created");
    }

    // Nothing is lost
    // ----------------------------------------------------------------------------------------------------------------

    @Test
    void a_notice_is_told_when_and_only_when_its_cause_is_committed() {
        world.create("['Connection Created']", "");
        assertThatThrownBy(() -> world.database.run(handle -> {
                    world.webhooks.publish(handle, world.environment, world.connection(NoticeKind.CONNECTION_CREATED));
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");
        assertThat(world.deliveries("")).isEmpty();
        world.publish(world.connection(NoticeKind.CONNECTION_CREATED));
        assertThat(world.deliveries("&status=pending")).hasSize(1);
    }

    @Test
    void many_notices_of_many_environments_take_one_statement_of_the_callers_connection() throws Exception {
        world.create("['Connection Created','Workflow Completed']", "");
        List<Webhooks.Published> many = List.of(
                new Webhooks.Published(world.environment, world.connection(NoticeKind.CONNECTION_CREATED)),
                new Webhooks.Published(world.company.production(), world.connection(NoticeKind.CONNECTION_CREATED)),
                new Webhooks.Published(world.environment, world.completed(WORKFLOW, null)));
        world.database.commit(connection -> {
            world.webhooks.publish(connection, many);
            return 0;
        });
        assertThat(world.deliveries("")).hasSize(2);
    }

    @Test
    void what_a_killed_process_was_sending_is_sent_by_another_one_after_the_lease() {
        world.create("['Connection Created']", "");
        world.publish(world.connection(NoticeKind.CONNECTION_CREATED));
        Deliveries queue = world.webhooks.deliveries();
        Duration lease = Duration.ofSeconds(90);
        List<Deliveries.Claimed> killed = queue.claim(Set.of(), 8, 8, lease);
        assertThat(killed).hasSize(1);
        assertThat(queue.claim(Set.of(), 8, 8, lease)).isEmpty();

        world.clock.advance(Duration.ofSeconds(91));
        world.sending();
        awaitReceived(1);
        JsonNode delivered = world.awaitStatus("DELIVERED");
        assertThat(delivered.path("attempts").asInt()).isEqualTo(2);

        // The first process was not dead, only slow: what it says now counts for nothing.
        Deliveries.Result late = new Deliveries.Result(
                "FAILED", Instant.EPOCH, "late", Json.object().put("attempt", 1), null, null);
        world.database.run(handle -> Deliveries.record(handle, killed.getFirst(), late));
        assertThat(world.delivery(delivered.path("_id").asString())).isEqualTo(delivered);
    }

    @Test
    void a_receiver_that_does_not_answer_does_not_hold_up_others() throws java.io.IOException {
        try (java.net.ServerSocket silent =
                new java.net.ServerSocket(0, 500, java.net.InetAddress.getLoopbackAddress())) {
            world.ok(
                    "POST",
                    WebhookWorld.WEBHOOK,
                    "{'webhook_url':'http://127.0.0.1:" + silent.getLocalPort()
                            + "/','webhook_events':['Connection Created']}");
            for (int i = 0; i < 100; i++) {
                world.publish(world.connection(NoticeKind.CONNECTION_CREATED));
            }
            world.create("['Connection Deleted']", "");
            world.publish(world.connection(NoticeKind.CONNECTION_DELETED));
            world.sending();
            assertThat(Json.parse(awaitReceived(1).body()).path("event").asString())
                    .isEqualTo("Connection Deleted");
        }
    }

    // Failures
    // ----------------------------------------------------------------------------------------------------------------

    @Test
    void what_fails_is_tried_again_with_the_same_body_and_id_and_the_receivers_wish_is_honoured() {
        world.receiver.then(500).then(429, "Retry-After", "3600").then(302, "Location", "/elsewhere");
        world.sending().create("['Connection Created']", "");
        world.publish(world.connection(NoticeKind.CONNECTION_CREATED));

        JsonNode first = world.awaitFailures(1);
        assertThat(first.path("status").asString()).isEqualTo("PENDING");
        assertThat(first.path("reason").asString()).isEqualTo("the receiver answered 500");
        assertThat(Instant.parse(first.path("next_attempt_at").asString()))
                .isBetween(world.clock.now().minusSeconds(5), world.clock.now().plusSeconds(6));

        world.clock.advance(Duration.ofSeconds(6));
        JsonNode second = world.awaitFailures(2);
        assertThat(second.path("status_code").asInt()).isEqualTo(429);
        assertThat(Instant.parse(second.path("next_attempt_at").asString()))
                .isAfter(world.clock.now().plusSeconds(3500));

        world.clock.advance(Duration.ofSeconds(3601));
        assertThat(world.awaitFailures(3).path("status_code").asInt()).isEqualTo(302);
        world.clock.advance(Duration.ofMinutes(3));
        JsonNode delivered = world.awaitStatus("DELIVERED");
        assertThat(delivered.path("attempts").asInt()).isEqualTo(4);
        assertThat(delivered.path("tries"))
                .extracting(attempt -> attempt.path("status_code").asInt())
                .containsExactly(500, 429, 302, 200);
        assertThat(world.receiver.received())
                .hasSize(4)
                .allMatch(one -> one.path().equals("/hooks"))
                .extracting(one -> one.header("webhook-id") + one.text())
                .containsOnly(world.receiver.received().getFirst().header("webhook-id")
                        + world.receiver.received().getFirst().text());
    }

    @Test
    void after_the_last_attempt_it_has_failed() {
        world.receiver.always(500, "");
        world.sending().create("['Connection Created']", "");
        world.publish(world.connection(NoticeKind.CONNECTION_CREATED));
        world.awaitFailures(1);
        world.database.run(handle -> handle.execute("update webhook_delivery set attempts = 10, next_at = now()"));
        JsonNode failed = world.awaitStatus("FAILED");
        assertThat(failed.path("attempts").asInt()).isEqualTo(11);
    }

    @Test
    void a_receiver_that_is_gone_gets_nothing_more() {
        world.receiver.then(410);
        JsonNode webhook = world.sending().create("['Connection Created']", "");
        world.publish(world.connection(NoticeKind.CONNECTION_CREATED));
        world.awaitStatus("FAILED");
        JsonNode shown = world.webhook(webhook);
        assertThat(shown.path("is_enabled").asBoolean()).isFalse();
        assertThat(shown.path("disabled_reason").asString()).isEqualTo("the receiver answered 410 Gone");
        assertThat(world.webhooks.wants(world.environment, NoticeKind.CONNECTION_CREATED))
                .isFalse();

        JsonNode enabled =
                world.ok("PUT", WebhookWorld.WEBHOOK + "/" + webhook.path("_id").asString(), "{'is_enabled':true}");
        assertThat(enabled.path("disabled_reason").isNull()).isTrue();
        assertThat(world.webhooks.wants(world.environment, NoticeKind.CONNECTION_CREATED))
                .isTrue();
    }

    @Test
    void a_webhook_to_which_nothing_gets_through_for_three_days_is_disabled_and_what_waits_is_called_off() {
        world.receiver.always(503, "");
        JsonNode webhook = world.sending().create("['Connection Created']", "");
        world.publish(world.connection(NoticeKind.CONNECTION_CREATED));
        world.awaitFailures(1);
        assertThat(world.webhook(webhook).path("failing_since").isNull()).isFalse();

        world.clock.advance(Duration.ofDays(3).minusMinutes(1));
        world.publish(world.connection(NoticeKind.CONNECTION_CREATED));
        world.awaitFailures(1);
        assertThat(world.webhook(webhook).path("is_enabled").asBoolean()).isTrue();

        world.clock.advance(Duration.ofMinutes(2));
        await().atMost(Duration.ofSeconds(15))
                .until(() -> !world.webhook(webhook).path("is_enabled").asBoolean());
        assertThat(world.webhook(webhook).path("disabled_reason").asString())
                .isEqualTo("nothing has arrived for 3 days");
        await().atMost(Duration.ofSeconds(15))
                .until(() -> world.deliveries("&status=PENDING").isEmpty());
        assertThat(world.deliveries("&status=CANCELLED")).isNotEmpty();
        assertThat(counted("cancelled")).isPositive();
    }

    @Test
    void what_becomes_of_deliveries_is_counted() {
        assertThat(counted("delivered") + counted("retrying") + counted("failed") + counted("cancelled"))
                .isZero();
        world.create("['Connection Created']", "");
        world.publish(world.connection(NoticeKind.CONNECTION_CREATED));
        world.publish(world.connection(NoticeKind.CONNECTION_CREATED));
        world.webhooks.deliveries().count();
        assertThat(world.meters.get("zaffre.webhook.deliveries.waiting").gauge().value())
                .isEqualTo(2);

        world.receiver.then(500).then(200);
        world.sending();
        await().atMost(Duration.ofSeconds(15)).until(() -> counted("delivered") == 1 && counted("retrying") == 1);
        world.receiver.then(410);
        world.clock.advance(Duration.ofSeconds(6));
        await().atMost(Duration.ofSeconds(15)).until(() -> counted("failed") == 1);
        await().atMost(Duration.ofSeconds(15))
                .until(() ->
                        world.meters.get("zaffre.webhooks.disabled").counter().count() == 1);
        assertThat(counted("delivered")).isEqualTo(1);
    }

    private double counted(String outcome) {
        return world.meters
                .get("zaffre.webhook.deliveries")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void one_success_makes_a_webhook_healthy() {
        world.receiver.then(500);
        JsonNode webhook = world.sending().create("['Connection Created']", "");
        world.publish(world.connection(NoticeKind.CONNECTION_CREATED));
        world.awaitFailures(1);
        world.clock.advance(Duration.ofSeconds(6));
        world.awaitStatus("DELIVERED");
        assertThat(world.webhook(webhook).path("failing_since").isNull()).isTrue();
    }

    // Replay, keys
    // ----------------------------------------------------------------------------------------------------------------

    @Test
    void a_replay_sends_the_same_message_again_as_the_webhook_is_by_now() {
        world.receiver.then(410);
        JsonNode webhook = world.sending().create("['Connection Created']", "");
        world.publish(world.connection(NoticeKind.CONNECTION_CREATED));
        String failed = world.awaitStatus("FAILED").path("_id").asString();
        String replay = WebhookWorld.WEBHOOK + "/deliveries/" + failed + "/replay";
        assertThat(world.call("POST", replay, "").status()).isEqualTo(409);

        world.ok(
                "PUT",
                WebhookWorld.WEBHOOK + "/" + webhook.path("_id").asString(),
                "{'is_enabled':true,'webhook_type':'slack'}");
        JsonNode again = world.ok("POST", replay, "");
        assertThat(again.path("replay_of").asString()).isEqualTo(failed);
        Receiver.Received second = awaitReceived(2);
        assertThat(second.header("webhook-id"))
                .isEqualTo(world.receiver.received().getFirst().header("webhook-id"));
        assertThat(second.text()).contains("*Connection Created*");
        world.awaitStatus("DELIVERED");
        assertThat(world.delivery(failed).path("status").asString()).isEqualTo("FAILED");
    }

    @Test
    void after_a_rotation_the_old_secret_signs_for_a_day_too() {
        JsonNode webhook = world.sending().create("['Connection Created']", "");
        JsonNode rotated = world.ok(
                "POST", WebhookWorld.WEBHOOK + "/" + webhook.path("_id").asString() + "/rotate-secret", "");
        String older = webhook.path("secret").asString();
        String newer = rotated.path("secret").asString();
        assertThat(newer).startsWith("whsec_").isNotEqualTo(older);
        world.publish(world.connection(NoticeKind.CONNECTION_CREATED));
        Receiver.Received both = awaitReceived(1);
        assertThat(isSignedWith(older, both)).isTrue();
        assertThat(isSignedWith(newer, both)).isTrue();

        world.clock.advance(Duration.ofHours(24).plusMinutes(1));
        world.publish(world.connection(NoticeKind.CONNECTION_CREATED));
        assertThat(awaitReceived(2).header("webhook-signature").split(" ")).hasSize(1);
        assertThat(both.header("webhook-signature").split(" ")).hasSize(2);
    }

    @Test
    void a_revoked_key_signs_nothing_more_and_another_one_signs_at_once() throws GeneralSecurityException {
        JsonNode webhook = world.sending().create("['Connection Created']", "");
        String path = WebhookWorld.WEBHOOK + "/" + webhook.path("_id").asString();
        assertThat(webhook.path("signing_api_key_revoked").asBoolean(true)).isFalse();
        world.receiver.then(500);
        world.publish(world.connection(NoticeKind.CONNECTION_CREATED));
        world.awaitFailures(1);
        Receiver.Received first = awaitReceived(1);
        assertThat(first.header("x-cobalt-signature")).isEqualTo(hex(WebhookWorld.KEY, first.body()));

        // Even the next attempt of what it has signed already.
        world.revoke(WebhookWorld.KEY);
        world.clock.advance(Duration.ofSeconds(6));
        Receiver.Received second = awaitReceived(2);
        assertThat(second.header("x-cobalt-signature")).isEmpty();
        assertThat(isSignedWith(webhook.path("secret").asString(), second)).isTrue();
        assertThat(world.webhook(webhook).path("signing_api_key_revoked").asBoolean())
                .isTrue();

        world.ok("PUT", path, "{'description':'healed'}", "x-api-key", WebhookWorld.SECOND_KEY);
        world.awaitStatus("DELIVERED");
        world.publish(world.connection(NoticeKind.CONNECTION_CREATED));
        Receiver.Received third = awaitReceived(3);
        assertThat(third.header("x-cobalt-signature")).isEqualTo(hex(WebhookWorld.SECOND_KEY, third.body()));
        JsonNode healed = world.webhook(webhook);
        assertThat(healed.path("signing_api_key").asString()).isEqualTo("zf_test_***0002");
        assertThat(healed.path("signing_api_key_revoked").asBoolean(true)).isFalse();
    }

    @Test
    void no_secret_is_readable_in_an_answer_a_log_line_or_the_database() {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger root = (Logger) LoggerFactory.getLogger("dev.zaffre.webhook");
        root.addAppender(lines);
        world.receiver.always(410, "you sent (everything)");
        JsonNode webhook = world.sending()
                .ok(
                        "POST",
                        WebhookWorld.WEBHOOK,
                        "{'webhook_url':'" + world.receiver.url()
                                + "?token=canary-of-the-address','webhook_events':['Connection Created'],"
                                + "'webhook_headers':{'x-team':'canary-of-the-header'}}");
        world.publish(world.connection(NoticeKind.CONNECTION_CREATED));
        JsonNode failed = world.awaitStatus("FAILED");
        await().atMost(Duration.ofSeconds(5))
                .until(() ->
                        lines.list.stream().anyMatch(line -> line.getMessage().startsWith("webhook.disabled")));
        root.detachAppender(lines);

        String secret = webhook.path("secret").asString();
        String log = lines.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList()
                .toString();
        String rows = world.database.read(handle -> handle.createQuery(
                                "select w::text || (select d::text from webhook_delivery d) from webhook w")
                        .mapTo(String.class)
                        .one())
                + world.database.read(handle -> handle.createQuery(
                                "select convert_from(response, 'UTF8') || convert_from(body, 'UTF8') from webhook_delivery")
                        .mapTo(String.class)
                        .one());
        assertThat(failed.at("/response/body").asString()).startsWith("you sent");
        for (String kept : List.of(failed.toString(), world.deliveries("").toString(), log, rows)) {
            assertThat(kept).doesNotContain("canary-of-the", secret, WebhookWorld.KEY);
        }
        assertThat(world.webhook(webhook).toString()).doesNotContain("canary-of-the-header", secret, WebhookWorld.KEY);
    }
}
