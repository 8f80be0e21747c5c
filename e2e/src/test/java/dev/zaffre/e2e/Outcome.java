package dev.zaffre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** What a receiver must have seen of a load. */
final class Outcome {
    private Outcome() {}

    /** Waits until every accepted event has been through both steps; names those that have not. */
    static void await(Api api, Receiver receiver, Load load, Duration most) {
        try {
            Awaitility.await()
                    .atMost(most)
                    .until(() -> receiver.eventsAt("/second").containsAll(load.accepted()));
        } catch (ConditionTimeoutException e) {
            var lost = new TreeSet<>(load.accepted());
            lost.removeAll(receiver.eventsAt("/second"));
            throw new AssertionError(
                    "accepted, but not delivered: " + lost + "; executions that are not COMPLETED: "
                            + Story.notCompleted(api),
                    e);
        }
    }

    static void check(Receiver receiver, Load load, long mostDuplicates) {
        assertThat(receiver.eventsAt("/first")).isEqualTo(load.accepted());
        assertThat(receiver.eventsAt("/second")).isEqualTo(load.accepted());
        assertThat(receiver.duplicates()).isLessThanOrEqualTo(mostDuplicates);
        assertThat(receiver.keysThatChanged()).isEmpty();
    }
}
