package dev.zaffre.event;

import dev.zaffre.base.EnvironmentId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** How many triggers a second an environment may send to this process: a token bucket each, in memory. */
public final class EventRate {
    private final double perSecond;
    private final int burst;
    private final LongSupplier nanoTime;
    private final Map<EnvironmentId, Bucket> buckets = new ConcurrentHashMap<>();

    /**
     * @param perSecond tokens that come back; infinite for no limit
     * @param burst most tokens that gather
     * @param nanoTime monotonic nanoseconds
     */
    public EventRate(double perSecond, int burst, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanoTime = nanoTime;
    }

    private record Bucket(double tokens, long at) {}

    /**
     * @param remaining whole tokens left
     * @param retryAfterMillis until the next token, when this one was refused
     */
    public record Grant(boolean granted, int limit, int remaining, long retryAfterMillis) {}

    public boolean isUnlimited() {
        return Double.isInfinite(perSecond);
    }

    public Grant take(EnvironmentId environment) {
        boolean[] granted = new boolean[1];
        Bucket after = buckets.compute(environment, (key, known) -> {
            long now = nanoTime.getAsLong();
            double tokens =
                    known == null ? burst : Math.min(burst, known.tokens() + (now - known.at()) / 1e9 * perSecond);
            granted[0] = tokens >= 1;
            return new Bucket(granted[0] ? tokens - 1 : tokens, now);
        });
        long wait = granted[0] ? 0 : (long) Math.ceil((1 - after.tokens()) / perSecond * 1000);
        return new Grant(granted[0], (int) Math.ceil(perSecond), (int) after.tokens(), wait);
    }
}
