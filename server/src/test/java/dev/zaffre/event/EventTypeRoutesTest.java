package dev.zaffre.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.http.Caller;
import dev.zaffre.testing.TestDatabase;
import dev.zaffre.workflow.CompiledWorkflow;
import dev.zaffre.workflow.Tenants;
import dev.zaffre.workflow.Workflows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventTypeRoutesTest {
    private static final String EVENTS = "/api/v2/public/application/event";
    private static final String ALIAS = "/api/v2/public/event";

    private final Database database = TestDatabase.open();
    private final Changes changes = new Changes(database);
    private final Workflows workflows = new Workflows(database, changes, EventTypeRoutesTest::listening);
    private final EventTypes types = new EventTypes(database, changes);
    private final Tenants tenants = new Tenants(database).serve(new EventTypeRoutes(types, workflows).routes());
    private Caller test;
    private Caller production;

    @BeforeAll
    void environments() {
        test = tenants.environment("test");
        production = tenants.environment("production");
    }

    @AfterAll
    void close() {
        changes.close();
        database.close();
    }

    private static CompiledWorkflow listening(JsonNode document) {
        return new CompiledWorkflow(
                document.path("trigger").path("event").asString(), null, List.of(), Map.of(), Duration.ofHours(2));
    }

    private JsonNode create(Caller caller, String body) {
        var answer = tenants.as(caller).post(EVENTS, body);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer.json().get(answer.json().size() - 1);
    }

    @Test
    void a_sample_becomes_variables_and_a_schema() {
        JsonNode created = create(
                test,
                "{'name':'Contact Created','response':{'first_name':'Mark','employee_id':221,'is_new':false,"
                        + "'tags':['a'],'nothing':null,'address':{'pincode':560103}}}");
        assertThat(Json.write(created.path("response")))
                .isEqualTo(("[{'key':'first_name','type':'text'},{'key':'employee_id','type':'number'},"
                                + "{'key':'is_new','type':'boolean'},{'key':'tags','type':'array'},{'key':'tags.0','type':'text'},"
                                + "{'key':'nothing','type':'null'},{'key':'address','type':'object'},"
                                + "{'key':'address.pincode','type':'number'}]")
                        .replace('\'', '"'));
        assertThat(created.path("json_schema")
                        .path("properties")
                        .path("employee_id")
                        .path("type")
                        .asString())
                .isEqualTo("integer");
        assertThat(created.path("validation").asString()).isEqualTo("warn");
        assertThat(created.path("idempotency").isNull()).isTrue();
    }

    @Test
    void a_sample_given_as_text_keeps_every_character() {
        String sample = "{ \"b\": 1e400,\n  \"a\": 9007199254740993, \"zero\": \"\\u0000\", \"face\": \"😀\" }";
        var answer = tenants.as(test)
                .send(
                        "POST",
                        EVENTS,
                        Json.write(Json.object().put("name", "Exact").put("response", sample)));
        JsonNode created = answer.json().get(answer.json().size() - 1);
        assertThat(created.path("raw_response").asString()).isEqualTo(sample);
        assertThat(types.sampleOf(test.environment(), "Exact").map(Json::write))
                .contains("{\"b\":1e400,\"a\":9007199254740993,\"zero\":\"\\u0000\",\"face\":\"😀\"}");
    }

    @Test
    void a_model_gives_the_sample_when_none_is_sent() {
        JsonNode models =
                tenants.as(test).get("/api/v2/public/application/event-model").json();
        assertThat(models)
                .extracting(model -> model.path("id").asString())
                .containsExactly(
                        "contact",
                        "company",
                        "lead",
                        "deal",
                        "employee",
                        "candidate",
                        "invoice",
                        "order",
                        "ticket",
                        "message",
                        "file",
                        "blank");
        assertThat(models)
                .allSatisfy(model ->
                        assertThat(model.path("description").asString()).isNotBlank());
        JsonNode created = create(test, "{'name':'From model','model':'employee'}");
        assertThat(created.path("raw_response").asString())
                .isEqualTo(Json.write(models.get(4).path("response")))
                .contains("\"pincode\":560103");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'response':{}}                                   | SERVER_ERROR     | name and response are required",
                "{'name':' ','response':{}}                        | SERVER_ERROR     | name and response are required",
                "{'name':'X'}                                      | SERVER_ERROR     | name and response are required",
                "{'name':7,'response':{}}                          | VALIDATION_ERROR | name must be a text",
                "{'name':'X','response':7}                         | VALIDATION_ERROR | response must be the sample payload",
                "{'name':'X','response':'{'}                       | VALIDATION_ERROR | response does not hold valid JSON",
                "{'name':'X','response':'7'}                       | VALIDATION_ERROR | response must hold a JSON object",
                "{'name':'X','model':'nope'}                       | VALIDATION_ERROR | model 'nope' does not exist",
                "{'name':'X','response':{},'validation':'on'}      | VALIDATION_ERROR | validation must be off, warn or strict",
                "{'name':'X','response':{},'json_schema':{'type':'text'}} | VALIDATION_ERROR | at '/json_schema/type'",
                "{'name':'X','response':{},'idempotency':{'source':'body','key':'a'}} | VALIDATION_ERROR | idempotency.source",
                "{'name':'X','response':{},'idempotency':{'source':'header','key':'a b'}} | VALIDATION_ERROR | idempotency.key",
                "{'name':'X','response':{},'idempotency':{'source':'payload','key':'a','window_seconds':0}} | VALIDATION_ERROR | window_seconds must be a whole number from 1 to 2592000",
            })
    void what_is_wrong_is_named(String body, String code, String message) {
        var answer = tenants.as(test).post(EVENTS, body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error_code").asString()).isEqualTo(code);
        assertThat(answer.json().path("message").asString()).contains(message);
    }

    @Test
    void a_name_is_taken_once_per_environment_and_case_counts() {
        create(test, "{'name':'Deal Won','response':{}}");
        create(test, "{'name':'deal won','response':{}}");
        create(production, "{'name':'Deal Won','response':{}}");
        var answer = tenants.as(test).post(EVENTS, "{'name':'Deal Won','response':{}}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error_code").asString()).isEqualTo("INVALID_EVENT_ID");
        assertThat(answer.json().path("message").asString()).isEqualTo("Trigger with name Deal Won already exists");
    }

    @Test
    void an_update_is_seen_at_once_and_keeps_what_it_does_not_mention() {
        String id = create(
                        test,
                        "{'name':'Kept','response':{'a':1},'validation':'strict',"
                                + "'idempotency':{'source':'payload','key':'{event:a}'}}")
                .path("_id")
                .asString();
        assertThat(types.find(test.environment(), "Kept")
                        .orElseThrow()
                        .schema()
                        .violations(Json.parse("{\"a\":\"x\"}")))
                .hasSize(1);
        JsonNode read = tenants.as(test).get(ALIAS + "/" + id).json();
        assertThat(Json.write(read.path("idempotency")))
                .isEqualTo("{\"source\":\"payload\",\"key\":\"a\",\"window_seconds\":300}");

        var updated = tenants.as(test).put(ALIAS + "/" + id, "{'event_id':'x','name':'Kept','response':{'a':'text'}}");
        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.json().path("validation").asString()).isEqualTo("strict");
        EventType after = types.find(test.environment(), "Kept").orElseThrow();
        assertThat(after.schema().violations(Json.parse("{\"a\":\"x\"}"))).isEmpty();
        assertThat(after.idempotency()).isEqualTo(new EventType.Idempotency(false, "a", Duration.ofMinutes(5)));
    }

    @Test
    void what_was_read_can_be_sent_back_without_freezing_the_schema() {
        String id = create(test, "{'name':'Round trip','response':{'a':1}}")
                .path("_id")
                .asString();
        JsonNode read = tenants.as(test).get(EVENTS + "/" + id).json();
        tenants.as(test).send("PUT", EVENTS + "/" + id, Json.write(read));
        JsonNode again = tenants.as(test).get(EVENTS + "/" + id).json();
        assertThat(again.path("raw_response").asString()).isEqualTo("{\"a\":1}");
        assertThat(again.path("schema_origin").asString()).isEqualTo("inferred");
    }

    @Test
    void a_given_schema_stays_until_it_is_taken_away() {
        String id = create(test, "{'name':'Given','response':{'a':1},'json_schema':{'required':['a']}}")
                .path("_id")
                .asString();
        tenants.as(test).put(ALIAS + "/" + id, "{'name':'Given','response':{'b':1}}");
        assertThat(types.schemaOf(test.environment(), "Given").map(Json::write)).contains("{\"required\":[\"a\"]}");
        tenants.as(test).put(ALIAS + "/" + id, "{'name':'Given','response':{'b':1},'json_schema':null}");
        assertThat(types.schemaOf(test.environment(), "Given")
                        .orElseThrow()
                        .path("properties")
                        .has("b"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {EVENTS, ALIAS})
    void nobody_elses_event_type_exists(String path) {
        String id = create(test, "{'name':'Mine " + path + "','response':{}}")
                .path("_id")
                .asString();
        for (String unknown : List.of(id, Ids.next().toString(), "not-an-id")) {
            for (var answer : List.of(
                    tenants.as(production).get(path + "/" + unknown),
                    tenants.as(production).put(path + "/" + unknown, "{'name':'Stolen','response':{}}"),
                    tenants.as(production).delete(path + "/" + unknown))) {
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.json().path("error_code").asString()).isEqualTo("RESOURCE_NOT_FOUND");
                assertThat(answer.json().path("message").asString()).isEqualTo("Event not found");
            }
        }
        assertThat(tenants.as(test).get(path + "/" + id).status()).isEqualTo(200);
    }

    @Test
    void an_event_type_that_workflows_listen_to_is_deleted_only_by_force() {
        String id = create(test, "{'name':'Heard','response':{}}").path("_id").asString();
        UUID workflow = publishedListener(test, "Heard");

        for (var refused : List.of(
                tenants.as(test).delete(EVENTS + "/" + id),
                tenants.as(test).put(EVENTS + "/" + id, "{'name':'Renamed','response':{}}"))) {
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("error_code").asString()).isEqualTo("EVENT_IN_USE");
            assertThat(refused.json().path("message").asString()).contains("Tell the CRM", workflow.toString());
            assertThat(refused.json().path("details").get(0).path("workflow_id").asString())
                    .isEqualTo(workflow.toString());
        }
        assertThat(tenants.as(test)
                        .put(EVENTS + "/" + id, "{'name':'Heard','response':{'a':1}}")
                        .status())
                .isEqualTo(200);
        var forced = tenants.as(test).delete(ALIAS + "/" + id + "?force=true");
        assertThat(forced.json().path("name").asString()).isEqualTo("Heard");
        assertThat(types.find(test.environment(), "Heard")).isEmpty();
    }

    private UUID publishedListener(Caller caller, String event) {
        UUID id = Ids.next();
        String document = "{\"trigger\":{\"type\":\"event\",\"event\":\"" + event + "\"}}";
        database.run(handle -> {
            handle.execute(
                    "insert into workflow (id, environment_id, app, name, draft, published_version, latest_version)"
                            + " values (?, ?, 'crm', 'Tell the CRM', ?::json, 1, 1)",
                    id,
                    caller.environment().value(),
                    document);
            handle.execute(
                    "insert into workflow_version (environment_id, workflow_id, version, document) values (?, ?, 1, ?::json)",
                    caller.environment().value(),
                    id,
                    document);
            changes.announce(handle, "workflow", caller.environment().toString());
        });
        return id;
    }
}
