package dev.zaffre.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.db.Database;
import dev.zaffre.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final Database DATABASE = TestDatabase.open();

    private volatile Instant now = START;
    private final RateLimiter here = new RateLimiter(DATABASE, () -> now);
    private final RateLimiter onAnotherNode = new RateLimiter(DATABASE, () -> now);

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    private void advance(Duration span) {
        now = now.plus(span);
    }

    private static List<RateLimiter.Limit> limit(String key, double perSecond) {
        return List.of(new RateLimiter.Limit(key, perSecond));
    }

    private int startedIn(Duration span, Duration step, List<RateLimiter.Limit> limits, RateLimiter... nodes) {
        int started = 0;
        for (Instant end = now.plus(span); now.isBefore(end); advance(step)) {
            for (RateLimiter node : nodes) {
                while (node.acquire(limits) instanceof RateLimiter.Go) {
                    started++;
                }
            }
        }
        return started;
    }

    @Test
    void a_slow_limit_spaces_calls_over_all_nodes() {
        var limits = limit("slow", 0.5);
        assertThat(here.acquire(limits)).isEqualTo(new RateLimiter.Go());
        assertThat(onAnotherNode.acquire(limits)).isEqualTo(new RateLimiter.Wait(START.plusSeconds(2)));
        assertThat(here.acquire(limits)).isEqualTo(new RateLimiter.Wait(START.plusSeconds(2)));
        advance(Duration.ofSeconds(2));
        assertThat(onAnotherNode.acquire(limits)).isEqualTo(new RateLimiter.Go());
        assertThat(here.acquire(limits)).isEqualTo(new RateLimiter.Wait(START.plusSeconds(4)));
    }

    @Test
    void two_nodes_together_keep_a_limit_of_ten_a_second() {
        int started = startedIn(Duration.ofSeconds(5), Duration.ofMillis(10), limit("ten", 10), here, onAnotherNode);
        assertThat(started).isBetween(49, 51);
    }

    @Test
    void two_nodes_together_keep_a_limit_of_a_thousand_a_second() {
        int started =
                startedIn(Duration.ofSeconds(3), Duration.ofMillis(5), limit("thousand", 1000), here, onAnotherNode);
        assertThat(started).isBetween(2_850, 3_150);
    }

    @Test
    void a_hot_limit_costs_few_statements() {
        var limits = limit("hot", 1000);
        long before = updates();
        int started = startedIn(Duration.ofSeconds(1), Duration.ofMillis(1), limits, here);
        assertThat(started).isGreaterThan(900);
        assertThat(updates() - before).isLessThan(60);
    }

    private static long updates() {
        return DATABASE.read(handle -> handle.createQuery(
                        "select pg_stat_get_tuples_updated('rate_limit'::regclass) + pg_stat_get_xact_tuples_updated('rate_limit'::regclass)")
                .mapTo(Long.class)
                .one());
    }

    @Test
    void under_two_limits_a_call_counts_in_both_or_in_none() {
        var app = new RateLimiter.Limit("all: app", 1);
        var first = new RateLimiter.Limit("all: first connection", 0.1);
        var second = new RateLimiter.Limit("all: second connection", 0.1);
        assertThat(here.acquire(List.of(app, first))).isEqualTo(new RateLimiter.Go());
        // The app refuses: the second connection must not be charged for it.
        assertThat(here.acquire(List.of(app, second))).isEqualTo(new RateLimiter.Wait(START.plusSeconds(1)));
        advance(Duration.ofSeconds(1));
        // The first connection refuses: the app must not be charged for it.
        assertThat(here.acquire(List.of(first, app))).isEqualTo(new RateLimiter.Wait(START.plusSeconds(10)));
        assertThat(onAnotherNode.acquire(List.of(second, app))).isEqualTo(new RateLimiter.Go());
    }

    @Test
    void nothing_starts_before_the_moment_that_the_app_named() {
        var limits = limit("named", 50);
        assertThat(here.acquire(limits)).isEqualTo(new RateLimiter.Go());
        here.penalise("named", START.plusSeconds(30));
        here.penalise("named", START.plusSeconds(5));
        for (RateLimiter node : List.of(here, onAnotherNode)) {
            assertThat(node.acquire(limits))
                    .isInstanceOfSatisfying(
                            RateLimiter.Wait.class,
                            wait -> assertThat(wait.until())
                                    .isBetween(START.plusSeconds(30), START.plusMillis(30_100)));
        }
        advance(Duration.ofMillis(30_100));
        assertThat(onAnotherNode.acquire(limits)).isEqualTo(new RateLimiter.Go());
    }

    @Test
    void many_threads_on_two_nodes_never_exceed_the_limit() throws Exception {
        var limits = List.of(new RateLimiter.Limit("race: app", 200), new RateLimiter.Limit("race: connection", 150));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> calls = new java.util.ArrayList<>();
            for (int i = 0; i < 400; i++) {
                RateLimiter node = i % 2 == 0 ? here : onAnotherNode;
                calls.add(() -> node.acquire(limits) instanceof RateLimiter.Go);
            }
            int started = 0;
            for (var call : threads.invokeAll(calls)) {
                started += call.get() ? 1 : 0;
            }
            // The clock stands still: a tenth of a second's worth and the handfuls that two nodes reserved.
            assertThat(started).isBetween(8, 15 + 2 * 8);
        }
    }
}
