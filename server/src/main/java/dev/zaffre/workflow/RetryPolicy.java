package dev.zaffre.workflow;

import java.time.Duration;

/**
 * When a failed attempt of a node is tried again.
 *
 * @param exponential the delay doubles with every attempt; else it stays
 * @param delay before the second attempt
 * @param maxAttempts all attempts together, at least 1
 */
public record RetryPolicy(boolean exponential, Duration delay, int maxAttempts) {
    /** Five attempts, from one second, doubling. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(true, Duration.ofSeconds(1), 5);

    /** Longest wait between two attempts that we choose ourselves; an app may ask for more. */
    public static final Duration LONGEST = Duration.ofHours(1);

    /**
     * The wait after a failed attempt.
     *
     * @param attempt the one that failed, from 1
     * @param random in [0, 1): spreads the wait over ±20 %, so that what failed together does not return together
     */
    public Duration waitAfter(int attempt, double random) {
        double base = (double) delay.toMillis() * (exponential ? Math.pow(2, Math.min(attempt - 1, 30)) : 1);
        double bounded = Math.min(base, (double) LONGEST.toMillis());
        return Duration.ofMillis(Math.round(bounded * (0.8 + 0.4 * random)));
    }
}
