package dev.zaffre.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is not JSON is refused with its place, what is JSON comes out as it went in, and nothing is a 5xx. */
class MalformedInputTest {
    private static final String EVENT = Story.PUBLIC + "/event";

    private static Zaffre zaffre;
    private static Story story;

    @BeforeAll
    static void tell() {
        zaffre = Zaffre.start();
        story = zaffre.story("test");
        story.key()
                .post(
                        Story.PUBLIC + "/application/event",
                        "{\"name\":\"Anything\",\"response\":{\"a\":1},\"validation\":\"off\"}")
                .ok();
    }

    @AfterAll
    static void stop() {
        zaffre.close();
    }

    @Test
    void every_valid_text_is_taken_as_payload_and_kept_byte_for_byte() {
        List<String> wrong = new ArrayList<>();
        for (JsonCorpus.Text text : JsonCorpus.valid()) {
            keeps(text, wrong);
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void every_invalid_text_is_a_400_with_line_and_column_as_payload() {
        List<String> wrong = new ArrayList<>();
        for (JsonCorpus.Text text : JsonCorpus.invalid()) {
            refuses(text + " as payload", send(envelope(text.bytes())), wrong);
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void every_invalid_text_is_a_400_with_line_and_column_as_body() {
        List<String> wrong = new ArrayList<>();
        for (JsonCorpus.Text text : JsonCorpus.invalid()) {
            refuses(text + " as body", send(text.bytes()), wrong);
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void what_the_standard_leaves_open_is_decided_as_the_table_says() {
        List<String> wrong = new ArrayList<>();
        for (JsonCorpus.Text text : JsonCorpus.leftToUs()) {
            if (text.accepted()) {
                keeps(text, wrong);
            } else {
                refuses(text + " as payload", send(envelope(text.bytes())), wrong);
                refuses(text + " as body", send(text.bytes()), wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void a_valid_text_that_is_no_trigger_is_a_400_as_body() {
        List<String> wrong = new ArrayList<>();
        for (JsonCorpus.Text text : JsonCorpus.valid()) {
            Answer answer = send(text.bytes());
            if (answer.status() != 400
                    || answer.json().get("error_code").asString().equals("INVALID_JSON")) {
                wrong.add(text + " answered " + answer);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void a_hundred_thousand_brackets_are_refused_quickly() {
        byte[] brackets = "[".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        long start = System.nanoTime();
        Answer answer = send(brackets);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
    }

    @Test
    void a_body_over_one_mebibyte_is_a_413_and_one_of_exactly_that_is_read() {
        assertThat(send(" ".repeat(1024 * 1024 + 1).getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(413);
        String head = "{\"event\":\"Anything\",\"payload\":[1],\"x\":[\"";
        byte[] body = (head + "x".repeat(200_000) + "\"" + ",\"y\"".repeat(100)).getBytes(StandardCharsets.UTF_8);
        byte[] exact = new byte[1024 * 1024];
        java.util.Arrays.fill(exact, (byte) ' ');
        System.arraycopy(body, 0, exact, 0, body.length);
        exact[exact.length - 2] = ']';
        exact[exact.length - 1] = '}';
        assertThat(send(exact).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "560103",
                "9007199254740993",
                "1e400",
                "0.1",
                "-0",
                "1.0",
                "1E+2",
                "12345678901234567890123456789",
                "true",
                "null",
                "[]",
                "{}",
                "[1,[2.50,{\"z\":1,\"a\":2}],\"\"]",
                "{\"z\":1,\"a\":2,\"10\":3,\"9\":4}",
                "{\"\":1}",
                "\"a\\u0000b\"",
                "\"🦊\"",
                "\"שלום مرحبا\"",
                "\"\\\"\\\\/\\b\\f\\n\\r\\t\"",
                "\"560103\"",
                "\"{{event.first_name}}\""
            })
    void what_the_app_receives_is_what_was_sent(String value) {
        int before = contacts().size();
        Answer accepted = story.trigger("{\"first_name\":\"Mark\",\"address\":{\"value\":" + value + "}}");
        JsonNode execution =
                story.awaitExecution(accepted.json().at("/executions/0/id").asString());
        assertThat(execution.get("status").asString()).as(execution.toString()).isEqualTo("COMPLETED");
        String body = contacts().get(before).get("body").asString();
        // Only what JSON itself says is the same may differ: how a character of a text is escaped.
        String sent = Json.write(Json.parse("{\"first_name\":\"Mark\",\"address\":{\"value\":" + value + "}}"));
        assertThat(Json.write(Json.parse(body))).isEqualTo(sent);
        if (!value.contains("\\")) {
            assertThat(body).isEqualTo("{\"first_name\":\"Mark\",\"address\":{\"value\":" + value + "}}");
        }
    }

    private static List<tools.jackson.databind.node.ObjectNode> contacts() {
        return zaffre.sandbox().requests("crm").stream()
                .filter(request -> request.get("path").asString().equals("/crm/contacts"))
                .toList();
    }

    private static Answer send(byte[] body) {
        return story.keyAndAccount().send("POST", EVENT, body);
    }

    private static byte[] envelope(byte[] payload) {
        var body = new ByteArrayOutputStream();
        body.writeBytes("{\"event\":\"Anything\",\"payload\":".getBytes(StandardCharsets.UTF_8));
        body.writeBytes(payload);
        body.writeBytes("}".getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    private static void keeps(JsonCorpus.Text text, List<String> wrong) {
        Answer answer = send(envelope(text.bytes()));
        if (answer.status() != 200) {
            wrong.add(text + " answered " + answer);
            return;
        }
        String id = answer.json().get("event_id").asString();
        Answer log = story.key().get(Story.PUBLIC + "/event-log/" + id);
        String kept = log.json().path("raw_payload").asString();
        if (!kept.equals(new String(text.bytes(), StandardCharsets.UTF_8).strip())) {
            wrong.add(text + " was kept as " + kept);
        }
    }

    private static void refuses(String name, Answer answer, List<String> wrong) {
        boolean right = answer.status() == 400
                && answer.json().get("error_code").asString().equals("INVALID_JSON")
                && answer.json().at("/details/line").asInt() >= 1
                && answer.json().at("/details/column").asInt() >= 1;
        if (!right) {
            wrong.add(name + " answered " + answer);
        }
    }
}
