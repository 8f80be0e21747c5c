package dev.zaffre.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.zaffre.base.Clock;
import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.http.HttpServer;
import dev.zaffre.http.Route;
import dev.zaffre.testing.TestDatabase;
import dev.zaffre.vault.Vault;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Accounts, keys and tokens over real HTTP; two nodes over one database. */
class AccountTest {
    private static final String ACCOUNTS = "/api/v2/public/linked-account";
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static Database database;
    private static Node first;
    private static Node second;
    private static Organizations.Bootstrap made;
    private static String test;
    private static String production;

    /** What one process would wire. */
    private static final class Node implements AutoCloseable {
        final Changes changes;
        final Organizations organizations;
        final SessionTokens tokens;
        final LinkedAccounts accounts;
        final Credentials credentials;
        final HttpServer server;

        Node(Vault vault) {
            changes = new Changes(database);
            organizations = new Organizations(database, changes);
            tokens = new SessionTokens(database, changes, vault, Clock.system(), Duration.ofHours(24));
            accounts = new LinkedAccounts(database, changes, vault, Clock.system(), tokens);
            credentials = new Credentials(database, changes, tokens);
            List<Route> routes = new ArrayList<>(new LinkedAccountRoutes(accounts, Integrations.NONE).routes());
            routes.addAll(new SessionRoutes(accounts, tokens, organizations).routes());
            server = HttpServer.start("127.0.0.1", 0, routes, credentials, new SimpleMeterRegistry());
        }

        @Override
        public void close() {
            server.close();
            credentials.close();
            changes.close();
        }
    }

    @BeforeAll
    static void start() {
        database = TestDatabase.open();
        Vault vault = Vault.inFile(folder.resolve("keys.json"));
        first = new Node(vault);
        second = new Node(vault);
        made = first.organizations.bootstrap().orElseThrow();
        test = key("test");
        production = key("production");
    }

    private static String key(String environment) {
        return Objects.requireNonNull(made.keys().get(environment)).key().reveal();
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        database.close();
    }

    private record Answer(int status, JsonNode body) {
        Answer ok() {
            assertThat(status).as(body.toString()).isEqualTo(200);
            return this;
        }

        String at(String pointer) {
            return body.at(pointer).asString("");
        }

        void isError(int expected, String code, String message) {
            assertThat(status).as(body.toString()).isEqualTo(expected);
            assertThat(at("/error_code")).isEqualTo(code);
            assertThat(at("/message")).isEqualTo(message);
        }
    }

    private static Answer call(
            Node node, String credential, String method, String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.server.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (credential.startsWith("zf_")) {
            request.header("x-api-key", credential);
        } else if (!credential.isEmpty()) {
            request.header("Authorization", "Bearer " + credential);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            var answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), Json.parse(answer.body()));
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer call(String credential, String method, String path, String body, String... headers) {
        return call(first, credential, method, path, body, headers);
    }

    private static String token(String account) {
        return call(test, "POST", "/api/v2/public/session-token", "{\"linked_account_id\":\"" + account + "\"}")
                .ok()
                .at("/token");
    }

    private static void create(String account) {
        call(test, "POST", ACCOUNTS, "{\"linked_account_id\":\"" + account + "\"}")
                .ok();
    }

    @Test
    void the_first_start_makes_an_organization_and_the_next_one_nothing() {
        assertThat(first.organizations.bootstrap()).isEmpty();
        assertThat(second.organizations.bootstrap()).isEmpty();
        assertThat(test).startsWith("zf_test_").hasSize(46);
        assertThat(production).startsWith("zf_live_");
    }

    @Test
    void an_account_is_created_read_changed_listed_and_deleted() {
        JsonNode created = call(test, "POST", ACCOUNTS, """
                        {"account_id":"crud@x.io","name":"Crud","udf":{"plan":"gold","seats":5}}""").ok().body;
        assertThat(created.at("/account_id").asString()).isEqualTo("crud@x.io");
        assertThat(created.at("/environment").asString()).isEqualTo("test");
        assertThat(created.at("/udf/0/key_name").asString()).isEqualTo("plan");
        assertThat(created.at("/udf/1/key_value").asString()).isEqualTo("5");
        assertThat(created.at("/integrations").isArray()).isTrue();
        assertThat(created.at("/createdAt").asString()).matches("\\d{4}-.*T.*\\.\\d{3}Z");

        Answer changed = call(test, "PUT", ACCOUNTS, """
                {"linked_account_id":"crud@x.io","payload":{"name":"Other","udf":{"plan":"silver","seats":null}}}""").ok();
        assertThat(changed.body.at("/new_account").asBoolean()).isFalse();
        assertThat(changed.at("/name")).isEqualTo("Other");
        assertThat(changed.body.at("/udf").size()).isEqualTo(1);
        assertThat(changed.at("/udf/0/_id")).isEqualTo(created.at("/udf/0/_id").asString());
        assertThat(changed.at("/udf/0/key_value")).isEqualTo("silver");

        assertThat(call(test, "GET", ACCOUNTS + "/crud@x.io", "").ok().at("/name"))
                .isEqualTo("Other");
        assertThat(call(test, "GET", ACCOUNTS + "?limit=100", "")
                        .ok()
                        .body
                        .at("/docs")
                        .findValuesAsString("account_id"))
                .contains("crud@x.io");
        assertThat(call(test, "DELETE", ACCOUNTS + "/crud@x.io", "{}").ok().at("/message"))
                .isEqualTo("User deleted successfully");
        call(test, "GET", ACCOUNTS + "/crud@x.io", "")
                .isError(
                        404,
                        "SERVER_ERROR",
                        "Linked Account with account id crud@x.io for org " + made.organization()
                                + " in environment test not found");
    }

    @Test
    void an_upsert_creates_what_is_not_there() {
        Answer saved = call(test, "PUT", ACCOUNTS, "{\"linked_account_id\":\"upserted\"}")
                .ok();
        assertThat(saved.body.at("/new_account").asBoolean()).isTrue();
    }

    @Test
    void bad_ids_are_refused_by_name() {
        call(test, "POST", ACCOUNTS, "{\"name\":\"x\"}")
                .isError(400, "INVALID_LINKED_ACCOUNT_ID", "linked_account_id required");
        create("taken");
        call(test, "POST", ACCOUNTS, "{\"linked_account_id\":\"taken\"}")
                .isError(400, "SERVER_ERROR", "Linked account with id taken already exists in the test environment");
        for (String bad : List.of("x".repeat(256), "a\\u0000b", "a\\nb", "\\ud800", "   ")) {
            Answer answer = call(test, "POST", ACCOUNTS, "{\"linked_account_id\":\"" + bad + "\"}");
            assertThat(answer.status).as(bad).isEqualTo(400);
            assertThat(answer.at("/error_code")).isEqualTo("INVALID_LINKED_ACCOUNT_ID");
        }
        assertThat(call(test, "POST", ACCOUNTS, "{\"linked_account_id\":\"u\",\"udf\":{\"a\":{}}}").status)
                .isEqualTo(400);
        assertThat(call(test, "POST", ACCOUNTS, "{\"linked_account_id\":\"u\",\"name\":\"a\\u0000\"}").status)
                .isEqualTo(400);
    }

    @Test
    void environments_do_not_see_each_other() {
        create("only-test");
        assertThat(call(production, "GET", ACCOUNTS + "/only-test", "").status).isEqualTo(404);
        assertThat(call(production, "DELETE", ACCOUNTS + "/only-test", "").status)
                .isEqualTo(404);
        assertThat(call(production, "POST", "/api/v2/public/session-token", "{\"linked_account_id\":\"only-test\"}")
                        .status)
                .isEqualTo(400);
        assertThat(call(production, "GET", ACCOUNTS, "").ok().body.at("/docs").findValuesAsString("account_id"))
                .doesNotContain("only-test");
        assertThat(first.accounts.find(environment("production"), "only-test")).isEmpty();
        assertThat(first.accounts.find(environment("test"), "only-test")).isPresent();
    }

    private static dev.zaffre.base.EnvironmentId environment(String name) {
        return Objects.requireNonNull(made.keys().get(name)).environment();
    }

    @Test
    void a_session_token_stands_for_its_account_alone() {
        create("session");
        create("session-other");
        String token = token("session");
        assertThat(call(token, "GET", "/api/v2/public/session/active-linked-account", "")
                        .ok()
                        .at("/account_id"))
                .isEqualTo("session");
        assertThat(call(token, "PUT", ACCOUNTS, "{\"name\":\"From the browser\"}")
                        .ok()
                        .at("/account_id"))
                .isEqualTo("session");
        assertThat(call(token, "GET", ACCOUNTS + "/session", "").ok().at("/name"))
                .isEqualTo("From the browser");
        assertThat(call(token, "GET", ACCOUNTS + "/session-other", "").status).isEqualTo(404);
        assertThat(call(token, "GET", ACCOUNTS, "").status).isEqualTo(401);
        assertThat(call(token, "DELETE", ACCOUNTS + "/session", "").status).isEqualTo(401);
        JsonNode basics = call(token, "GET", "/api/v3/org/basics", "").ok().body;
        assertThat(basics.at("/_id").asString()).isEqualTo(made.organization().toString());
        assertThat(basics.at("/environment").asString()).isEqualTo("test");
    }

    @Test
    void a_token_is_used_again_unless_a_fresh_one_is_asked_for() {
        create("again");
        String token = token("again");
        assertThat(token("again")).isEqualTo(token);
        Answer fresh = call(
                        test,
                        "POST",
                        "/api/v2/public/session-token?force_refresh=true",
                        "{\"linked_account_id\":\"again\"}")
                .ok();
        assertThat(fresh.at("/token")).isNotEqualTo(token);
        assertThat(fresh.body.at("/expires_in").asInt()).isBetween(86_390, 86_400);
        assertThat(call(token, "GET", "/api/v3/org/basics", "").status).isEqualTo(200);
    }

    @Test
    void a_forged_or_changed_token_is_refused() {
        create("forged");
        String token = token("forged");
        String unsigned = "eyJhbGciOiJub25lIn0." + token.split("\\.")[1] + ".";
        String changed = token.substring(0, token.length() - 3) + (token.endsWith("AAA") ? "BBB" : "AAA");
        for (String bad : List.of(unsigned, changed, "x.y.z", "nothing")) {
            call(bad, "GET", "/api/v3/org/basics", "").isError(401, "INVALID_TOKEN", "Invalid token");
        }
    }

    @Test
    void a_revoked_token_is_refused_on_every_node() {
        create("revoked");
        String token = token("revoked");
        assertThat(call(second, token, "GET", "/api/v3/org/basics", "").status).isEqualTo(200);
        Answer answer =
                call(token, "POST", "/api/v2/public/session-token/revoke", "").ok();
        assertThat(answer.body.at("/revoked_count").asInt()).isEqualTo(1);
        call(token, "GET", "/api/v3/org/basics", "").isError(401, "INVALID_TOKEN", "Invalid token");
        await().atMost(SOON).until(() -> call(second, token, "GET", "/api/v3/org/basics", "").status == 401);
    }

    @Test
    void deleting_an_account_ends_its_tokens_and_tells_who_must_know() {
        create("gone");
        String token = token("gone");
        assertThat(call(second, token, "GET", "/api/v3/org/basics", "").status).isEqualTo(200);
        List<String> told = new ArrayList<>();
        first.accounts.onDelete((handle, environment, account) -> told.add(account.toString()));
        String id = call(test, "GET", ACCOUNTS + "/gone", "").ok().at("/_id");
        call(test, "DELETE", ACCOUNTS + "/gone", "").ok();
        assertThat(told).contains(id);
        assertThat(call(token, "GET", "/api/v3/org/basics", "").status).isEqualTo(401);
        await().atMost(SOON).until(() -> call(second, token, "GET", "/api/v3/org/basics", "").status == 401);
    }

    @Test
    void a_revoked_key_is_refused_on_every_node_and_others_stay() {
        var key = first.organizations.create(environment("test"), "another");
        String text = key.key().reveal();
        assertThat(call(second, text, "GET", ACCOUNTS, "").status).isEqualTo(200);
        assertThat(first.organizations.revoke(environment("production"), key.id()))
                .isFalse();
        assertThat(first.organizations.revoke(environment("test"), key.id())).isTrue();
        call(text, "GET", ACCOUNTS, "").isError(401, "SERVER_ERROR", "Invalid Credentials");
        await().atMost(SOON).until(() -> call(second, text, "GET", ACCOUNTS, "").status == 401);
        call(test, "GET", ACCOUNTS, "").ok();
    }

    @Test
    void a_mistyped_key_is_refused_by_its_checksum() {
        assertThat(KeyText.isWellFormed(test)).isTrue();
        for (int index = 8; index < test.length(); index++) {
            char other = test.charAt(index) == 'A' ? 'B' : 'A';
            String mistyped = test.substring(0, index) + other + test.substring(index + 1);
            assertThat(KeyText.isWellFormed(mistyped)).as(mistyped).isFalse();
        }
        assertThat(KeyText.isWellFormed("")).isFalse();
    }

    @Test
    void the_use_of_a_key_is_recorded() {
        call(test, "GET", ACCOUNTS, "").ok();
        first.credentials.writeUse();
        assertThat(database.<Long>read(
                        handle -> handle.createQuery("select count(*) from api_key where last_used_at is not null")
                                .mapTo(Long.class)
                                .one()))
                .isPositive();
    }

    @Test
    void credentials_of_the_companys_own_app_are_kept_and_never_shown() {
        String canary = "canary-" + java.util.UUID.randomUUID();
        Answer created = call(test, "POST", ACCOUNTS, """
                {"linked_account_id":"own-app","your_app":{"auth_credentials":{"api_key":"%s"}}}""".formatted(canary)).ok();
        assertThat(created.body.toString()).doesNotContain(canary);
        String path = ACCOUNTS + "/default-app/auth-credentials/";
        String[] header = {"linked_account_id", "own-app"};
        String body = "{\"value\":\"" + canary + "2\"}";
        assertThat(call(test, "PUT", path + "second", body, header).ok().at("/action"))
                .isEqualTo("added");
        assertThat(call(test, "PUT", path + "second", body, header).ok().at("/action"))
                .isEqualTo("updated");
        assertThat(first.accounts
                        .find(environment("test"), "own-app")
                        .orElseThrow()
                        .credentials())
                .containsEntry("api_key", new Secret(canary))
                .containsEntry("second", new Secret(canary + "2"));
        assertThat(call(test, "DELETE", path + "second", "", header)
                        .ok()
                        .body
                        .at("/success")
                        .asBoolean())
                .isTrue();
        call(test, "DELETE", path + "second", "", header)
                .isError(404, "RESOURCE_NOT_FOUND", "Auth credential key 'second' not found");
        call(test, "PUT", path + "x", "{}", header).isError(400, "MISSING_REQUIRED_FIELD", "value is required");
        assertThat(call(test, "PUT", path + "x", body).at("/error_code")).isEqualTo("MISSING_LINKED_ACCOUNT_ID");
        assertThat(call(test, "PUT", path + "x", body, "linked_account_id", "nobody")
                        .at("/error_code"))
                .isEqualTo("INVALID_LINKED_ACCOUNT_ID");
        assertThat(everythingStored()).doesNotContain(canary, test, production);
    }

    /** Every row of every table, bytes as text where they are text. */
    private static String everythingStored() {
        return database.read(handle -> {
            StringBuilder dump = new StringBuilder();
            for (String table : List.of(
                    "organization", "environment", "api_key", "linked_account", "session_token", "signing_key")) {
                handle.createQuery("select t::text from " + table + " t")
                        .mapTo(String.class)
                        .forEach(dump::append);
            }
            handle.createQuery("select encode(your_app, 'escape') from linked_account where your_app is not null")
                    .mapTo(String.class)
                    .forEach(dump::append);
            return dump.toString();
        });
    }

    @Test
    void a_change_is_seen_on_the_other_node() {
        create("seen");
        assertThat(second.accounts
                        .find(environment("test"), "seen")
                        .orElseThrow()
                        .udf())
                .isEmpty();
        call(test, "PUT", ACCOUNTS, "{\"linked_account_id\":\"seen\",\"udf\":{\"plan\":\"gold\"}}")
                .ok();
        assertThat(first.accounts
                        .find(environment("test"), "seen")
                        .orElseThrow()
                        .udf())
                .containsEntry("plan", "gold");
        await().atMost(SOON)
                .until(() -> second.accounts
                        .find(environment("test"), "seen")
                        .orElseThrow()
                        .udf()
                        .containsKey("plan"));
    }
}
