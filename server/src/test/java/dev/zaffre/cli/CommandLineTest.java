package dev.zaffre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... arguments) {
        CommandLine command = ZaffreCommand.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"demo", "up", "sandbox", "connector", "test", "bench", "doctor", "config", "keys", "completion"})
    void every_command_explains_itself(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: zaffre " + command);
    }

    @Test
    void the_help_names_the_exit_codes() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains("Exit codes:")
                .contains("1   failed")
                .contains("2   ");
    }

    @Test
    void a_misspelt_command_is_code_two_with_a_suggestion() {
        assertThat(run("dmo")).isEqualTo(2);
        assertThat(err.toString()).contains("Did you mean").contains("demo");
    }

    @Test
    void without_a_command_the_usage_is_shown_with_code_two() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("Usage:");
    }

    @Test
    void a_setting_that_is_not_allowed_is_code_two_and_one_line() {
        assertThat(run("config", "--port", "99999")).isEqualTo(2);
        assertThat(err.toString().strip()).hasLineCount(1).contains("server.port", "99999");
    }

    @Test
    void the_settings_are_printed_with_their_source_and_without_secrets() {
        assertThat(run("config", "--data", folder.toString(), "--database-url", "postgresql://u:topsecret@h/d"))
                .isZero();
        assertThat(out.toString())
                .containsPattern("database.url +jdbc:postgresql://h/d +flag")
                .containsPattern("database.password +\\*\\*\\* +flag")
                .containsPattern("server.port +7400 +default")
                .doesNotContain("topsecret");
    }

    @Test
    void completion_knows_the_commands() {
        assertThat(run("completion")).isZero();
        assertThat(out.toString()).contains("complete").contains("doctor").contains("--event-rate");
    }

    @Test
    void what_only_the_launcher_can_do_is_refused_with_the_way_out() {
        assertThat(run("test")).isEqualTo(1);
        assertThat(err.toString().strip()).hasLineCount(1).contains("./zaffre test");
    }

    @Test
    void a_failure_is_explained_with_its_causes_in_one_line() {
        IOException cause = new NoSuchFileException("/no/such");
        assertThat(ZaffreCommand.explain(new UncheckedIOException("PostgreSQL could\n not start", cause)))
                .isEqualTo("PostgreSQL could not start: NoSuchFileException /no/such");
        assertThat(ZaffreCommand.explain(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    @Test
    void the_doctor_reads_the_durability_of_a_database_of_your_own() {
        var database = dev.zaffre.testing.TestDatabase.fresh();
        String url = database.url()
                .replace("jdbc:postgresql://", "postgresql://" + database.user() + ":" + database.password() + "@");
        assertThat(run("doctor", "--port", "0", "--data", folder.toString(), "--database-url", url))
                .as(out.toString())
                .isZero();
        assertThat(out.toString())
                .containsPattern("ok +database +PostgreSQL 18")
                .containsPattern("ok +durability")
                .containsPattern("ok +clock")
                .containsPattern("ok +port")
                .doesNotContain(database.password());
    }

    @Test
    void the_doctor_fails_with_the_fix_when_the_database_cannot_be_reached() {
        assertThat(run("doctor", "--data", folder.toString(), "--database-url", "postgresql://u:p@127.0.0.1:1/none"))
                .isEqualTo(1);
        assertThat(out.toString()).containsPattern("fail +database").contains("fix: Check database.url");
    }

    @Test
    void the_doctor_warns_of_events_that_would_not_survive() throws java.sql.SQLException {
        var database = dev.zaffre.testing.TestDatabase.fresh();
        String name = database.url().substring(database.url().lastIndexOf('/') + 1);
        try (var connection =
                        java.sql.DriverManager.getConnection(database.url(), database.user(), database.password());
                var statement = connection.createStatement()) {
            statement.execute("alter database " + name + " set synchronous_commit = off");
        }
        assertThat(DatabaseChecks.run(dev.zaffre.config.Settings.with(java.util.Map.of(
                        "database.url", database.url(),
                        "database.user", database.user(),
                        "database.password", database.password()))))
                .filteredOn(finding -> finding.grade() == Finding.Grade.FAIL)
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("synchronous_commit is off"));
    }
}
