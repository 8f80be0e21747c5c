package dev.zaffre.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The requests of browser clients that no registry has, written as those clients write them: cobalt-js 8.2 to 9.2, refold-js and the
 * React client. The published one is run for itself by the process tests.
 */
class BrowserClientFormsTest {
    private static final String APPS = "/api/v2/f-sdk/application";
    private static final String CONFIG = "/api/v2/f-sdk/config";
    private static final String SAVE = "/api/v2/app/sandbox-crm/save";
    private static final String DISCONNECT = "/api/v1/linked-acc/integration/sandbox-crm";
    private static final String WORKFLOW = Story.PUBLIC + "/workflow";

    private static Zaffre zaffre;
    private static Stories stories;
    private static Story story;
    private static ApiClient browser;

    @BeforeAll
    static void start() {
        zaffre = Zaffre.start();
        stories = new Stories(zaffre);
        story = stories.shared();
        browser = story.session();
        story.key()
                .sendUnchecked(
                        "PUT",
                        Story.PUBLIC + "/application/slack/settings",
                        bytes("{\"client_id\":\"our-client\",\"client_secret\":\"our-secret\"}"))
                .ok();
    }

    @AfterAll
    static void stop() {
        stories.close();
        zaffre.close();
    }

    @BeforeEach
    void connected() {
        browser.post(SAVE, keys()).ok();
    }

    private static String keys() {
        return "{\"server_url\":\"" + zaffre.sandbox().url() + "\",\"api_key\":\"crm-forms-key\"}";
    }

    // Apps and connections
    // -------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {APPS, APPS + "?ecosystem=true", APPS + "/", "/" + APPS})
    void apps_are_an_array_with_what_every_generation_reads(String path) {
        JsonNode all = browser.sendUnchecked("GET", path, null).ok().json();
        assertThat(all.isArray()).isTrue();
        for (JsonNode app : all) {
            assertThat(app.propertyNames())
                    .as(app.path("slug").asString())
                    .contains(
                            "app_id",
                            "name",
                            "description",
                            "icon",
                            "type",
                            "slug",
                            "tags",
                            "auth_type_options",
                            "connected_accounts",
                            "auth_type",
                            "connected",
                            "reauth_required",
                            "auth_input_map");
        }
        JsonNode crm = all.valueStream()
                .filter(app -> app.get("slug").asString().equals("sandbox-crm"))
                .findFirst()
                .orElseThrow();
        assertThat(crm.get("connected").asBoolean()).isTrue();
        assertThat(crm.at("/connected_accounts/0/status").asString()).isEqualTo("active");
        assertThat(crm.at("/connected_accounts/0/auth_type").asString()).isEqualTo("keybased");
        assertThat(crm.at("/auth_type_options/oauth2").isArray()).isTrue();
        assertThat(crm.at("/auth_type_options/keybased/0/name").asString()).isEqualTo("server_url");
        assertThat(crm.at("/connected_accounts/0/auth_config_id").asString())
                .isEqualTo(authConfig().get("_id").asString());
    }

    /** refold-js asks for these first. */
    private static JsonNode authConfig() {
        JsonNode docs = browser.get(Story.PUBLIC + "/slug/sandbox-crm/auth-config")
                .ok()
                .json()
                .get("docs");
        assertThat(docs).hasSize(1);
        assertThat(docs.get(0).get("is_default").asBoolean()).isTrue();
        return docs.get(0);
    }

    @Test
    void a_key_is_saved_whatever_auth_config_is_named() {
        String id = authConfig().get("_id").asString();
        for (String query : List.of("?auth_config_id=undefined", "?auth_config_id=" + id, "?")) {
            Answer saved = browser.sendUnchecked("POST", SAVE + query, bytes(keys()));
            assertThat(saved.ok().json().get("success").asBoolean()).isTrue();
        }
        Answer wrong = browser.post(SAVE, keys().replace("crm-forms-key", "wrong"));
        assertThat(wrong.status()).isBetween(400, 599);
        assertThat(wrong.json().get("message").asString()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?",
                "?auth_type=keybased",
                "?auth_type=undefined",
                "?auth_type=keybased&auth_config_id=undefined"
            })
    void disconnecting_answers_json_and_disconnects(String query) {
        Answer answer = browser.sendUnchecked("DELETE", DISCONNECT + query, null);
        assertThat(answer.ok().json().isObject()).isTrue();
        JsonNode app = browser.get(APPS + "/sandbox-crm").ok().json();
        assertThat(app.get("connected").asBoolean()).isFalse();
        assertThat(app.get("connected_accounts")).isEmpty();
    }

    @Test
    void disconnecting_another_way_in_leaves_this_one() {
        browser.sendUnchecked("DELETE", DISCONNECT + "?auth_type=oauth2", null).ok();
        assertThat(browser.get(APPS + "/sandbox-crm")
                        .ok()
                        .json()
                        .get("connected")
                        .asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "?auth_config_id=undefined", "?undefined=undefined"})
    void an_oauth_app_answers_where_to_go(String query) {
        Answer answer = browser.sendUnchecked("GET", "/api/v1/slack/integrate" + query, null)
                .ok();
        URI page = URI.create(answer.json().get("auth_url").asString());
        assertThat(page.getScheme()).isEqualTo("https");
        assertThat(page.getQuery()).contains("client_id=our-client").doesNotContain("undefined");
    }

    /** What 9.x asks for when it is called as 8.x was. */
    @Test
    void the_app_called_undefined_is_unknown() {
        Answer answer = browser.sendUnchecked("GET", "/api/v1/undefined/integrate", null);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().get("message").asString()).contains("undefined");
    }

    // Configs
    // --------------------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"slug\":\"sandbox-crm\"}",
                "{\"slug\":\"sandbox-crm\",\"labels\":[]}",
                "{\"slug\":\"sandbox-crm\",\"config_id\":null,\"labels\":[{\"name\":\"Lead\",\"value\":\"lead\"}]}",
                "{\"slug\":\"sandbox-crm\",\"labels\":{\"folder\":[{\"name\":\"Inbox\",\"value\":\"in\"}]}}",
            })
    void a_config_is_found_or_made_whatever_form_the_labels_have(String body) {
        JsonNode config = browser.post(CONFIG, body).ok().json();
        assertThat(config.get("config_id").asString()).isEqualTo("acme");
        assertThat(config.get("field_errors").isArray()).isTrue();
        assertThat(config.get("workflows")).isNotEmpty();
        // The React client walks through them without looking.
        config.get("workflows")
                .forEach(
                        workflow -> assertThat(workflow.get("fields").isArray()).isTrue());
    }

    static Stream<String> forms_of_an_update() {
        return Stream.of(
                "\"fields\":{\"%1$s\":\"%3$s\"},\"workflows\":[{\"id\":\"%2$s\",\"enabled\":true,\"fields\":{}}]",
                "\"fields\":{\"%1$s\":\"%3$s\"},\"workflows\":[{\"id\":\"%2$s\",\"enabled\":true,\"fields\":[]}]",
                "\"fields\":[{\"id\":\"%1$s\",\"value\":\"%3$s\"}],\"workflows\":[{\"id\":\"%2$s\",\"enabled\":true}]",
                "\"config_id\":\"acme\",\"application_data_slots\":[{\"id\":\"%1$s\",\"value\":\"%3$s\"}],"
                        + "\"workflows\":[{\"id\":\"%2$s\",\"enabled\":true,\"data_slots\":[]}]");
    }

    @ParameterizedTest
    @MethodSource("forms_of_an_update")
    void a_config_takes_fields_in_every_form(String form) {
        String folder = "Folder " + form.hashCode();
        String said = form.formatted(story.id(Documented.FIELD), story.id(Documented.WORKFLOW), folder);
        Answer updated = browser.sendUnchecked("PUT", CONFIG, bytes("{\"slug\":\"sandbox-crm\"," + said + "}"));
        assertThat(updated.ok().json().at("/fields/0/value").asString()).isEqualTo(folder);
        JsonNode on = updated.json()
                .get("workflows")
                .valueStream()
                .filter(workflow -> workflow.get("id").asString().equals(story.id(Documented.WORKFLOW)))
                .findFirst()
                .orElseThrow();
        assertThat(on.get("enabled").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/acme", "/acme/"})
    void a_config_is_read_with_and_without_its_id_and_a_slash(String end) {
        browser.post(CONFIG, "{\"slug\":\"sandbox-crm\"}").ok();
        String path = "/api/v2/f-sdk/slug/sandbox-crm/config" + end;
        assertThat(browser.sendUnchecked("GET", path, null)
                        .ok()
                        .json()
                        .get("config_id")
                        .asString())
                .isEqualTo("acme");
        Answer quick = browser.with("disable_field_options", "true").sendUnchecked("GET", path, null);
        assertThat(quick.ok().json().get("fields").isArray()).isTrue();
        // The server SDK sends a body along.
        ApiClient server = story.keyAndAccount().with("content-type", "application/json");
        assertThat(server.sendUnchecked("GET", path.replace("f-sdk", "public"), bytes("{\"slug\":\"x\"}"))
                        .ok()
                        .json()
                        .get("config_id")
                        .asString())
                .isEqualTo("acme");
    }

    @Test
    void several_configs_are_listed_and_deleted_with_a_json_answer() {
        browser.post(CONFIG, "{\"slug\":\"sandbox-crm\",\"config_id\":\"second\",\"labels\":[]}")
                .ok();
        JsonNode list =
                browser.get(Story.PUBLIC + "/slug/sandbox-crm/configs").ok().json();
        assertThat(list.valueStream().map(config -> config.get("config_id").asString()))
                .contains("second");
        Answer deleted = browser.delete("/api/v2/f-sdk/slug/sandbox-crm/config/second");
        assertThat(deleted.ok().json().isObject()).isTrue();
    }

    @Test
    void a_field_is_read_set_and_cleared_under_the_header_slug() {
        browser.post(CONFIG, "{\"slug\":\"sandbox-crm\"}").ok();
        String path = Story.PUBLIC + "/config/field/" + story.id(Documented.FIELD);
        ApiClient client = browser.with("slug", "sandbox-crm");
        assertThat(client.put(path, "{\"value\":\"Here\"}")
                        .ok()
                        .json()
                        .get("value")
                        .asString())
                .isEqualTo("Here");
        assertThat(client.get(path).ok().json().get("value").asString()).isEqualTo("Here");
        assertThat(client.post(path, "{}").ok().json().get("value").asString()).isEqualTo("Here");
        assertThat(client.delete(path).ok().json().isObject()).isTrue();
        assertThat(client.get(path).ok().json().path("value").asString("")).isEmpty();
    }

    // Workflows and executions
    // ---------------------------------------------------------------------------------------------------------

    @Test
    void a_workflow_is_made_listed_and_deleted_by_its_account() {
        JsonNode made = browser.post(
                        WORKFLOW, "{\"name\":\"Mine\",\"description\":\"By hand\",\"slug\":\"sandbox-crm\"}")
                .ok()
                .json();
        // 9.2 reads 'workflow' below 'data' or the answer itself, 8.8 the answer.
        String id = made.get("_id").asString();
        assertThat(made.at("/workflow/_id").asString()).isEqualTo(id);
        String query =
                "?page=1&limit=100&slug=sandbox-crm&name=Mine&published=false&start_date=2020-01-01T00:00:00.000Z";
        JsonNode page =
                browser.sendUnchecked("GET", WORKFLOW + query, null).ok().json();
        assertThat(page.propertyNames()).contains("docs", "totalDocs", "limit", "totalPages", "page");
        assertThat(page.at("/docs/0/_id").asString()).isEqualTo(id);
        assertThat(page.at("/docs/0").propertyNames())
                .contains("name", "description", "slug", "createdAt", "updatedAt", "published");
        assertThat(browser.delete(WORKFLOW + "/" + id).ok().json().isObject()).isTrue();
    }

    @Test
    void a_workflow_is_started_without_a_body_and_with_an_empty_slug() {
        String path = WORKFLOW + "/" + story.id(Documented.WORKFLOW_API);
        JsonNode structure = browser.get(WORKFLOW + "/request-structure/" + story.id(Documented.WORKFLOW_API))
                .ok()
                .json();
        assertThat(structure.propertyNames()).contains("payload", "schema", "schema_interpreted");
        ApiClient client = browser.with("slug", "");
        JsonNode started = client.with("sync_execution", "false")
                .sendUnchecked("POST", path + "/execute", null)
                .ok()
                .json();
        JsonNode run = story.awaitExecution(started.get("execution_id").asString());
        assertThat(run.get("status").asString()).isEqualTo("COMPLETED");
        JsonNode answered = client.with("sync_execution", "true")
                .sendUnchecked("POST", path + "/execute", bytes("{\"first_name\":\"Mark\"}"))
                .ok()
                .json();
        assertThat(answered.at("/return_value/hello").asString()).isEqualTo("Mark");

        String query = "?page=1&limit=10&status=COMPLETED&workflow_id=" + story.id(Documented.WORKFLOW_API)
                + "&workflow_name=Echo&execution_type=ASYNC&execution_source=API%20Call";
        JsonNode page = browser.sendUnchecked("GET", Story.PUBLIC + "/execution" + query, null)
                .ok()
                .json();
        assertThat(page.get("docs").valueStream().map(one -> one.get("_id").asString()))
                .contains(started.get("execution_id").asString());
        JsonNode one = browser.get(Story.PUBLIC + "/execution/"
                        + started.get("execution_id").asString())
                .ok()
                .json();
        assertThat(one.propertyNames())
                .contains("_id", "name", "status", "associated_workflow", "linked_account_id", "environment", "nodes");
    }

    // The account, and what all calls have in common
    // ------------------------------------------------------------------------------------

    @Test
    void an_account_is_updated_by_its_own_token_and_only_its_own() {
        JsonNode saved = browser.put(
                        Story.PUBLIC + "/linked-account",
                        "{\"name\":\"Acme Ltd.\",\"udf\":{\"plan\":\"silver\"},\"linked_account_id\":\"initech\"}")
                .ok()
                .json();
        assertThat(saved.get("account_id").asString()).isEqualTo("acme");
        JsonNode basics = browser.get("/api/v3/org/basics").ok().json();
        assertThat(basics.get("linked_account_name").asString()).isEqualTo("Acme Ltd.");
        story.key()
                .put(Story.PUBLIC + "/linked-account", "{\"linked_account_id\":\"acct@x.io\"}")
                .ok();
        assertThat(story.key()
                        .sendUnchecked("GET", "//api/v2/public/linked-account/acct@x.io", null)
                        .ok()
                        .json()
                        .get("account_id")
                        .asString())
                .isEqualTo("acct@x.io");
    }

    @Test
    void a_lead_is_kept_once_for_each_app_and_listed_for_the_company() {
        String path = "/api/v1/ecosystem/leads";
        JsonNode first = browser.post(path, "{\"slug\":\"netsuite\",\"email\":\"a@x.io\"}")
                .ok()
                .json();
        JsonNode again = browser.post(path, "{\"slug\":\"netsuite\",\"email\":\"b@x.io\"}")
                .ok()
                .json();
        assertThat(again.get("_id")).isEqualTo(first.get("_id"));
        JsonNode page = story.key().get(path).ok().json();
        assertThat(page.get("totalDocs").asInt()).isEqualTo(1);
        assertThat(page.at("/docs/0/email").asString()).isEqualTo("b@x.io");
        assertThat(page.at("/docs/0/linked_account_id").asString()).isEqualTo("acme");
        assertThat(zaffre.client("production").get(path).ok().json().get("docs"))
                .isEmpty();
    }

    /** 8.0.0 shows nothing but the reason phrase; later ones throw the JSON. */
    @Test
    void an_error_has_a_reason_phrase_and_a_json_object_with_a_message() throws IOException {
        URI server = URI.create(browser.base());
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream()
                    .write(("PUT " + CONFIG + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                                    + story.sessionToken() + "\r\nContent-Length: 2\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400 Bad Request\r\n");
            JsonNode body = Json.read(answer.substring(answer.indexOf("\r\n\r\n") + 4));
            assertThat(body.get("message").asString()).contains("slug");
        }
    }

    @Test
    void a_browser_may_send_all_the_headers_and_methods_of_the_clients() {
        for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
            Answer preflight = zaffre.anonymous()
                    .with("origin", "https://app.example.com")
                    .with("access-control-request-method", method)
                    .with("access-control-request-headers", "authorization,content-type,slug")
                    .sendUnchecked("OPTIONS", CONFIG, null);
            assertThat(preflight.status()).isEqualTo(200);
            assertThat(preflight.header("access-control-allow-methods")).contains(method);
            assertThat(preflight.header("access-control-allow-headers"))
                    .contains("authorization", "content-type", "slug", "sync_execution", "disable_field_options");
        }
    }

    @Test
    void a_write_of_the_browser_reaches_the_app() {
        browser.put(
                        CONFIG,
                        "{\"slug\":\"sandbox-crm\",\"workflows\":[{\"id\":\"" + story.id(Documented.WORKFLOW)
                                + "\",\"enabled\":true,\"fields\":[]}]}")
                .ok();
        JsonNode accepted = story.trigger("{\"first_name\":\"Forms\",\"employee_id\":7,\"address\":{}}")
                .json();
        story.awaitExecution(accepted.at("/executions/0/id").asString());
        JsonNode last = zaffre.sandbox().requests("crm").stream()
                .filter(request -> request.get("path").asString().equals("/crm/contacts"))
                .max(Comparator.comparing(request -> request.get("received_at").asString()))
                .orElseThrow();
        assertThat(last.get("body").asString()).contains("Forms");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
