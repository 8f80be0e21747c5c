package dev.zaffre.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConcurrencyLimiterTest {
    private final ConcurrencyLimiter limiter = new ConcurrencyLimiter();

    @Test
    void a_place_is_taken_under_all_caps_or_under_none() {
        var wide = new ConcurrencyLimiter.Cap("app", 10);
        var narrow = new ConcurrencyLimiter.Cap("connection", 1);
        ConcurrencyLimiter.Permit permit =
                limiter.tryAcquire(List.of(wide, narrow)).orElseThrow();
        assertThat(limiter.tryAcquire(List.of(wide, narrow))).isEmpty();
        assertThat(limiter.running("app")).isEqualTo(1);
        permit.close();
        permit.close();
        assertThat(limiter.running("app")).isZero();
        assertThat(limiter.running("connection")).isZero();
        assertThat(limiter.tryAcquire(List.of(wide, narrow))).isPresent();
    }

    @Test
    void never_more_than_the_cap_run_at_once() throws Exception {
        AtomicInteger running = new AtomicInteger();
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            calls.add(() -> {
                var permit = limiter.tryAcquire("key", 3);
                if (permit.isEmpty()) {
                    return 0;
                }
                int seen = running.incrementAndGet();
                Thread.onSpinWait();
                running.decrementAndGet();
                permit.get().close();
                return seen;
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int most = 0;
            for (var call : threads.invokeAll(calls)) {
                most = Math.max(most, call.get());
            }
            assertThat(most).isBetween(1, 3);
        }
        assertThat(limiter.running("key")).isZero();
    }
}
