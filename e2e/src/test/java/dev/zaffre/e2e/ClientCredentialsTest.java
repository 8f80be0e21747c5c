package dev.zaffre.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Customers who bring a client of their own (RFC 6749 section 4.4), at a real provider that issues, refuses and withdraws. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClientCredentialsTest {
    /** Signs of RFC 6749 appendix A that have a meaning in a form and in Basic. */
    private static final String ACME_SECRET = "acme+secret/of:twenty%20=&signs";

    private static final String NEW_SECRET = "the second secret of acme";
    private static final String BETA_SECRET = "beta's secret of twenty signs";
    private static final String WRONG_SECRET = "wrong secret of twenty signs";

    @TempDir
    static Path folder;

    private static GrantsWorld world;
    private static GrantsWorld.Customer acme;
    private static GrantsWorld.Customer beta;

    @BeforeAll
    static void start() {
        world = GrantsWorld.start(folder);
        client("acme", ACME_SECRET, "client_secret_basic");
        client("beta", BETA_SECRET, "client_secret_post");
        world.app("inbasic", auth("basic"));
        world.app("inbody", auth("body"));
        acme = world.customer("acme");
        beta = world.customer("beta");
    }

    private static String auth(String authentication) {
        return """
                {"type": "oauth2", "grant": "client_credentials", "token_url": "PROVIDER/token",
                 "client_authentication": "%s",
                 "inputs": [{"name": "client_id", "label": "Client id", "type": "text", "required": true},
                   {"name": "client_secret", "label": "Client secret", "type": "password", "required": true}],
                 "client": {"id": "{{auth.client_id}}", "secret": "{{auth.client_secret}}"},
                 "scopes": {"required": ["contacts"], "optional": ["everything"]}}
                """.formatted(authentication);
    }

    private static void client(String id, String secret, String method) {
        world.provider.control(
                "{\"client\":{\"id\":\"" + id + "\",\"secret\":\"" + secret + "\",\"method\":\"" + method + "\"}}");
    }

    private static Map<String, String> inputs(String id, String secret) {
        return Map.of("client_id", id, "client_secret", secret);
    }

    @AfterAll
    static void stop() {
        if (world != null) {
            world.close();
        }
    }

    @Test
    @Order(1)
    void each_customer_connects_with_a_client_of_its_own_and_its_events_arrive_with_its_own_token() {
        assertThat(acme.connect("inbasic", inputs("acme", ACME_SECRET)).status())
                .isEqualTo(200);
        assertThat(beta.connect("inbody", inputs("beta", BETA_SECRET)).status()).isEqualTo(200);
        assertThat(acme.application("inbasic")
                        .at("/connected_accounts/0/identifier")
                        .asString())
                .isEqualTo("acme");
        assertThat(acme.log("inbasic")).containsExactly("created: ");
        acme.trigger("inbasic", 1);
        beta.trigger("inbody", 2);
        world.awaitNumbersOf("acme", 1);
        world.awaitNumbersOf("beta", 2);
    }

    @Test
    @Order(2)
    void a_wrong_secret_is_a_400_that_names_the_inputs_and_is_on_the_log_and_changes_nothing() {
        for (String app : List.of("inbasic", "inbody")) {
            Api.Answer answer = acme.connect(app, inputs("acme", WRONG_SECRET));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body().path("error_code").asString()).isEqualTo("INVALID_CREDENTIALS");
            assertThat(answer.body().toString())
                    .contains("'client_id' and 'client_secret'")
                    .contains("client authentication failed")
                    .doesNotContain(WRONG_SECRET);
            assertThat(acme.log(app).getFirst()).startsWith("failed: ").contains("'client_secret'");
        }
        Api.Answer nobody = acme.connect("inbasic", inputs("nobody", ACME_SECRET));
        assertThat(nobody.body().path("error_code").asString()).isEqualTo("INVALID_CREDENTIALS");
        Api.Answer missing = acme.connect("inbasic", Map.of("client_id", "acme"));
        assertThat(missing.body().toString()).contains("VALIDATION_ERROR").contains("'client_secret'");
        // The connection that was there is as it was.
        assertThat(acme.add("inbasic", 3).status()).isEqualTo(200);
        assertThat(acme.application("inbody").path("connected").asBoolean()).isFalse();
    }

    @Test
    @Order(3)
    void scopes_that_the_provider_does_not_give_are_refused_in_its_words() {
        world.company().ok("PUT", "/api/v2/public/application/inbody/settings", "{\"scopes\":[\"everything\"]}");
        try {
            Api.Answer answer = acme.connect("inbody", inputs("acme", ACME_SECRET));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body().toString())
                    .contains("INVALID_CREDENTIALS")
                    .contains("invalid_scope: requested scope is not allowed");
            assertThat(acme.log("inbody").getFirst()).startsWith("failed: ").contains("invalid_scope");
        } finally {
            world.company().ok("PUT", "/api/v2/public/application/inbody/settings", "{\"scopes\":[]}");
        }
    }

    @Test
    @Order(4)
    void tokens_that_live_eight_seconds_are_renewed_before_they_end_without_the_customer() {
        world.provider.control("{\"tokenSeconds\":8,\"forget\":true}");
        assertThat(acme.connect("inbasic", inputs("acme", ACME_SECRET)).status())
                .isEqualTo(200);
        int[] sent = new int[1];
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    acme.trigger("inbasic", sent[0]++);
                    return world.seen().path("issued").asInt() >= 3;
                });
        await().untilAsserted(() -> assertThat(world.numbersOf("acme")).hasSize(sent[0]));
        assertThat(world.seen().path("refusals").asInt()).isZero();
        assertThat(acme.log("inbasic")).startsWith("refreshed: ", "refreshed: ");
        world.provider.control("{\"tokenSeconds\":3600,\"forget\":true}");
        assertThat(acme.connect("inbasic", inputs("acme", ACME_SECRET)).status())
                .isEqualTo(200);
    }

    @Test
    @Order(5)
    void a_provider_that_answers_a_page_or_an_error_or_nothing_is_a_502_and_disconnects_nobody() {
        Map<String, String> words = Map.of(
                "{\"status\":200,\"type\":\"text/html\",\"body\":\"<html>maintenance</html>\"}", "not JSON (text/html)",
                "{\"status\":500,\"type\":\"application/json\",\"body\":\"{\\\"error\\\":\\\"server_error\\\"}\"}",
                        "answered 500: server_error",
                "{\"drop\":true}", "did not answer");
        try {
            words.forEach((broken, said) -> {
                world.provider.control("{\"broken\":" + broken + "}");
                Api.Answer answer = acme.connect("inbasic", inputs("acme", ACME_SECRET));
                assertThat(answer.status()).as(answer.toString()).isEqualTo(502);
                assertThat(answer.body().toString()).contains(said).doesNotContain("Exception");
                assertThat(acme.log("inbasic").getFirst())
                        .startsWith("failed: ")
                        .contains(said);
            });
            // The token is refused and the provider cannot give another: not the customer's fault.
            world.provider.control("{\"revokeAll\":true}");
            assertThat(acme.add("inbasic", 4).status()).isEqualTo(502);
            assertThat(acme.application("inbasic").path("reauth_required").asBoolean())
                    .isFalse();
        } finally {
            world.provider.control("{\"broken\":null}");
        }
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> acme.add("inbasic", 5).status() == 200);
        assertThat(acme.log("inbasic").getFirst()).startsWith("refreshed");
    }

    @Test
    @Order(6)
    void a_secret_that_is_withdrawn_parks_the_executions_until_the_customer_brings_the_new_one() {
        world.provider.control("{\"revokeAll\":true,\"forget\":true}");
        client("acme", NEW_SECRET, "client_secret_basic");
        for (int i = 0; i < 20; i++) {
            acme.trigger("inbasic", i);
        }
        await().untilAsserted(() ->
                assertThat(Story.executions(acme.api(), "WAITING")).isEqualTo(20));
        await().untilAsserted(() -> assertThat(
                        acme.application("inbasic").path("reauth_required").asBoolean())
                .isTrue());
        assertThat(acme.application("inbasic")
                        .at("/connected_accounts/0/reason")
                        .asString())
                .contains("'client_id' and 'client_secret'")
                .contains("client authentication failed");
        assertThat(acme.log("inbasic").getFirst()).startsWith("expired: ").contains("client authentication failed");
        // One question to the provider, not one for each execution.
        assertThat(world.seen().path("refusals").asInt()).isLessThanOrEqualTo(20);
        assertThat(acme.connect("inbasic", inputs("acme", ACME_SECRET)).status())
                .isEqualTo(400);
        assertThat(Story.executions(acme.api(), "WAITING")).isEqualTo(20);
        assertThat(world.numbersOf("acme")).isEmpty();
        assertThat(acme.add("inbasic", 9).body().toString())
                .contains("REAUTH_REQUIRED")
                .contains("save-key-credentials/inbasic");

        assertThat(acme.connect("inbasic", inputs("acme", NEW_SECRET)).status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(world.numbersOf("acme")).hasSize(20));
        assertThat(world.numbersOf("acme")).doesNotHaveDuplicates();
        await().untilAsserted(() -> assertThat(Story.unfinished(acme.api())).isZero());
        assertThat(acme.log("inbasic").getFirst()).startsWith("reauthenticated");
        // The other customer's connection never noticed.
        beta.trigger("inbody", 7);
        world.awaitNumbersOf("beta", 7);
    }

    @Test
    @Order(7)
    void the_companys_own_client_must_be_set_and_its_refusal_is_no_customers_fault() {
        world.app("companys", """
                {"type": "oauth2", "grant": "client_credentials", "token_url": "PROVIDER/token",
                 "client_authentication": "basic", "scopes": {"required": ["contacts"]}}
                """);
        Api.Answer unset = acme.connect("companys", Map.of());
        assertThat(unset.status()).isEqualTo(400);
        assertThat(unset.body().path("error_code").asString()).isEqualTo("APP_NOT_CONFIGURED");
        client("company", BETA_SECRET, "client_secret_basic");
        company(BETA_SECRET);
        assertThat(acme.connect("companys", Map.of()).status()).isEqualTo(200);
        company(WRONG_SECRET);
        world.provider.control("{\"revokeAll\":true,\"forget\":true}");
        Api.Answer refused = acme.add("companys", 8);
        assertThat(refused.status()).as(refused.toString()).isEqualTo(502);
        assertThat(refused.body().toString()).contains("check the app's settings");
        assertThat(acme.application("companys").path("reauth_required").asBoolean())
                .isFalse();
        assertThat(acme.log("companys").getFirst()).startsWith("failed: ").contains("check the app's settings");
    }

    private static void company(String secret) {
        world.company()
                .ok(
                        "PUT",
                        "/api/v2/public/application/companys/settings",
                        "{\"client_id\":\"company\",\"client_secret\":\"" + secret + "\"}");
    }

    @Test
    @Order(8)
    void no_secret_was_written_anywhere() {
        String written = world.server.output() + acme.log("inbasic") + acme.log("inbody") + acme.log("companys");
        assertThat(written)
                .doesNotContain(ACME_SECRET)
                .doesNotContain(NEW_SECRET)
                .doesNotContain(BETA_SECRET)
                .doesNotContain(WRONG_SECRET)
                .doesNotContain("Bearer ")
                .doesNotContain("Basic ")
                .doesNotContain("\tat ");
    }
}
