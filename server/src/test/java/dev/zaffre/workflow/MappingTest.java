package dev.zaffre.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import dev.zaffre.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A customer's mapping from the config through the Data Mapper to the app, and what is said of it beforehand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MappingTest {
    private static final String MAPPING = "/api/v2/public/config/mapping";
    private static final String[] ACME = {"linked_account_id", TestServer.ACCOUNT};

    private final TestServer zaffre = new TestServer();

    @BeforeAll
    void story() {
        zaffre.account(TestServer.ACCOUNT);
        zaffre.eventType("Person Added", """
                {"name":"Mark","age":41,"vip":true,"address":{"street":"lorem"},"tags":["a"]}""");
        zaffre.ok("PUT", "/api/v2/public/application/sandbox-crm/config-field", Json.parse("""
                [{"key":"contact_map","name":"Contact","field_type":"map_v2",
                  "options":{"source":"action_fields","action":"create_contact"}},
                 {"key":"folder","name":"Folder"}]"""));
        zaffre.ok("POST", "/api/v2/public/application", Json.parse("""
                {"slug":"depot","name":"Depot","description":"","base_url":"https://depot.example.com","auth":{"type":"none"},
                 "actions":[{"id":"send","name":"Send","description":"","request":{"method":"POST","path":"/x","body":{"to":"{{fields.to}}"}},
                   "fields":[
                    {"name":"to","label":"To","type":"object","required":true,"fields":[
                      {"name":"city","label":"City","type":"text","required":true},
                      {"name":"level","label":"Level","type":"number"},
                      {"name":"geo","label":"Place","type":"object","fields":[{"name":"lat","label":"Latitude","type":"number"}]}]},
                    {"name":"from","label":"From","type":"object","fields":[
                      {"name":"city","label":"City","type":"text","required":true},{"name":"street","label":"Street","type":"text"}]},
                    {"name":"lines","label":"Lines","type":"array","fields":[{"name":"sku","label":"SKU","type":"text"}]},
                    {"name":"more","label":"More","type":"json"}]}]}"""));
        zaffre.ok("PUT", "/api/v2/public/application/depot/config-field", Json.parse("""
                [{"key":"depot_map","name":"Depot","field_type":"map_v2","options":{"source":"action_fields","action":"send"}}]"""));
    }

    @AfterAll
    void close() {
        zaffre.close();
    }

    private void map(String mapping) {
        zaffre.ok(
                "PUT",
                "/api/v2/public/config",
                json("{'slug':'sandbox-crm','fields':{'contact_map':" + mapping + "}}"),
                ACME);
    }

    private static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }

    private String workflow(String mapper) {
        return zaffre.workflow("""
                {'name':'Mapped','slug':'sandbox-crm','trigger':{'type':'api'},
                 'nodes':[{'id':'1','name':'Start','type':'start'},
                  {'id':'2','name':'Map','type':'data_mapper',%s},
                  {'id':'3','name':'Answer','type':'response','body':'{{node.2.body}}'}],
                 'edges':[{'source':'1','target':'2'},{'source':'2','target':'3'}]}""".formatted(mapper));
    }

    private JsonNode run(String workflow, String payload) {
        return zaffre.ok(
                "POST",
                "/api/v2/public/workflow/" + workflow + "/execute",
                json(payload),
                "linked_account_id",
                TestServer.ACCOUNT,
                "slug",
                "sandbox-crm",
                "sync_execution",
                "true");
    }

    @Test
    void the_data_mapper_renames_what_is_mapped_and_drops_the_rest() {
        map("{'name':'first_name','address.street':'address','age':'','missing':'last_name'}");
        String forth = workflow("'config_field':'contact_map'");
        assertThat(run(forth, "{'name':'Mark','age':41,'address':{'street':'lorem'}}")
                        .path("return_value"))
                .isEqualTo(json("{'first_name':'Mark','address':'lorem'}"));
        String back = workflow("'config_field':'contact_map','direction':'destination_to_source',"
                + "'input':{'first_name':'{{start.body.n}}','other':1}");
        assertThat(run(back, "{'n':'Ann'}").path("return_value")).isEqualTo(json("{'name':'Ann'}"));
        JsonNode wrong = run(workflow("'config_field':'contact_map','input':'{{event.name}}'"), "{'name':'Mark'}");
        assertThat(wrong.at("/execution_error/message").asString()).contains("input is no object");
    }

    @Test
    void a_mapping_that_nobody_made_is_an_error_that_says_so() {
        zaffre.ok("PUT", "/api/v2/public/linked-account", json("{'linked_account_id':'unmapped'}"));
        String workflow = workflow("'config_field':'contact_map'");
        JsonNode answer = zaffre.ok(
                "POST",
                "/api/v2/public/workflow/" + workflow + "/execute",
                json("{'name':'Mark'}"),
                "linked_account_id",
                "unmapped",
                "sync_execution",
                "true");
        assertThat(answer.at("/execution_error/message").asString())
                .contains("The config unmapped has no mapping in contact_map");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'config_field':'contact_mapp' | No config field has the key \"contact_mapp\". Did you mean \"contact_map\"?",
                "'config_field':'folder' | its type must be map or map_v2",
                "'name':'x' | config_field is missing",
                "'config_field':'contact_map','direction':'up' | direction is one of source_to_destination",
                "'config_field':'contact_map','input':[1] | input must be an object",
            })
    void a_mapper_that_cannot_work_is_refused_when_it_is_published(String mapper, String message) {
        JsonNode document = json("""
                {'name':'Broken','slug':'sandbox-crm','trigger':{'type':'api'},
                 'nodes':[{'id':'1','name':'Start','type':'start'},{'id':'2','type':'data_mapper',%s}],
                 'edges':[{'source':'1','target':'2'}]}""".formatted(mapper));
        String id = zaffre.ok("POST", "/api/v2/public/workflow", document)
                .at("/workflow/_id")
                .asString();
        var refused = zaffre.call("PUT", "/api/v2/public/workflow/" + id + "/publish", json("{'published':true}"));
        assertThat(refused.status()).isBetween(400, 422);
        assertThat(Json.write(refused.body())).contains(message.replace("\"", "\\\""));
    }

    @Test
    void a_check_finds_every_problem_at_both_ends() {
        JsonNode answer = zaffre.ok("POST", MAPPING + "/check", json("""
                {'slug':'sandbox-crm','action':'create_contact','event':'Person Added','mapping':
                 {'nam':'last_name','name':'employee_id','age':'last_name','vip':'is_new','tags':'emai','address':'email'}}"""));
        assertThat(answer.path("valid").asBoolean()).isFalse();
        assertThat(answer.path("problems").valueStream())
                .extracting(problem -> problem.path("code").asString() + " "
                        + problem.path("source").asString("-") + " "
                        + problem.path("destination").asString())
                .containsExactly(
                        "UNKNOWN_SOURCE nam last_name",
                        "TYPE_MISMATCH name employee_id",
                        "UNKNOWN_FIELD tags emai",
                        "TYPE_MISMATCH address email",
                        "REQUIRED_FIELD_UNMAPPED - first_name");
        assertThat(Json.write(answer))
                .contains("Did you mean \\\"name\\\"?")
                .contains("Did you mean \\\"email\\\"?")
                .contains("is a text in the event, but \\\"employee_id\\\" is of type number");
        JsonNode right = zaffre.ok("POST", MAPPING + "/check", json("""
                {'slug':'sandbox-crm','action':'create_contact','event':'Person Added',
                 'mapping':{'name':'first_name','age':'employee_id','address.street':'last_name','address':'address'}}"""));
        assertThat(right).isEqualTo(json("{'valid':true,'problems':[]}"));
    }

    @Test
    void the_mapping_in_the_config_is_checked_and_tried_on_the_last_event() {
        map("{'name':'employee_id','age':'first_name','address.street':'address'}");
        String asked = "{'slug':'sandbox-crm','field':'contact_map','event':'Person Added'}";
        JsonNode sample = zaffre.ok("POST", MAPPING + "/preview", json(asked), ACME);
        assertThat(sample.path("payload_source").asString()).isEqualTo("sample");
        assertThat(sample.path("result")).isEqualTo(json("{'employee_id':'Mark','first_name':41,'address':'lorem'}"));

        String event = zaffre.trigger("Person Added", "{\"name\":\"Zoe\",\"age\":7}")
                .path("event_id")
                .asString();
        JsonNode real = zaffre.ok("POST", MAPPING + "/preview", json(asked), ACME);
        assertThat(real.path("payload_source").asString()).isEqualTo("event");
        assertThat(real.path("event_id").asString()).isEqualTo(event);
        assertThat(real.path("result")).isEqualTo(json("{'employee_id':'Zoe','first_name':7}"));
        assertThat(real.path("fields").valueStream())
                .extracting(field -> field.path("message").asString("fine"))
                .containsExactly("fine", "fine", "The event has no \"address.street\"");

        JsonNode typed = zaffre.ok(
                "POST",
                MAPPING + "/preview",
                json(
                        "{'slug':'sandbox-crm','action':'create_contact','event':'Person Added','mapping':{'name':'employee_id'}}"),
                ACME);
        assertThat(typed.at("/fields/0/message").asString()).isEqualTo("\"employee_id\" must be a number");
        assertThat(typed.path("problems")).hasSize(2);
        JsonNode check = zaffre.ok("POST", MAPPING + "/check", json(asked), ACME);
        assertThat(check.path("problems").valueStream())
                .extracting(problem -> problem.path("code").asString())
                .containsExactly("TYPE_MISMATCH");
    }

    @Test
    void dotted_names_make_and_read_objects_in_objects_both_ways() {
        map("{'name':'first_name','address.street':'to.city','age':'to.geo.lat','a..b':'x.'}");
        String forth = workflow("'config_field':'contact_map'");
        assertThat(run(forth, "{'name':'Mark','age':41,'address':{'street':'lorem'},'a..b':1}")
                        .path("return_value"))
                .isEqualTo(json("{'first_name':'Mark','to':{'city':'lorem','geo':{'lat':41}},'x.':1}"));
        String back = workflow("'config_field':'contact_map','direction':'destination_to_source','input':'{{event}}'");
        assertThat(run(back, "{'first_name':'Mark','to':{'city':'lorem','geo':{'lat':41}}}")
                        .path("return_value"))
                .isEqualTo(json("{'name':'Mark','address':{'street':'lorem'},'age':41}"));
        assertThat(run(back, "{'to.city':'the exact name'}").path("return_value"))
                .isEqualTo(json("{'address':{'street':'the exact name'}}"));
    }

    @Test
    void a_whole_and_a_part_of_it_cannot_both_be_written() {
        String words = "\"to.city\" lies inside \"to\", which is mapped too: map the whole or its members";
        var refused = zaffre.call(
                "PUT",
                "/api/v2/public/config",
                json("{'slug':'sandbox-crm','fields':{'contact_map':{'name':'to.city','address':'to'}}}"),
                ACME);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().path("message").asString()).contains("contact_map", words);

        // Read from there it is no collision, written to there it is.
        map("{'address':'to','address.street':'first_name'}");
        assertThat(run(workflow("'config_field':'contact_map'"), "{'address':{'street':'lorem'}}")
                        .path("return_value"))
                .isEqualTo(json("{'to':{'street':'lorem'},'first_name':'lorem'}"));
        JsonNode failed = run(
                workflow("'config_field':'contact_map','direction':'destination_to_source','input':'{{event}}'"),
                "{'to':{'street':'lorem'},'first_name':'lorem'}");
        assertThat(failed.at("/execution_error/message").asString())
                .contains("The mapping in contact_map cannot be used: \"address.street\" lies inside \"address\"");

        JsonNode tried = zaffre.ok(
                "POST",
                MAPPING + "/preview",
                json(
                        "{'slug':'depot','action':'send','event':'Person Added','mapping':{'name':'to.city','address':'to'}}"),
                ACME);
        assertThat(tried.path("result")).isEqualTo(Json.object());
        assertThat(tried.path("problems").valueStream())
                .extracting(problem -> problem.path("code").asString() + " "
                        + problem.path("source").asString("-") + " "
                        + problem.path("destination").asString())
                .containsExactly("COLLISION name to.city");
        assertThat(tried.at("/problems/0/message").asString()).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'name':'to.city','age':'to.geo.lat','vip':'more.is.vip','tags':'lines'} | ~~",
                "{'address':'to'} | ~~",
                "{'name':'to.citty'} | UNKNOWN_FIELD to.citty REQUIRED_FIELD_UNMAPPED to.city",
                "{'name':'to.city.x'} | UNKNOWN_FIELD to.city.x",
                "{'address':'to','tags':'lines.sku'} | UNKNOWN_FIELD lines.sku",
                "{'address':'to','tags':'lines.0.sku'} | UNKNOWN_FIELD lines.0.sku",
                "{'name':'to.level'} | TYPE_MISMATCH to.level REQUIRED_FIELD_UNMAPPED to.city",
                "{'name':'to.city','age':'to.geo'} | TYPE_MISMATCH to.geo",
                "{'name':'from.street','address':'to'} | REQUIRED_FIELD_UNMAPPED from.city",
                "{'name':'from.city'} | REQUIRED_FIELD_UNMAPPED to",
            })
    void a_check_knows_the_members_of_the_apps_objects(String mapping, String problems) {
        String asked = "{'slug':'depot',%s,'event':'Person Added','mapping':" + mapping + "}";
        for (String target : List.of("'action':'send'", "'field':'depot_map'")) {
            JsonNode answer = zaffre.ok("POST", MAPPING + "/check", json(asked.formatted(target)), ACME);
            assertThat(answer.path("problems")
                            .valueStream()
                            .map(problem -> problem.path("code").asString() + " "
                                    + problem.path("destination").asString())
                            .collect(java.util.stream.Collectors.joining(" ")))
                    .as(target)
                    .isEqualTo(problems);
        }
    }

    @Test
    void problems_and_previews_of_members_are_in_words() {
        JsonNode answer = zaffre.ok("POST", MAPPING + "/check", json("""
                {'slug':'depot','action':'send','event':'Person Added','mapping':
                 {'name':'to.citty','age':'to.city','tags':'lines.sku'}}"""));
        assertThat(answer.path("problems").valueStream())
                .extracting(problem -> problem.path("message").asString())
                .containsExactly(
                        "The app has no field \"to.citty\". Did you mean \"to.city\"?",
                        "The app has no field \"lines.sku\": \"lines\" is a list, and no mapping leads into one. Map the whole list");
        JsonNode tried = zaffre.ok(
                "POST",
                MAPPING + "/preview",
                json(
                        "{'slug':'depot','action':'send','event':'Person Added','mapping':{'name':'to.level','age':'to.city'}}"),
                ACME);
        assertThat(tried.at("/fields/0/message").asString()).isEqualTo("\"to.level\" must be a number");
        assertThat(tried.at("/result/to").propertyNames()).contains("level", "city");
    }

    @Test
    void what_cannot_be_checked_is_named() {
        String mapping = ",'mapping':{'name':'first_name'}}";
        for (List<String> wrong : List.of(
                List.of("{'slug':'nowhere','action':'x','event':'Person Added'" + mapping, "nowhere"),
                List.of(
                        "{'slug':'sandbox-crm','action':'create_contac','event':'Person Added'" + mapping,
                        "create_contac"),
                List.of("{'slug':'sandbox-crm','action':'create_contact','event':'Person'" + mapping, "name Person"),
                List.of("{'slug':'sandbox-crm','action':'create_contact'" + mapping, "event is required"),
                List.of("{'slug':'sandbox-crm','event':'Person Added'" + mapping, "action is required"),
                List.of("{'slug':'sandbox-crm','field':'folder','event':'Person Added'" + mapping, "its type is text"),
                List.of(
                        "{'slug':'sandbox-crm','action':'create_contact','event':'Person Added'}",
                        "mapping is required"))) {
            var refused = zaffre.call("POST", MAPPING + "/check", json(wrong.getFirst()));
            assertThat(refused.status()).isBetween(400, 404);
            assertThat(refused.body().path("message").asString()).contains(wrong.getLast());
        }
    }
}
