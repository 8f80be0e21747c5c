package dev.zaffre.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.provider.ValueSource;

/** The way of who writes a connector: new, check, test. */
class ConnectorCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @BeforeEach
    void a_folder_with_one_connector_named_last() throws IOException {
        Files.writeString(folder.resolve("index.txt"), "zebra\n");
    }

    private int connector(String command, String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> all = new java.util.ArrayList<>(List.of("connector", command, "--folder", folder.toString()));
        all.addAll(List.of(arguments));
        return ZaffreCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private void change(String right, String wrong) throws IOException {
        Path file = folder.resolve("acme-crm/app.yaml");
        Files.writeString(file, Files.readString(file).replaceAll(right, wrong));
    }

    @ParameterizedTest
    @ValueSource(strings = {"keybased", "oauth2"})
    void a_new_connector_passes_every_check_once_its_author_has_filled_it_in(String auth) throws IOException {
        assertThat(connector("new", "acme-crm", "--auth", auth)).isZero();
        assertThat(out.toString()).contains("acme-crm/app.yaml", "golden.json", "connector check acme-crm");
        assertThat(Files.readAllLines(folder.resolve("index.txt"))).containsExactly("acme-crm", "zebra");
        assertThat(Files.readString(folder.resolve("acme-crm/app.yaml")))
                .startsWith("# yaml-language-server: $schema=../connector.schema.json\nslug: acme-crm\n");

        assertThat(connector("check", "acme-crm")).isEqualTo(1);
        assertThat(out.toString()).contains("app.yaml:8: 'docs_url' is still to do");
        assertThat(connector("test", "acme-crm")).isEqualTo(1);
        assertThat(out.toString())
                .contains("failed  acme-crm: nothing of the template is left")
                .contains(" 1 failed,");

        change(" # TODO.*", "");
        assertThat(connector("check", "acme-crm")).as(out.toString()).isZero();
        assertThat(out.toString()).isEqualTo("ok    acme-crm%n".formatted());
        assertThat(connector("test", "acme-crm")).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains("passed  acme-crm: each request equals golden.json")
                .contains(" 0 failed,");
    }

    @Test
    void what_is_there_is_not_overwritten() throws IOException {
        connector("new", "acme-crm");
        change("Acme Crm", "My own");
        assertThat(connector("new", "acme-crm")).isEqualTo(1);
        assertThat(err.toString().strip()).hasLineCount(1).contains("is there already; nothing was changed");
        assertThat(Files.readString(folder.resolve("acme-crm/app.yaml"))).contains("My own");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Acme", "acme crm", "../acme", "acme--crm", ""})
    void what_cannot_be_a_slug_is_not_understood(String slug) throws IOException {
        assertThat(connector("new", slug)).isEqualTo(2);
        assertThat(err.toString()).contains("cannot be a slug").contains("acme-crm");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("index.txt"));
        }
    }

    @Test
    void everything_wrong_has_its_file_line_and_reason() throws IOException {
        connector("new", "acme-crm");
        change(" # TODO.*", "");
        change("method: PATCH", "method: STEAL");
        change("email: \"\\{\\{fields.email}}\"\n        first_name", "email: \"{{fields.mail}}\"\n        first_name");
        assertThat(connector("check")).isEqualTo(1);
        assertThat(out.toString().lines())
                .singleElement()
                .asString()
                .matches(".*/acme-crm/app\\.yaml:[0-9]+: /actions/1/request/method: .*GET.*");
        Files.writeString(folder.resolve("index.txt"), "zebra\n");
        Files.writeString(folder.resolve("acme-crm/golden.json"), "[\n{]");
        connector("check");
        assertThat(out.toString())
                .contains("golden.json:2: not readable as JSON")
                .contains("index.txt:1: lacks the line 'acme-crm'");
    }

    @Test
    void what_failed_can_be_asked_for_alone() {
        connector("new", "acme-crm");
        assertThat(connector("test", "--failures")).isEqualTo(1);
        assertThat(out.toString()).contains("nothing of the template is left").doesNotContain("passed  acme-crm");
        assertThat(out.toString().lines().reduce((a, b) -> b).orElseThrow()).contains("1 connector: 14 checks passed");
    }

    @Test
    void connectors_are_listed_also_those_that_cannot_be_used() throws IOException {
        connector("new", "acme-crm");
        connector("new", "broken");
        Files.writeString(folder.resolve("broken/app.yaml"), "slug: [");
        assertThat(connector("list")).isZero();
        assertThat(out.toString())
                .containsPattern("acme-crm +Acme Crm +keybased +4 actions +CRM")
                .contains("broken  cannot be used; see: zaffre connector check broken");
    }

    @Test
    void an_unknown_connector_is_named_with_the_closest() {
        connector("new", "acme-crm");
        assertThat(connector("check", "acme-cmr")).isEqualTo(1);
        assertThat(err.toString()).contains("there is no connector 'acme-cmr'").contains("Did you mean \"acme-crm\"?");
    }

    @Test
    void without_a_subcommand_the_choices_are_named() {
        assertThat(ZaffreCommand.commandLine()
                        .setErr(new PrintWriter(err, true))
                        .execute("connector"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("new, check, test, list or import");
    }
}
