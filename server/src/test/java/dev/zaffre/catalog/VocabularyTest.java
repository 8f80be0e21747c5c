package dev.zaffre.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundRequest;
import dev.zaffre.delivery.Outcome;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What a definition can say beyond the usual: paths of several segments, cursors in bodies, answers that are no JSON. */
class VocabularyTest {
    private static final AppSchema SCHEMA = AppSchema.fromClasspath();
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String FILES = """
            slug: files
            name: Files
            description: A made-up store of files.
            auth:
              - type: keybased
                inputs:
                  - {name: key, label: Key, type: password, required: true}
                placements: [{into: bearer, value: "{{auth.key}}"}]
                verification:
                  method: GET
                  base_url: https://keys.files.example
                  path: /keys/{{auth.key}}
                  identifier: owner.name
              - type: oauth2
                authorization_url: https://files.example/authorize
                token_url: https://files.example/token
                discovery:
                  url: https://files.example/accounts
                  items: accounts
                  prefer: {is_default: true, scopes: write}
                  values: {account_id: id}
            base_url: https://api.files.example/v1
            verification: {method: GET, path: /me, identifier: email}
            errors:
              - {when: {status: [401], text: {contains: Permission requested}}, means: rejected}
              - {when: {status: [401]}, means: expired, reason: message}
              - {when: {status: [409]}, means: throttled, reason: message, wait_seconds: 30}
            actions:
              - id: write
                name: Write
                description: Writes a file.
                fields:
                  - {name: folder, label: Folder, type: text, required: true}
                  - {name: path, label: Path, type: text, required: true}
                  - {name: author, label: Author, type: text}
                  - {name: mail, label: Mail, type: text}
                  - {name: options, label: Options, type: object}
                request:
                  method: PUT
                  path: /folders/{{fields.folder}}/files/{{fields.path}}/content
                  several_segments: [path]
                  body:
                    kind: file
                    author:
                      name: "{{fields.author}}"
                      contact: {mail: "{{fields.mail}}"}
                    options: "{{fields.options}}"
                    nothing: {}
                    tags: [{author: "{{fields.author}}"}]
              - id: search
                name: Search
                description: Finds files.
                fields: [{name: words, label: Words, type: text}]
                request:
                  method: POST
                  path: /search
                  query: {all: true}
                  body: {query: {words: "{{fields.words}}"}}
                pagination:
                  {type: cursor, into: body, items: found, parameter: page.after, next: after, size_parameter: page.size, size: 2}
              - id: list
                name: List
                description: Reads a folder.
                fields: [{name: path, label: Path, type: text}]
                request: {method: POST, path: /list, body: {path: "{{fields.path}}"}}
                pagination:
                  {type: cursor, into: body, items: entries, parameter: cursor, next: cursor, more: has_more, continue: /continue}
            """;
    private final App app = BuiltInApps.read("files.yaml", FILES, SCHEMA);
    private final Credential key = new Credential("keybased", Map.of("key", new Secret("k-1")));

    private OutboundRequest prepare(String action, String fields) {
        return app.prepare(app.action(action).orElseThrow(), (ObjectNode) Json.parse(fields), key, "run-1");
    }

    private static String body(OutboundRequest request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }

    private static Exchange answered(int status, String body, OutboundRequest.Header... headers) {
        Outcome plain = status < 300 ? new Outcome.Delivered(status) : new Outcome.Rejected(status, "no");
        var answer = new Exchange.Answer(status, List.of(headers), body.getBytes(StandardCharsets.UTF_8), false);
        return new Exchange(plain, answer, NOW, Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            docs/a b.txt   | docs/a%20b.txt
            plan.txt       | plan.txt
            März/50%/x?y#z | M%C3%A4rz/50%25/x%3Fy%23z
            """)
    void a_path_of_several_segments_keeps_its_slashes_and_nothing_else(String path, String expected) {
        OutboundRequest request =
                prepare("write", Json.write(Json.object().put("folder", "a/b").put("path", path)));
        assertThat(request.url())
                .hasToString("https://api.files.example/v1/folders/a%2Fb/files/" + expected + "/content");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "docs/../../x", "docs/./x", "docs//x", "/docs", "docs/", "/", "..", "."})
    void a_path_of_several_segments_cannot_climb(String path) {
        String fields = Json.write(Json.object().put("folder", "a").put("path", path));
        assertThatThrownBy(() -> prepare("write", fields))
                .isInstanceOf(App.InvalidInput.class)
                .hasMessageContaining("between slashes there must be a name");
    }

    @Test
    void only_what_stands_in_the_path_can_be_of_several_segments() {
        assertThatThrownBy(() -> BuiltInApps.read(
                        "files.yaml", FILES.replace("several_segments: [path]", "several_segments: [author]"), SCHEMA))
                .isInstanceOf(InvalidDefinition.class)
                .hasMessageContaining("/actions/0/request/several_segments")
                .hasMessageContaining("{{fields.author}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                               | {"kind":"file","nothing":{},"tags":[{}]}
            {"options":{}}                   | {"kind":"file","options":{},"nothing":{},"tags":[{}]}
            {"mail":"a@b.example"}           | {"kind":"file","author":{"contact":{"mail":"a@b.example"}},"nothing":{},"tags":[{}]}
            {"author":"Ada"}                 | {"kind":"file","author":{"name":"Ada"},"nothing":{},"tags":[{"author":"Ada"}]}
            """)
    void an_object_of_which_nothing_is_left_is_left_out(String given, String expected) {
        ObjectNode fields = (ObjectNode) Json.parse(given);
        fields.put("folder", "a").put("path", "b");
        assertThat(body(prepare("write", Json.write(fields)))).isEqualTo(expected);
    }

    @Test
    void each_way_to_authenticate_is_proven_by_its_own_call() {
        assertThat(app.verification(key).orElseThrow().url()).hasToString("https://keys.files.example/keys/k-1");
        Credential token =
                new Credential("oauth2", Map.of("access_token", new Secret("t"), "account_id", new Secret("7")));
        assertThat(app.verification(token).orElseThrow().url()).hasToString("https://api.files.example/v1/me");
        Exchange.Answer answer = java.util.Objects.requireNonNull(
                answered(200, "{\"owner\":{\"name\":\"Ada\"},\"email\":\"ada@example.com\"}")
                        .answer());
        assertThat(app.identifier("keybased", answer)).contains("Ada");
        assertThat(app.identifier("oauth2", answer)).contains("ada@example.com");
        assertThat(app.hasVerification()).isTrue();
    }

    @Test
    void a_way_of_its_own_verification_alone_does_not_prove_the_other() {
        App half = BuiltInApps.read(
                "files.yaml", FILES.replace("verification: {method: GET, path: /me, identifier: email}\n", ""), SCHEMA);
        assertThat(half.verification(key)).isPresent();
        assertThat(half.hasVerification()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [{"id":1,"is_default":false,"scopes":["write"]},{"id":2,"is_default":"true","scopes":["read","write"]}] | 2
            [{"id":1,"is_default":true,"scopes":["read"]},{"id":2,"is_default":false,"scopes":["write"]}]          | 1
            [{"id":1},{"id":2}]                                                                                    | 1
            []                                                                                                     | -
            {}                                                                                                     | -
            """)
    void the_preferred_account_of_several_is_taken(String accounts, String id) {
        var discovery =
                java.util.Objects.requireNonNull(app.oauth().orElseThrow().discovery());
        ObjectNode answer = Json.object();
        answer.set("accounts", Json.parse(accounts));
        var subject = discovery.subject(answer);
        assertThat(subject == null ? "-" : subject.path("id").asString()).isEqualTo(id);
    }

    private record Sent(URI url, String body) {}

    private List<Sent> pages(String action, String fields, String... answers) {
        List<Sent> sent = new ArrayList<>();
        Deque<String> left = new ArrayDeque<>(List.of(answers));
        Exchange all = app.perform(app.action(action).orElseThrow(), prepare(action, fields), page -> {
            sent.add(new Sent(page.url(), body(page)));
            return answered(200, left.remove());
        });
        assertThat(left).isEmpty();
        Exchange.Answer answer = java.util.Objects.requireNonNull(all.answer());
        sent.add(new Sent(URI.create("joined:all"), new String(answer.body(), StandardCharsets.UTF_8)));
        return sent;
    }

    @Test
    void a_cursor_and_the_size_can_go_into_the_body() {
        URI search = URI.create("https://api.files.example/v1/search?all=true");
        assertThat(pages(
                        "search",
                        "{\"words\":\"plan\"}",
                        "{\"found\":[1,2],\"after\":\"c2\"}",
                        "{\"found\":[3],\"after\":null}"))
                .containsExactly(
                        new Sent(search, "{\"query\":{\"words\":\"plan\"},\"page\":{\"size\":2}}"),
                        new Sent(search, "{\"query\":{\"words\":\"plan\"},\"page\":{\"size\":2,\"after\":\"c2\"}}"),
                        new Sent(URI.create("joined:all"), "[1,2,3]"));
    }

    @Test
    void pages_after_the_first_can_have_an_address_of_their_own_and_be_empty() {
        URI further = URI.create("https://api.files.example/v1/list/continue");
        assertThat(pages(
                        "list",
                        "{\"path\":\"/a\"}",
                        "{\"entries\":[1],\"cursor\":\"c1\",\"has_more\":true}",
                        "{\"entries\":[],\"cursor\":\"c2\",\"has_more\":true}",
                        "{\"entries\":[2],\"cursor\":\"c3\",\"has_more\":false}"))
                .containsExactly(
                        new Sent(URI.create("https://api.files.example/v1/list"), "{\"path\":\"/a\"}"),
                        new Sent(further, "{\"cursor\":\"c1\"}"),
                        new Sent(further, "{\"cursor\":\"c2\"}"),
                        new Sent(URI.create("joined:all"), "[1,2]"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            401 | text/plain       | unauthorized permission requested | Rejected    | unauthorized permission requested
            401 | text/plain       | invalid token                     | AuthExpired | invalid token
            401 | application/json | {"message":"ended"}               | AuthExpired | ended
            401 | text/html        | <h1>no</h1>                       | AuthExpired | The app answered 401
            """)
    void answers_in_plain_text_mean_what_the_app_says(
            int status, String type, String body, String outcome, String reason) {
        Outcome judged = app.judge(answered(status, body, new OutboundRequest.Header("Content-Type", type)))
                .outcome();
        assertThat(judged.getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(reason(judged)).isEqualTo(reason);
    }

    private static @Nullable String reason(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected
                ? rejected.reason()
                : outcome instanceof Outcome.AuthExpired expired ? expired.reason() : null;
    }

    @Test
    void an_app_that_gives_no_time_is_waited_for_as_declared() {
        assertThat(app.judge(answered(409, "{\"message\":\"busy\"}")).outcome())
                .isEqualTo(new Outcome.Throttled(409, NOW.plusSeconds(31), "busy"));
        assertThat(app.judge(answered(409, "{}", new OutboundRequest.Header("Retry-After", "7")))
                        .outcome())
                .isEqualTo(new Outcome.Throttled(409, NOW.plusSeconds(8), "The app answered 409"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            means: expired, reason: message | means: expired, wait_seconds: 5 | /errors/1
            text: {contains: Permission requested} | text: {equals: x} | /errors/0/when/text
            type: cursor, into: body, items: entries | type: cursor, items: entries | /actions/2/pagination
            items: accounts | headers: {} | /auth/1/discovery
            path: /keys/{{auth.key}} | path: /keys/{{auth.kee}} | /auth/0/verification
            path: /keys/{{auth.key}} | path: /keys/{{auth.access_token}} | /auth/0/verification
            """)
    void what_cannot_be_is_refused_with_its_place(String right, String wrong, String place) {
        assertThat(FILES).contains(right);
        assertThatThrownBy(() -> BuiltInApps.read("files.yaml", FILES.replace(right, wrong), SCHEMA))
                .isInstanceOf(InvalidDefinition.class)
                .hasMessageContaining(place);
    }
}
