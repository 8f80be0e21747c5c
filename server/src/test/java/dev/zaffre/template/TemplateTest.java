package dev.zaffre.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.zaffre.base.Json;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class TemplateTest {
    private static final Scope SCOPE = scope("""
            {"event":{"first_name":"Mark","age":221,"big":9007199254740993,"huge":1e400,"one":1.0,"minus":-0,"vast":1e999999999,
              "new":false,"none":null,"empty":"","zero":0,"address":{"pincode":560103,"street":"MG Road"},
              "tags":["a",{"name":"b"},[1,2]],"First Name":"Ada","größe":"XL","$ref":"r","@id":"i","2":"two",
              "template":"{{event.first_name}}","quote":"'","braces":"}}{{","__proto__":{"x":"proto"},"constructor":"c",
              "jndi":"${jndi:ldap://x}"},
             "node":{"15":{"body":[{"name":"old"}],"status":"Success"}}}""");

    private static Scope scope(String json) {
        return new JsonScope((ObjectNode) Json.parse(json));
    }

    private static @Nullable String rendered(String template) {
        JsonNode value = Template.compile(template).render(SCOPE);
        return value == null ? null : Json.write(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "{{event.first_name}} ¦ \"Mark\"",
                "{{ event.first_name }} ¦ \"Mark\"",
                "{{\tevent . first_name }} ¦ \"Mark\"",
                "{{event.age}} ¦ 221",
                "{{event.big}} ¦ 9007199254740993",
                "{{event.huge}} ¦ 1e400",
                "{{event.vast}} ¦ 1e999999999",
                "{{event.one}} ¦ 1.0",
                "{{event.minus}} ¦ -0",
                "{{event.new}} ¦ false",
                "{{event.none}} ¦ null",
                "{{event.empty}} ¦ \"\"",
                "{{event.address}} ¦ {\"pincode\":560103,\"street\":\"MG Road\"}",
                "{{event.address.pincode}} ¦ 560103",
                "{{event.tags}} ¦ [\"a\",{\"name\":\"b\"},[1,2]]",
                "{{event.tags.0}} ¦ \"a\"",
                "{{event.tags.1.name}} ¦ \"b\"",
                "{{event.tags.2.1}} ¦ 2",
                "{{event.2}} ¦ \"two\"",
                "{{event.First Name}} ¦ \"Ada\"",
                "{{event.größe}} ¦ \"XL\"",
                "{{event.$ref}} ¦ \"r\"",
                "{{event.@id}} ¦ \"i\"",
                "{{event.__proto__.x}} ¦ \"proto\"",
                "{{node.15.body.0.name}} ¦ \"old\"",
                "{{node.15.response:0.name}} ¦ \"old\"",
                "{{'text'}} ¦ \"text\"",
                "{{12}} ¦ 12",
                "{{true}} ¦ true",
                "{{null}} ¦ null",
            })
    void one_placeholder_keeps_type_and_characters(String template, String expected) {
        assertThat(rendered(template)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "Hello {{event.first_name}}! ¦ Hello Mark!",
                "{{event.first_name}}{{event.age}} ¦ Mark221",
                "#{{event.big}} ¦ #9007199254740993",
                "#{{event.huge}} {{event.one}} {{event.minus}} {{event.vast}} ¦ #1e400 1.0 -0 1e999999999",
                "#{{event.new}} ¦ #false",
                "#{{event.none}}# ¦ ##",
                "#{{event.missing}}# ¦ ##",
                "#{{event.address}} ¦ #{\"pincode\":560103,\"street\":\"MG Road\"}",
                "#{{event.tags}} ¦ #[\"a\",{\"name\":\"b\"},[1,2]]",
                "{\"a\":{{event.age}}} ¦ {\"a\":221}",
                "no placeholder } }} { ¦ no placeholder } }} {",
                "\\{{event.age}} ¦ {{event.age}}",
                "\\\\{{event.age}} ¦ \\221",
                "\\\\\\{{event.age}} ¦ \\{{event.age}}",
                "C:\\dir\\{{event.age} ¦ C:\\dir{{event.age}",
                "a\\b {{event.age}} ¦ a\\b 221",
            })
    void mixed_text_concatenates(String template, String expected) {
        assertThat(Template.compile(template).renderText(SCOPE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "{{event.missing || 'text'}} ¦ \"text\"",
                "{{event.missing||\"it's\"}} ¦ \"it's\"",
                "{{event.missing || 'it\\'s }} || \\\\ C:\\dir'}} ¦ \"it's }} || \\\\ C:\\\\dir\"",
                "{{event.none || 'text'}} ¦ \"text\"",
                "{{event.empty || 'text'}} ¦ \"text\"",
                "{{event.zero || 'text'}} ¦ 0",
                "{{event.new || 'text'}} ¦ false",
                "{{event.missing || event.age}} ¦ 221",
                "{{event.missing || event.none || 12}} ¦ 12",
                "{{event.missing || -1.50e3}} ¦ -1.50e3",
                "{{event.missing || true}} ¦ true",
                "{{event.missing || null}} ¦ null",
                "{{event.missing || event.none}} ¦ null",
                "x{{event.missing || 'y'}} ¦ \"xy\"",
            })
    void a_fallback_counts_when_nothing_null_or_an_empty_text_is_there(String template, String expected) {
        assertThat(rendered(template)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{event.missing}}",
                "{{missing}}",
                "{{event.first_name.length}}",
                "{{event.tags.3}}",
                "{{event.tags.-1}}",
                "{{event.tags.99999999999}}",
                "{{event.tags.length}}",
                "{{event.none.x}}",
                "{{event.missing || event.gone}}",
                "{{event.getClass}}",
                "{{event.class.classLoader}}",
            })
    void nothing_there_is_null(String template) {
        assertThat(Template.compile(template).render(SCOPE)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "{{event.a ¦ column 1",
                "ab {{event.a } ¦ column 14",
                "{{ ¦ column 1",
                "{{}} ¦ column 3",
                "{{ || 'a'}} ¦ column 4",
                "{{a || }} ¦ column 8",
                "{{a | b}} ¦ column 5",
                "{{a || 'b}} ¦ column 8",
                "{{a 'b'}} ¦ column 5",
                "{{7*7}} ¦ column 4",
                "{{a..b}} ¦ column 5",
                "{{.a}} ¦ column 3",
                "{{a.}} ¦ column 5",
                "{{{a}}} ¦ column 3",
                "{{a{{b}}}} ¦ column 4",
                "{{#each items}} ¦ column 3",
                "{{group:array_item.Id}} ¦ column 8",
                "{{a[0]}} ¦ column 4",
                "{{f(x)}} ¦ column 4",
                "{{${a}}} ¦ column 4",
            })
    void what_is_not_a_path_is_refused_with_its_column(String template, String place) {
        assertThatThrownBy(() -> Template.compile(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(" + place + ")");
    }

    @Test
    void what_comes_from_data_is_never_evaluated() {
        assertThat(rendered("{{event.template}}")).isEqualTo("\"{{event.first_name}}\"");
        assertThat(rendered("a {{event.template}} {{event.braces}} {{event.jndi}} {{event.quote}}"))
                .isEqualTo("\"a {{event.first_name}} }}{{ ${jndi:ldap://x} '\"");
        assertThat(rendered("${jndi:ldap://x} #{7*7} <%= 7 %>")).isEqualTo("\"${jndi:ldap://x} #{7*7} <%= 7 %>\"");
    }

    @Test
    void a_value_is_handed_through_untouched() {
        ObjectNode root = (ObjectNode) Json.parse("{\"a\":{\"b\":1}}");
        assertThat(Template.compile("{{a}}").render(new JsonScope(root))).isSameAs(root.get("a"));
    }

    @Test
    void paths_say_whether_a_fallback_follows() {
        assertThat(Template.compile("{{a.b || c || 'x'}} {{d}} {{e || f}}").paths())
                .containsExactly(
                        new Template.Path(List.of("a", "b"), true),
                        new Template.Path(List.of("c"), true),
                        new Template.Path(List.of("d"), false),
                        new Template.Path(List.of("e"), true),
                        new Template.Path(List.of("f"), false));
    }

    @Test
    void escaping_touches_only_what_is_inserted() {
        Scope scope = scope("{\"a\":\"x/../y?z=1&ü\\r\\nSet-Cookie: s\"}");
        assertThat(Template.compile("/v1/{{a}}/ü").renderEscaped(scope, Escapes::pathSegment))
                .isEqualTo("/v1/x%2F..%2Fy%3Fz%3D1%26%C3%BC%0D%0ASet-Cookie%3A%20s/ü");
        assertThat(Template.compile("Bearer {{a}}").renderEscaped(scope, Escapes::headerValue))
                .isEqualTo("Bearer x/../y?z=1&ü  Set-Cookie: s");
        for (String bad : List.of("", ".", "..")) {
            assertThatThrownBy(() -> Escapes.pathSegment(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "{{url}}/items/{{id}} ¦ https://api.example.com/v1/items/a%2Fb%3Fc",
                "https://{{sub}}.example.com:{{port}}/x ¦ https://acme.example.com:8443/x",
                "https://example.com/{{id}}/y?q={{id}}&r={{url}} ¦ https://example.com/a%2Fb%3Fc/y?q=a%2Fb%3Fc&r=https%3A%2F%2Fapi.example.com%2Fv1",
                "https://example.com?q={{id}} ¦ https://example.com?q=a%2Fb%3Fc",
                "/relative/{{id}} ¦ /relative/a%2Fb%3Fc",
            })
    void in_an_address_a_value_cannot_leave_its_place(String template, String expected) {
        Scope scope = scope(
                "{\"url\":\"https://api.example.com/v1\",\"id\":\"a/b?c\",\"sub\":\"acme\",\"port\":8443,\"evil\":\"evil.com/\",\"at\":\"@evil.com\"}");
        assertThat(Template.compile(template).renderUrl(scope)).isEqualTo(expected);
        for (String bad :
                List.of("https://{{evil}}.example.com", "https://x.com{{at}}", "https://x.com/{{missing}}/y")) {
            assertThatThrownBy(() -> Template.compile(bad).renderUrl(scope))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_text_does_not_grow_without_end() {
        Scope scope = scope("{\"a\":\"" + "x".repeat(200_000) + "\"}");
        Template template = Template.compile("{{a}}".repeat(1000));
        assertThatThrownBy(() -> template.render(scope)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void any_text_compiles_or_is_refused_in_linear_time() {
        Random random = new Random(20260101);
        String[] pieces = {
            "{{", "}}", "{", "}", "\\", "||", "|", "'", "\"", ".", "a", "event", " ", "0", "-", "1e9", ":", "ü",
            "\u0000", "😀"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(20); n >= 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            compileOrRefuse(text.toString());
        }
        long start = System.nanoTime();
        for (String piece : List.of("{{", "{{a", "\\", "\\{{", "{{a||", "{{'", "{{a.", "{{a}}", "{{ ", "{{-1")) {
            compileOrRefuse(piece.repeat(200_000));
            compileOrRefuse("{{" + piece.repeat(200_000) + "}}");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    private static void compileOrRefuse(String text) {
        try {
            Template.compile(text).renderText(SCOPE);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("column");
        }
    }
}
