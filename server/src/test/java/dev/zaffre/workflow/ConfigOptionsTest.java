package dev.zaffre.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import dev.zaffre.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Choices that apps and workflows give, labels that clients send, fields that depend on others: over the wire. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfigOptionsTest {
    private static final String APP = "sandbox-crm";
    private static final String CONFIG = "/api/v2/public/config";
    private static final String FIELDS = "/api/v2/public/application/" + APP + "/config-field";
    private static final String[] ACME = {"linked_account_id", TestServer.ACCOUNT};

    private final TestServer zaffre = new TestServer();
    private String lists;

    @BeforeAll
    void account() {
        zaffre.account(TestServer.ACCOUNT);
        for (String name : List.of("Ann", "Bob")) {
            zaffre.ok(
                    "POST",
                    "/api/v2/integration-schema/" + APP + "/actions/create_contact/execute",
                    Json.object().put("first_name", name).put("last_name", "Lee"),
                    ACME);
        }
        lists = zaffre.workflow("""
                {'name':'Lists','slug':'sandbox-crm','trigger':{'type':'api'},
                 'nodes':[{'id':'1','name':'Start','type':'start'},
                  {'id':'2','name':'Answer','type':'response','body':[
                    {'name':'List 1 of {{start.body.parent}}','value':'{{start.body.parent}}-1'},
                    {'name':'List 2 of {{start.body.parent}}','value':'{{start.body.parent}}-2'}]}],
                 'edges':[{'source':'1','target':'2'}]}""");
    }

    @BeforeEach
    void noPlans() {
        zaffre.forgetPlans();
    }

    @AfterAll
    void close() {
        zaffre.close();
    }

    private void define(String fields) {
        zaffre.ok("PUT", FIELDS, Json.parse(fields.replace('\'', '"')));
    }

    private JsonNode config(String id, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(ACME, 0, all, 0, 2);
        System.arraycopy(headers, 0, all, 2, headers.length);
        return zaffre.ok("POST", CONFIG, Json.object().put("slug", APP).put("config_id", id), all);
    }

    private TestServer.Reply update(String id, String members) {
        JsonNode body =
                Json.parse(("{'slug':'" + APP + "','config_id':'" + id + "'," + members + "}").replace('\'', '"'));
        return zaffre.call("PUT", CONFIG, body, ACME);
    }

    private static JsonNode field(JsonNode config, String key) {
        return config.path("fields")
                .valueStream()
                .filter(field -> field.path("key").asString().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(JsonNode options) {
        return options.valueStream()
                .map(option -> option.path("name").asString())
                .toList();
    }

    @Test
    void an_apps_action_gives_the_options_with_the_accounts_connection() {
        define("""
                [{'key':'owner','name':'Owner','field_type':'select','options':{'source':'action','action':'list_contacts',
                  'items':'contacts','name':'{{first_name}} {{last_name}}','value':'id'}}]""");
        JsonNode owner = field(config("acme"), "owner");
        assertThat(names(owner.path("options"))).contains("Ann Lee", "Bob Lee");
        assertThat(owner.at("/options/0/value").isNumber()).isTrue();
        assertThat(owner.path("data_source").asString()).isEqualTo("action");
        JsonNode without = config("acme", "disable_field_options", "true");
        assertThat(field(without, "owner").path("options")).isEmpty();
        assertThat(without.path("field_errors")).isEmpty();
    }

    @Test
    void a_failing_source_is_told_beside_the_fields_and_fails_nothing_else() {
        define("""
                [{'key':'owner','name':'Owner','field_type':'select',
                  'options':{'source':'action','action':'list_contacts','items':'contacts','name':'first_name','value':'id'}},
                 {'key':'folder','name':'Folder','default':'Inbox'}]""");
        zaffre.plan("{'app':'crm','status':500,'times':1}");
        JsonNode config = config("acme");
        assertThat(field(config, "folder").path("value").asString()).isEqualTo("Inbox");
        assertThat(field(config, "owner").path("options")).isEmpty();
        JsonNode error = config.at("/field_errors/0");
        assertThat(error.path("name").asString()).isEqualTo("Owner");
        assertThat(error.path("id")).isEqualTo(field(config, "owner").path("id"));
        assertThat(error.at("/error/message").asString()).contains(APP);
        zaffre.forgetPlans();
        assertThat(config("acme").path("field_errors")).isEmpty();
    }

    @Test
    void an_account_without_a_connection_reads_its_config_all_the_same() {
        zaffre.ok("PUT", "/api/v2/public/linked-account", Json.object().put("linked_account_id", "fresh"));
        define("""
                [{'key':'owner','name':'Owner','field_type':'select',
                  'options':{'source':'action','action':'list_contacts','items':'contacts','name':'first_name','value':'id'}}]""");
        JsonNode config = zaffre.ok("POST", CONFIG, Json.object().put("slug", APP), "linked_account_id", "fresh");
        assertThat(config.at("/field_errors/0/error/message").asString()).contains("has not connected");
    }

    @Test
    void an_app_that_does_not_answer_is_given_up_in_time() {
        define("""
                [{'key':'a','name':'A','field_type':'select',
                  'options':{'source':'action','action':'list_contacts','items':'contacts','name':'first_name','value':'id'}},
                 {'key':'b','name':'B','field_type':'select',
                  'options':{'source':'action','action':'list_contacts','items':'contacts','name':'id','value':'id'}}]""");
        zaffre.plan("{'app':'crm','delay_ms':20000,'times':2}");
        Instant began = Instant.now();
        JsonNode config = config("acme");
        assertThat(Duration.between(began, Instant.now())).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
        assertThat(config.path("field_errors")).hasSize(2);
        assertThat(config.at("/field_errors/0/error/message").asString()).contains("5 s");
    }

    @Test
    void dependent_options_come_from_a_workflow_and_go_with_their_parent() {
        define("""
                [{'key':'space','name':'Space','field_type':'text'},
                 {'key':'list','name':'List','field_type':'select','parent':'space',
                  'options':{'source':'workflow','workflow_id':'%s'}},
                 {'key':'view','name':'View','field_type':'text','parent':'list'},
                 {'key':'own','name':'Own','field_type':'text','parent':'list','workflow_id':'%s'}]""".formatted(lists, lists));
        JsonNode before = config("dependent");
        assertThat(field(before, "list").path("options")).isEmpty();
        assertThat(field(before, "list").path("parent"))
                .isEqualTo(field(before, "space").path("id"));

        JsonNode chosen = update(
                        "dependent",
                        "'fields':{'space':'red','list':'red-1','view':'v'}," + "'workflows':[{'id':'" + lists
                                + "','fields':{'own':'mine'}}]")
                .body();
        assertThat(names(field(chosen, "list").path("options"))).containsExactly("List 1 of red", "List 2 of red");
        assertThat(runs("Options")).isNotEmpty().allMatch("Options"::equals);
        assertThat(runs("API%20Call")).doesNotContain("Options");
        assertThat(runs("Event")).doesNotContain("Options");
        assertThat(field(chosen, "list").path("value").asString()).isEqualTo("red-1");

        JsonNode same = update("dependent", "'fields':{'space':'red'}").body();
        assertThat(field(same, "list").path("value").asString()).isEqualTo("red-1");

        JsonNode moved = update("dependent", "'fields':{'space':'blue'}").body();
        assertThat(names(field(moved, "list").path("options"))).containsExactly("List 1 of blue", "List 2 of blue");
        assertThat(field(moved, "list").path("value").isNull()).isTrue();
        assertThat(field(moved, "view").path("value").isNull()).isTrue();
        assertThat(moved.at("/workflows/0/fields/0/value").isNull()).isTrue();

        JsonNode both = update("dependent", "'fields':{'space':'green','list':'green-2'}")
                .body();
        assertThat(field(both, "list").path("value").asString()).isEqualTo("green-2");
    }

    private List<String> runs(String source) {
        return zaffre.ok("GET", "/api/v2/public/execution?workflow_id=" + lists + "&execution_source=" + source, null)
                .path("docs")
                .valueStream()
                .map(run -> run.path("execution_source").asString())
                .toList();
    }

    @Test
    void a_workflow_that_answers_no_list_is_a_field_error() {
        String wrong = zaffre.workflow("""
                {'name':'Wrong','slug':'sandbox-crm','trigger':{'type':'api'},
                 'nodes':[{'id':'1','name':'Start','type':'start'},
                  {'id':'2','name':'Answer','type':'response','body':{'not':'a list'}}],
                 'edges':[{'source':'1','target':'2'}]}""");
        define("[{'key':'list','name':'List','field_type':'select','options':{'source':'workflow','workflow_id':'"
                + wrong + "'}}]");
        JsonNode config = config("acme");
        assertThat(config.at("/field_errors/0/error/message").asString()).contains("a list of {name, value}");
        zaffre.ok(
                "PUT",
                "/api/v2/public/workflow/" + wrong + "/publish",
                Json.object().put("published", false));
        assertThat(config("acme").at("/field_errors/0/error/message").asString())
                .contains("not published");
    }

    @Test
    void labels_are_kept_with_the_config_in_whatever_form_they_came() {
        define("""
                [{'key':'contact','name':'Contact map','field_type':'map','options':[{'name':'Mail','value':'email'}]},
                 {'key':'deal','name':'Deal map','field_type':'map_v2','labels':{'source':'request','key':'deals'},
                  'options':{'source':'action_fields','action':'create_deal'}},
                 {'key':'fixed','name':'Fixed map','field_type':'map','labels':[{'name':'One','value':'one'}]}]""");
        config("labels");
        update("labels", "'labels':[{'name':'E-mail','value':'mail'}]");
        JsonNode plain = config("labels");
        assertThat(names(field(plain, "contact").path("labels"))).containsExactly("E-mail");
        assertThat(names(field(plain, "fixed").path("labels"))).containsExactly("One");

        update("labels", "'labels':{'deals':[{'name':'Total','value':'total'}],'contact':{'fields':['phone']}}");
        JsonNode later = zaffre.ok("GET", "/api/v2/public/slug/" + APP + "/config/labels", null, ACME);
        assertThat(names(field(later, "deal").path("labels"))).containsExactly("Total");
        assertThat(names(field(later, "contact").path("labels"))).containsExactly("phone");
        assertThat(names(field(later, "deal").path("options"))).contains("Title", "Amount");
        assertThat(field(later, "deal").at("/options/0/required").asBoolean()).isTrue();

        assertThat(update("labels", "'labels':[]").status()).isEqualTo(200);
        assertThat(names(field(config("labels"), "contact").path("labels"))).containsExactly("phone");
        assertThat(update("labels", "'labels':7").body().path("message").asString())
                .startsWith("labels must be a list of {name, value}");
        assertThat(update("labels", "'fields':{'contact':{'phon':'email'}}")
                        .body()
                        .path("message")
                        .asString())
                .isEqualTo(
                        "The field 'Contact map' (contact) must be an object whose members are its labels, not 'phon'."
                                + " Did you mean \"phone\"?");
    }

    @Test
    void rules_have_columns_that_follow_their_left_side() {
        define("""
                [{'key':'rules','name':'Rules','field_type':'rule_engine','rule_columns':{
                  'lhs':{'name':'Field','options':[{'name':'Amount','value':'amount'},{'name':'Stage','value':'stage'}]},
                  'rhs':{'name':'Value','type':'number'},
                  'by_lhs':{'stage':{'rhs':{'name':'Stage','type':'select','options':{'source':'workflow','workflow_id':'%s'}}}}}},
                 {'key':'folder','name':'Folder'}]""".formatted(lists));
        JsonNode amount = columns("rules", "{'rule_column':{'lhs':'amount'}}").body();
        assertThat(amount.at("/rule_column/rhs/type").asString()).isEqualTo("number");
        assertThat(amount.at("/rule_column/operator/options").valueStream())
                .extracting(option -> option.path("value").asString())
                .contains("gt", "lte")
                .doesNotContain("like");
        JsonNode stage = columns("rules", "{'rule_column':{'lhs':'stage'}}").body();
        assertThat(stage.at("/rule_column/rhs/type").asString()).isEqualTo("select");
        assertThat(stage.at("/rule_column/rhs/options")).hasSize(2);
        assertThat(stage.path("error").isNull()).isTrue();

        var folder = columns("folder", "{'rule_column':{'lhs':'amount'}}");
        assertThat(folder.status()).isEqualTo(400);
        assertThat(folder.body().path("message").asString())
                .isEqualTo("Field with id folder is not of type rule engine or has undefined columns");
        assertThat(columns("nowhere", "{'rule_column':{}}")
                        .body()
                        .path("message")
                        .asString())
                .isEqualTo("Field with id nowhere not found");
        assertThat(columns("rules", "{}").body().path("message").asString()).startsWith("rule_column is required");
    }

    @Test
    void a_workflow_follows_the_rules_that_its_customer_made() {
        define("""
                [{'key':'rules','name':'Rules','field_type':'rule_engine','rule_columns':{'lhs':{'name':'Field'},'rhs':{},
                  'operator':{'options':[{'name':'>','value':'gt'},{'name':'=','value':'eq'},{'name':'there','value':'exist'}]}}}]""");
        String workflow = zaffre.workflow("""
                {'name':'Ruled','slug':'sandbox-crm','trigger':{'type':'api'},
                 'nodes':[{'id':'1','name':'Start','type':'start'},
                  {'id':'2','name':'Meant','type':'rule','conditions':{'and':[{'rules':'{{config.rules}}'}]}},
                  {'id':'3','name':'Yes','type':'response','body':'yes'},{'id':'4','name':'No','type':'response','body':'no'}],
                 'edges':[{'source':'1','target':'2'},{'source':'2','target':'3','sourceHandle':'true'},
                  {'source':'2','target':'4','sourceHandle':'false'}]}""");
        String payload = "{'amount':12,'address':{'city':'Pune'}}";
        assertThat(answer(workflow, payload)).isEqualTo("yes");
        for (var rules : java.util.Map.of(
                        "[{'lhs':'amount','operator':'gt','rhs':'10'}]", "yes",
                        "[{'lhs':'amount','operator':'gt','rhs':'15'}]", "no",
                        "{'or':[{'lhs':'amount','operator':'gt','rhs':'15'},{'lhs':'event.address.city','operator':'eq','rhs':'Pune'}]}",
                                "yes",
                        "[{'lhs':'linked_account.auth_credentials.key','operator':'exist'}]", "no")
                .entrySet()) {
            config("acme");
            assertThat(update("acme", "'fields':{'rules':" + rules.getKey() + "}")
                            .status())
                    .isEqualTo(200);
            assertThat(answer(workflow, payload)).as(rules.getKey()).isEqualTo(rules.getValue());
        }
    }

    private String answer(String workflow, String payload) {
        return zaffre.ok(
                        "POST",
                        "/api/v2/public/workflow/" + workflow + "/execute",
                        Json.parse(payload.replace('\'', '"')),
                        "linked_account_id",
                        TestServer.ACCOUNT,
                        "sync_execution",
                        "true")
                .path("return_value")
                .asString();
    }

    @Test
    void an_account_has_several_configs_and_the_sdks_trailing_slash_means_the_usual_one() {
        define("[{'key':'folder','name':'Folder'}]");
        config("acme");
        config("north");
        update("north", "'fields':{'folder':'N'}");
        update("acme", "'fields':{'folder':'A'}");
        String path = "/api/v2/public/slug/" + APP + "/config";
        assertThat(field(zaffre.ok("GET", path + "/", null, ACME), "folder")
                        .path("value")
                        .asString())
                .isEqualTo("A");
        assertThat(field(zaffre.ok("GET", path + "/north", null, ACME), "folder")
                        .path("value")
                        .asString())
                .isEqualTo("N");
        assertThat(zaffre.ok("GET", path + "s", null, ACME).valueStream())
                .extracting(config -> config.path("config_id").asString())
                .contains("acme", "north");
        zaffre.ok("DELETE", path + "/north", null, ACME);
        assertThat(zaffre.call("GET", path + "/north", null, ACME).status()).isEqualTo(404);
    }

    private TestServer.Reply columns(String field, String body) {
        return zaffre.call(
                "POST",
                CONFIG + "/rule-engine/" + field,
                Json.parse(body.replace('\'', '"')),
                "linked_account_id",
                TestServer.ACCOUNT,
                "slug",
                APP);
    }
}
