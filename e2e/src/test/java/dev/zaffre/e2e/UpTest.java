package dev.zaffre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a person meets at the command line. */
class UpTest {
    @TempDir
    private Path folder;

    private record Run(int exit, String output) {}

    @Test
    void the_first_start_makes_keys_for_both_environments_and_the_second_keeps_them() throws Exception {
        Path data = folder.resolve("data");
        String first;
        try (ServerProcess server = ServerProcess.up(data, 0)) {
            assertThat(server.awaitReady()).matches("http://127\\.0\\.0\\.1:\\d+");
            Path file = data.resolve("credentials.json");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            JsonNode credentials = ServerProcess.credentials(data);
            assertThat(credentials.propertyNames())
                    .containsExactlyInAnyOrder("organization_id", "application_id", "environments", "console");
            assertThat(credentials.get("environments").propertyNames()).containsExactlyInAnyOrder("test", "production");
            first = ServerProcess.apiKey(data, "test");
            assertThat(ServerProcess.apiKey(data, "production"))
                    .isNotEqualTo(first)
                    .isNotBlank();
        }
        try (ServerProcess server = ServerProcess.up(data, 0)) {
            Api api = new Api(server.awaitReady(), Map.of("x-api-key", first));
            assertThat(api.ok("GET", "/api/v2/public/linked-account", null)
                            .path("totalDocs")
                            .asInt())
                    .isZero();
            assertThat(ServerProcess.apiKey(data, "test")).isEqualTo(first);
        }
    }

    @Test
    void a_second_server_on_the_same_data_directory_is_refused() {
        Path data = folder.resolve("data");
        try (ServerProcess server = ServerProcess.up(data, 0)) {
            server.awaitReady();
            ServerProcess second = ServerProcess.up(data, 0);
            assertThat(second.awaitExit(Duration.ofSeconds(20))).isNotZero();
            assertThat(second.output()).contains(data.toString()).doesNotContain("\tat ");
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    void a_port_that_is_taken_is_refused_before_anything_is_started() throws Exception {
        Path data = folder.resolve("data");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(other.getLocalPort());
            Run run = run("up", "--data", data.toString(), "--port", port);
            assertThat(run.exit).isEqualTo(2);
            assertThat(run.output)
                    .contains("127.0.0.1:" + port, "Address already in use", "--port")
                    .doesNotContain("\tat ");
            assertThat(data.resolve("postgres")).doesNotExist();
        }
    }

    @Test
    void help_lists_the_commands() throws Exception {
        Run run = run("--help");
        assertThat(run.exit).isZero();
        assertThat(run.output).contains("demo", "up", "sandbox", "doctor");
    }

    @Test
    void an_unknown_setting_is_an_error_that_suggests_the_right_one() throws Exception {
        Run run = run("up", "--data", folder.resolve("data").toString(), "--set", "server.prot=0");
        assertThat(run.exit).isNotZero();
        assertThat(run.output).contains("server.prot", "server.port").doesNotContain("\tat ");
    }

    @Test
    void the_demo_writes_to_both_apps_and_exits_with_0() throws Exception {
        long start = System.nanoTime();
        Run run = run("demo", "--data", folder.resolve("demo").toString());
        assertThat(run.exit).as(run.output).isZero();
        assertThat(run.output).contains("sandbox-crm", "sandbox-chat", "COMPLETED");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }

    private static Run run(String... arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(ServerProcess.command(arguments))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }
}
