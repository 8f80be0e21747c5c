package dev.zaffre.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.cli.ZaffreCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A suite that nothing fails is worth nothing: one mistake for each check that data alone can fail, made in a whole connector. */
class BrokenConnectorTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void a_whole_connector() throws IOException {
        Files.createFile(folder.resolve("index.txt"));
        int code = ZaffreCommand.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .execute("connector", "new", "acme", "--auth", "oauth2", "--folder", folder.toString());
        assertThat(code).isZero();
        change("app.yaml", " # TODO.*", "");
    }

    private void change(String file, String right, String wrong) throws IOException {
        Path path = folder.resolve("acme").resolve(file);
        String text = Files.readString(path);
        String changed = text.replaceAll(right, wrong);
        assertThat(changed).isNotEqualTo(text);
        Files.writeString(path, changed);
    }

    private List<Result> failed() {
        try (Conformance suite = Conformance.of(folder.resolve("acme"))) {
            return suite.run().stream()
                    .filter(result -> result.state() == Result.State.FAILED)
                    .toList();
        }
    }

    @Test
    void without_a_mistake_everything_passes() {
        assertThat(failed()).isEmpty();
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            app.yaml | method: PATCH | method: STEAL | the files can be read and used | app.yaml:8
            app.yaml | slug: acme | slug: other | the files can be read and used | folder's name
            golden.json | "what": | what: | the files can be read and used | golden.json:3: not readable as JSON
            app.yaml | (?m)^name: Acme$ | name: Acme # TODO: its name | nothing of the template is left | 'name' is still to do: its name
            app.yaml | verification: .* | | enough for the catalogue | verification
            app.yaml | method: P[A-Z]+ | method: GET | enough for the catalogue | 0 actions that write
            app.yaml | docs_url.* | | enough for the catalogue | docs_url
            golden.json | "body": \\{"text": "Asked | "body": {"text": "Asks | each request equals golden.json | the body is
            golden.json | /contacts/1001/notes | /contacts/1001/note | each request equals golden.json | the url is
            golden.json | "action": "add_note" | "action": "add_notice" | each request equals golden.json | no example of 'add_note'
            app.yaml | (?m)^(    optional: .*)$ | $1\\n  placements: [{into: header, name: X-Team, value: "{{auth.team}}"}]\\n  token: {values: {team: team}} | the credential is put where it is declared | is empty
            app.yaml | identifier: email | identifier: mail | verification tells who is connected | the identifier is ''
            fixtures/verification.json | "status": 401 | "status": 200 | verification tells a refused credential | Delivered
            fixtures/verification.json | "status": 401 | "status": 403 | a refused credential expires the connection | means expired
            fixtures/token.json | "values": \\{ | "values": {"tenant": "7", | the first token is read as declared | tenant
            fixtures/token.json | "expires_in": 3600\\n} | "expires_in": 60\\n} | the first token is read as declared | the token ends
            fixtures/verification.json | "status": 401 | "status": 403 | an ended token is renewed, and the call repeated with the new one | Rejected
            app.yaml | status: \\[401] | status: [401, 429] | Retry-After is honoured | AuthExpired
            app.yaml | status: \\[401] | status: [401, 5xx] | a failure of the app is tried again | 503 is not tried again
            golden.json | "output": \\{"id" | "output": {"key" | the answer is mapped | later nodes see
            golden.json | "response": \\{"status": 201 | "response": {"status": 500 | the answer is mapped | judged as
            """)
    void a_mistake_fails_the_check_that_is_for_it(String file, String right, String wrong, String check, String words)
            throws IOException {
        change(file, right, wrong == null ? "" : wrong.replace("\\n", "\n"));
        assertThat(failed())
                .filteredOn(result -> result.check().equals(check))
                .singleElement()
                .satisfies(result -> assertThat(result.reason()).contains(words));
    }

    @Test
    void what_the_app_refuses_for_good_must_not_be_declared_worth_another_attempt() throws IOException {
        change("app.yaml", "status: \\[4xx], body: .*\\n    means: rejected", "status: [4xx]}\n    means: retry");
        assertThat(failed())
                .extracting(Result::check)
                .containsExactly("Retry-After is honoured", "what the app refuses is not tried again");
    }
}
