package dev.zaffre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/** What a receiver must have seen of a load. */
final class Outcome {
    private Outcome() {}

    /** Waits until every accepted event has been through both steps; names those that have not. */
    static void await(Receiver receiver, Load load, Duration most) {
        Awaitility.await().atMost(most).untilAsserted(() -> {
            var lost = new TreeSet<>(load.accepted());
            lost.removeAll(receiver.eventsAt("/second"));
            assertThat(lost).as("accepted, but not delivered").isEmpty();
        });
    }

    static void check(Receiver receiver, Load load, long mostDuplicates) {
        assertThat(receiver.eventsAt("/first")).isEqualTo(load.accepted());
        assertThat(receiver.eventsAt("/second")).isEqualTo(load.accepted());
        assertThat(receiver.duplicates()).isLessThanOrEqualTo(mostDuplicates);
        assertThat(receiver.keysThatChanged()).isEmpty();
    }
}
