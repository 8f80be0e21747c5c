package dev.zaffre.bench;

import java.util.Arrays;

/** Durations in nanoseconds, all of them kept: a run has at most a few hundred thousand, so percentiles can be exact. */
final class Latencies {
    private long[] values = new long[4096];
    private int size;
    private boolean sorted = true;

    void add(long nanoseconds) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = nanoseconds;
        sorted = false;
    }

    int count() {
        return size;
    }

    /**
     * The smallest recorded duration that at least this share of all durations does not exceed, in milliseconds.
     *
     * @param share between 0 and 1; 0.99 is "p99"
     * @return NaN when nothing was recorded
     */
    double milliseconds(double share) {
        if (size == 0) {
            return Double.NaN;
        }
        if (!sorted) {
            Arrays.sort(values, 0, size);
            sorted = true;
        }
        int rank = (int) Math.ceil(share * size);
        return values[Math.clamp(rank - 1, 0, size - 1)] / 1e6;
    }
}
