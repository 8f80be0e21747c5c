package dev.zaffre.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import java.util.Comparator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The call that the product is about, word for word as it was published. */
class SeedStoryTest {
    /** The published body; one closing brace was missing in it. */
    private static final String BODY = """
            {
              "event": "Contact Created",
              "payload": {
                "first_name": "Mark",
                "last_name": "wood",
                "employee_id": 221,
                "is_new": false,
                "address":{
                  "house_no":"221",
                  "street": "lorem ipsum",
                  "pincode":560103
                  }
              }
            }""";

    private static Zaffre zaffre;
    private static Story story;

    @BeforeAll
    static void tell() {
        zaffre = Zaffre.start();
        story = zaffre.story("test");
    }

    @AfterAll
    static void stop() {
        zaffre.close();
    }

    @Test
    void an_event_without_slug_reaches_the_app_with_the_values_of_the_payload() {
        Answer answer = story.keyAndAccount().post(Story.PUBLIC + "/event", BODY);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("message").asString()).isEqualTo("Webhook Fired Success");
        assertThat(answer.json().get("duplicate").asBoolean()).isFalse();
        assertThat(answer.json().at("/executions/0/app").asString()).isEqualTo("sandbox-crm");
        JsonNode skipped = answer.json().at("/skipped/0");
        assertThat(skipped.get("workflow_id").asString()).isEqualTo(story.id(Documented.WORKFLOW_CHAT));
        assertThat(skipped.get("reason").asString()).isNotBlank();

        JsonNode execution =
                story.awaitExecution(answer.json().at("/executions/0/id").asString());
        assertThat(execution.get("status").asString()).isEqualTo("COMPLETED");
        assertThat(lastContact()).isEqualTo(Json.read("""
                {"first_name":"Mark","employee_id":221,"address":{"house_no":"221","street":"lorem ipsum","pincode":560103}}"""));
    }

    @Test
    void an_event_by_slug_reaches_that_app_alone() {
        Answer answer = story.keyAndAccount()
                .post(Story.PUBLIC + "/event/sandbox-crm", BODY)
                .ok();
        assertThat(answer.json().get("executions")).hasSize(1);
        assertThat(answer.json().at("/executions/0/app").asString()).isEqualTo("sandbox-crm");
        story.awaitExecution(answer.json().at("/executions/0/id").asString());
    }

    @Test
    void a_wrong_event_is_answered_word_for_word() {
        Answer answer = story.keyAndAccount()
                .post(Story.PUBLIC + "/event/sandbox-crm", "{\"event\":\"Wrong_Event\",\"payload\":{}}");
        assertThat(answer.status()).isEqualTo(400);
        ObjectNode body = (ObjectNode) answer.json();
        assertThat(body.get("status_code").asInt()).isEqualTo(400);
        assertThat(body.get("error_type").asString()).isEqualTo("BAD_REQUEST");
        assertThat(body.get("message").asString())
                .isEqualTo("Trigger with name Wrong_Event not found for application "
                        + zaffre.credentials().get("application_id").asString());
        assertThat(body.get("request_id").asString()).isNotBlank();
        assertThat(story.keyAndAccount()
                        .post(Story.PUBLIC + "/event", "{\"event\":\"Wrong_Event\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_wrong_event_is_a_404_on_the_newer_address() {
        Answer answer = story.keyAndAccount().post(Story.PUBLIC + "/event/trigger", "{\"event\":\"Wrong_Event\"}");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().get("message").asString()).isEqualTo("Trigger not found");
        assertThat(answer.json().get("error_code").asString()).isEqualTo("INVALID_EVENT");
    }

    @Test
    void the_name_of_an_event_is_matched_exactly_and_the_closest_one_is_hinted_at() {
        Answer answer = story.keyAndAccount().post(Story.PUBLIC + "/event", "{\"event\":\"contact created\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/details/did_you_mean").asString()).isEqualTo("Contact Created");
    }

    @Test
    void a_repeat_with_the_same_key_starts_nothing_and_names_the_first_event() {
        ApiClient client = story.keyAndAccount().with("Idempotency-Key", "once");
        JsonNode first = client.post(Story.PUBLIC + "/event", BODY).ok().json();
        JsonNode second = client.post(Story.PUBLIC + "/event", BODY).ok().json();
        assertThat(first.get("duplicate").asBoolean()).isFalse();
        assertThat(second.get("duplicate").asBoolean()).isTrue();
        assertThat(second.get("event_id")).isEqualTo(first.get("event_id"));
        assertThat(second.get("executions")).isEmpty();
        JsonNode log = story.keyAndAccount()
                .get(Story.PUBLIC + "/event-log?status=DUPLICATE")
                .ok()
                .json();
        assertThat(log.get("docs").valueStream())
                .anyMatch(event -> event.get("duplicate_of").equals(first.get("event_id")));
        story.awaitExecution(first.at("/executions/0/id").asString());
    }

    /** The body of the contact that came last. */
    private static JsonNode lastContact() {
        return zaffre.sandbox().requests("crm").stream()
                .filter(request -> request.get("path").asString().equals("/crm/contacts"))
                .max(Comparator.comparing(request -> request.get("received_at").asString()))
                .map(request -> Json.read(request.get("body").asString()))
                .orElseThrow();
    }
}
