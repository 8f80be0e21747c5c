package dev.zaffre.execution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.zaffre.base.Clock;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.RateLimit;
import dev.zaffre.connection.Connection;
import dev.zaffre.delivery.RateLimiter;
import dev.zaffre.execution.Journal.LaneHold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a call through when the app's and the connection's limits allow it. A short wait is waited here, on a virtual thread and in
 * order; a longer one goes back to the queue, where waiting costs nothing.
 */
final class Gate {
    /** Longest wait that keeps a run in memory. */
    private static final Duration SHORT = Duration.ofMillis(500);

    /** Longer than any call, so that no place in use is forgotten. */
    private static final Duration FORGET = Duration.ofMinutes(10);

    private final Clock clock;
    private final RateLimiter limiter;
    private final LongConsumer release;
    private final Cache<Long, ReentrantLock> turns =
            Caffeine.newBuilder().expireAfterAccess(FORGET).build();
    private final Cache<Long, Semaphore> places =
            Caffeine.newBuilder().expireAfterAccess(FORGET).build();

    /** @param release tells the queue that a lane's app answers again */
    Gate(Clock clock, RateLimiter limiter, LongConsumer release) {
        this.clock = clock;
        this.limiter = limiter;
        this.release = release;
    }

    void released(long lane) {
        release.accept(lane);
    }

    Step pass(Run.Identity run, App app, @Nullable Connection connection, Supplier<Step> call) {
        RateLimit limit = app.limit();
        long lane = Lanes.id(run.account(), app.slug());
        Step.Postponed postponed = waitForTurn(run, app, connection, limit, lane);
        if (postponed != null) {
            return postponed;
        }
        if (limit.concurrencyPerConnection() <= 0) {
            return call.get();
        }
        Semaphore place = places.get(lane, id -> new Semaphore(limit.concurrencyPerConnection(), true));
        try {
            if (!place.tryAcquire(SHORT.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Step.Postponed(
                        clock.now().plus(SHORT),
                        "waiting for one of " + limit.concurrencyPerConnection() + " places at " + app.name(),
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Step.Postponed(clock.now(), "the node is stopping", null);
        }
        try {
            return call.get();
        } finally {
            place.release();
        }
    }

    private Step.@Nullable Postponed waitForTurn(
            Run.Identity run, App app, @Nullable Connection connection, RateLimit limit, long lane) {
        List<RateLimiter.Limit> limits = new ArrayList<>(2);
        if (limit.perConnectionPerSecond() > 0 && connection != null) {
            limits.add(new RateLimiter.Limit("connection:" + connection.id(), limit.perConnectionPerSecond()));
        }
        if (limit.perAppPerSecond() > 0) {
            limits.add(new RateLimiter.Limit("app:" + run.environment() + ":" + app.slug(), limit.perAppPerSecond()));
        }
        if (limits.isEmpty()) {
            return null;
        }
        ReentrantLock turn = turns.get(lane, id -> new ReentrantLock(true));
        try {
            if (!turn.tryLock(SHORT.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Step.Postponed(
                        clock.now().plus(SHORT), "rate limit of " + app.name() + ": others are before it", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Step.Postponed(clock.now(), "the node is stopping", null);
        }
        try {
            return acquire(limits, app, lane);
        } finally {
            turn.unlock();
        }
    }

    private Step.@Nullable Postponed acquire(List<RateLimiter.Limit> limits, App app, long lane) {
        Instant giveUp = clock.now().plus(SHORT);
        while (true) {
            switch (limiter.acquire(limits)) {
                case RateLimiter.Go go -> {
                    return null;
                }
                case RateLimiter.Wait wait -> {
                    if (wait.until().isAfter(giveUp)) {
                        return new Step.Postponed(
                                wait.until(),
                                "rate limit of " + app.name() + " until " + wait.until(),
                                new LaneHold(lane, wait.until(), 0));
                    }
                    LockSupport.parkNanos(Math.max(
                            1_000_000,
                            Duration.between(clock.now(), wait.until()).toNanos()));
                }
            }
        }
    }
}
