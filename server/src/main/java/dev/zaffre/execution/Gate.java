package dev.zaffre.execution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.zaffre.base.Clock;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.RateLimit;
import dev.zaffre.connection.Connection;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.Outcome;
import dev.zaffre.delivery.RateLimiter;
import dev.zaffre.execution.Journal.LaneHold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
    private final Cache<String, Semaphore> places =
            Caffeine.newBuilder().expireAfterAccess(FORGET).build();
    /** Until when connections may not call, as their apps said. Each node learns it from its own calls. */
    private final Cache<UUID, Instant> learned = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofHours(24))
            .build();

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
        Step.Postponed exhausted = exhausted(app, connection, lane);
        if (exhausted != null) {
            return exhausted;
        }
        Step.Postponed postponed = waitForTurn(run, app, connection, limit, lane);
        if (postponed != null) {
            return postponed;
        }
        return placed(
                "connection:" + lane,
                limit.concurrencyPerConnection(),
                app,
                () -> placed("app:" + run.environment() + ":" + app.slug(), limit.concurrencyPerApp(), app, call));
    }

    /** The app's answers said that this connection may not call before then. */
    private Step.@Nullable Postponed exhausted(App app, @Nullable Connection connection, long lane) {
        Instant until = connection == null ? null : learned.getIfPresent(connection.id());
        if (until == null || !until.isAfter(clock.now())) {
            return null;
        }
        return new Step.Postponed(
                until, app.name() + " allows no more calls until " + until, new LaneHold(lane, until, 0));
    }

    /** Takes from an answer what the app says is left: when nothing is, the next call waits instead of being refused. */
    void learn(App app, @Nullable Connection connection, Exchange exchange) {
        Exchange.Answer answer = exchange.answer();
        if (answer != null && connection != null && exchange.outcome() instanceof Outcome.Delivered) {
            app.limit().exhaustedUntil(answer, clock.now()).ifPresent(until -> learned.put(connection.id(), until));
        }
    }

    /** @param most calls under way at once; 0 for any number */
    private Step placed(String what, int most, App app, Supplier<Step> call) {
        if (most <= 0) {
            return call.get();
        }
        Semaphore place = places.get(what, id -> new Semaphore(most, true));
        try {
            if (!place.tryAcquire(SHORT.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Step.Postponed(
                        clock.now().plus(SHORT), "waiting for one of " + most + " places at " + app.name(), null);
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
