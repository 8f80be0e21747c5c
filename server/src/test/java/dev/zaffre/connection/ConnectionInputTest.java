package dev.zaffre.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import dev.zaffre.testing.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is no credential and no setting is refused in words. */
class ConnectionInputTest {
    private static TestServer server;

    @BeforeAll
    static void an_account() {
        server = new TestServer();
        server.account(TestServer.ACCOUNT);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"slug\":7}",
                "{\"slug\":\"a\\u0000b\",\"auth_object\":{}}",
                "{\"slug\":\"sandbox-crm\",\"auth_object\":[]}",
                "{\"slug\":\"sandbox-crm\",\"auth_object\":{}}",
                "{\"slug\":\"sandbox-crm\",\"auth_object\":{\"none\":{}}}",
                "{\"slug\":\"sandbox-crm\",\"auth_object\":{\"keybased\":7}}",
                "{\"slug\":\"sandbox-crm\",\"auth_object\":{\"keybased\":{\"server_url\":\"SANDBOX\",\"api_key\":\"a\\r\\nX: b\"}}}",
                "{\"slug\":\"sandbox-crm\",\"auth_object\":{\"keybased\":{\"server_url\":\"SANDBOX\",\"api_key\":\"a\\u0000\"}}}",
                "{\"slug\":\"sandbox-crm\",\"auth_object\":{\"keybased\":{\"server_url\":\"http://[\",\"api_key\":\"a\"}}}",
                "{\"slug\":\"salesforce\",\"auth_object\":{\"oauth2\":{\"access_token\":\"a\"}}}",
                "{\"slug\":\"salesforce\",\"auth_object\":{\"oauth2\":{\"access_token\":\"a\",\"instance_url\":\"http://[\"}}}",
                "{\"slug\":\"salesforce\",\"auth_object\":{\"oauth2\":{\"access_token\":\"a\",\"instance_url\":null}}}",
                "{\"slug\":\"gmail\",\"auth_object\":{\"oauth2\":{\"access_token\":\"a\",\"expires_in\":-1}}}",
                "{\"slug\":\"free\",\"auth_object\":{\"none\":{}}}",
            })
    void credentials_that_cannot_be_are_a_400_or_404(String body) {
        if (body.contains("free")) {
            server.ok("POST", "/api/v2/public/application", Json.read("""
                    {"slug":"free","name":"Free","description":"","base_url":"https://free.example.com","auth":{"type":"none"},
                     "actions":[{"id":"ping","name":"Ping","description":"","fields":[],"request":{"method":"GET","path":"/me"}}]}
                    """));
        }
        TestServer.Reply reply = server.callRaw(
                "PUT",
                "/api/v2/public/migrate-token",
                body.replace("SANDBOX", server.sandbox().url()),
                "linked_account_id",
                TestServer.ACCOUNT);
        assertThat(reply.status()).as(reply.body().toString()).isIn(400, 404);
        assertThat(reply.body().path("message").asString()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"enabled\":null}",
                "{\"client_id\":\"a\\u0000b\"}",
                "{\"client_id\":7}",
                "{\"client_secret\":{}}",
                "{\"scopes\":[1]}",
                "{\"scopes\":{}}",
                "{\"settings\":[]}",
                "{\"settings\":{\"x\":1}}",
                "{\"redirect_url\":\"https://evil.example\"}",
            })
    void settings_that_cannot_be_are_a_400_and_change_nothing(String body) {
        String path = "/api/v2/public/application/gmail/settings";
        JsonNode before = server.ok("GET", path, null);
        TestServer.Reply reply = server.callRaw("PUT", path, body);
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(400);
        assertThat(server.ok("GET", path, null)).isEqualTo(before);
    }
}
