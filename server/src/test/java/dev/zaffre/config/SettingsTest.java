package dev.zaffre.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.zaffre.config.SettingSources.Effective;
import dev.zaffre.config.SettingSources.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @TempDir
    private Path folder;

    @Test
    void without_anything_the_documented_defaults_hold() {
        Settings settings = Settings.with(Map.of("data_dir", folder.toString()));
        assertThat(settings.server()).isEqualTo(new Settings.Server("127.0.0.1", 7400, ""));
        assertThat(settings.database().isEmbedded()).isTrue();
        assertThat(settings.database().connections()).isEqualTo(24);
        assertThat(settings.events().rate()).hasValue(20);
        assertThat(settings.events().burst()).isEqualTo(20);
        assertThat(settings.execution())
                .isEqualTo(new Settings.Execution(256, Duration.ofSeconds(15), Duration.ofSeconds(20), 30));
        assertThat(settings.outbound().allowLoopback()).isFalse();
        assertThat(settings.security().keysetFile()).isEqualTo(folder.resolve("keyset.json"));
    }

    @Test
    void flags_win_over_variables_over_the_file_over_defaults() throws IOException {
        Path file = folder.resolve("zaffre.yaml");
        Files.writeString(file, "server:\n  host: 10.0.0.1\n  port: 1\nexecution:\n  workers: 7\n");
        Effective effective = SettingSources.resolve(
                null,
                Map.of("ZAFFRE_SERVER_PORT", "2", "ZAFFRE_EXECUTION_WORKERS", "8", "HOME", "/x"),
                Map.of("server.port", "3", "data_dir", folder.toString()));
        assertThat(effective.settings().server()).isEqualTo(new Settings.Server("10.0.0.1", 3, ""));
        assertThat(effective.settings().execution().workers()).isEqualTo(8);
        assertThat(effective.entries())
                .extracting(entry -> entry.setting().key(), Entry::source)
                .contains(
                        org.assertj.core.groups.Tuple.tuple("server.host", file.toString()),
                        org.assertj.core.groups.Tuple.tuple("server.port", "flag"),
                        org.assertj.core.groups.Tuple.tuple("execution.workers", "ZAFFRE_EXECUTION_WORKERS"),
                        org.assertj.core.groups.Tuple.tuple("log.level", "default"));
    }

    @Test
    void an_unknown_key_is_refused_with_the_closest_name() throws IOException {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, "server:\n  prot: 80\n");
        assertThatThrownBy(() -> SettingSources.resolve(file, Map.of(), Map.of()))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContainingAll("server.prot", file.toString(), "Did you mean server.port?");
        assertThatThrownBy(() -> SettingSources.resolve(null, Map.of("ZAFFRE_LOG_LEVL", "info"), Map.of()))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("Did you mean ZAFFRE_LOG_LEVEL?");
        assertThatThrownBy(() -> Settings.with(Map.of("something.quite_different", "1")))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("something.quite_different");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "server.port; 65536; from 0 to 65535",
                "server.port; eighty; from 0 to 65535",
                "events.rate; 0; or unlimited",
                "events.rate; fast; or unlimited",
                "log.format; xml; text, json",
                "outbound.allow_loopback; yes; true, false",
                "server.public_url; example.com; https://",
                "execution.retention_days; 30.5; from 1 to 3650",
            })
    void a_value_that_is_not_allowed_is_refused_by_name_with_what_is(String key, String value, String allowed) {
        assertThatThrownBy(() -> Settings.with(Map.of(key, value)))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContainingAll(key, "'" + value + "'", allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server: [1]", "- 1", "server: {port: [80]}", "server:\n\t- x", "just text"})
    void a_file_of_another_shape_is_refused(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), text);
        assertThatThrownBy(() -> SettingSources.resolve(file, Map.of(), Map.of()))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void an_empty_file_changes_nothing() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), "# nothing yet\n");
        assertThat(SettingSources.resolve(file, Map.of(), Map.of()).entries())
                .allMatch(entry -> entry.source().equals("default"));
    }

    @Test
    void the_file_in_the_data_directory_cannot_move_the_data_directory() throws IOException {
        Files.writeString(folder.resolve("zaffre.yaml"), "data_dir: /elsewhere\n");
        assertThatThrownBy(() -> SettingSources.resolve(null, Map.of(), Map.of("data_dir", folder.toString())))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("--config");
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://me:p%40ss+word@db.example:5433/zaffre, jdbc:postgresql://db.example:5433/zaffre",
        "postgres://me:p%40ss+word@db.example/zaffre?sslmode=require, jdbc:postgresql://db.example/zaffre?sslmode=require",
        "jdbc:postgresql://db.example/zaffre?user=me&sslmode=require&password=p%40ss+word, jdbc:postgresql://db.example/zaffre?sslmode=require",
    })
    void credentials_leave_the_database_url_and_the_password_is_never_shown(String given, String kept) {
        Effective effective = SettingSources.resolve(
                null, Map.of("ZAFFRE_DATABASE_URL", given), Map.of("data_dir", folder.toString()));
        Settings.Database database = effective.settings().database();
        assertThat(database.url()).isEqualTo(kept);
        assertThat(database.user()).isEqualTo("me");
        assertThat(database.password().reveal()).isEqualTo("p@ss+word");
        assertThat(effective.settings().toString()).doesNotContain("ss+word");
        assertThat(effective.entries()).extracting(Entry::shown).noneMatch(shown -> shown.contains("ss+word"));
    }

    @Test
    void there_are_fewer_than_thirty_and_every_one_is_explained() {
        assertThat(SettingTable.all()).hasSizeLessThan(30).allSatisfy(setting -> {
            assertThat(setting.meaning()).endsWith(".");
            assertThat(setting.allowed().accepts(setting.defaultValue()))
                    .as(setting.key())
                    .isTrue();
        });
    }

    @Test
    void the_manual_holds_the_table_as_it_is() throws IOException {
        Path manual = Path.of("../docs/operations.md");
        assertThat(Files.readString(manual))
                .as("paste this into docs/operations.md:\n" + SettingTable.markdown())
                .contains(SettingTable.markdown());
    }
}
