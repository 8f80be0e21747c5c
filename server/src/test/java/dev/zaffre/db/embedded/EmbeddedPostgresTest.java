package dev.zaffre.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.zaffre.config.InvalidSetting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    @TempDir
    private Path folder;

    private static List<Integer> rows(EmbeddedPostgres server) throws SQLException {
        try (var connection = DriverManager.getConnection(server.url(), server.user(), server.password());
                var statement = connection.createStatement();
                var result = statement.executeQuery("select n from kept order by n")) {
            var rows = new java.util.ArrayList<Integer>();
            while (result.next()) {
                rows.add(result.getInt(1));
            }
            return rows;
        }
    }

    private static void write(EmbeddedPostgres server, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(server.url(), server.user(), server.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void rows_outlive_a_restart_and_a_kill_and_a_folder_in_use_is_refused() throws SQLException {
        try (var server = EmbeddedPostgres.start(folder)) {
            write(server, "create table kept as select 1 as n");
            assertThatThrownBy(() -> EmbeddedPostgres.start(folder))
                    .isInstanceOf(InvalidSetting.class)
                    .hasMessageContaining("in use");
            assertThat(EmbeddedPostgres.running(folder))
                    .hasValueSatisfying(address -> assertThat(address.url()).isEqualTo(server.url()));
        }
        assertThat(EmbeddedPostgres.running(folder)).isEmpty();
        var killed = EmbeddedPostgres.start(folder);
        write(killed, "insert into kept values (2)");
        ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
        await().until(() -> ProcessHandle.of(killed.pid()).isEmpty());
        killed.close();
        try (var server = EmbeddedPostgres.start(folder)) {
            assertThat(rows(server)).containsExactly(1, 2);
        }
    }

    @Test
    void data_of_another_major_version_is_refused_with_the_way_out() throws IOException {
        Files.createDirectories(folder.resolve("postgres"));
        Files.writeString(folder.resolve("postgres/PG_VERSION"), "16\n");
        assertThatThrownBy(() -> EmbeddedPostgres.start(folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("16", PostgresBinaries.MAJOR, "pg_dump", "--database-url");
    }

    @Test
    void what_an_interrupted_first_start_left_does_not_stop_the_next() throws IOException {
        Files.createDirectories(folder.resolve("postgres.new/base"));
        Files.writeString(folder.resolve("postgres.new/PG_VERSION"), PostgresBinaries.MAJOR);
        Files.writeString(folder.resolve("postgres.password"), "");
        try (var server = EmbeddedPostgres.start(folder)) {
            assertThat(server.password()).hasSize(48);
            assertThat(folder.resolve("postgres.new")).doesNotExist();
        }
    }

    @Test
    void a_long_log_is_put_aside_at_the_start() throws IOException {
        Path log = folder.resolve("postgres.log");
        try (var file = new java.io.RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(11L * 1024 * 1024);
        }
        try (var server = EmbeddedPostgres.start(folder)) {
            assertThat(server.pid()).isPositive();
            assertThat(Files.size(log)).isLessThan(100_000);
            assertThat(folder.resolve("postgres.log.1")).exists();
        }
    }

    @Test
    void a_kill_of_this_process_ends_the_server_and_the_next_start_has_every_row()
            throws IOException, InterruptedException, SQLException {
        Process parent = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long postmaster;
        try (var lines = new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            assertThat(line).startsWith("running ");
            postmaster = Long.parseLong(line.substring("running ".length()));
        }
        assertThat(ProcessHandle.of(postmaster)).isPresent();
        parent.destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ProcessHandle.of(postmaster)
                        .filter(ProcessHandle::isAlive)
                        .isEmpty());
        try (var server = EmbeddedPostgres.start(folder)) {
            assertThat(rows(server)).containsExactly(7);
        }
    }

    @Test
    void a_server_that_survived_its_parent_is_stopped_before_the_next_start() throws Exception {
        Path home = PostgresBinaries.unpacked(folder);
        EmbeddedPostgres.start(folder).close();
        Path data = folder.resolve("postgres").toAbsolutePath();
        // Without the death signal, as on a system without setpriv.
        PostgresCommand.run(List.of(
                home.resolve("bin/pg_ctl").toString(),
                "start",
                "-w",
                "-D",
                data.toString(),
                "-l",
                folder.resolve("survivor.log").toString(),
                "-o",
                "-c listen_addresses= -c unix_socket_directories=" + folder.toAbsolutePath()));
        long survivor = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
        assertThat(ProcessHandle.of(survivor)).isPresent();
        try (var server = EmbeddedPostgres.start(folder)) {
            assertThat(server.pid()).isNotEqualTo(survivor);
            assertThat(ProcessHandle.of(survivor).filter(ProcessHandle::isAlive))
                    .isEmpty();
        }
    }

    /** A process of its own that starts a server, writes a row and waits to be killed. */
    static final class Parent {
        public static void main(String[] arguments) throws SQLException, InterruptedException {
            var server = EmbeddedPostgres.start(Path.of(arguments[0]));
            write(server, "create table kept as select 7 as n");
            System.out.println("running " + server.pid());
            Thread.currentThread().join();
        }
    }
}
