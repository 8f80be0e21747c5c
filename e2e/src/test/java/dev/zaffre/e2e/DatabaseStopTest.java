package dev.zaffre.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.zaffre.db.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL is stopped at once, without a checkpoint, while events come in; the server stays up and recovers. */
class DatabaseStopTest {
    private static final int STOPS = 5;
    private static final int SENDERS = 8;

    @TempDir
    private Path folder;

    @Test
    void no_accepted_event_is_lost_when_postgresql_is_stopped_immediately() throws Exception {
        Path data = folder.resolve("data");
        int port = ServerProcess.freePort();
        EmbeddedPostgres first = EmbeddedPostgres.start(folder.resolve("postgres"));
        List<String> command = commandOf(first.pid());
        ProcessHandle postgres = ProcessHandle.of(first.pid()).orElseThrow();
        try (Receiver receiver = Receiver.start(Duration.ofMillis(10));
                ServerProcess server = ServerProcess.up(data, port, "--database-url", url(first))) {
            Api api = Story.tell(server.awaitReady(), ServerProcess.apiKey(data, "test"), receiver.url());
            Load load = new Load(api, Duration.ofMillis(20)).start(SENDERS);
            for (int stops = 0; stops < STOPS; stops++) {
                int before = load.accepted().size();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> load.accepted().size() > before + 100);
                stopImmediately(postgres);
                // Down for a second and a half, so that the API has to say so.
                LockSupport.parkNanos(Duration.ofMillis(1_500).toNanos());
                postgres = start(command, folder.resolve("postgres.log")).toHandle();
            }
            load.stop();
            Outcome.await(api, receiver, load, Duration.ofSeconds(90));
            System.out.printf(
                    "PostgreSQL stopped %d times, %d events accepted, %d calls, %d of them duplicates, answers %s%n",
                    STOPS, load.accepted().size(), receiver.calls().size(), receiver.duplicates(), load.statuses());
            assertThat(load.statuses()).contains(503).isSubsetOf(Set.of(200, 503));
            Outcome.check(receiver, load, (long) STOPS * 256);
            await().atMost(Duration.ofSeconds(30)).until(() -> Story.unfinished(api) == 0);
            assertThat(Story.executions(api, "COMPLETED"))
                    .isEqualTo(load.accepted().size());
            assertThat(server.isAlive()).isTrue();
        } finally {
            stopImmediately(postgres);
            first.close();
        }
    }

    static String url(EmbeddedPostgres postgres) {
        return postgres.url()
                .replace("jdbc:postgresql://", "postgresql://" + postgres.user() + ":" + postgres.password() + "@");
    }

    private static List<String> commandOf(long pid) throws IOException {
        String line = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.UTF_8);
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(line.split("\0")));
        return command;
    }

    private static Process start(List<String> command, Path log) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** SIGQUIT to the postmaster is {@code pg_ctl stop -m immediate}. */
    private static void stopImmediately(ProcessHandle postgres) throws Exception {
        if (postgres.isAlive()) {
            new ProcessBuilder("kill", "-QUIT", Long.toString(postgres.pid()))
                    .start()
                    .waitFor();
            postgres.onExit().get(20, TimeUnit.SECONDS);
        }
    }
}
