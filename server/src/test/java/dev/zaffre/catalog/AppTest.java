package dev.zaffre.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundRequest;
import dev.zaffre.delivery.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class AppTest {
    private static final AppSchema SCHEMA = AppSchema.fromClasspath();
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String ALL_PLACES = """
            slug: everywhere
            name: Everywhere
            description: Puts credentials into every place.
            auth:
              type: keybased
              inputs:
                - {name: region, label: Region, type: text, required: true}
                - {name: user, label: User, type: text, required: true}
                - {name: key, label: Key, type: password, required: true}
              placements:
                - {into: basic, value: "{{auth.user}}:{{auth.key}}"}
                - {into: query, name: api key, value: "{{auth.key}}"}
                - {into: body, name: token, value: "{{auth.key}}"}
                - {into: header, name: X-Key, value: "k {{auth.key}}"}
            base_url: https://{{auth.region}}.example.com/v1/
            idempotency_header: X-Once
            actions:
              - id: find
                name: Find
                description: Finds.
                fields:
                  - {name: kind, label: Kind, type: text, required: true}
                  - {name: words, label: Words, type: json}
                  - {name: note, label: Note, type: text}
                request:
                  method: POST
                  path: /{{fields.kind}}/search
                  query: {q: "{{fields.words}}", limit: 5, note: "{{fields.note}}"}
                  headers: {X-Note: "n:{{fields.note}}", Authorization: "{{fields.note}}"}
                  body: {words: "{{fields.words}}"}
                response:
                  output: {first: "{{body.items.0.id}}", status: "{{status}}"}
            """;
    private final App app = BuiltInApps.read("test", ALL_PLACES, SCHEMA);
    private final Map<String, Secret> credential =
            Map.of("region", new Secret("eu-1"), "user", new Secret("acme"), "key", new Secret("s3c/ret\"x"));

    private OutboundRequest prepare(String fields) {
        return app.prepare(
                app.actions().getFirst(),
                (ObjectNode) Json.parse(fields),
                new Credential("keybased", credential),
                "run-1");
    }

    private static App builtIn(String slug) {
        return java.util.Objects.requireNonNull(BuiltInApps.load(SCHEMA).get(slug), slug);
    }

    private static String header(OutboundRequest request, String name) {
        return request.headers().stream()
                .filter(header -> header.name().equals(name))
                .map(OutboundRequest.Header::value)
                .reduce("", (one, other) -> one + other);
    }

    @Test
    void credentials_are_placed_and_every_form_of_them_is_named_a_secret() {
        OutboundRequest request = prepare("{\"kind\":\"people\",\"words\":[\"a b\",\"&=\"]}");
        assertThat(request.url())
                .hasToString(
                        "https://eu-1.example.com/v1/people/search?q=a%20b&q=%26%3D&limit=5&api%20key=s3c%2Fret%22x");
        assertThat(header(request, "Authorization")).isEqualTo("Basic YWNtZTpzM2MvcmV0Ing=");
        assertThat(header(request, "X-Key")).isEqualTo("k s3c/ret\"x");
        assertThat(header(request, "X-Once")).isEqualTo("run-1");
        assertThat(new String(request.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"words\":[\"a b\",\"&=\"],\"token\":\"s3c/ret\\\"x\"}");
        assertThat(request.secrets())
                .contains("s3c/ret\"x", "s3c%2Fret%22x", "s3c/ret\\\"x", "YWNtZTpzM2MvcmV0Ing=", "acme");
    }

    @Test
    void a_value_cannot_start_a_header_of_its_own_or_take_the_credentials_place() {
        OutboundRequest request = prepare("{\"kind\":\"x\",\"note\":\"a\\r\\nX-Evil: 1\"}");
        assertThat(request.headers())
                .noneMatch(header ->
                        header.value().contains("\n") || header.value().contains("\r"));
        assertThat(request.headers()).noneMatch(header -> header.name().equals("X-Evil"));
        assertThat(header(request, "Authorization")).startsWith("Basic ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example/",
                "evil.example#",
                "evil.example?",
                "a@evil.example",
                "evil.example:80/x",
                "\\\\evil",
                ""
            })
    void a_credential_cannot_lead_to_another_host(String region) {
        var hostile = Map.of("region", new Secret(region), "user", new Secret("u"), "key", new Secret("k"));
        assertThatThrownBy(() -> app.prepare(
                        app.actions().getFirst(),
                        Json.object().put("kind", "x"),
                        new Credential("keybased", hostile),
                        "run-1"))
                .isInstanceOf(App.InvalidInput.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", ""})
    void a_value_cannot_climb_out_of_its_path(String kind) {
        assertThatThrownBy(() -> prepare(Json.write(Json.object().put("kind", kind))))
                .isInstanceOf(App.InvalidInput.class);
    }

    @Test
    void what_is_missing_is_named_in_the_documented_words() {
        assertThatThrownBy(() -> prepare("{}"))
                .isInstanceOf(App.InvalidInput.class)
                .hasMessage("Required parameter 'kind' is missing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            number  | 12            | 12
            number  | "12.50"       | 12.50
            number  | "1e3"         | 1e3
            number  | "0x1"         | -
            number  | true          | -
            text    | 9007199254740993 | "9007199254740993"
            text    | 1e400         | "1e400"
            text    | false         | "false"
            text    | {"a":1}       | -
            boolean | true          | true
            boolean | "false"       | false
            boolean | 1             | -
            email   | "a@b.example" | "a@b.example"
            email   | "nobody"      | -
            url     | "https://a.example/x?y" | "https://a.example/x?y"
            url     | "javascript:alert(1)" | -
            url     | "a b"         | -
            date    | "2026-02-28"  | "2026-02-28"
            date    | "2026-02-30"  | -
            date    | "2026-02-28T10:00:00Z" | "2026-02-28T10:00:00Z"
            date    | "2026-02-28T10:00:00-05:00" | "2026-02-28T10:00:00-05:00"
            date    | "2026-02-28T10:00:00" | "2026-02-28T10:00:00"
            date    | "tomorrow"    | -
            select  | "red"         | "red"
            select  | "green"       | -
            multi-select | ["red","blue"] | ["red","blue"]
            multi-select | "red"    | ["red"]
            multi-select | ["red","green"] | -
            object  | {"b":1,"a":2} | {"b":1,"a":2}
            object  | "{\\"a\\":1.0}" | {"a":1.0}
            object  | [1]           | -
            array   | [1]           | [1]
            array   | "[1,"         | -
            json    | 1             | 1
            json    | "text"        | "text"
            json    | "[1]"         | [1]
            number  | null          | null
            """)
    void the_type_of_a_field_decides_what_is_sent(String type, String given, String sent) {
        var options = List.of(new FieldSpec.Option("Red", "red"), new FieldSpec.Option("Blue", "blue"));
        var field = new FieldSpec("f", "F", type, false, null, null, null, null, options, null, List.of(), List.of());
        ObjectNode fields = Json.object();
        fields.set("f", Json.parse(given));
        if (sent.equals("-")) {
            assertThatThrownBy(() -> Inputs.check(List.of(field), fields))
                    .isInstanceOf(App.InvalidInput.class)
                    .hasMessageContaining("'f' must be");
        } else {
            assertThat(Json.write(Inputs.check(List.of(field), fields))).isEqualTo("{\"f\":" + sent + "}");
        }
    }

    @Test
    void an_action_can_map_the_answer() {
        var answer = new Exchange.Answer(
                200, List.of(), "{\"items\":[{\"id\":1.0}]}".getBytes(StandardCharsets.UTF_8), false);
        assertThat(Json.write(app.output(app.actions().getFirst(), answer)))
                .isEqualTo("{\"first\":1.0,\"status\":200}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            200 | {"ok":true}                                | Delivered
            200 | {"ok":false,"error":"no_text"}             | Rejected
            200 | {"ok":false,"error":"invalid_auth"}        | AuthExpired
            200 | {"ok":false,"error":"ratelimited"}         | Throttled
            200 | {"okay":1}                                 | Rejected
            200 | <html>                                     | Rejected
            401 | {"ok":false,"error":"whatever"}            | AuthExpired
            """)
    void answers_mean_what_the_app_says_they_mean(int status, String body, String outcome) {
        App chat = builtIn("sandbox-chat");
        var answer = new Exchange.Answer(
                status,
                List.of(new OutboundRequest.Header("retry-after", "7")),
                body.getBytes(StandardCharsets.UTF_8),
                false);
        Outcome plain = status == 200 ? new Outcome.Delivered(200) : new Outcome.Rejected(status, "no");
        var exchange = new Exchange(plain, answer, NOW, Duration.ofSeconds(1));
        Outcome judged =
                chat.judge(chat.action("post_message").orElseThrow(), exchange).outcome();
        assertThat(judged.getClass().getSimpleName()).isEqualTo(outcome);
        if (judged instanceof Outcome.Throttled throttled) {
            assertThat(throttled.until()).isEqualTo(NOW.plusSeconds(8));
            assertThat(throttled.reason()).isEqualTo("ratelimited");
        }
    }

    @Test
    void the_bundled_definitions_name_who_connected() {
        App crm = builtIn("sandbox-crm");
        var answer = new Exchange.Answer(
                200, List.of(), "{\"account\":\"crm-acme\"}".getBytes(StandardCharsets.UTF_8), false);
        assertThat(crm.identifier("keybased", answer)).contains("crm-acme");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            name: Everywhere | title: x | name
            type: keybased | type: magic | /auth/type
            into: basic | into: cookie | /auth/placements/0/into
            https://{{auth.region}} | ftp://x | /base_url
            https://{{auth.region}} | https://{{auth.regoin}} | {{auth.regoin}} is not declared
            path: /{{fields.kind}} | path: /{{fields.sort}} | {{fields.sort}} is not declared
            path: /{{fields.kind}} | path: /../x | /actions/0/request/path
            path: /{{fields.kind}} | path: //{{fields.kind | /actions/0/request
            name: words | name: kind | 'kind' occurs more than once
            name: X-Key | name: "X Key" | /auth/placements/3/name
            idempotency_header: X-Once | idempotency_header: Host | /idempotency_header
            method: POST | method: STEAL | /actions/0/request/method
            slug: everywhere | slug: ../etc | /slug
            """)
    void a_wrong_definition_is_refused_with_the_place(String right, String wrong, String place) {
        assertThat(ALL_PLACES).contains(right);
        assertThatThrownBy(() -> BuiltInApps.read("connectors/x/app.yaml", ALL_PLACES.replace(right, wrong), SCHEMA))
                .isInstanceOf(InvalidDefinition.class)
                .hasMessageStartingWith("connectors/x/app.yaml is not a valid app definition")
                .hasMessageContaining(place);
    }

    @Test
    void what_is_not_yaml_is_refused_in_words() {
        assertThatThrownBy(() -> BuiltInApps.read("x.yaml", "slug: [", SCHEMA))
                .isInstanceOf(InvalidDefinition.class)
                .hasMessageContaining("not readable as YAML");
    }
}
