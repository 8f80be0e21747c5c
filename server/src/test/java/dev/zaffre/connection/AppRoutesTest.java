package dev.zaffre.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.account.SessionTokens;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.CatalogRoutes;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.delivery.EgressPolicy;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.http.Authenticator;
import dev.zaffre.http.Caller;
import dev.zaffre.http.HttpServer;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import dev.zaffre.sandbox.Sandbox;
import dev.zaffre.testing.TestAccounts;
import dev.zaffre.testing.TestDatabase;
import dev.zaffre.vault.Vault;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Apps, connections and actions over the API, with the sandbox as the third party: real HTTP on both sides. */
class AppRoutesTest {
    private static final String SAVE = "/api/v2/public/linked-account/integration/save-key-credentials/sandbox-crm";
    private static final String EXECUTE = "/api/v2/integration-schema/sandbox-crm/actions/create_contact/execute";
    private static final String ERP = """
            {"slug": "erp", "name": "ERP", "description": "Ours", "auth": {"type": "none"},
             "base_url": "https://erp.example.com",
             "actions": [{"id": "put", "name": "Put", "description": "", "fields": [],
               "request": {"method": "PUT", "path": "/x"}}]}
            """;
    private final Database database = TestDatabase.open();
    private final Changes changes = new Changes(database);
    private final TestAccounts.Company company = TestAccounts.company(database);
    private final AccountId account = TestAccounts.account(database, company.test(), "acme");
    private final Sandbox sandbox = Sandbox.start(0);
    private final OutboundHttp outbound = new OutboundHttp(new EgressPolicy(true), Clock.system());
    private final Connections connections;
    private final TokenRefresher refresher;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    AppRoutesTest(@TempDir Path folder) {
        TestAccounts.account(database, company.production(), "other");
        Vault vault = Vault.inFile(folder.resolve("keys.json"));
        var tokens = new SessionTokens(database, changes, vault, Clock.system(), Duration.ofHours(1));
        LinkedAccounts accounts = new LinkedAccounts(database, changes, vault, Clock.system(), tokens);
        Catalog catalog = new Catalog(database, changes);
        connections = new Connections(database, changes, vault);
        AppSettings settings = new AppSettings(database, changes, vault);
        ConnectionMeters meters = new ConnectionMeters(new SimpleMeterRegistry());
        refresher = new TokenRefresher(database, connections, settings, catalog, outbound, Clock.system(), meters);
        List<Route> routes = new ArrayList<>();
        routes.addAll(new CatalogRoutes(catalog, accounts).routes());
        routes.addAll(
                new ApplicationRoutes(connections, catalog, accounts, settings, new AppUsage(database, connections))
                        .routes());
        routes.addAll(new ActionRoutes(catalog, accounts, new ActionRunner(refresher, outbound)).routes());
        routes.addAll(new ConnectionRoutes(
                        connections,
                        settings,
                        catalog,
                        accounts,
                        outbound,
                        Clock.system(),
                        request -> Response.json(Json.object()
                                .put("account_id", accounts.require(request).name())))
                .routes());
        server = HttpServer.start("127.0.0.1", 0, routes, new Keys(), new SimpleMeterRegistry());
    }

    /** The key "test" or "production"; the token "acme". */
    private final class Keys implements Authenticator {
        @Override
        public Optional<Caller> byApiKey(String key) {
            return switch (key) {
                case "test" -> Optional.of(caller("test", company.test(), null));
                case "production" -> Optional.of(caller("production", company.production(), null));
                default -> Optional.empty();
            };
        }

        @Override
        public Optional<Caller> bySessionToken(String token) {
            return token.equals("acme") ? Optional.of(caller("test", company.test(), account)) : Optional.empty();
        }

        private Caller caller(String name, EnvironmentId environment, @Nullable AccountId who) {
            return new Caller(environment, name, company.organization(), company.application(), Ids.next(), who);
        }
    }

    @AfterEach
    void close() {
        client.close();
        refresher.close();
        server.close();
        outbound.close();
        sandbox.close();
        changes.close();
        database.close();
    }

    private record Answer(int status, JsonNode body) {}

    private Answer call(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), Json.parse(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Answer asAcme(String method, String path, String body) {
        return call(method, path, body, "x-api-key", "test", "linked_account_id", "acme");
    }

    private Answer connect(String key) {
        return asAcme("PUT", SAVE, "{\"server_url\":\"" + sandbox.url() + "\",\"api_key\":\"" + key + "\"}");
    }

    @Test
    void an_account_connects_is_shown_connected_and_disconnects() {
        Answer before = asAcme("GET", "/api/v2/public/application/sandbox-crm", "");
        assertThat(before.body().path("connected").asBoolean()).isFalse();
        Answer connected = connect("crm-acme-key");
        assertThat(connected.status()).isEqualTo(200);
        assertThat(Json.write(connected.body())).isEqualTo("{\"success\":true}");
        for (String path : List.of("/api/v2/public/application/sandbox-crm", "/api/v2/f-sdk/application/sandbox-crm")) {
            JsonNode app = call("GET", path, "", "Authorization", "Bearer acme").body();
            assertThat(app.path("connected").asBoolean()).isTrue();
            assertThat(app.path("reauth_required").asBoolean()).isFalse();
            JsonNode one = app.path("connected_accounts").path(0);
            assertThat(one.path("identifier").asString()).isEqualTo("crm-acme");
            assertThat(one.path("status").asString()).isEqualTo("active");
            assertThat(app.path("auth_type_options").path("keybased")).hasSize(2);
            assertThat(Json.write(app)).doesNotContain("crm-acme-key");
        }
        assertThat(asAcme("DELETE", "/api/v2/public/linked-account/integration/sandbox-crm", "")
                        .body()
                        .path("account_id")
                        .asString())
                .isEqualTo("acme");
        assertThat(connections.has(company.test(), account, "sandbox-crm")).isFalse();
    }

    @Test
    void an_app_is_ready_when_one_of_the_ways_to_connect_it_lacks_nothing() {
        Map<String, Boolean> ready = new HashMap<>();
        call("GET", "/api/v2/public/application?with_usage=true", "", "x-api-key", "test")
                .body()
                .forEach(app ->
                        ready.put(app.path("slug").asString(), app.path("ready").asBoolean()));
        assertThat(ready)
                .as("OAuth or a key")
                .containsEntry("pipedrive", true)
                .as("keys only")
                .containsEntry("sandbox-crm", true)
                .as("OAuth only, and no client is set")
                .containsEntry("gmail", false);
    }

    @Test
    void the_browser_connects_and_disconnects_with_its_session_token() {
        String body = "{\"server_url\":\"" + sandbox.url() + "\",\"token\":\"chat-acme-key\"}";
        Answer saved = call(
                "POST", "/api/v2/app/sandbox-chat/save?auth_config_id=undefined", body, "Authorization", "Bearer acme");
        assertThat(saved.body().path("success").asBoolean()).isTrue();
        assertThat(connections.has(company.test(), account, "sandbox-chat")).isTrue();
        Answer gone = call(
                "DELETE",
                "/api/v1/linked-acc/integration/sandbox-chat?auth_type=keybased",
                "",
                "Authorization",
                "Bearer acme");
        assertThat(gone.body().path("success").asBoolean()).isTrue();
        assertThat(connections.has(company.test(), account, "sandbox-chat")).isFalse();
    }

    @Test
    void what_is_wrong_with_a_credential_is_said_and_nothing_is_kept() {
        Answer wrong = connect("not-a-valid-one");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.body().path("error_code").asString()).isEqualTo("INVALID_CREDENTIALS");
        assertThat(wrong.body().path("message").asString())
                .startsWith("Failed to verify credentials: ")
                .doesNotContain("not-a-valid-one");
        Answer missing = asAcme("PUT", SAVE, "{\"server_url\":\"" + sandbox.url() + "\"}");
        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.body().path("message").asString()).isEqualTo("Required parameter 'api_key' is missing");
        String dead = "{\"server_url\":\"http://127.0.0.1:1\",\"api_key\":\"crm-a-key\"}";
        assertThat(asAcme("PUT", SAVE, dead).status()).isIn(400, 502);
        assertThat(asAcme("PUT", SAVE + "?auth_type=oauth2", dead).status()).isEqualTo(400);
        assertThat(connections.has(company.test(), account, "sandbox-crm")).isFalse();
    }

    @Test
    void another_environments_accounts_and_apps_do_not_exist() {
        assertThat(call("POST", "/api/v2/public/application", ERP, "x-api-key", "test")
                        .status())
                .isEqualTo(200);
        for (String method : List.of("GET", "PUT", "DELETE")) {
            Answer foreign = call(method, "/api/v2/public/application/erp", ERP, "x-api-key", "production");
            Answer unknown = call(method, "/api/v2/public/application/unheard-of", ERP, "x-api-key", "production");
            assertThat(foreign.status()).isEqualTo(404);
            assertThat(foreign.body().path("message").asString())
                    .isEqualTo(unknown.body().path("message").asString().replace("unheard-of", "erp"));
        }
        for (String path : List.of(
                "/api/v2/public/application",
                "/api/v2/public/application/sandbox-crm",
                "/api/v2/integration-schema/sandbox-crm/actions",
                "/api/v2/integration-schema/sandbox-crm/actions/create_contact")) {
            assertThat(call("GET", path, "", "x-api-key", "test", "linked_account_id", "other")
                            .status())
                    .isEqualTo(404);
        }
        assertThat(call("PUT", SAVE, "{}", "x-api-key", "test", "linked_account_id", "other")
                        .status())
                .isEqualTo(404);
        assertThat(call("POST", EXECUTE, "{}", "x-api-key", "test", "linked_account_id", "other")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void actions_and_their_fields_are_listed() {
        JsonNode actions = asAcme("GET", "/api/v2/integration-schema/sandbox-crm/actions", "")
                .body();
        assertThat(actions)
                .extracting(action -> action.path("action_id").asString())
                .contains("create_contact", "update_contact", "create_deal");
        JsonNode fields = asAcme("GET", "/api/v2/integration-schema/sandbox-crm/actions/create_contact", "")
                .body();
        assertThat(fields.path(0).path("name").asString()).isEqualTo("first_name");
        assertThat(fields.path(0).path("required").asBoolean()).isTrue();
        Answer unknown = asAcme("GET", "/api/v2/integration-schema/sandbox-crm/actions/no_such_action", "");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body().path("message").asString())
                .isEqualTo("Action no_such_action not found in Application sandbox-crm");
        assertThat(asAcme("GET", "/api/v2/integration-schema/sandbox-crm/actions/create_contct", "")
                        .body()
                        .path("message")
                        .asString())
                .endsWith("Did you mean \"create_contact\"?");
        assertThat(asAcme("GET", "/api/v2/public/auth-structure/slak", "")
                        .body()
                        .path("message")
                        .asString())
                .isEqualTo("Schema not found for integration type: slak. Did you mean \"slack\"?");
        assertThat(asAcme("GET", "/api/v2/integration-schema/unknown/actions", "")
                        .body()
                        .path("message")
                        .asString())
                .isEqualTo("Application app_type 'unknown' not found");
    }

    @Test
    void the_choices_of_a_field_are_read_from_the_app_with_the_accounts_connection() {
        String options = "/api/v2/integration-schema/sandbox-crm/actions/create_deal/options/";
        assertThat(asAcme("POST", options + "contact_id", "{}").status()).isEqualTo(400);
        connect("crm-acme-key");
        assertThat(asAcme("POST", options + "contact_id", "{}").body()).isEmpty();
        JsonNode made =
                asAcme("POST", EXECUTE, "{\"first_name\":\"Mark\"}").body().path("data");
        JsonNode choices = asAcme("POST", options + "contact_id", "{}").body();
        assertThat(choices).hasSize(1);
        assertThat(choices.at("/0/name").asString()).isEqualTo("Mark");
        assertThat(choices.at("/0/value").asString()).isEqualTo(made.path("id").asString());
        assertThat(asAcme("POST", options + "stage", "{}").body()).hasSize(3);
        Answer unknown = asAcme("POST", options + "contactid", "{}");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body().path("message").asString()).contains("contact_id");
        sandbox.plan(
                (ObjectNode) Json.parse("{\"app\":\"crm\",\"path\":\"/crm/contacts\",\"times\":1,\"status\":400}"));
        Answer failed = asAcme("POST", options + "contact_id", "{}");
        assertThat(failed.status()).isEqualTo(502);
        assertThat(failed.body().path("message").asString()).contains("did not give the choices of 'contact_id'");
    }

    @Test
    void an_action_runs_at_once_with_the_accounts_credential() {
        assertThat(asAcme("POST", EXECUTE, "{\"first_name\":\"Mark\"}")
                        .body()
                        .path("error_code")
                        .asString())
                .isEqualTo("APPLICATION_NOT_CONNECTED");
        connect("crm-acme-key");
        Answer done = asAcme("POST", EXECUTE, "{\"first_name\":\"Mark\",\"address\":{\"pincode\":560103}}");
        assertThat(done.body().path("node_status").asString()).isEqualTo("Success");
        assertThat(done.body().path("data").path("first_name").asString()).isEqualTo("Mark");
        assertThat(sandbox.requests("crm").getLast().path("body").asString())
                .isEqualTo("{\"first_name\":\"Mark\",\"address\":{\"pincode\":560103}}");
        Answer missing = asAcme("POST", EXECUTE, "{}");
        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.body().path("error_code").asString()).isEqualTo("VALIDATION_ERROR");
        assertThat(missing.body().path("message").asString()).isEqualTo("Required parameter 'first_name' is missing");
    }

    @Test
    void what_the_app_says_no_to_is_passed_on_and_a_silent_app_is_a_502() {
        connect("crm-acme-key");
        sandbox.plan(Json.object().put("status", 422).set("body", Json.object().put("why", "crm-acme-key says no")));
        Answer no = asAcme("POST", EXECUTE, "{\"first_name\":\"Mark\"}");
        assertThat(no.status()).isEqualTo(200);
        assertThat(no.body().path("node_status").asString()).isEqualTo("Errored");
        assertThat(no.body().path("error").path("status").asInt()).isEqualTo(422);
        assertThat(no.body().path("data").path("why").asString()).isEqualTo("*** says no");
        sandbox.plan(Json.object().put("reset", "before"));
        Answer silent = asAcme("POST", EXECUTE, "{\"first_name\":\"Mark\"}");
        assertThat(silent.status()).isEqualTo(502);
        assertThat(silent.body().path("error_code").asString()).isEqualTo("EXTERNAL_API_FAILURE");
    }

    @Test
    void a_revoked_key_marks_the_connection_until_the_customer_reconnects() {
        connect("crm-acme-key");
        sandbox.plan(Json.object().put("status", 401));
        assertThat(asAcme("POST", EXECUTE, "{\"first_name\":\"Mark\"}")
                        .body()
                        .path("node_status")
                        .asString())
                .isEqualTo("Errored");
        JsonNode app =
                asAcme("GET", "/api/v2/public/application/sandbox-crm", "").body();
        assertThat(app.path("reauth_required").asBoolean()).isTrue();
        assertThat(app.path("connected_accounts").path(0).path("status").asString())
                .isEqualTo("expired");
        assertThat(asAcme("POST", EXECUTE, "{\"first_name\":\"Mark\"}")
                        .body()
                        .path("error_code")
                        .asString())
                .isEqualTo("REAUTH_REQUIRED");
        connect("crm-acme-key");
        assertThat(asAcme("POST", EXECUTE, "{\"first_name\":\"Mark\"}")
                        .body()
                        .path("node_status")
                        .asString())
                .isEqualTo("Success");
    }

    @Test
    void a_custom_app_is_added_replaced_and_removed() {
        Answer added = call("POST", "/api/v2/public/application", ERP, "x-api-key", "test");
        assertThat(added.body().path("type").asString()).isEqualTo("custom");
        assertThat(call("POST", "/api/v2/public/application", ERP, "x-api-key", "test")
                        .status())
                .isEqualTo(409);
        Answer wrong =
                call("POST", "/api/v2/public/application", "{\"slug\":\"x\",\"actions\":[{}]}", "x-api-key", "test");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.body().path("details"))
                .extracting(problem -> problem.path("pointer").asString())
                .contains("", "/actions/0");
        Answer replaced = call("PUT", "/api/v2/public/application/erp", ERP.replace("ERP", "New"), "x-api-key", "test");
        assertThat(replaced.body().path("name").asString()).isEqualTo("New");
        assertThat(call("DELETE", "/api/v2/public/application/erp", "", "x-api-key", "test")
                        .status())
                .isEqualTo(200);
        Answer gone = call("GET", "/api/v2/public/application/erp", "", "x-api-key", "test");
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.body().path("message").asString())
                .isEqualTo("Application with app_type 'erp' not found for org " + company.organization());
    }

    @Test
    void anyone_may_ask_what_a_bundled_app_needs() {
        JsonNode form =
                call("GET", "/api/v2/public/auth-structure/sandbox-chat", "").body();
        assertThat(form.path("auth_type").asString()).isEqualTo("keybased");
        assertThat(form.path("auth_input_map").path(1).path("name").asString()).isEqualTo("token");
        Answer unknown = call("GET", "/api/v2/public/auth-structure/test-app", "");
        assertThat(unknown.body().path("message").asString())
                .isEqualTo("Schema not found for integration type: test-app");
    }
}
