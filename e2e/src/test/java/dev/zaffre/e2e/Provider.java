package dev.zaffre.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.zaffre.e2e.Find.button;
import static dev.zaffre.e2e.Find.press;

import com.microsoft.playwright.Page;
import dev.zaffre.base.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A real authorization server in a process of its own, with an API that its tokens open. */
final class Provider implements AutoCloseable {
    /** Of the client {@code zaffre} at {@code openid.js}. */
    static final String CLIENT_SECRET = "s3cret-of-the-company";

    private static final Path FOLDER = Path.of("providers").toAbsolutePath();
    private final Process process;
    private final JsonNode addresses;

    private Provider(Process process, JsonNode addresses) {
        this.process = process;
        this.addresses = addresses;
    }

    /** @param redirects where it may send customers back to */
    static Provider start(String script, String... redirects) {
        NodePackages.install(FOLDER);
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(redirects));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
            String line = lines.readLine();
            while (line != null && !line.startsWith("{")) {
                line = lines.readLine();
            }
            if (line == null) {
                throw new AssertionError(script + " did not start; run it by hand: node providers/" + script);
            }
            return new Provider(process, Json.parse(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where customers sign in and tokens are given. */
    String url() {
        return addresses.path("provider").asString();
    }

    /** Where the API is. */
    String api() {
        return addresses.path("api").asString();
    }

    /** The API as an app, as data: its one action {@code add} takes a number. For {@code openid.js}. */
    String app(String slug) {
        return """
                {"slug": "%3$s", "name": "Contacts", "description": "An API behind a real provider.",
                 "auth": {"type": "oauth2",
                   "authorization_url": "%1$s/auth", "token_url": "%1$s/token",
                   "client_authentication": "basic",
                   "scopes": {"required": ["openid", "offline_access", "contacts"]},
                   "authorization_params": {"prompt": "consent"},
                   "revoke": {"url": "%1$s/token/revocation"}},
                 "base_url": "%2$s", "verification": {"method": "GET", "path": "/me", "identifier": "id"},
                 "actions": [{"id": "add", "name": "Add", "description": "Adds one.",
                   "fields": [{"name": "number", "label": "Number", "type": "number", "required": true}],
                   "request": {"method": "POST", "path": "/contacts", "body": {"number": "{{fields.number}}"}}}]}
                """.formatted(url(), api(), slug);
    }

    /** Makes it an app of the company, {@code contacts}, whose client the provider knows. For {@code openid.js}. */
    void offer(Api company) {
        company.ok("POST", "/api/v2/public/application", app("contacts"));
        company.ok(
                "PUT",
                "/api/v2/public/application/contacts/settings",
                "{\"client_id\":\"zaffre\",\"client_secret\":\"" + CLIENT_SECRET + "\"}");
    }

    /** What a customer does in a browser who was sent here, as far as the question whether to allow the access. */
    static void signIn(Page page) {
        page.getByPlaceholder("Enter any login").fill("mark@acme.example");
        page.getByPlaceholder("and password").fill("any");
        press(page, "Sign-in");
        assertThat(button(page, "Continue")).isVisible();
    }

    /** Sets what the provider does from now on, and answers what it has seen so far. */
    JsonNode control(String wishes) {
        try {
            HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(api() + "/control"))
                                    .POST(HttpRequest.BodyPublishers.ofString(wishes))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            return Json.parse(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
