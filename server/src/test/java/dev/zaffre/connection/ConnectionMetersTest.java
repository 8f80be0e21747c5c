package dev.zaffre.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import dev.zaffre.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What operators see of tokens, against the whole server with the sandbox as the provider. */
class ConnectionMetersTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static TestServer server;

    @BeforeAll
    static void an_app_whose_provider_is_the_sandbox() {
        server = new TestServer();
        server.ok("POST", "/api/v2/public/application", Json.read("""
                        {"slug":"books","name":"Books","description":"","base_url":"%1$s/crm",
                         "auth":{"type":"oauth2","authorization_url":"https://login.example.com/authorize",
                                 "token_url":"%1$s/crm/token"},
                         "verification":{"method":"GET","path":"/who"},
                         "actions":[{"id":"ping","name":"Ping","description":"","fields":[],
                                     "request":{"method":"GET","path":"/ping"}}]}
                        """.formatted(
                        server.sandbox().url())));
        server.ok(
                "PUT",
                "/api/v2/public/application/books/settings",
                Json.object().put("client_id", "our-client").put("client_secret", "our-secret"));
        server.plan("{'path':'/crm/who','status':200,'body':{'name':'Ada'},'times':9}");
        server.plan("{'path':'/crm/ping','status':200,'body':{},'times':9}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void refreshes_are_counted_by_their_result_and_expired_connections_with_them() throws Exception {
        assertThat(refreshes("usable")).isZero();
        assertThat(refreshes("refused")).isZero();
        assertThat(refreshes("failed")).isZero();

        refresh("customer-one", 200, "{'access_token':'another'}");
        assertThat(refreshes("usable")).isEqualTo(1);
        refresh("customer-two", 400, "{'error':'invalid_grant'}");
        assertThat(refreshes("refused")).isEqualTo(1);
        assertThat(metric("zaffre_connections_expired_total")).isEqualTo(1);
        refresh("customer-three", 500, "{}");
        assertThat(refreshes("failed")).isEqualTo(1);
        assertThat(refreshes("usable")).isEqualTo(1);
        assertThat(metric("zaffre_connections_expired_total")).isEqualTo(1);
    }

    @Test
    void no_customer_is_named_and_webhooks_have_their_figures_from_the_start() throws Exception {
        String metrics = metrics();
        assertThat(metrics)
                .contains(
                        "zaffre_webhook_deliveries_total{outcome=\"delivered\"}",
                        "zaffre_webhook_deliveries_total{outcome=\"retrying\"}",
                        "zaffre_webhook_deliveries_total{outcome=\"failed\"}",
                        "zaffre_webhook_deliveries_total{outcome=\"cancelled\"}",
                        "zaffre_webhook_deliveries_waiting ",
                        "zaffre_webhooks_disabled_total ")
                .doesNotContain("books", "customer-");
    }

    private static void refresh(String account, int status, String answer) {
        server.ok("PUT", "/api/v2/public/linked-account", Json.object().put("linked_account_id", account));
        ObjectNode tokens = Json.object()
                .put("access_token", "the-first")
                .put("refresh_token", "good-once")
                .put("expires_in", 1);
        ObjectNode form = Json.object().put("slug", "books");
        form.putObject("auth_object").set("oauth2", tokens);
        server.ok("PUT", "/api/v2/public/migrate-token", form, "linked_account_id", account);
        server.plan("{'path':'/crm/token','status':" + status + ",'body':" + answer + "}");
        server.clock.advance(java.time.Duration.ofSeconds(5));
        server.call(
                "POST",
                "/api/v2/integration-schema/books/actions/ping/execute",
                Json.object(),
                "linked_account_id",
                account);
    }

    private static double refreshes(String result) throws Exception {
        return metric("zaffre_token_refreshes_total{result=\"" + result + "\"}");
    }

    private static double metric(String name) throws Exception {
        Matcher line =
                Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$").matcher(metrics());
        assertThat(line.find()).as(name).isTrue();
        return Double.parseDouble(line.group(1));
    }

    private static String metrics() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.app().url() + "/metrics"))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
