package dev.zaffre.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Secret;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Credential;
import dev.zaffre.catalog.DefinitionFile;
import dev.zaffre.delivery.OutboundRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How providers are told that a token is no longer wanted, as each documents it. */
class RevocationTest {
    private static final AppSettings.Setting SETTING = new AppSettings.Setting(
            true, "our-client", Map.of(AppSettings.Setting.CLIENT_SECRET, new Secret("our-secret")), List.of());

    private static OutboundRequest revocation(String slug) throws IOException {
        Path file = Path.of("../connectors", slug, "app.yaml");
        App app = new DefinitionFile(file.toString(), Files.readString(file)).app();
        Credential credential = new Credential(
                "oauth2",
                Map.of(
                        "subdomain",
                        new Secret("acme"),
                        Credential.ACCESS_TOKEN,
                        new Secret("the-access-token"),
                        Credential.REFRESH_TOKEN,
                        new Secret("the-refresh-token")));
        return Objects.requireNonNull(new TokenRequests(app, SETTING, credential).revocation(credential));
    }

    private static String header(OutboundRequest request, String name) {
        return request.headers().stream()
                .filter(header -> header.name().equals(name))
                .map(OutboundRequest.Header::value)
                .findFirst()
                .orElse("");
    }

    private static String body(OutboundRequest request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }

    @Test
    void a_client_can_name_the_token_in_the_body_of_a_delete() throws IOException {
        OutboundRequest github = revocation("github");
        assertThat(github.method()).isEqualTo("DELETE");
        assertThat(github.url()).hasToString("https://api.github.com/applications/our-client/token");
        assertThat(header(github, "Authorization")).isEqualTo("Basic b3VyLWNsaWVudDpvdXItc2VjcmV0");
        assertThat(header(github, "Content-Type")).isEqualTo("application/json");
        assertThat(body(github)).isEqualTo("{\"access_token\":\"the-access-token\"}");
        assertThat(github.secrets()).contains("the-access-token", "our-secret", "b3VyLWNsaWVudDpvdXItc2VjcmV0");
    }

    @Test
    void a_token_can_end_itself() throws IOException {
        OutboundRequest zendesk = revocation("zendesk");
        assertThat(zendesk.method()).isEqualTo("DELETE");
        assertThat(zendesk.url()).hasToString("https://acme.zendesk.com/api/v2/oauth/tokens/current.json");
        assertThat(header(zendesk, "Authorization")).isEqualTo("Bearer the-access-token");
        assertThat(zendesk.body()).isEmpty();
    }

    @Test
    void most_take_a_form_with_the_refresh_token() throws IOException {
        OutboundRequest box = revocation("box");
        assertThat(box.method()).isEqualTo("POST");
        assertThat(body(box)).isEqualTo("token=the-refresh-token&client_id=our-client&client_secret=our-secret");
    }
}
