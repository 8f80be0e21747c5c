package dev.zaffre.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.Credential;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.delivery.EgressPolicy;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.http.ApiError;
import dev.zaffre.sandbox.Sandbox;
import dev.zaffre.testing.TestAccounts;
import dev.zaffre.testing.TestDatabase;
import dev.zaffre.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ConnectionsTest {
    private static final String CRM = "sandbox-crm";
    private final Database database = TestDatabase.open();
    private final Changes changes = new Changes(database);
    private final Changes changesOfAnotherNode = new Changes(database);
    private final TestAccounts.Company company = TestAccounts.company(database);
    private final AccountId account = TestAccounts.account(database, company.test(), "acme");
    private final Catalog catalog = new Catalog(database, changes);
    private final Sandbox sandbox = Sandbox.start(0);
    private final OutboundHttp outbound = new OutboundHttp(new EgressPolicy(true), Clock.system());
    private final Connections connections;
    private final Connections anotherNode;

    ConnectionsTest(@TempDir Path folder) {
        Vault vault = Vault.inFile(folder.resolve("keys.json"));
        connections = new Connections(database, changes, vault);
        anotherNode = new Connections(database, changesOfAnotherNode, vault);
    }

    @AfterEach
    void close() {
        outbound.close();
        sandbox.close();
        changes.close();
        changesOfAnotherNode.close();
        database.close();
    }

    private void save(String key) {
        connections.save(
                company.test(),
                account,
                catalog.findBuiltIn(CRM).orElseThrow(),
                Optional.of("crm-acme"),
                new Credential("keybased", Map.of("server_url", new Secret(sandbox.url()), "api_key", new Secret(key))),
                Connections.Life.OF_A_KEY);
    }

    private Connection found(Connections node) {
        return node.all(company.test(), account, CRM).getFirst();
    }

    @Test
    void a_connection_is_found_expires_and_comes_back_on_every_node() {
        List<String> told = new ArrayList<>();
        connections.onActive((environment, who, app, identifier) -> told.add(app + " of " + identifier));
        assertThat(anotherNode.all(company.test(), account, CRM)).isEmpty();
        save("crm-acme-key");
        assertThat(told).containsExactly(CRM + " of crm-acme");
        await().untilAsserted(() -> assertThat(anotherNode.all(company.test(), account, CRM))
                .extracting(connection -> connection.credential().values().get("api_key"))
                .contains(new Secret("crm-acme-key")));
        connections.markExpired(company.test(), account, found(connections).id(), "refused");
        assertThat(found(connections).active()).isFalse();
        await().untilAsserted(() -> assertThat(found(anotherNode).active()).isFalse());
        save("crm-new-key");
        assertThat(found(connections).active()).isTrue();
        await().untilAsserted(() -> assertThat(found(anotherNode).active()).isTrue());
        assertThat(connections.delete(company.test(), account, CRM, Optional.of("oauth2"), Optional.empty()))
                .isEmpty();
        assertThat(connections.delete(company.test(), account, CRM, Optional.empty(), Optional.empty()))
                .hasSize(1);
        await().untilAsserted(() ->
                assertThat(anotherNode.all(company.test(), account, CRM)).isEmpty());
    }

    @Test
    void a_refusal_of_the_old_key_does_not_expire_the_new_one() {
        save("crm-old-key");
        var old = found(connections).id();
        save("crm-new-key");
        connections.markExpired(company.test(), account, old, "refused");
        assertThat(found(connections).active()).isTrue();
    }

    @Test
    void another_environment_sees_and_changes_nothing() {
        save("crm-acme-key");
        assertThat(connections.all(company.production(), account, CRM)).isEmpty();
        connections.markExpired(
                company.production(), account, found(connections).id(), "refused");
        assertThat(connections.delete(company.production(), account, CRM, Optional.empty(), Optional.empty()))
                .isEmpty();
        assertThat(found(connections).active()).isTrue();
        assertThat(connections.of(company.production(), List.of(account))).isEmpty();
    }

    @Test
    void the_credential_is_nowhere_in_the_database_and_in_no_text() {
        String canary = "crm-canary-4f1b-key";
        save(canary);
        String dump = dump();
        assertThat(dump).contains("crm-acme").doesNotContain(canary);
        assertThat(dump).doesNotContain(HexFormat.of().formatHex(canary.getBytes(StandardCharsets.UTF_8)));
        assertThat(found(connections).toString()).doesNotContain(canary);
    }

    private String dump() {
        return database.read(handle -> {
            StringBuilder all = new StringBuilder();
            for (String table : handle.createQuery("select tablename from pg_tables where schemaname = 'public'")
                    .mapTo(String.class)
                    .list()) {
                handle.createQuery("select t::text from <table> t")
                        .define("table", table)
                        .mapTo(String.class)
                        .forEach(all::append);
            }
            return all.toString();
        });
    }

    @Test
    void an_account_shows_its_connections_without_secrets() {
        save("crm-acme-key");
        var shown = new AccountIntegrations(connections, catalog).of(company.test(), List.of(account));
        JsonNode integration = Objects.requireNonNull(shown.get(account)).path(0);
        assertThat(integration.path("type").asString()).isEqualTo(CRM);
        assertThat(integration.path("identifier").asString()).isEqualTo("crm-acme");
        assertThat(integration.path("reauth_required").asBoolean()).isFalse();
        assertThat(Json.write(integration)).doesNotContain("crm-acme-key");
    }

    private Optional<String> verify(String key, OutboundHttp way) {
        App app = catalog.find(company.test(), CRM).orElseThrow();
        ObjectNode given = Json.object().put("server_url", sandbox.url()).put("api_key", key);
        return new Verification(way)
                .verify(
                        app,
                        new Credential(
                                app.auth().type(), app.checkInputs(app.auth().type(), given)));
    }

    private void refused(String key, int status, String code) {
        assertThatThrownBy(() -> verify(key, outbound))
                .hasMessageStartingWith("Failed to verify credentials: ")
                .hasMessageNotContaining(key)
                .isInstanceOfSatisfying(ApiError.class, error -> {
                    assertThat(error.status()).isEqualTo(status);
                    assertThat(error.code()).isEqualTo(code);
                });
    }

    @Test
    void a_good_key_says_whose_it_is() {
        assertThat(verify("crm-acme-key", outbound)).contains("crm-acme");
    }

    @Test
    void a_wrong_key_is_the_customers_matter_and_a_dead_app_is_not() {
        refused("wrong-one", 400, "INVALID_CREDENTIALS");
        sandbox.plan((ObjectNode) Json.parse("{\"status\":503}"));
        refused("crm-acme-key", 502, "EXTERNAL_API_FAILURE");
        sandbox.plan((ObjectNode) Json.parse("{\"reset\":\"before\"}"));
        refused("crm-acme-key", 502, "EXTERNAL_API_FAILURE");
        sandbox.plan((ObjectNode)
                Json.parse("{\"status\":404,\"body\":{\"error\":{\"message\":\"crm-acme-key is locked\"}}}"));
        refused("crm-acme-key", 400, "INVALID_CREDENTIALS");
    }

    @Test
    void the_outward_policy_counts_for_verification_too() {
        try (OutboundHttp strict = new OutboundHttp(new EgressPolicy(false), Clock.system())) {
            assertThatThrownBy(() -> verify("crm-acme-key", strict))
                    .isInstanceOfSatisfying(
                            ApiError.class, error -> assertThat(error.status()).isEqualTo(400));
        }
        assertThat(sandbox.requests("crm")).isEmpty();
    }
}
