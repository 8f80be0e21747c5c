package dev.zaffre.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.delivery.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private static final Instant NOW = Instant.parse("2026-01-15T09:30:00Z");
    private static final Outcome DOWN = new Outcome.Unreachable("connection refused");

    private static Optional<Instant> after(int attempts, Outcome outcome, double random) {
        return Retries.next(attempts, outcome, NOW, () -> random);
    }

    @Test
    void eleven_attempts_fill_a_day_with_ever_longer_pauses() {
        List<Duration> pauses = new ArrayList<>();
        Duration all = Duration.ZERO;
        for (int attempts = 1; attempts < Retries.ATTEMPTS; attempts++) {
            Duration pause = Duration.between(NOW, after(attempts, DOWN, 0.5).orElseThrow());
            pauses.add(pause);
            all = all.plus(pause);
        }
        assertThat(pauses).hasSize(10).isSorted();
        assertThat(pauses.getFirst()).isEqualTo(Duration.ofSeconds(5));
        assertThat(all).isBetween(Duration.ofHours(23), Duration.ofHours(24));
        assertThat(after(Retries.ATTEMPTS, DOWN, 0.5)).isEmpty();
    }

    @Test
    void what_failed_together_comes_back_apart() {
        assertThat(after(3, DOWN, 0)).hasValue(NOW.plusSeconds(108));
        assertThat(after(3, DOWN, 1)).hasValue(NOW.plusSeconds(132));
    }

    @Test
    void a_receiver_that_names_a_time_is_not_asked_before_it() {
        Outcome later = new Outcome.Throttled(429, NOW.plusSeconds(3600), "later");
        Outcome sooner = new Outcome.Throttled(503, NOW.plusSeconds(1), "soon");
        assertThat(after(1, later, 0.5)).hasValue(NOW.plusSeconds(3600));
        assertThat(after(3, sooner, 0.5)).hasValue(NOW.plusSeconds(120));
        assertThat(after(1, new Outcome.Throttled(429, null, "?"), 0.5)).hasValue(NOW.plusSeconds(5));
    }

    @Test
    void a_receiver_that_is_gone_is_not_asked_again() {
        assertThat(after(1, new Outcome.Rejected(410, "gone"), 0.5)).isEmpty();
        assertThat(after(1, new Outcome.Rejected(404, "not found"), 0.5)).isPresent();
    }
}
