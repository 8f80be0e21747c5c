package dev.zaffre.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is killed again and again while events come in. Accepted means kept: every event that was answered with a 2xx
 * reaches the end of its workflow.
 */
class KillTest {
    private static final int KILLS = 20;
    private static final int EVENTS = 2_000;
    private static final int WORKERS = 32;
    private static final int SENDERS = 16;

    @TempDir
    private Path folder;

    @Test
    void no_accepted_event_is_lost_when_the_server_is_killed_at_random_points() {
        long seed = Long.getLong("zaffre.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Path data = folder.resolve("data");
        int port = ServerProcess.freePort();
        try (Receiver receiver = Receiver.start(Duration.ofMillis(10))) {
            ServerProcess server = up(data, port);
            Api api = Story.tell(server.awaitReady(), ServerProcess.apiKey(data, "test"), receiver.url());
            Load load = new Load(api, Duration.ofMillis(20)).start(SENDERS);
            int kills = 0;
            while (kills < KILLS || load.accepted().size() < EVENTS) {
                LockSupport.parkNanos(
                        Duration.ofMillis(random.nextInt(300, 3_000)).toNanos());
                server.kill();
                kills++;
                server = up(data, port);
                if (random.nextInt(4) > 0) { // else the next kill may meet it while it starts
                    server.awaitReady();
                }
            }
            server.awaitReady();
            load.stop();
            Outcome.await(api, receiver, load, Duration.ofSeconds(90));
            System.out.printf(
                    "killed %d times, %d events accepted, %d requests unanswered, %d calls, %d of them duplicates%n",
                    kills,
                    load.accepted().size(),
                    load.unanswered(),
                    receiver.calls().size(),
                    receiver.duplicates());
            Outcome.check(receiver, load, (long) kills * WORKERS);
            await().atMost(Duration.ofSeconds(30)).until(() -> Story.unfinished(api) == 0);
            assertThat(Story.executions(api, "COMPLETED")).isEqualTo(Story.executions(api, null));
            assertThat(Story.executions(api, null)).isEqualTo(load.accepted().size());
            server.close();
        }
    }

    @Test
    void an_orderly_stop_drains_within_20_seconds_and_repeats_no_call() {
        Path data = folder.resolve("drain");
        int port = ServerProcess.freePort();
        try (Receiver receiver = Receiver.start(Duration.ofMillis(200))) {
            ServerProcess server = up(data, port);
            Api api = Story.tell(server.awaitReady(), ServerProcess.apiKey(data, "test"), receiver.url());
            Load load = new Load(api, Duration.ofMillis(5)).start(SENDERS);
            await().atMost(Duration.ofSeconds(30)).until(() -> receiver.calls().size() > 100);
            server.terminate();
            server.awaitExit(Duration.ofSeconds(20));
            try (ServerProcess next = up(data, port)) {
                next.awaitReady();
                load.stop();
                Outcome.await(api, receiver, load, Duration.ofSeconds(90));
                Outcome.check(receiver, load, 0);
            }
        }
    }

    private static ServerProcess up(Path data, int port) {
        return ServerProcess.up(
                data, port, "--set", "execution.workers=" + WORKERS, "--set", "execution.lease_seconds=5");
    }
}
