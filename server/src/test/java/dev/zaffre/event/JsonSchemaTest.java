package dev.zaffre.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class JsonSchemaTest {
    private static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }

    @Test
    void every_violation_is_listed_with_its_pointer() {
        var schema = new JsonSchema(json("""
                {'type':'object','required':['id'],'properties':{
                  'address':{'type':'object','properties':{'pin/code':{'type':'integer'}}},
                  'email':{'type':'string','format':'email'},
                  'tags':{'type':'array','items':{'type':'string'}}}}"""));
        var violations = schema.violations(json("{'address':{'pin/code':'x'},'email':'nobody','tags':['a',2]}"));
        assertThat(violations)
                .extracting(violation -> violation.path("pointer").asString())
                .containsExactlyInAnyOrder("", "/address/pin~1code", "/email", "/tags/1");
        assertThat(Json.write(violations)).contains("required property 'id' not found");
    }

    @Test
    void no_more_than_fifty_violations_are_listed() {
        var payload = Json.array();
        IntStream.range(0, 200).forEach(payload::add);
        assertThat(new JsonSchema(json("{'items':{'type':'string'}}")).violations(payload))
                .hasSize(JsonSchema.MAX_VIOLATIONS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'text'}",
                "{'properties':{'a':{'minLength':-1}}}",
                "{'pattern':'('}",
                "{'$ref':'#/nowhere'}",
                "{'$ref':'#'}",
                "{'$ref':'http://127.0.0.1:9/x.json'}",
                "{'$ref':'file:///etc/hostname'}",
                "{'$schema':'http://json-schema.org/draft-07/schema#'}",
            })
    void a_schema_that_cannot_be_used_is_refused(String schema) {
        assertThat(JsonSchema.problems(json(schema))).isNotEmpty();
    }

    @Test
    void problems_of_a_schema_say_where_they_are() {
        assertThat(JsonSchema.problems(json("{'properties':{'a':{'minLength':-1}}}"))
                        .get(0)
                        .path("pointer")
                        .asString())
                .isEqualTo("/properties/a/minLength");
    }

    @Test
    void a_pattern_that_would_take_for_ever_is_given_up() {
        var schema = new JsonSchema(json("{'pattern':'^(([a-z])+.)+\\\\2[A-Z]$'}"));
        var violations = schema.violations(json("'" + "a".repeat(60) + "'"));
        assertThat(violations.get(0).path("message").asString()).contains("takes too long");
    }

    @Test
    void checking_a_payload_takes_less_than_half_a_millisecond() {
        var sample = new EventModels().sample("contact").orElseThrow();
        var schema = new JsonSchema(SchemaInference.infer(sample));
        List<Duration> rounds = IntStream.range(0, 20)
                .mapToObj(round -> {
                    long begun = System.nanoTime();
                    for (int i = 0; i < 200; i++) {
                        schema.violations(sample);
                    }
                    return Duration.ofNanos((System.nanoTime() - begun) / 200);
                })
                .sorted()
                .toList();
        assertThat(rounds.getFirst()).isLessThan(Duration.ofNanos(500_000));
    }
}
