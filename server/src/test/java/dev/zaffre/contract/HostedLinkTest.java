package dev.zaffre.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import dev.zaffre.testing.TestServer;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Links to the page on which a customer connects apps: whose they are, how long they hold, what they carry. */
class HostedLinkTest {
    private static final String LINK = Story.PUBLIC + "/connect-url";
    private static final String PROPERTIES = Story.PUBLIC + "/hosted-properties";
    private static final String BASICS = "/api/v3/org/basics";
    private static final String BRANDING = "{ \"name\": \"Acm\u00e9\", \"n\": 1.10, \"color\":\"#fff\" }";

    private final TestServer server = new TestServer();
    private final ApiClient anonymous = ApiClient.at(server.app().url().toString());

    @BeforeEach
    void two_accounts() {
        for (String account : new String[] {"acme", "globex"}) {
            server.ok("PUT", Story.PUBLIC + "/linked-account", Json.object().put("linked_account_id", account));
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private URI link(String query, String body) {
        TestServer.Reply reply = server.callRaw("POST", LINK + query, body, "linked_account_id", "acme");
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
        return URI.create(reply.body().get("hosted_url").asString());
    }

    private ApiClient of(URI link) {
        assertThat(link.toString()).startsWith(server.app().url() + "/connect/");
        return anonymous.session(link.getPath().substring("/connect/".length()));
    }

    private ApiClient ordinarySession() {
        return anonymous.session(
                server.ok("POST", Story.PUBLIC + "/session-token", Json.object().put("linked_account_id", "acme"))
                        .get("token")
                        .asString());
    }

    @Test
    void a_link_carries_a_token_of_its_account_and_gives_back_what_was_sent_byte_for_byte() {
        ApiClient page = of(link("", BRANDING));
        assertThat(page.get(PROPERTIES).ok().text()).isEqualTo(BRANDING);
        assertThat(page.get(BASICS).ok().json().get("linked_account_id").asString())
                .isEqualTo("acme");
        assertThat(link("?config_id=a%26b%20c", "{}").toString()).endsWith("?config_id=a%26b+c");
        assertThat(of(link("", "")).get(PROPERTIES).ok().text()).isEqualTo("{}");
    }

    @Test
    void the_account_may_be_named_in_the_query_and_a_session_names_its_own() {
        TestServer.Reply byQuery = server.callRaw("POST", LINK + "?linked_account_id=globex", "{}");
        ApiClient globex = of(URI.create(byQuery.body().get("hosted_url").asString()));
        assertThat(globex.get(BASICS).ok().json().get("linked_account_id").asString())
                .isEqualTo("globex");

        // Whatever a session says, the link is its own account's.
        Answer bySession = ordinarySession().post(LINK + "?linked_account_id=globex", BRANDING);
        ApiClient own = of(URI.create(bySession.ok().json().get("hosted_url").asString()));
        assertThat(own.get(BASICS).ok().json().get("linked_account_id").asString())
                .isEqualTo("acme");
        assertThat(own.get(PROPERTIES).ok().text()).isEqualTo(BRANDING);
    }

    @Test
    void a_link_holds_three_days_and_is_not_what_a_session_is_given() {
        ApiClient page = of(link("", BRANDING));
        ApiClient session = ordinarySession();
        assertThat(session.get(PROPERTIES).ok().text()).isEqualTo("{}");
        session.post(Story.PUBLIC + "/session-token/revoke", "{}").ok();
        assertThat(page.get(BASICS).status()).isEqualTo(200);

        server.clock.advance(Duration.ofDays(3).minusMinutes(1));
        assertThat(page.get(BASICS).status()).isEqualTo(200);
        server.clock.advance(Duration.ofMinutes(2));
        Answer over = page.get(PROPERTIES);
        assertThat(over.status()).isEqualTo(401);
        assertThat(over.json().get("error_code").asString()).isEqualTo("INVALID_TOKEN");
    }

    @Test
    void a_link_made_with_a_links_token_does_not_outlive_it() {
        ApiClient page = of(link("", BRANDING));
        server.clock.advance(Duration.ofDays(2));
        Answer second = page.post(LINK, "{}").ok();
        assertThat(second.json().get("expires_in").asLong())
                .isLessThanOrEqualTo(Duration.ofDays(1).toSeconds());
        ApiClient next = of(URI.create(second.json().get("hosted_url").asString()));
        assertThat(next.get(BASICS).status()).isEqualTo(200);
        server.clock.advance(Duration.ofDays(1).plusMinutes(1));
        assertThat(next.get(BASICS).status()).isEqualTo(401);
    }

    @Test
    void what_cannot_be_kept_is_refused() {
        assertThat(server.callRaw("POST", LINK, "[1]", "linked_account_id", "acme")
                        .status())
                .isEqualTo(400);
        String large = "{\"x\":\"" + "y".repeat(16 * 1024 - 8) + "\"}";
        assertThat(large).hasSize(16 * 1024);
        assertThat(of(link("", large)).get(PROPERTIES).ok().text()).isEqualTo(large);
        TestServer.Reply refused = server.callRaw("POST", LINK, large + " ", "linked_account_id", "acme");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().get("message").asString()).contains("16384");
    }

    @Test
    void without_a_token_there_are_no_properties() {
        Answer answer = anonymous.get(PROPERTIES);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().get("error_code").asString()).isEqualTo("INVALID_TOKEN");
        assertThat(answer.json().get("message").asString()).isEqualTo("Authorization Token Missing");
    }
}
