package dev.zaffre.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.http.Caller;
import dev.zaffre.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfigRoutesTest {
    private static final String APP = "sandbox-crm";
    private static final String CONFIG = "/api/v2/public/config";
    private static final String OF_APP = "/api/v2/public/slug/" + APP + "/config";
    private static final String FIELDS = "/api/v2/public/application/" + APP + "/config-field";

    private final Database database = TestDatabase.open();
    private final Changes changes = new Changes(database);
    private final LinkedAccounts accounts = Tenants.accounts(database, changes);
    private final Catalog catalog = new Catalog(database, changes);
    private final Configs configs = new Configs(database, changes);
    private final Workflows workflows = new Workflows(
            database, changes, document -> new CompiledWorkflow(null, null, List.of(), Map.of(), Duration.ofHours(2)));
    private final FieldOptions options = new FieldOptions(
            catalog,
            workflows,
            (account, app, action, fields) -> {
                throw new IllegalStateException("Nobody is asked");
            },
            (account, asked, config, payload, atMost) -> {
                throw new IllegalStateException("Nobody is asked");
            });
    private final Set<AccountId> connected = ConcurrentHashMap.newKeySet();
    private final Tenants tenants = new Tenants(database)
            .serve(new ConfigRoutes(
                            configs,
                            workflows,
                            accounts,
                            catalog,
                            options,
                            (environment, account, app) -> connected.contains(account))
                    .routes())
            .serve(new ConfigFieldRoutes(configs, workflows, accounts, catalog, options).routes());
    private Caller test;
    private Caller production;
    private UUID workflow;
    private UUID automatic;
    private UUID chat;

    @BeforeAll
    void environment() {
        test = tenants.environment("test");
        production = tenants.environment("production");
        workflow = publish("Contact to CRM", false, false);
        automatic = publish("Automatic", true, false);
        publish("Hidden", true, true);
        chat = publish("Chat", false, false, "sandbox-chat");
        var defined = tenants.as(test).put(FIELDS, """
                [{'name':'Folder','field_type':'text','default':'Inbox'},
                 {'key':'limit','name':'Limit','field_type':'number'},
                 {'key':'mail','name':'Mail','field_type':'email'},
                 {'key':'home','name':'Home page','field_type':'url'},
                 {'key':'since','name':'Since','field_type':'date'},
                 {'key':'kind','name':'Kind','field_type':'select','options':[{'name':'A','value':'a'},{'name':'B','value':'b'}]},
                 {'key':'kinds','name':'Kinds','field_type':'multi-select','options':[{'name':'A','value':'a'},{'name':'B','value':'b'}]},
                 {'key':'pairs','name':'Pairs','field_type':'map','options':[{'name':'To','value':'to'}],
                  'labels':[{'name':'From','value':'from'}]},
                 {'key':'free','name':'Free','field_type':'map_v2'},
                 {'key':'rules','name':'Rules','field_type':'rule_engine','rule_columns':{
                  'lhs':{'name':'Left','options':[{'name':'Amount','value':'amount'}]},'rhs':{'name':'Right','type':'number'}}},
                 {'key':'map','name':'Map','field_type':'json'},
                 {'key':'note','name':'Note','field_type':'textarea','workflow_id':'%s'}]""".formatted(workflow));
        assertThat(defined.status()).as(defined.json().toString()).isEqualTo(200);
    }

    @AfterAll
    void close() {
        changes.close();
        database.close();
    }

    private UUID publish(String name, boolean auto, boolean hidden) {
        return publish(name, auto, hidden, APP);
    }

    private UUID publish(String name, boolean auto, boolean hidden, String app) {
        UUID id = Ids.next();
        database.run(handle -> {
            handle.execute(
                    "insert into workflow (id, environment_id, app, name, draft, published_version, latest_version,"
                            + " auto_enable, hide_in_config) values (?, ?, ?, ?, '{}', 1, 1, ?, ?)",
                    id,
                    test.environment().value(),
                    app,
                    name,
                    auto,
                    hidden);
            handle.execute(
                    "insert into workflow_version (environment_id, workflow_id, version, document) values (?, ?, 1, '{}')",
                    test.environment().value(),
                    id);
        });
        return id;
    }

    private AccountId connectedAccount(String name) {
        AccountId account = tenants.account(test, name);
        connected.add(account);
        return account;
    }

    private static JsonNode field(JsonNode config, String key) {
        return config.path("fields")
                .valueStream()
                .filter(field -> field.path("key").asString().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode workflow(JsonNode config, UUID id) {
        return config.path("workflows")
                .valueStream()
                .filter(workflow -> workflow.path("id").asString().equals(id.toString()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_config_is_made_once_and_lists_fields_and_workflows() {
        AccountId account = connectedAccount("first");
        var answer = tenants.as(test).account("first").post(CONFIG, "{'slug':'sandbox-crm','labels':[]}");
        assertThat(answer.status()).isEqualTo(200);
        JsonNode config = answer.json();
        assertThat(config.path("slug").asString()).isEqualTo(APP);
        assertThat(config.path("config_id").asString()).isEqualTo("first");
        assertThat(field(config, "folder").path("value").asString()).isEqualTo("Inbox");
        assertThat(config.path("workflows"))
                .extracting(each -> each.path("name").asString())
                .containsExactly("Contact to CRM", "Automatic");
        assertThat(config.path("workflows"))
                .allMatch(each -> each.path("fields").isArray());
        assertThat(workflow(config, workflow).path("enabled").asBoolean()).isFalse();
        assertThat(workflow(config, automatic).path("enabled").asBoolean()).isTrue();
        assertThat(config.path("field_errors").isArray()).isTrue();

        tenants.as(Tenants.session(test, account)).post("/api/v2/f-sdk/config", "{'slug':'sandbox-crm'}");
        assertThat(configs.all(test.environment(), account)).hasSize(1);
        assertThat(Json.write(tenants.as(test)
                        .account("first")
                        .get("/api/v2/public/slug/" + APP + "/configs")
                        .json()))
                .isEqualTo("[{\"config_id\":\"first\",\"tenant_config\":false}]");
    }

    @Test
    void values_come_as_object_as_list_and_as_empty_list() {
        AccountId account = connectedAccount("forms");
        var call = tenants.as(test).account("forms");
        String folder = field(call.post(CONFIG, "{'slug':'sandbox-crm'}").json(), "folder")
                .path("id")
                .asString();
        call.put(CONFIG, "{'slug':'sandbox-crm','fields':{'" + folder + "':'A'}}");
        assertThat(value(account, "folder")).isEqualTo("\"A\"");
        call.put(
                CONFIG,
                "{'slug':'sandbox-crm','application_data_slots':[{'id':'" + folder
                        + "','value':'B'},{'key':'limit','value':'5'}]}");
        assertThat(value(account, "folder")).isEqualTo("\"B\"");
        assertThat(value(account, "limit")).isEqualTo("5");
        var answer = call.put(
                CONFIG,
                "{'slug':'sandbox-crm','fields':[],'workflows':[{'id':'" + workflow
                        + "','enabled':true,'fields':[]}]}");
        assertThat(value(account, "folder")).isEqualTo("\"B\"");
        assertThat(workflow(answer.json(), workflow).path("enabled").asBoolean())
                .isTrue();
        call.put(
                CONFIG,
                "{'slug':'sandbox-crm','fields':{'folder':null},'workflows':[{'id':'" + workflow
                        + "','data_slots':{'note':'for this workflow'}}]}");
        assertThat(value(account, "folder")).isEqualTo("\"Inbox\"");
        Config config = configs.find(test.environment(), account, APP, "forms").orElseThrow();
        assertThat(config.workflows())
                .hasEntrySatisfying(workflow, said -> assertThat(said.enabled()).isTrue());
        assertThat(Json.write(configs.values(test.environment(), APP, config, workflow)))
                .isEqualTo("{\"folder\":\"Inbox\",\"limit\":5,\"note\":\"for this workflow\"}");
    }

    private String value(AccountId account, String key) {
        return configs.all(test.environment(), account)
                .getFirst()
                .fields()
                .path(key)
                .toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'limit':'many'}   | The field 'Limit' (limit) must be a number",
                "{'limit':[1]}      | The field 'Limit' (limit) must be a number",
                "{'mail':'nobody'}  | The field 'Mail' (mail) must be an email address",
                "{'home':'ftp://x'} | The field 'Home page' (home) must be an http or https address",
                "{'since':'soon'}   | The field 'Since' (since) must be a date",
                "{'kind':'c'}       | The field 'Kind' (kind) must be one of its options",
                "{'map':'{'}        | The field 'Map' (map) must be JSON",
                "{'kinds':['c']}    | The field 'Kinds' (kinds) must be one of its options, not 'c'",
                "{'kind':['a']}     | The field 'Kind' (kind) must be one of its options, not a list",
                "{'pairs':'x'}      | The field 'Pairs' (pairs) must be JSON",
                "{'pairs':[1]}      | The field 'Pairs' (pairs) must be an object of {label: option}",
                "{'pairs':{'fro':'to'}}     | whose members are its labels, not 'fro'. Did you mean",
                "{'pairs':{'from':'t'}}     | The field 'Pairs' (pairs) must be an object that leads to its options, not 't'",
                "{'free':{'a':{'b':1}}}     | The field 'Free' (free) must be an object of {label: option}",
                "{'rules':{'lhs':'amount'}} | The field 'Rules' (rules) must be rules: {",
                "{'rules':[{'lhs':'amont','operator':'gt','rhs':1}]} | row 1: lhs 'amont' is none of its options. Did you mean",
                "{'rules':[{'lhs':'amount','operator':'like','rhs':1}]} | row 1: operator 'like' is none of its options",
                "{'rules':[{'lhs':'amount','operator':'bigger','rhs':1}]} | row 1 has no operator 'bigger'",
                "{'rules':[{'lhs':'amount','operator':'gt','rhs':'x'}]} | row 1, rhs' (rules) must be a number",
                "{'rules':[{'lhs':'amount','operator':'gt'}]} | row 1 has no rhs",
                "{'folder':7}       | The field 'Folder' (folder) must be a text",
                "{'nowhere':'x'}    | Field with id nowhere not found",
                "7                  | fields must be an object of values",
            })
    void a_value_of_another_type_is_refused_by_name(String fields, String message) {
        String account = "typed-" + Ids.next();
        connectedAccount(account);
        var answer = tenants.as(test).account(account).put(CONFIG, "{'slug':'sandbox-crm','fields':" + fields + "}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("message").asString()).contains(message);
    }

    @Test
    void values_of_every_type_are_kept() {
        AccountId account = connectedAccount("all types");
        var answer = tenants.as(test)
                .account("all types")
                .put(
                        CONFIG,
                        "{'slug':'sandbox-crm','fields':{'limit':2.50,'mail':'a@example.com','home':'https://example.com',"
                                + "'since':'2026-01-31','kind':'b','kinds':'a','pairs':{'from':'to'},'free':{'x':'y','z':''},"
                                + "'rules':{'or':[{'lhs':'amount','operator':'gt','rhs':'5'},{'and':[]}]},'map':'{\\'z\\':1,\\'a\\':2}','folder':'x'}}"
                                        .replace("\\'", "\\\""));
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        assertThat(value(account, "limit")).isEqualTo("2.50");
        assertThat(value(account, "map")).isEqualTo("{\"z\":1,\"a\":2}");
        assertThat(value(account, "kinds")).isEqualTo("[\"a\"]");
        assertThat(value(account, "pairs")).isEqualTo("{\"from\":\"to\"}");
        assertThat(value(account, "free")).isEqualTo("{\"x\":\"y\"}");
        assertThat(value(account, "rules"))
                .isEqualTo("{\"or\":[{\"lhs\":\"amount\",\"operator\":\"gt\",\"rhs\":5},{\"and\":[]}]}");
    }

    @Test
    void what_is_required_cannot_be_emptied_nor_missing_when_a_workflow_is_switched_on() {
        String app = "/api/v2/public/application/sandbox-chat/config-field";
        tenants.as(test)
                .put(
                        app,
                        "[{'key':'room','name':'Room','required':true},{'key':'sign','name':'Sign','required':true,'hidden':true}]");
        connectedAccount("required");
        var call = tenants.as(test).account("required");
        String on = "'workflows':[{'id':'" + chat + "','enabled':true}]}";
        var refused = call.put(CONFIG, "{'slug':'sandbox-chat'," + on);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("message").asString())
                .isEqualTo("The workflow cannot be enabled: the field 'Room' (room) is required and has no value");
        assertThat(call.put(CONFIG, "{'slug':'sandbox-chat','fields':{'room':'#a'}," + on)
                        .status())
                .isEqualTo(200);
        assertThat(call.put(CONFIG, "{'slug':'sandbox-chat','fields':{'room':''}}")
                        .json()
                        .path("message")
                        .asString())
                .isEqualTo("The field 'Room' (room) is required");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'name':'A','field_type':'txt'} | field_type must be one of text",
                "{'name':'A','parent':'nowhere'} | parent of 'A' (a): there is no field 'nowhere'",
                "{'name':'A','parent':'a'} | parent of 'A' (a) leads back to itself",
                "{'name':'A','options':{'source':'magic'}} | options has the source 'action', 'action_fields' or 'workflow'",
                "{'name':'A','options':{'source':'action','action':'list_contact'}} | Did you mean \"list_contacts\"?",
                "{'name':'A','options':{'source':'action','action':'list_contacts','fields':{'q':'{{event.x}}'}}} | {{event.x}}",
                "{'name':'A','options':{'source':'workflow'}} | options needs 'workflow_id'",
                "{'name':'A','field_type':'rule_engine','rule_columns':{}} | rule_columns.lhs is required",
                "{'name':'A','field_type':'number','default':'x'} | The field 'A' (a) must be a number",
            })
    void a_definition_that_cannot_work_is_refused_by_name(String field, String message) {
        var answer = tenants.as(test).put(FIELDS, "[" + field + "]");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("message").asString()).contains(message);
    }

    @Test
    void a_workflow_is_switched_on_only_when_the_app_is_connected() {
        AccountId account = tenants.account(test, "switching");
        var call = tenants.as(test).account("switching");
        String path = OF_APP + "/switching/workflows/" + workflow;
        var refused = call.patch(path, "{'enabled':true}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("message").asString()).contains("not connected to sandbox-crm");
        assertThat(call.patch(path, "{}").json().path("message").asString()).isEqualTo("enabled must be true or false");

        connected.add(account);
        assertThat(Json.write(call.patch(path, "{'enabled':true}").json()))
                .startsWith("{\"workflows\":[{\"id\":\"" + workflow + "\",\"enabled\":true,\"data_slots\":[{");
        assertThat(Json.write(call.put(path, "{'enabled':false}").json())).contains("\"enabled\":false");
        assertThat(configs.find(test.environment(), account, APP, "switching")
                        .orElseThrow()
                        .workflows())
                .hasEntrySatisfying(workflow, said -> assertThat(said.enabled()).isFalse());
        var unknown = call.patch(OF_APP + "/other/workflows/" + workflow, "{'enabled':true}");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().path("message").asString()).isEqualTo("Config with config id other not found");
        assertThat(call.patch(OF_APP + "/switching/workflows/" + Ids.next(), "{'enabled':true}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void what_does_not_exist_is_told_as_documented() {
        connectedAccount("asking");
        var call = tenants.as(test).account("asking");
        assertThat(call.get(OF_APP).json().path("message").asString())
                .isEqualTo("Config with config id asking not found");
        assertThat(call.get("/api/v2/public/slug/unknown/config")
                        .json()
                        .path("message")
                        .asString())
                .isEqualTo("Application with app_type 'unknown' not found for org " + test.organization());
        assertThat(call.put(CONFIG, "{'slug':'sandbox-cr'}")
                        .json()
                        .path("message")
                        .asString())
                .endsWith("Did you mean \"sandbox-crm\"?");
        assertThat(call.post(CONFIG, "{}").json().path("message").asString()).startsWith("slug is required");
        call.post(CONFIG, "{'slug':'sandbox-crm','config_id':'second'}");
        assertThat(call.delete(OF_APP + "/second").json().path("message").asString())
                .isEqualTo("Installation Deleted Success");
        assertThat(call.delete(OF_APP + "/second").status()).isEqualTo(404);
    }

    @Test
    void nobody_elses_config_exists() {
        AccountId owner = connectedAccount("owner");
        AccountId other = connectedAccount("other");
        tenants.account(production, "owner");
        tenants.as(test).account("owner").post(CONFIG, "{'slug':'sandbox-crm','config_id':'mine'}");
        for (var call : List.of(
                tenants.as(test).account("other"),
                tenants.as(production).account("owner"),
                tenants.as(Tenants.session(test, other)))) {
            assertThat(call.get(OF_APP + "/mine").status()).isEqualTo(404);
            assertThat(call.delete(OF_APP + "/mine").status()).isEqualTo(404);
        }
        assertThat(configs.find(production.environment(), owner, APP, "mine")).isEmpty();
        assertThat(configs.find(test.environment(), owner, APP, "mine")).isPresent();
    }

    @Test
    void one_field_is_read_set_and_cleared() {
        connectedAccount("single");
        var call = tenants.as(test).account("single").header("slug", APP);
        String path = "/api/v2/public/config/field/";
        assertThat(call.get(path + "folder").json().path("value").asString()).isEqualTo("Inbox");
        assertThat(call.put(path + "folder", "{'value':'Archive'}")
                        .json()
                        .path("value")
                        .asString())
                .isEqualTo("Archive");
        assertThat(call.post(path + "folder", "{}").json().path("value").asString())
                .isEqualTo("Archive");
        assertThat(call.delete(path + "folder").json().path("value").asString()).isEqualTo("Inbox");
        assertThat(call.put(path + "note?workflow_id=" + workflow, "{'value':'hello'}")
                        .json()
                        .path("value")
                        .asString())
                .isEqualTo("hello");
        var unknown = call.get(path + "nowhere");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.json().path("message").asString()).isEqualTo("Field with id nowhere not found");
    }

    @Test
    void field_definitions_keep_their_ids_and_are_the_keys_of_templates() {
        JsonNode before = tenants.as(test).get(FIELDS).json();
        JsonNode after = tenants.as(test)
                .send("PUT", FIELDS, Json.write(Json.object().set("fields", before)))
                .json();
        assertThat(Json.write(after)).isEqualTo(Json.write(before));
        assertThat(configs.of(test.environment(), APP, null))
                .contains("folder", "map")
                .doesNotContain("note");
        assertThat(configs.of(test.environment(), APP, workflow)).contains("folder", "note");
        assertThat(configs.of(production.environment(), APP, workflow)).isEmpty();
        assertThat(tenants.as(test)
                        .put(FIELDS, "[{'key':'a.b','name':'X'}]")
                        .json()
                        .path("message")
                        .asString())
                .contains("letters, digits and underscores");
    }
}
