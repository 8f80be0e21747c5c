package dev.zaffre.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.zaffre.base.Json;
import dev.zaffre.sandbox.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The browser client as it was published, installed from npm and unchanged, against the packaged jar. */
class BrowserClientTest {
    private static final Path CLIENTS = Path.of("clients");
    private static final String APP = "sandbox-crm";
    private static final Duration WALK = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static Sandbox sandbox;
    private static ServerProcess server;
    private static String base;
    private static Api company;
    private static Api acme;
    private static String token;

    @BeforeAll
    static void install_the_client_and_start_the_server() throws Exception {
        NodePackages.install(CLIENTS);
        sandbox = Sandbox.start(0);
        Path data = folder.resolve("data");
        server = ServerProcess.up(data, 0);
        base = server.awaitReady();
        company = new Api(base, Map.of("x-api-key", ServerProcess.apiKey(data, "test")));
        company.ok("POST", "/api/v2/public/linked-account", "{\"linked_account_id\":\"acme\",\"name\":\"Acme Inc.\"}");
        acme = company.with("linked_account_id", "acme");
        token = company.ok("POST", "/api/v2/public/session-token", "{\"linked_account_id\":\"acme\"}")
                .get("token")
                .asString();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        if (sandbox != null) {
            sandbox.close();
        }
    }

    /** Runs a program in the folder of the client; returns what it wrote to standard output. */
    private static String run(Duration most, String... command) throws IOException, InterruptedException {
        Path errors = folder.resolve("errors.log");
        Process process = new ProcessBuilder(command)
                .directory(CLIENTS.toFile())
                .redirectError(errors.toFile())
                .start();
        process.getOutputStream().close();
        Thread watch = Thread.ofVirtual().start(() -> endAfter(process, most));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        watch.interrupt();
        assertThat(exit)
                .as(() -> String.join(" ", List.of(command).subList(0, 2)) + " failed: " + output + read(errors))
                .isZero();
        return output;
    }

    private static void endAfter(Process process, Duration most) {
        try {
            if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static JsonNode walk(String part, ObjectNode need) throws Exception {
        return Json.read(run(WALK, "node", "cobalt-js.js", part, base, token, Json.write(need)));
    }

    @Test
    void an_account_connects_configures_and_enables_its_events_are_delivered_and_it_leaves() throws Exception {
        String field = company.ok(
                        "PUT",
                        "/api/v2/public/application/" + APP + "/config-field",
                        "[{\"key\":\"folder\",\"name\":\"Folder\",\"field_type\":\"text\"}]")
                .at("/0/id")
                .asString();
        String workflow = workflow();

        ObjectNode need =
                Json.object().put("app", APP).put("workflow", workflow).put("field", field);
        need.putObject("keys").put("server_url", sandbox.url()).put("api_key", "crm-browser-key");
        need.putArray("labels").addObject().put("name", "Lead").put("value", "lead");
        JsonNode seen = walk("enable", need);

        assertThat(seen.at("/account/linked_account_id").asString()).isEqualTo("acme");
        assertThat(seen.at("/account/linked_account_name").asString()).isEqualTo("Acme Inc.");
        assertThat(seen.get("apps").valueStream().map(app -> app.get("slug").asString()))
                .contains(APP, "slack");
        assertThat(seen.at("/before/connected").asBoolean()).isFalse();
        assertThat(seen.at("/before/auth_type").asString()).isEqualTo("keybased");
        assertThat(seen.at("/before/auth_input_map")
                        .valueStream()
                        .map(input -> input.get("name").asString()))
                .contains("server_url", "api_key");
        assertThat(seen.at("/unknown/error").asString()).isEqualTo("Not Found");
        assertThat(seen.at("/wrongKey/error").asString()).isNotBlank();
        assertThat(seen.get("connected").asBoolean()).isTrue();
        assertThat(seen.at("/after/connected").asBoolean()).isTrue();
        assertThat(seen.at("/after/reauth_required").asBoolean()).isFalse();
        assertThat(seen.at("/config/config_id").asString()).isEqualTo("acme");
        assertThat(seen.at("/config/workflows/0/enabled").asBoolean()).isFalse();
        assertThat(seen.at("/updated/workflows/0/enabled").asBoolean()).isTrue();
        assertThat(seen.get("read")).isEqualTo(seen.get("updated"));
        assertThat(seen.at("/read/fields/0/value").asString()).isEqualTo("Inbox");

        JsonNode accepted = trigger();
        assertThat(accepted.get("executions")).hasSize(1);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(contacts())
                        .containsExactly(Json.read("{\"first_name\":\"Mark\",\"last_name\":\"Inbox\"}")));

        JsonNode left = walk("leave", need);
        assertThat(left.get("deleted").isObject()).isTrue();
        assertThat(left.get("nothing").asBoolean()).isTrue();
        assertThat(left.at("/app/connected").asBoolean()).isFalse();
        assertThat(trigger().get("executions")).isEmpty();
        assertThat(contacts()).hasSize(1);
    }

    @Test
    void connecting_an_oauth_app_opens_the_providers_page_and_a_closed_window_is_a_no() throws Exception {
        company.ok(
                "PUT",
                "/api/v2/public/application/slack/settings",
                "{\"client_id\":\"our-client\",\"client_secret\":\"our-secret\"}");
        JsonNode seen = walk("oauth", Json.object().put("app", "slack"));
        assertThat(seen.get("opened")).hasSize(1);
        URI page = URI.create(seen.at("/opened/0").asString());
        assertThat(page.getScheme()).isEqualTo("https");
        assertThat(page.getQuery())
                .contains("client_id=our-client", "state=", "redirect_uri=" + base + "/api/v1/slack/callback")
                .doesNotContain("our-secret");
        assertThat(seen.get("connected").asBoolean()).isFalse();
    }

    private static String workflow() {
        company.defineEvent("Contact Created", "{\"first_name\":\"Mark\"}");
        return company.publish("""
                {"name": "Contact to CRM", "slug": "sandbox-crm", "trigger": {"type": "event", "event": "Contact Created"},
                 "nodes": [
                   {"id": "1", "name": "Start", "type": "start"},
                   {"id": "2", "name": "Create contact", "type": "action", "app": "sandbox-crm", "action": "create_contact",
                    "fields": {"first_name": "{{event.first_name}}", "last_name": "{{config.folder}}"}}],
                 "edges": [{"source": "1", "target": "2"}]}
                """);
    }

    private static JsonNode trigger() {
        return acme.ok(
                "POST",
                "/api/v2/public/event",
                "{\"event\":\"Contact Created\",\"payload\":{\"first_name\":\"Mark\"}}");
    }

    /** What the sandbox's CRM was sent. */
    private static List<JsonNode> contacts() {
        List<JsonNode> bodies = new ArrayList<>();
        for (ObjectNode request : sandbox.requests("crm")) {
            if (request.path("method").asString().equals("POST")) {
                bodies.add(Json.read(request.get("body").asString()));
            }
        }
        return bodies;
    }
}
