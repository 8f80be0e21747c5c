package dev.zaffre.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class SchemaInferenceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'x'                      | {'type':'string'}",
                "221                      | {'type':'integer'}",
                "221.0                    | {'type':'number'}",
                "1e400                    | {'type':'number'}",
                "9007199254740993         | {'type':'integer'}",
                "true                     | {'type':'boolean'}",
                "null                     | {}",
                "[]                       | {'type':'array'}",
                "[1,2]                    | {'type':'array','items':{'type':'integer'}}",
                "[1,2.5]                  | {'type':'array','items':{'type':'number'}}",
                "[1,'a',null]             | {'type':'array','items':{'type':['integer','string','null']}}",
                "[null]                   | {'type':'array','items':{}}",
                "{}                       | {'type':'object','properties':{}}",
                "{'a':{'b':1}}            | {'type':'object','properties':{'a':{'type':'object','properties':{'b':{'type':'integer'}}}}}",
                "[{'a':1},{'b':'x'}]      | {'type':'array','items':{'type':'object','properties':{'a':{'type':'integer'},'b':{'type':'string'}}}}",
                "[{'a':null},{'a':'x'}]   | {'type':'array','items':{'type':'object','properties':{'a':{'type':['null','string']}}}}",
                "[[1],['a']]              | {'type':'array','items':{'type':'array','items':{'type':['integer','string']}}}",
            })
    void a_sample_suggests_its_types_and_nothing_more(String sample, String schema) {
        ObjectNode inferred = SchemaInference.infer(Json.parse(sample.replace('\'', '"')));
        assertThat(inferred.remove("$schema").asString()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(Json.write(inferred)).isEqualTo(schema.replace('\'', '"'));
    }

    @Test
    void a_sample_satisfies_what_it_suggests() {
        for (var model : new EventModels().all()) {
            var sample = model.path("response");
            assertThat(JsonSchema.problems(SchemaInference.infer(sample))).isEmpty();
            assertThat(new JsonSchema(SchemaInference.infer(sample)).violations(sample))
                    .isEmpty();
        }
    }
}
