package dev.zaffre.webhook;

import dev.zaffre.delivery.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** When a delivery that failed is tried again: eleven attempts over a day. */
final class Retries {
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(4),
            Duration.ofHours(8),
            Duration.ofHours(8));
    /** A tenth up or down, so that what failed together does not come back together. */
    private static final double JITTER = 0.1;

    static final int ATTEMPTS = PAUSES.size() + 1;
    /** A webhook that has failed for this long without a single success is disabled. */
    static final Duration DISABLED_AFTER = Duration.ofDays(3);

    private static final int GONE = 410;

    private Retries() {}

    /**
     * Empty: it was the last attempt.
     *
     * @param attempts made so far
     * @param random evenly from 0 to 1
     */
    static Optional<Instant> next(int attempts, Outcome outcome, Instant now, DoubleSupplier random) {
        if (attempts >= ATTEMPTS || isGone(outcome)) {
            return Optional.empty();
        }
        Duration pause = PAUSES.get(attempts - 1);
        double factor = 1 - JITTER + 2 * JITTER * random.getAsDouble();
        Instant usual = now.plusMillis((long) (pause.toMillis() * factor));
        return Optional.of(
                outcome instanceof Outcome.Throttled throttled
                                && throttled.until() != null
                                && throttled.until().isAfter(usual)
                        ? throttled.until()
                        : usual);
    }

    /** The receiver says that there will never be anybody again. */
    static boolean isGone(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected && rejected.status() == GONE;
    }
}
