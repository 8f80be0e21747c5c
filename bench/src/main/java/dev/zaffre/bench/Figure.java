package dev.zaffre.bench;

import java.util.Locale;

/** One column of the table. */
enum Figure {
    ACCEPTED_PER_SECOND("accepted/s", 0),
    DELIVERED_PER_SECOND("delivered/s", 0),
    ACCEPT_P50_MS("accept p50 ms", 2),
    ACCEPT_P99_MS("p99", 2),
    ACCEPT_P999_MS("p99.9", 2),
    ARRIVAL_P50_MS("arrival p50 ms", 2),
    ARRIVAL_P99_MS("p99", 2),
    ARRIVAL_P999_MS("p99.9", 2),
    SERVER_CPU_SECONDS_PER_1000("CPU s/1000 server", 3),
    POSTGRES_CPU_SECONDS_PER_1000("PostgreSQL", 3),
    SERVER_MB("RSS MB server", 0),
    POSTGRES_MB("PostgreSQL", 0),
    SENT("sent", 0),
    ACCEPTED("events", 0),
    DRAIN_SECONDS("drain s", 1),
    LOST("lost", 0),
    DUPLICATES("dup.", 0),
    REFUSED("non-2xx", 0),
    BROKEN("broken", 0),
    BAD("bad", 0),
    KEY_CHANGES("key changes", 0),
    LIVE_TOLD("live clients told", 0),
    LIVE_MESSAGES("messages", 0),
    LIVE_MESSAGES_PER_SECOND("a second", 0),
    LIVE_MEGABYTES_PER_SECOND("MB/s", 2),
    LIVE_LEFT_OUT("left out", 0),
    LIVE_RESETS("resets", 0),
    LIVE_ENDED("streams ended", 0),
    LIVE_READER_CPU_PERCENT("CPU % of reading them", 1),
    IDLE_CPU_PERCENT("idle CPU %", 2),
    FIRST_START_MS("first start ms", 0),
    NEXT_START_MS("next start ms", 0),
    NEXT_START_CPU_MS("its CPU ms", 0),
    ARCHIVED_START_MS("with its classes kept ms", 0),
    IMPORT_MS("import ms", 0),
    IMPORT_AGAIN_MS("again ms", 0),
    IMPORT_COMMAND_MS("by command ms", 0);

    private final String heading;
    private final int decimals;

    Figure(String heading, int decimals) {
        this.heading = heading;
        this.decimals = decimals;
    }

    String heading() {
        return heading;
    }

    /** The member in the JSON report. */
    String member() {
        return name().toLowerCase(Locale.ROOT);
    }

    String format(double value) {
        return !Double.isFinite(value) ? "-" : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
