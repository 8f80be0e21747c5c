package dev.zaffre.connection;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.zaffre.base.Json;
import dev.zaffre.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Connecting in the browser against the whole server, with the sandbox as the provider, which answers what a test plans. */
class OAuthRoutesTest {
    private static final HttpClient BROWSER = HttpClient.newHttpClient();
    private static final String APP = "books";
    private static final String TOKEN =
            "{'path':'/crm/token','status':200,'body':{'access_token':'token-of-the-provider'}}";

    private static TestServer server;
    private static int number;
    private String account = "";

    private record Page(int status, String html, HttpResponse<String> response) {}

    @BeforeAll
    static void two_apps_whose_provider_is_the_sandbox() {
        server = new TestServer();
        for (String slug : List.of(APP, "shop")) {
            server.ok("POST", "/api/v2/public/application", Json.read("""
                            {"slug":"%1$s","name":"The <b>%1$s</b>","description":"","base_url":"%2$s/crm",
                             "auth":{"type":"oauth2","authorization_url":"https://login.example.com/authorize","token_url":"%2$s/crm/token",
                              "inputs":[{"name":"region","label":"Region","type":"text","required":true}]},
                             "verification":{"method":"GET","path":"/who","identifier":"name"},
                             "actions":[{"id":"ping","name":"Ping","description":"","fields":[],"request":{"method":"GET","path":"/me"}}]}
                            """.formatted(
                            slug, server.sandbox().url())));
            set(slug, "{'client_id':'our-client','client_secret':'our-secret'}");
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void an_account_of_its_own() {
        account = "account-" + number++;
        server.ok("PUT", "/api/v2/public/linked-account", Json.object().put("linked_account_id", account));
        server.plan("{'path':'/crm/who','status':200,'body':{'name':'Ada'},'times':9}");
    }

    @AfterEach
    void the_provider_forgets() {
        server.forgetPlans();
    }

    private static void set(String slug, String settings) {
        server.ok("PUT", "/api/v2/public/application/" + slug + "/settings", Json.read(settings.replace('\'', '"')));
    }

    private TestServer.Reply begin(String slug, String query) {
        return server.call(
                "GET",
                "/api/v2/public/linked-account/integration/oauth-url/" + slug + query,
                null,
                "linked_account_id",
                account);
    }

    private String stateOf(String slug) {
        String url = begin(slug, "?region=eu").body().path("auth_url").asString("");
        assertThat(url).contains("state=");
        return url.replaceFirst(".*[?&]state=([^&]*).*", "$1");
    }

    private static Page back(String slug, String query) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(server.app().url() + "/api/v1/" + slug + "/callback" + query))
                .build();
        try {
            HttpResponse<String> response = BROWSER.send(request, HttpResponse.BodyHandlers.ofString());
            return new Page(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Newest first. */
    private List<JsonNode> log() {
        return server.ok(
                        "GET",
                        "/api/v2/public/linked-account/integration/" + APP + "/logs",
                        null,
                        "linked_account_id",
                        account)
                .path("docs")
                .valueStream()
                .toList();
    }

    private boolean connected() {
        return server.ok("GET", "/api/v2/public/application/" + APP, null, "linked_account_id", account)
                .path("connected")
                .asBoolean();
    }

    @Test
    void the_way_there_and_back_connects_and_closes_the_window() {
        String state = stateOf(APP);
        server.plan(TOKEN);
        Page page = back(APP, "?code=the-code&state=" + state);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.html())
                .contains("The &lt;b&gt;books&lt;/b&gt; is connected", "window.close()")
                .doesNotContain("<b>", state, "the-code", "token-of-the-provider");
        assertThat(connected()).isTrue();
        assertThat(log()).hasSize(1);
        assertThat(log().getFirst().path("event").asString()).isEqualTo("created");
        assertThat(log().getFirst().path("identifier").asString()).isEqualTo("Ada");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?",
                "?state=",
                "?code=x",
                "?state=nobodys&code=x",
                "?state=%3Cscript%3Ealert(1)%3C%2Fscript%3E&code=%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
                "?error=%3Cscript%3Ealert(1)%3C%2Fscript%3E&error_description=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
            })
    void an_unknown_state_is_a_page_that_repeats_nothing(String query) {
        for (String slug : List.of(APP, "no-such-app", "%3Cscript%3Ealert(1)%3C%2Fscript%3E")) {
            Page page = back(slug, query);
            assertThat(page.status()).isEqualTo(400);
            assertThat(page.html())
                    .contains("not known. Please start to connect again.")
                    .doesNotContain("alert", "<scr");
            assertThat(page.response().headers().firstValue("content-type")).contains("text/html; charset=utf-8");
            assertThat(page.response()
                            .headers()
                            .firstValue("content-security-policy")
                            .orElse(""))
                    .contains("default-src 'none'")
                    .doesNotContain("unsafe");
            assertThat(page.response().headers().firstValue("referrer-policy")).contains("no-referrer");
            assertThat(page.response().headers().firstValue("cache-control")).contains("no-store");
        }
    }

    @Test
    void the_state_of_one_app_does_not_connect_another() {
        String state = stateOf("shop");
        server.plan(TOKEN);
        assertThat(back(APP, "?code=the-code&state=" + state).status()).isEqualTo(400);
        assertThat(connected()).isFalse();
        // Whoever tried it has used it up.
        assertThat(back("shop", "?code=the-code&state=" + state).status()).isEqualTo(400);
    }

    @Test
    void who_says_no_reads_so_and_the_log_has_it() {
        Page page = back(APP, "?error=access_denied&state=" + stateOf(APP));
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.html())
                .contains("The access was not allowed. Nothing was connected.")
                .doesNotContain("window.close");
        assertThat(log()).hasSize(1);
        assertThat(log().getFirst().path("event").asString()).isEqualTo("failed");
        assertThat(log().getFirst().path("message").asString()).isEqualTo("The provider said: access_denied");
    }

    @Test
    void what_a_provider_says_is_words_on_the_page_and_never_markup() {
        String words = "<script>alert('1')</script>\"&" + "x".repeat(1_000);
        Page page = back(APP, "?error=server_error&error_description=" + encoded(words) + "&state=" + stateOf(APP));
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.html())
                .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;x")
                .doesNotContain("<script", "x".repeat(400));
    }

    @Test
    void a_state_is_good_once() {
        String state = stateOf(APP);
        server.plan(TOKEN);
        server.plan(TOKEN);
        assertThat(back(APP, "?code=the-code&state=" + state).status()).isEqualTo(200);
        Page second = back(APP, "?code=the-code&state=" + state);
        assertThat(second.status()).isEqualTo(400);
        assertThat(second.html()).contains("This link was used already");
        assertThat(log()).hasSize(1);
    }

    @Test
    void a_state_is_good_for_ten_minutes() {
        String intime = stateOf(APP);
        server.clock.advance(Duration.ofMinutes(9));
        server.plan(TOKEN);
        assertThat(back(APP, "?code=the-code&state=" + intime).status()).isEqualTo(200);
        String late = stateOf(APP);
        server.clock.advance(Duration.ofMinutes(10).plusSeconds(1));
        server.plan(TOKEN);
        Page page = back(APP, "?code=the-code&state=" + late);
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.html()).contains("This took longer than ten minutes");
        assertThat(log()).hasSize(1);
    }

    @Test
    void an_app_that_is_not_offered_is_not_begun_and_not_ended() {
        String state = stateOf(APP);
        set(APP, "{'enabled':false}");
        try {
            TestServer.Reply refused = begin(APP, "?region=eu");
            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.body().path("error_code").asString()).isEqualTo("INVALID_APP_ID");
            server.plan(TOKEN);
            Page page = back(APP, "?code=the-code&state=" + state);
            assertThat(page.status()).isEqualTo(400);
            assertThat(page.html()).contains("This app is no longer offered.");
        } finally {
            set(APP, "{'enabled':true}");
        }
        assertThat(connected()).isFalse();
    }

    @Test
    void without_the_companys_client_nobody_is_sent_anywhere() {
        TestServer.Reply refused = begin("hubspot", "");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().path("error_code").asString()).isEqualTo("APP_NOT_CONFIGURED");
        assertThat(refused.body().path("message").asString()).contains("hubspot", "client_id", "client_secret");
    }

    private static JsonNode missing(String slug) {
        JsonNode oauth = server.ok("GET", "/api/v2/public/application/" + slug + "/settings", null)
                .path("oauth2");
        assertThat(oauth.path("ready").asBoolean())
                .isEqualTo(oauth.path("missing").isEmpty());
        return oauth.path("missing");
    }

    private TestServer.Reply migrate(String slug) {
        return server.call(
                "PUT", "/api/v2/public/migrate-token", Json.read("""
                        {"slug":"%s","auth_object":{"oauth2":{"access_token":"a","refresh_token":"r","expires_in":1}}}
                        """.formatted(slug)), "linked_account_id", account);
    }

    @Test
    void what_the_company_has_not_set_is_named_on_every_way_in_and_ends_no_connection() {
        for (String grant : List.of("authorization_code", "client_credentials")) {
            server.ok("POST", "/api/v2/public/application", Json.read("""
                            {"slug":"ledger-%1$s","name":"Ledger","description":"","base_url":"%2$s/crm",
                             "auth":{"type":"oauth2","grant":"%1$s",%3$s"token_url":"%2$s/crm/token",
                              "settings":[{"name":"tenant","label":"Tenant","type":"text","required":true},
                                          {"name":"cloud","label":"Cloud","type":"text","required":true,"default":"eu"},
                                          {"name":"hint","label":"Hint","type":"text"}],
                              "token_params":{"tenant":"{{settings.tenant}}","cloud":"{{settings.cloud}}"}},
                             "verification":{"method":"GET","path":"/who"},
                             "actions":[{"id":"ping","name":"Ping","description":"","fields":[],"request":{"method":"GET","path":"/me"}}]}
                            """.formatted(
                            grant,
                            server.sandbox().url(),
                            grant.equals("authorization_code")
                                    ? "\"authorization_url\":\"https://login.example.com/authorize\","
                                    : "")));
        }
        String browser = "ledger-authorization_code";
        String machine = "ledger-client_credentials";
        assertThat(missing(browser))
                .extracting(JsonNode::asString)
                .containsExactly("client_id", "client_secret", "settings.tenant");
        set(browser, "{'client_id':'our-client','client_secret':'our-secret'}");
        set(machine, "{'client_id':'our-client','settings':{'tenant':'acme'}}");
        assertThat(missing(browser)).extracting(JsonNode::asString).containsExactly("settings.tenant");
        assertThat(missing(machine)).extracting(JsonNode::asString).containsExactly("client_secret");

        TestServer.Reply keys = server.call(
                "PUT",
                "/api/v2/public/linked-account/integration/save-key-credentials/" + machine,
                Json.object(),
                "linked_account_id",
                account);
        for (TestServer.Reply refused : List.of(
                begin(browser, ""),
                server.call("GET", "/api/v1/" + browser + "/integrate", null, "linked_account_id", account),
                migrate(browser),
                keys,
                migrate(machine))) {
            assertThat(refused.status()).as(refused.body().toString()).isEqualTo(400);
            assertThat(refused.body().path("error_code").asString()).isEqualTo("APP_NOT_CONFIGURED");
            assertThat(refused.body().path("message").asString())
                    .matches("The settings of 'ledger-.*' lack (settings\\.tenant|client_secret); set it with PUT .*");
        }

        set(browser, "{'settings':{'tenant':'acme'}}");
        assertThat(missing(browser)).isEmpty();
        assertThat(migrate(browser).status()).isEqualTo(200);
        // Taken back while the token ends: the company's fault, so the customer need not come again.
        set(browser, "{'settings':{'tenant':null}}");
        server.clock.advance(Duration.ofSeconds(5));
        String ping = "/api/v2/integration-schema/" + browser + "/actions/ping/execute";
        TestServer.Reply failed = server.call("POST", ping, Json.object(), "linked_account_id", account);
        assertThat(failed.body().path("message").asString()).contains("lack settings.tenant");
        set(browser, "{'settings':{'tenant':'acme'}}");
        server.clock.advance(Duration.ofSeconds(11));
        server.plan(TOKEN);
        server.plan("{'path':'/crm/me','status':200,'body':{}}");
        assertThat(server.call("POST", ping, Json.object(), "linked_account_id", account)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void an_input_that_the_app_does_not_ask_for_goes_nowhere() {
        TestServer.Reply reply =
                begin(APP, "?region=eu&auth_config_id=undefined&redirect_uri=https://evil.example&x=1");
        assertThat(reply.status()).isEqualTo(200);
        String url = reply.body().path("auth_url").asString();
        assertThat(url).contains("%2Fapi%2Fv1%2Fbooks%2Fcallback").doesNotContain("evil", "x=1", "auth_config_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?region=", "?region=undefined", "?Region=eu"})
    void an_input_of_the_account_that_is_missing_is_named(String query) {
        TestServer.Reply refused = begin(APP, query);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().path("message").asString()).isEqualTo("Required parameter 'region' is missing");
    }

    /** The client's secret goes to the host that the address names. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example/",
                "evil.example:443",
                "evil.example#",
                "evil.example?",
                "x@evil.example:443/",
                "evil.example\\",
                "a b"
            })
    void an_input_does_not_choose_another_host(String shop) {
        set("shopify", "{'client_id':'our-client','client_secret':'our-secret'}");
        assertThat(begin("shopify", "?shop=acme").status()).isEqualTo(200);
        TestServer.Reply reply = begin("shopify", "?shop=" + encoded(shop));
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(400);
        assertThat(reply.body().path("message").asString())
                .startsWith("The provider's address cannot be made from what was given");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|{\"error\":\"invalid_grant\"}|400",
                "400|{\"error\":\"invalid\\u0000grant\"}|400",
                "401|{\"error\":\"invalid_client\"}|502",
                "500|{}|502",
                "200|<html>Sign in</html>|502",
                "200|''|502",
                "200|[]|400",
                "200|{\"access_token\":null}|400",
                "200|{\"access_token\":{\"a\":1},\"expires_in\":\"soon\"}|200",
                "200|{\"access_token\":\"a\\u0000b\",\"expires_in\":99999999999999999999}|200",
            })
    void whatever_a_provider_answers_ends_in_a_page_and_in_the_log(int status, String body, int expected) {
        String state = stateOf(APP);
        ObjectNode plan = Json.object().put("path", "/crm/token").put("status", status);
        server.sandbox().plan(plan.put("body", body));
        Page page = back(APP, "?code=the-code&state=" + state);
        assertThat(page.status()).as(page.html()).isEqualTo(expected);
        assertThat(page.response().headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.html()).doesNotContain("Exception", "the-code", "our-secret");
        assertThat(log()).hasSize(1);
        assertThat(log().getFirst().path("event").asString()).isEqualTo(expected == 200 ? "created" : "failed");
    }

    @Test
    void a_token_with_line_ends_stays_one_header() {
        String state = stateOf(APP);
        server.plan("{'path':'/crm/token','status':200,'body':{'access_token':'a\\r\\nX-Other: b'}}");
        assertThat(back(APP, "?code=the-code&state=" + state).status()).isEqualTo(200);
        JsonNode proof = server.sandbox().requests("crm").getLast();
        assertThat(proof.path("path").asString()).isEqualTo("/crm/who");
        assertThat(proof.path("headers").toString())
                .contains("Bearer a  X-Other: b")
                .doesNotContainIgnoringCase("\"x-other\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\\u0000b\"", "\"\\uD800\"", "{\"deep\":[1]}", "12", "\"LONG\""})
    void whoever_an_app_says_is_connected_is_kept_if_it_can_be(String name) {
        server.forgetPlans();
        String long_ = name.replace("LONG", "x".repeat(9_000));
        server.sandbox()
                .plan(Json.object().put("path", "/crm/who").put("status", 200).put("body", "{\"name\":" + long_ + "}"));
        String state = stateOf(APP);
        server.plan(TOKEN);
        Page page = back(APP, "?code=the-code&state=" + state);
        assertThat(page.status()).as(page.html()).isEqualTo(200);
        assertThat(connected()).isTrue();
    }

    @Test
    void no_log_line_has_the_state_the_code_or_a_token() {
        // As talkative as the server can be made: libraries say no more than warnings (cli.Logging).
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger own = (Logger) LoggerFactory.getLogger("dev.zaffre");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Level before = own.getLevel();
        lines.start();
        root.addAppender(lines);
        own.setLevel(Level.TRACE);
        own.trace("listening");
        String state = stateOf(APP);
        String failing = stateOf(APP);
        try {
            server.plan(TOKEN);
            back(APP, "?code=the-code&state=" + state);
            server.plan("{'path':'/crm/token','status':500,'body':{}}");
            back(APP, "?code=the-code&state=" + failing);
            back(APP, "?code=the-code&state=never-given");
        } finally {
            own.setLevel(before);
            root.detachAppender(lines);
        }
        String all = List.copyOf(lines.list).stream()
                .map(line -> line.getFormattedMessage() + line.getThrowableProxy())
                .reduce("", String::concat);
        assertThat(all)
                .contains("listening")
                .doesNotContain(state, failing, "the-code", "never-given", "token-of-the-provider", "our-secret");
    }
}
