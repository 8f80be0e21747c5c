package dev.zaffre.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.zaffre.account.AllowedOrigins;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which web pages may call with session tokens, environment by environment. */
class AllowedOriginsTest {
    private static final String PATH = Story.PUBLIC + "/allowed-origins";
    private static final String BASICS = "/api/v3/org/basics";
    private static final String PAGE = "https://app.example.com";
    private static final String STRANGER = "https://evil.example";

    private static Zaffre zaffre;
    private static ApiClient key;
    private static ApiClient session;

    @BeforeAll
    static void an_account_with_a_session_token() {
        zaffre = Zaffre.start();
        key = zaffre.client("test");
        key.post(Story.PUBLIC + "/linked-account", "{\"linked_account_id\":\"acme\"}")
                .ok();
        JsonNode token = key.post(Story.PUBLIC + "/session-token", "{\"linked_account_id\":\"acme\"}")
                .ok()
                .json();
        session = key.session(token.get("token").asString());
    }

    @AfterAll
    static void stop() {
        zaffre.close();
    }

    @AfterEach
    void every_page_may_call_again() {
        allow("test");
        allow("production");
    }

    private static Answer allow(String environment, String... origins) {
        ObjectNode body = Json.object();
        var list = body.putArray("origins");
        for (String origin : origins) {
            list.add(origin);
        }
        return zaffre.client(environment).put(PATH, body);
    }

    private static Answer from(ApiClient client, String origin, String path) {
        return client.with("origin", origin).sendUnchecked("GET", path, null);
    }

    private static Answer preflight(String origin) {
        return zaffre.anonymous()
                .with("origin", origin)
                .with("access-control-request-method", "GET")
                .with("access-control-request-headers", "authorization")
                .sendUnchecked("OPTIONS", BASICS, null);
    }

    private static String allowedOrigin(Answer answer) {
        return answer.header("access-control-allow-origin");
    }

    @Test
    void without_a_list_every_page_may_call() {
        assertThat(key.get(PATH).ok().json()).isEqualTo(Json.read("{\"origins\":[],\"any_origin\":true}"));
        Answer answer = from(session, STRANGER, BASICS);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(allowedOrigin(answer)).isEqualTo("*");
        assertThat(allowedOrigin(preflight(STRANGER))).isEqualTo("*");
    }

    @Test
    void with_a_list_another_page_is_refused_and_told_the_way_out() {
        allow("test", PAGE).ok();
        assertThat(from(session, PAGE, BASICS).status()).isEqualTo(200);

        Answer refused = from(session, STRANGER, BASICS);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().get("error_code").asString()).isEqualTo("ORIGIN_NOT_ALLOWED");
        assertThat(refused.json().get("message").asString())
                .isEqualTo(
                        "Pages of https://evil.example may not call for the test environment: add this origin with PUT"
                                + " /api/v2/public/allowed-origins");
        assertThat(from(session, "null", BASICS).status()).isEqualTo(403);
        // It is the session token that is bound to pages; where both credentials are taken, too.
        assertThat(from(session, STRANGER, Story.PUBLIC + "/application").status())
                .isEqualTo(403);
    }

    @Test
    void keys_and_callers_that_are_no_browser_and_the_servers_own_pages_are_let_through() {
        allow("test", PAGE).ok();
        assertThat(from(key, STRANGER, Story.PUBLIC + "/application").status()).isEqualTo(200);
        assertThat(session.get(BASICS).status()).isEqualTo(200);
        assertThat(from(session, session.base(), BASICS).status()).isEqualTo(200);
    }

    @Test
    void another_environments_list_neither_binds_nor_helps() {
        allow("production", PAGE).ok();
        assertThat(from(session, STRANGER, BASICS).status()).isEqualTo(200);
        allow("test", "https://other.example.com").ok();
        assertThat(from(session, PAGE, BASICS).status()).isEqualTo(403);
        // But the browser gets to read that answer, since it may ask for production.
        assertThat(allowedOrigin(from(session, PAGE, BASICS))).isEqualTo(PAGE);
    }

    @Test
    void a_preflight_is_answered_yes_while_any_environment_would_take_the_call() {
        allow("test", PAGE).ok();
        assertThat(allowedOrigin(preflight(STRANGER))).isEqualTo("*");
        allow("production", "https://*.example.org").ok();
        assertThat(allowedOrigin(preflight(STRANGER))).isEmpty();
        assertThat(preflight(STRANGER).header("vary")).isEqualToIgnoringCase("Origin");
        assertThat(allowedOrigin(preflight(PAGE))).isEqualTo(PAGE);
        assertThat(allowedOrigin(preflight("https://a.b.example.org"))).isEqualTo("https://a.b.example.org");
        assertThat(allowedOrigin(from(session, STRANGER, BASICS))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com, https://app.example.com",
        "HTTPS://App.Example.COM/, https://app.example.com",
        "https://app.example.com:443, https://app.example.com",
        "http://localhost:3000, http://localhost:3000",
        "http://[::1]:3000, http://[::1]:3000",
        "https://*.Example.com:8443, https://*.example.com:8443",
    })
    void an_origin_is_kept_as_browsers_write_it(String given, String kept) {
        assertThat(allow("test", given).ok().json().at("/origins/0").asString()).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "app.example.com",
                "ftp://app.example.com",
                "https://app.example.com/path",
                "https://app.example.com?x",
                "https://user@app.example.com",
                "https://*",
                "https://*.com",
                "https://a.*.example.com",
                "https://app.example.com:99999",
                "https://app example.com",
            })
    void what_is_no_origin_is_refused_by_its_place_and_the_list_stays(String wrong) {
        allow("test", PAGE).ok();
        Answer refused = allow("test", PAGE, wrong);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("message").asString()).startsWith("origins[1] must be an origin");
        assertThat(key.get(PATH).ok().json().at("/origins")).isEqualTo(Json.read("[\"" + PAGE + "\"]"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://shop.example.com, 200",
        "https://a.b.example.com, 200",
        "https://example.com, 403",
        "https://evilexample.com, 403",
        "http://shop.example.com, 403",
        "https://shop.example.com.evil.example, 403",
        "https://shop.example.com:8443, 403",
        "https://evil.example/.example.com, 403",
        "https://evil.example#.example.com, 403",
    })
    void a_star_stands_for_hosts_below_a_name_and_nothing_else(String origin, int status) {
        allow("test", "https://*.example.com").ok();
        assertThat(from(session, origin, BASICS).status()).isEqualTo(status);
    }

    @Test
    void another_node_knows_within_a_second() {
        try (Database database = Database.open(zaffre.database(), 2);
                Changes changes = new Changes(database)) {
            AllowedOrigins node = new AllowedOrigins(database, changes, () -> "http://other-node.example");
            EnvironmentId unknown = new EnvironmentId(Ids.next());
            assertThat(node.open()).isTrue();
            allow("test", PAGE).ok();
            allow("production", PAGE).ok();
            await().atMost(Duration.ofSeconds(5)).until(() -> !node.open() && !node.somewhere(STRANGER));
            assertThat(node.somewhere(PAGE)).isTrue();
            assertThat(node.in(unknown, STRANGER)).isTrue();
        }
    }
}
