package dev.zaffre.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.http.Caller;
import dev.zaffre.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkflowRoutesTest {
    private static final String WORKFLOW = "/api/v2/public/workflow";
    private static final String DOCUMENT = """
            'trigger':{'type':'event','event':'Contact Created'},
            'nodes':[{'id':'1','name':'Start','type':'start'},
                     {'id':'2','name':'Create contact','type':'action',
                      'settings':{'app':'sandbox-crm','action':'create_contact','fields':{'first_name':'{{event.first_name}}'}}}],
            'edges':[{'source':'1','target':'2'}]""";

    private final Database database = TestDatabase.open();
    private final Changes changes = new Changes(database);
    private final LinkedAccounts accounts = Tenants.accounts(database, changes);
    private final Catalog catalog = new Catalog(database, changes);
    private final Configs configs = new Configs(database, changes);
    private final WorkflowCompiler compiler = new WorkflowCompiler(catalog, new OneEvent(), configs);
    private final Workflows workflows = new Workflows(database, changes, compiler::compileStored);
    private final Tenants tenants = new Tenants(database)
            .serve(new WorkflowRoutes(workflows, compiler, configs, accounts, catalog, new OneEvent()).routes());
    private Caller test;
    private Caller production;
    private AccountId account;

    /** The event type {@code Contact Created}, in every environment. */
    private static final class OneEvent implements WorkflowCompiler.Events, PayloadStructure {
        @Override
        public Optional<JsonNode> schemaOf(EnvironmentId environment, String event) {
            return event.equals("Contact Created")
                    ? Optional.of(
                            Json.parse("{\"type\":\"object\",\"properties\":{\"first_name\":{\"type\":\"string\"}}}"))
                    : Optional.empty();
        }

        @Override
        public List<String> names(EnvironmentId environment) {
            return List.of("Contact Created");
        }

        @Override
        public Optional<ObjectNode> ofEvent(EnvironmentId environment, String name) {
            return schemaOf(environment, name).map(schema -> Json.object().put("payload", "of " + name));
        }

        @Override
        public ObjectNode ofSample(JsonNode sample) {
            return Json.object().set("payload", sample);
        }
    }

    @BeforeAll
    void environment() {
        test = tenants.environment("test");
        production = tenants.environment("production");
        account = tenants.account(test, "acme");
        tenants.account(test, "other");
    }

    @AfterAll
    void close() {
        changes.close();
        database.close();
    }

    private String create(String members) {
        var answer = tenants.as(test).post(WORKFLOW, "{'name':'Contact to CRM','slug':'sandbox-crm'," + members + "}");
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer.json().path("workflow").path("_id").asString();
    }

    private JsonNode publish(String id, String body) {
        var answer = tenants.as(test).put(WORKFLOW + "/" + id + "/publish", body);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void three_members_make_a_draft_with_the_start_node() {
        var answer = tenants.as(Tenants.session(test, account))
                .post(WORKFLOW, "{'name':'Mine','description':'Made in the portal','slug':'sandbox-crm'}");
        JsonNode workflow = answer.json().path("workflow");
        assertThat(answer.json().path("_id")).isEqualTo(workflow.path("_id"));
        assertThat(workflow.path("linked_account_id").asString()).isEqualTo("acme");
        assertThat(workflow.path("published").asBoolean()).isFalse();
        assertThat(Json.write(workflow.path("nodes")))
                .isEqualTo("[{\"id\":\"1\",\"name\":\"Start\",\"type\":\"start\"}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'slug':'sandbox-crm'}                                      | 400 | name is required",
                "{'name':'X'}                                                | 400 | slug is required",
                "{'name':'X','slug':'unknown'}                               | 404 | Application with app_type 'unknown' not found",
                "{'name':'X','slug':'sandbox-crm','nodes':{}}                | 400 | nodes must be a list of objects",
                "{'name':'X','slug':'sandbox-crm','trigger':'x'}             | 400 | trigger must be an object",
                "{'name':'X','slug':'sandbox-crm','workflow_alias':'a b'}    | 400 | workflow_alias must be",
                "{'name':'X','slug':'sandbox-crm','udf_filter':[{'a':1}]}    | 400 | udf_filter must be a list",
                "{'name':'X','slug':'sandbox-crm','udf_filter_operator':'x'} | 400 | udf_filter_operator must be all or any",
            })
    void what_is_wrong_is_named(String body, int status, String message) {
        var answer = tenants.as(test).post(WORKFLOW, body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("message").asString()).contains(message);
    }

    @Test
    void publishing_makes_it_listen_and_unpublishing_ends_that() {
        String id = create(DOCUMENT + ",'udf_filter':[{'key_name':'plan','key_value':'pro'}],'autoEnable':true");
        assertThat(ids(workflows.listeningTo(test.environment(), "Contact Created")))
                .doesNotContain(id);
        JsonNode published = publish(id, "{'published':true,'note':'first'}");
        assertThat(published.path("published").asBoolean()).isTrue();
        assertThat(published.path("version").asInt()).isEqualTo(1);
        PublishedWorkflow listening =
                workflows.published(test.environment(), id).orElseThrow();
        assertThat(ids(workflows.listeningTo(test.environment(), "Contact Created")))
                .contains(id);
        assertThat(workflows.listeningTo(production.environment(), "Contact Created"))
                .isEmpty();
        assertThat(listening.admits(java.util.Map.of("plan", "pro"))).isTrue();
        assertThat(listening.admits(java.util.Map.of("plan", "free"))).isFalse();
        publish(id, "{'published':false}");
        assertThat(workflows.published(test.environment(), id)).isEmpty();
        assertThat(workflows.version(test.environment(), UUID.fromString(id), 1))
                .as("what runs on a version goes on with it")
                .isPresent();
        var again = tenants.as(test).put(WORKFLOW + "/" + id + "/publish", "{'published':false}");
        assertThat(again.json().path("message").asString())
                .isEqualTo("Only public and published workflows can be unpublished");
    }

    private static List<String> ids(List<PublishedWorkflow> workflows) {
        return workflows.stream().map(workflow -> workflow.id().toString()).toList();
    }

    @Test
    void what_cannot_run_is_refused_with_every_problem() {
        String id = create("""
                'trigger':{'type':'event','event':'Contact Creatd'},
                'nodes':[{'id':'1','type':'start'},
                         {'id':'2','name':'A','type':'action','settings':{'app':'sandbox-crm','action':'no_such_action','fields':{}}},
                         {'id':'3','name':'B','type':'action','settings':{'app':'nowhere','action':'x','fields':{}}}],
                'edges':[{'source':'1','target':'2'},{'source':'1','target':'3'}]""");
        var answer = tenants.as(test).put(WORKFLOW + "/" + id + "/publish", "{'published':true}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error_code").asString()).isEqualTo("INVALID_WORKFLOW");
        assertThat(answer.json().path("details").size()).isGreaterThanOrEqualTo(3);
        assertThat(answer.json()
                        .path("details")
                        .valueStream()
                        .map(problem -> problem.path("node").asString("")))
                .contains("2", "3");
        assertThat(tenants.as(test)
                        .get(WORKFLOW + "/" + id)
                        .json()
                        .path("published")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void drafts_do_not_touch_what_runs_and_any_version_can_come_back() {
        String id = create(DOCUMENT);
        publish(id, "{'published':true}");
        assertThat(publish(id, "{'published':true}").path("version").asInt())
                .as("the same document is the same version")
                .isEqualTo(1);
        tenants.as(test).put(WORKFLOW + "/" + id, "{'name':'Renamed','settings':{'timeout_seconds':60}}");
        assertThat(tenants.as(test).get(WORKFLOW + "/" + id).json().path("settings"))
                .isEmpty();
        JsonNode draft = tenants.as(test).get(WORKFLOW + "/" + id + "/edit").json();
        assertThat(draft.path("settings").path("timeout_seconds").asInt()).isEqualTo(60);
        assertThat(draft.path("name").asString()).isEqualTo("Renamed");
        assertThat(publish(id, "{'published':true,'note':'second'}")
                        .path("version")
                        .asInt())
                .isEqualTo(2);
        assertThat(publish(id, "{'published':true,'version':1}").path("version").asInt())
                .isEqualTo(1);
        assertThat(workflows.published(test.environment(), id).orElseThrow().version())
                .isEqualTo(1);
        JsonNode versions = tenants.as(test).get(WORKFLOW + "/versions/" + id).json();
        assertThat(versions.path("totalDocs").asInt()).isEqualTo(2);
        assertThat(versions.path("docs"))
                .extracting(version -> version.path("version").asInt() + " "
                        + version.path("published").asBoolean())
                .containsExactly("2 false", "1 true");
        assertThat(tenants.as(test)
                        .put(WORKFLOW + "/" + id + "/publish", "{'published':true,'version':9}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_document_comes_back_as_it_was_written() {
        String id = create("'nodes':[{'id':'1','type':'start','zeta':1,'alpha':{'b':1.50,'a':9007199254740993}}]");
        assertThat(Json.write(tenants.as(test)
                        .get(WORKFLOW + "/" + id + "/edit")
                        .json()
                        .path("nodes")))
                .isEqualTo(
                        "[{\"id\":\"1\",\"type\":\"start\",\"zeta\":1,\"alpha\":{\"b\":1.50,\"a\":9007199254740993}}]");
    }

    @Test
    void an_alias_belongs_to_one_workflow() {
        String id = create(DOCUMENT + ",'workflow_alias':'crm-sync'");
        publish(id, "{'published':true}");
        assertThat(workflows
                        .published(test.environment(), "crm-sync")
                        .orElseThrow()
                        .id())
                .hasToString(id);
        var taken = tenants.as(test).post(WORKFLOW, "{'name':'X','slug':'sandbox-crm','workflow_alias':'crm-sync'}");
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.json().path("error_code").asString()).isEqualTo("WORKFLOW_ALIAS_IN_USE");
        String other = create("'workflow_alias':'other-alias'");
        assertThat(tenants.as(test)
                        .put(WORKFLOW + "/" + other, "{'workflow_alias':'crm-sync'}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void a_private_workflow_is_seen_by_its_account_and_the_company_only() {
        String mine = tenants.as(test)
                .account("acme")
                .post(WORKFLOW, "{'name':'Private','slug':'sandbox-crm'}")
                .json()
                .path("_id")
                .asString();
        String draft = create("'description':'not for customers'");
        AccountId other =
                accounts.find(test.environment(), "other").orElseThrow().id();
        for (var stranger : List.of(
                tenants.as(Tenants.session(test, other)), tenants.as(test).account("other"), tenants.as(production))) {
            for (String path : List.of("/" + mine, "/" + mine + "/edit", "/versions/" + mine)) {
                var answer = stranger.get(WORKFLOW + path);
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.json().path("message").asString()).isEqualTo("Workflow not found");
            }
            assertThat(stranger.put(WORKFLOW + "/" + mine, "{'name':'Stolen'}").status())
                    .isEqualTo(404);
            assertThat(stranger.delete(WORKFLOW + "/" + mine).status()).isEqualTo(404);
        }
        var session = tenants.as(Tenants.session(test, account));
        assertThat(session.get(WORKFLOW + "/" + mine).status()).isEqualTo(200);
        assertThat(session.get(WORKFLOW + "/" + draft).status()).isEqualTo(404);
        assertThat(session.get(WORKFLOW + "?scope=private&limit=100").json().path("docs"))
                .isNotEmpty()
                .allMatch(each -> each.path("linked_account_id").asString().equals("acme"));
        String open = create(DOCUMENT);
        publish(open, "{'published':true}");
        assertThat(session.get(WORKFLOW + "/" + open + "/edit").status()).isEqualTo(200);
        assertThat(session.put(WORKFLOW + "/" + open, "{'name':'Stolen'}").status())
                .isEqualTo(403);
    }

    @Test
    void a_list_is_filtered_and_paged() {
        Caller caller = production;
        for (String name : List.of("Alpha", "Beta", "Alphabet")) {
            tenants.as(caller).post(WORKFLOW, "{'name':'" + name + "','slug':'sandbox-crm'}");
        }
        var call = tenants.as(caller);
        assertThat(call.get(WORKFLOW).json().path("totalDocs").asInt()).isEqualTo(3);
        assertThat(call.get(WORKFLOW + "?name=alpha").json().path("docs"))
                .extracting(workflow -> workflow.path("name").asString())
                .containsExactly("Alphabet", "Alpha");
        assertThat(call.get(WORKFLOW + "?page=2&limit=2").json().path("docs")).hasSize(1);
        assertThat(call.get(WORKFLOW + "?published=true")
                        .json()
                        .path("totalDocs")
                        .asInt())
                .isZero();
        assertThat(call.get(WORKFLOW + "?slug=sandbox-chat")
                        .json()
                        .path("totalDocs")
                        .asInt())
                .isZero();
        assertThat(call.get(WORKFLOW + "?end_date=2020-01-01")
                        .json()
                        .path("totalDocs")
                        .asInt())
                .isZero();
        assertThat(call.get(WORKFLOW + "?start_date=tomorrow").status()).isEqualTo(400);
    }

    @Test
    void deleting_tells_the_listener_and_takes_the_versions_along() {
        List<UUID> told = new ArrayList<>();
        workflows.onDelete((handle, environment, workflow) -> told.add(workflow));
        String id = create(DOCUMENT);
        publish(id, "{'published':true}");
        var answer = tenants.as(test).delete(WORKFLOW + "/" + id);
        assertThat(Json.write(answer.json()))
                .isEqualTo("{\"message\":\"Workflow deleted successfully\",\"successfullyDeletedTriggers\":true}");
        assertThat(told).containsExactly(UUID.fromString(id));
        assertThat(workflows.published(test.environment(), id)).isEmpty();
        assertThat(tenants.as(test).delete(WORKFLOW + "/" + Ids.next()).status())
                .isEqualTo(404);
    }

    @Test
    void enabled_lists_what_runs_for_the_account() {
        String automatic = create(DOCUMENT + ",'autoEnable':true");
        String manual = create(DOCUMENT);
        publish(automatic, "{'published':true}");
        publish(manual, "{'published':true}");
        var call = tenants.as(test).account("other");
        assertThat(enabled(call)).contains(automatic + " other").doesNotContain(manual + " other");
        AccountId other =
                accounts.find(test.environment(), "other").orElseThrow().id();
        Config config = configs.findOrCreate(test.environment(), other, "sandbox-crm", "second");
        configs.change(
                test.environment(),
                other,
                config,
                new Configs.Change(
                        Json.object(),
                        List.of(new Configs.WorkflowChange(UUID.fromString(manual), true, false, Json.object())),
                        Json.object()));
        assertThat(enabled(call)).contains(manual + " second", automatic + " second");
        configs.delete(test.environment(), other, config);
    }

    private static List<String> enabled(Tenants.Call call) {
        return call.get(WORKFLOW + "/enabled")
                .json()
                .valueStream()
                .map(workflow -> workflow.path("id").asString() + " "
                        + workflow.path("config_id").asString())
                .toList();
    }

    @Test
    void a_workflow_says_what_it_is_to_be_sent() {
        String id = create(DOCUMENT);
        assertThat(tenants.as(test)
                        .get(WORKFLOW + "/request-structure/" + id)
                        .json()
                        .path("payload")
                        .asString())
                .isEqualTo("of Contact Created");
        String api = create("'trigger':{'type':'api','sample':{'a':1}}");
        assertThat(Json.write(tenants.as(test)
                        .get(WORKFLOW + "/request-structure/" + api)
                        .json()))
                .isEqualTo("{\"payload\":{\"a\":1}}");
        assertThat(tenants.as(test).get("/api/v2/public/workflow-schema").json().has("$schema"))
                .isTrue();
    }
}
