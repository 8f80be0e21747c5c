package dev.zaffre.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.zaffre.db.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** One company, three server processes over one database, and a real OpenID provider: connecting, renewing, being refused. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OAuthTest {
    private static final int SERVERS = 3;

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;
    private static Provider provider;
    private static final List<ServerProcess> servers = new ArrayList<>();
    private static final List<Api> apis = new ArrayList<>();
    private static Api company;
    private static Api acme;

    @BeforeAll
    static void start() {
        postgres = EmbeddedPostgres.start(folder.resolve("database"));
        int port = ServerProcess.freePort();
        provider = Provider.start("openid.js", "http://127.0.0.1:" + port + "/api/v1/contacts/callback");
        for (int i = 0; i < SERVERS; i++) {
            servers.add(ServerProcess.up(
                    folder.resolve("node-" + i),
                    i == 0 ? port : 0,
                    "--database-url",
                    postgres.url(),
                    "--set",
                    "database.user=" + postgres.user(),
                    "--set",
                    "database.password=" + postgres.password(),
                    "--set",
                    "security.keyset_file=" + folder.resolve("keyset.json"),
                    "--set",
                    "server.public_url=http://127.0.0.1:" + port));
            // One after the other: the first makes the schema and the keys.
            String base = servers.get(i).awaitReady();
            String key = ServerProcess.apiKey(folder.resolve("node-0"), "test");
            apis.add(new Api(base, Map.of("x-api-key", key, "linked_account_id", "acme")));
        }
        company = apis.getFirst();
        acme = company;
        tell();
    }

    /** The app as data, its client, an account, an event and a workflow that writes to the app. */
    private static void tell() {
        company.ok("POST", "/api/v2/public/linked-account", "{\"linked_account_id\":\"acme\",\"name\":\"Acme\"}");
        provider.offer(company);
        company.addOn("Counted", "contacts", true);
    }

    @AfterAll
    static void stop() {
        servers.reversed().forEach(ServerProcess::close);
        if (provider != null) {
            provider.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    /** @return the page that the customer sees in the end */
    private static Visitor.Page connect(String login) {
        String page = acme.ok("GET", "/api/v2/public/linked-account/integration/oauth-url/contacts", null)
                .path("auth_url")
                .asString();
        Visitor visitor = new Visitor();
        Visitor.Page signIn = visitor.open(page);
        Visitor.Page consent = visitor.submit(signIn, Map.of("login", login, "password", "any"));
        return visitor.submit(consent, Map.of());
    }

    private static JsonNode application(Api api) {
        return api.ok("GET", "/api/v2/public/application/contacts", null);
    }

    private static List<String> log(Api api) {
        List<String> events = new ArrayList<>();
        api.ok("GET", "/api/v2/public/linked-account/integration/contacts/logs?limit=100", null)
                .path("docs")
                .forEach(entry -> events.add(entry.path("event").asString()));
        return events;
    }

    private static void trigger(Api api, int number) {
        api.ok("POST", "/api/v2/public/event", "{\"event\":\"Counted\",\"payload\":{\"number\":" + number + "}}");
    }

    private static List<Integer> delivered() {
        List<Integer> numbers = new ArrayList<>();
        provider.control("{}")
                .path("calls")
                .forEach(call -> numbers.add(call.path("body").path("number").asInt()));
        return numbers;
    }

    @Test
    @Order(1)
    void a_customer_signs_in_at_the_provider_and_comes_back_connected() {
        assertThat(application(company).path("connected").asBoolean()).isFalse();
        Visitor.Page end = connect("mark@acme.example");
        assertThat(end.status()).as(end.html()).isEqualTo(200);
        assertThat(end.html()).contains("Contacts is connected");
        for (Api api : apis) {
            await().untilAsserted(() -> {
                JsonNode app = application(api);
                assertThat(app.path("connected").asBoolean()).isTrue();
                assertThat(app.path("reauth_required").asBoolean()).isFalse();
                assertThat(app.at("/connected_accounts/0/identifier").asString())
                        .isEqualTo("mark@acme.example");
                assertThat(app.at("/connected_accounts/0/auth_type").asString()).isEqualTo("oauth2");
            });
        }
        assertThat(log(company)).containsExactly("created");
        // The address with its state was good once.
        Visitor.Page again = new Visitor().open(end.url().toString());
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.html()).contains("used already").doesNotContain("<script");
        assertThat(again.answer()
                        .headers()
                        .firstValue("content-security-policy")
                        .orElse(""))
                .contains("default-src 'none'");
    }

    @Test
    @Order(2)
    void a_token_that_is_refused_in_the_middle_of_a_run_is_renewed_and_the_run_goes_on() {
        trigger(company, 1);
        await().untilAsserted(() -> assertThat(delivered()).containsExactly(1));
        provider.control("{\"expireAll\":true,\"forget\":true}");
        trigger(apis.get(1), 2);
        await().untilAsserted(() -> assertThat(delivered()).containsExactly(2));
        assertThat(provider.control("{}").path("refreshes").asInt()).isEqualTo(1);
        await().untilAsserted(
                        () -> assertThat(Story.executions(company, "COMPLETED")).isEqualTo(2));
        assertThat(log(company)).containsExactly("refreshed", "created");
    }

    @Test
    @Order(3)
    void two_hundred_refusals_at_once_over_three_processes_make_one_refresh() throws Exception {
        // Every process has used the token: it is one that was good.
        for (Api api : apis) {
            api.ok("POST", "/api/v2/integration-schema/contacts/actions/add/execute", "{\"number\":-1}");
        }
        provider.control("{\"expireAll\":true,\"forget\":true,\"hold\":200}");
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Api.Answer>> answers = IntStream.range(0, 200)
                    .mapToObj(i -> callers.submit(() -> apis.get(i % SERVERS)
                            .send(
                                    "POST",
                                    "/api/v2/integration-schema/contacts/actions/add/execute",
                                    "{\"number\":" + i + "}")))
                    .toList();
            for (Future<Api.Answer> answer : answers) {
                assertThat(answer.get().body().path("node_status").asString())
                        .as(answer.get().toString())
                        .isEqualTo("Success");
                statuses.add(answer.get().status());
            }
        }
        assertThat(statuses).hasSize(200).containsOnly(200);
        JsonNode seen = provider.control("{}");
        assertThat(seen.path("refusals").asInt()).isEqualTo(200);
        assertThat(seen.path("refreshes").asInt()).isEqualTo(1);
        assertThat(delivered()).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    @Order(4)
    void what_waits_for_a_customer_to_reconnect_is_delivered_in_order_when_they_do() {
        provider.control("{\"expireAll\":true,\"refuseRefresh\":true,\"forget\":true}");
        for (int i = 0; i < 1000; i++) {
            trigger(apis.get(i % SERVERS), i);
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(Story.executions(company, "WAITING")).isEqualTo(1000));
        for (Api api : apis) {
            await().untilAsserted(() -> {
                assertThat(application(api).path("reauth_required").asBoolean()).isTrue();
                assertThat(application(api).at("/connected_accounts/0/status").asString())
                        .isEqualTo("expired");
            });
        }
        assertThat(log(company)).startsWith("expired");
        assertThat(delivered()).isEmpty();

        provider.control("{\"refuseRefresh\":false}");
        assertThat(connect("mark@acme.example").html()).contains("Contacts is connected");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(delivered()).hasSize(1000));
        List<Integer> numbers = delivered();
        assertThat(numbers).doesNotHaveDuplicates();
        // In order; each of three processes works on eight at once, so that near ones may change places.
        assertThat(inverted(numbers)).as(numbers.toString()).isLessThan(0.03);
        assertThat(Story.unfinished(company)).isZero();
        assertThat(log(company)).startsWith("reauthenticated", "expired");
    }

    /** The part of all pairs that came the wrong way round: 0 in order, 0.5 at random. */
    private static double inverted(List<Integer> numbers) {
        long wrong = 0;
        for (int i = 0; i < numbers.size(); i++) {
            for (int j = i + 1; j < numbers.size(); j++) {
                if (numbers.get(i) > numbers.get(j)) {
                    wrong++;
                }
            }
        }
        return 2.0 * wrong / ((double) numbers.size() * (numbers.size() - 1));
    }

    @Test
    @Order(5)
    void a_provider_that_answers_with_a_page_is_told_plainly_and_nothing_is_connected() {
        provider.control("{\"brokenTokenEndpoint\":\"<html>Down for maintenance</html>\"}");
        try {
            Visitor.Page end = connect("mark@acme.example");
            assertThat(end.status()).isEqualTo(502);
            assertThat(end.html())
                    .contains("not JSON")
                    .doesNotContain("Exception")
                    .doesNotContain("at dev.zaffre");
            assertThat(log(company)).startsWith("failed");
        } finally {
            provider.control("{\"brokenTokenEndpoint\":\"\"}");
        }
    }

    @Test
    @Order(6)
    void disconnecting_revokes_at_the_provider_deletes_the_secret_and_keeps_the_log() {
        int before = provider.control("{}").path("revocations").asInt();
        company.ok("DELETE", "/api/v2/public/linked-account/integration/contacts?linked_account_id=acme", null);
        assertThat(application(company).path("connected").asBoolean()).isFalse();
        await().untilAsserted(() ->
                assertThat(provider.control("{}").path("revocations").asInt()).isGreaterThan(before));
        assertThat(log(company)).startsWith("deleted");
    }

    @Test
    @Order(7)
    void no_token_code_or_secret_was_written_anywhere() {
        for (ServerProcess server : servers) {
            assertThat(server.output())
                    .doesNotContain(Provider.CLIENT_SECRET)
                    .doesNotContain("code=")
                    .doesNotContain("Bearer ")
                    .doesNotContain("\tat ");
        }
    }
}
