package dev.zaffre.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.http.ApiError;
import dev.zaffre.testing.TestAccounts;
import dev.zaffre.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class CatalogTest {
    private final Database database = TestDatabase.open();
    private final Changes changes = new Changes(database);
    private final Changes changesOfAnotherNode = new Changes(database);
    private final Catalog catalog = new Catalog(database, changes);
    private final Catalog anotherNode = new Catalog(database, changesOfAnotherNode);
    private final TestAccounts.Company company = TestAccounts.company(database);

    @AfterEach
    void close() {
        changes.close();
        changesOfAnotherNode.close();
        database.close();
    }

    private static ObjectNode definition(String slug, String name) {
        return (ObjectNode) Json.parse("""
                {"slug": "%s", "name": "%s", "description": "Ours", "auth": {"type": "none"},
                 "base_url": "https://erp.example.com",
                 "actions": [{"id": "put", "name": "Put", "description": "", "fields": [],
                   "request": {"method": "PUT", "path": "/x", "body": {"z": 1.0, "a": {"y": 1e400, "b": "\\u0000"}}}}]}
                """.formatted(slug, name));
    }

    @Test
    void a_custom_app_is_seen_on_every_node_and_only_in_its_environment() {
        assertThat(anotherNode.find(company.test(), "erp")).isEmpty();
        App app = catalog.add(company.test(), definition("erp", "ERP"));
        assertThat(app.isCustom()).isTrue();
        await().untilAsserted(() -> assertThat(anotherNode.find(company.test(), "erp"))
                .map(App::name)
                .contains("ERP"));
        assertThat(catalog.find(company.production(), "erp")).isEmpty();
        assertThat(catalog.list(company.test())).extracting(App::slug).contains("sandbox-crm", "sandbox-chat", "erp");
        catalog.replace(company.test(), "erp", definition("erp", "ERP 2"));
        assertThat(catalog.find(company.test(), "erp")).map(App::id).contains(app.id());
        await().untilAsserted(() -> assertThat(anotherNode.find(company.test(), "erp"))
                .map(App::name)
                .contains("ERP 2"));
        assertThat(catalog.delete(company.test(), "erp")).isEmpty();
        await().untilAsserted(() ->
                assertThat(anotherNode.find(company.test(), "erp")).isEmpty());
    }

    @Test
    void what_a_custom_app_sends_keeps_order_and_characters_through_the_database() {
        catalog.add(company.test(), definition("erp", "ERP"));
        App app = anotherNode.find(company.test(), "erp").orElseThrow();
        var request = app.prepare(app.actions().getFirst(), Json.object(), Credential.NONE, "run-1");
        assertThat(new String(request.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"z\":1.0,\"a\":{\"y\":1e400,\"b\":\"\\u0000\"}}");
    }

    @Test
    void a_slug_is_taken_once() {
        catalog.add(company.test(), definition("erp", "ERP"));
        assertThatThrownBy(() -> catalog.add(company.test(), definition("erp", "Other")))
                .isInstanceOfSatisfying(
                        ApiError.class, error -> assertThat(error.status()).isEqualTo(409));
        assertThatThrownBy(() -> catalog.add(company.test(), definition("sandbox-crm", "Mine")))
                .isInstanceOfSatisfying(
                        ApiError.class, error -> assertThat(error.status()).isEqualTo(409));
        assertThat(catalog.add(company.production(), definition("erp", "Other")).name())
                .isEqualTo("Other");
        assertThat(catalog.replace(company.test(), "unheard-of", definition("unheard-of", "x")))
                .isEmpty();
    }

    @Test
    void an_app_in_use_stays() {
        catalog.add(company.test(), definition("erp", "ERP"));
        var account = TestAccounts.account(database, company.test(), "acme");
        database.run(handle -> handle.execute("""
                insert into connection (id, environment_id, account_id, app, auth_type, status, credential)
                values (?, ?, ?, 'erp', 'none', 'active', '')
                """, Ids.next(), company.test().value(), account.value()));
        assertThat(catalog.delete(company.test(), "erp")).containsExactly("1 connected accounts");
        assertThat(catalog.find(company.test(), "erp")).isPresent();
    }

    @Test
    void every_violation_is_listed_with_its_place() {
        ObjectNode wrong = definition("Bad Slug", "ERP").put("surprise", 1);
        assertThatThrownBy(() -> catalog.add(company.test(), wrong))
                .isInstanceOfSatisfying(InvalidDefinition.class, invalid -> {
                    assertThat(invalid.problems()).extracting(Problem::pointer).contains("/slug", "");
                    assertThat(invalid.problems())
                            .anyMatch(problem -> problem.message().contains("surprise"));
                });
    }
}
