package dev.zaffre.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "560103",
                "9007199254740993",
                "1e400",
                "1E+2",
                "0.1",
                "-0",
                "-0.0",
                "1.0",
                "100000000000000000000000000",
                "\"\\u0000\"",
                "{\"b\":1,\"a\":{\"z\":[1.50,true,null]}}",
                "\"😀\"",
                "\"\"",
                "{\"\":1}",
                "1e999999999"
            })
    void what_was_read_is_written_with_the_same_characters(String document) {
        assertThat(Json.write(Json.parse(document))).isEqualTo(document);
        assertThat(new String(Json.writeBytes(Json.parse(document)), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(document);
    }

    @Test
    void malformed_text_is_refused_with_its_place() {
        assertThatThrownBy(() ->
                        Json.parse("{\n  \"a\": 1,\n  \"b\" 2}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(Json.Malformed.class, malformed -> {
                    assertThat(malformed.line).isEqualTo(3);
                    assertThat(malformed.column).isEqualTo(7);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1,]",
                "1 2",
                "{\"a\":1}x",
                "nul",
                "01",
                "+1",
                "'a'",
                "[1e]",
                "// c\n1",
                "NaN",
                "\"\t\""
            })
    void what_is_not_json_is_refused(String document) {
        assertThatThrownBy(() -> Json.parse(document)).isInstanceOf(Json.Malformed.class);
    }

    @Test
    void nesting_beyond_the_limit_is_refused_without_exhausting_the_stack() {
        assertThatThrownBy(() -> Json.parse("[".repeat(100_000))).isInstanceOf(Json.Malformed.class);
        assertThat(Json.parse("[".repeat(64) + "]".repeat(64)).isArray()).isTrue();
    }

    @Test
    void what_is_wrong_is_said_in_the_sender_s_terms() {
        assertThatThrownBy(() -> Json.parse("{\"event\":\"x\",\n \"payload\":{]}"))
                .isInstanceOf(Json.Malformed.class)
                .hasMessage("Unexpected close marker ']': expected '}'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[1,2", "{\"a\":{", "{\"payload\":{]}", "/* c */1", "{\"a\" 1}", "nul", "[1}"})
    void the_parser_does_not_speak_of_itself(String document) {
        assertThatThrownBy(() -> Json.parse(document))
                .isInstanceOf(Json.Malformed.class)
                .satisfies(malformed ->
                        assertThat(malformed.getMessage()).doesNotContain("Source", "Feature", "REDACTED", "enabled"));
    }
}
