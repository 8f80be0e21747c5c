package dev.zaffre.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A provider of another make: the client in the body, six-second tokens, and an API whose address comes with the token. */
class AnotherProviderTest {
    @Test
    void tokens_are_renewed_before_they_end_and_no_call_is_refused(@TempDir Path folder) {
        int port = ServerProcess.freePort();
        String home = "http://127.0.0.1:" + port;
        try (Provider provider = Provider.start("plain.js", home + "/api/v1/teams/callback");
                ServerProcess server = ServerProcess.up(folder.resolve("data"), port)) {
            Api api = new Api(
                    server.awaitReady(),
                    Map.of(
                            "x-api-key",
                            ServerProcess.apiKey(folder.resolve("data"), "test"),
                            "linked_account_id",
                            "acme"));
            tell(api, provider);
            Visitor visitor = new Visitor();
            Visitor.Page page =
                    visitor.open(api.ok("GET", "/api/v2/public/linked-account/integration/oauth-url/teams", null)
                            .path("auth_url")
                            .asString());
            assertThat(visitor.submit(page, Map.of("user", "mark")).html()).contains("Teams is connected");
            assertThat(api.ok("GET", "/api/v2/public/application/teams", null)
                            .at("/connected_accounts/0/identifier")
                            .asString())
                    .isEqualTo("mark");
            // Through more than two lives of a token.
            int[] sent = new int[1];
            await().atMost(Duration.ofSeconds(40))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        api.ok(
                                "POST",
                                "/api/v2/public/event",
                                "{\"event\":\"Said\",\"payload\":{\"words\":\"" + sent[0]++ + "\"}}");
                        return provider.control("{}").path("refreshes").asInt() >= 3;
                    });
            await().untilAsserted(() ->
                    assertThat(provider.control("{}").path("calls").size()).isEqualTo(sent[0]));
            JsonNode seen = provider.control("{}");
            assertThat(seen.path("refusals").asInt()).isZero();
            assertThat(seen.at("/calls/0/by").asString()).isEqualTo("mark");
        }
    }

    private static void tell(Api api, Provider provider) {
        api.ok("POST", "/api/v2/public/linked-account", "{\"linked_account_id\":\"acme\",\"name\":\"Acme\"}");
        api.ok("POST", "/api/v2/public/application", """
                {"slug": "teams", "name": "Teams", "description": "An API of another make.",
                 "auth": {"type": "oauth2", "authorization_url": "%1$s/authorize", "token_url": "%1$s/token",
                   "client_authentication": "body", "scopes": {"required": ["write"]},
                   "token": {"identifier": "team.name", "values": {"api_url": "api_url"}}},
                 "base_url": "{{auth.api_url}}",
                 "actions": [{"id": "say", "name": "Say", "description": "Says it.",
                   "fields": [{"name": "words", "label": "Words", "type": "text", "required": true}],
                   "request": {"method": "POST", "path": "/messages", "body": {"words": "{{fields.words}}"}}}]}
                """.formatted(provider.url()));
        api.ok(
                "PUT",
                "/api/v2/public/application/teams/settings",
                "{\"client_id\":\"zaffre\",\"client_secret\":\"another secret\"}");
        api.defineEvent("Said", "{\"words\":\"hello\"}");
        api.publish("""
                {"name": "Say it", "slug": "teams", "autoEnable": true, "trigger": {"type": "event", "event": "Said"},
                 "nodes": [{"id": "1", "name": "Start", "type": "start"},
                   {"id": "2", "name": "Say", "type": "action", "app": "teams", "action": "say",
                    "fields": {"words": "{{event.words}}"}}],
                 "edges": [{"source": "1", "target": "2"}]}
                """);
    }
}
