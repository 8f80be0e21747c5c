package dev.zaffre.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A start with runs in the queue and clients at the door. Virtual threads that wait for a class to be loaded keep their carriers, of
 * which there are as many as processors: a crowd of them at the start has stopped whole processes for good, without a word in the log.
 */
class ColdStartTest {
    /** What only runs use, and what every request uses. */
    private static final Pattern CROWDED = Pattern.compile(
            "initialization of (dev\\.zaffre\\.delivery|org\\.apache\\.hc|io\\.helidon\\.webserver\\.http1)\\.");

    private static final String WAITED = "jdk.VirtualThreadPinned";

    @TempDir
    private Path folder;

    @Test
    void runs_and_requests_of_a_new_process_do_not_queue_for_classes_on_virtual_threads() throws IOException {
        Path data = folder.resolve("data");
        Path recording = folder.resolve("start.jfr");
        int port = ServerProcess.freePort();
        try (Receiver receiver = Receiver.start(Duration.ofMillis(100))) {
            ServerProcess first = ServerProcess.up(data, port);
            Api api = Story.tell(first.awaitReady(), ServerProcess.apiKey(data, "test"), receiver.url());
            Load load = new Load(api, Duration.ofMillis(5)).start(16);
            await().atMost(Duration.ofSeconds(30)).until(() -> load.accepted().size() > 200);
            first.kill();
            ServerProcess second = ServerProcess.up(
                    "-XX:StartFlightRecording=settings=none,+jdk.ActiveSetting#enabled=true,+" + WAITED
                            + "#enabled=true,+" + WAITED + "#threshold=0ms,filename=" + recording,
                    data,
                    port);
            second.awaitReady();
            int before = receiver.calls().size();
            await().atMost(Duration.ofSeconds(30)).until(() -> receiver.calls().size() > before + 100);
            load.stop();
            second.terminate();
            second.awaitExit(Duration.ofSeconds(25));
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(recording);
        long waited = idOf(recording);
        // A recording that was not told to write them down would look as good.
        assertThat(events)
                .anyMatch(event -> isOf(event, "jdk.ActiveSetting")
                        && event.getLong("id") == waited
                        && event.getString("name").equals("enabled")
                        && event.getString("value").equals("true"));
        assertThat(waits(events)).noneMatch(reason -> CROWDED.matcher(reason).find());
    }

    private static long idOf(Path recording) {
        try (RecordingFile file = new RecordingFile(recording)) {
            return file.readEventTypes().stream()
                    .filter(type -> type.getName().equals(WAITED))
                    .findFirst()
                    .orElseThrow()
                    .getId();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOf(RecordedEvent event, String type) {
        return event.getEventType().getName().equals(type);
    }

    private static List<String> waits(List<RecordedEvent> events) {
        return events.stream()
                .filter(event -> isOf(event, WAITED))
                .map(event -> event.getString("pinnedReason"))
                .filter(Objects::nonNull)
                .toList();
    }
}
