package dev.zaffre.bench;

import java.util.Locale;

/** What is measured. */
enum Scenario {
    /** Every connection sends as soon as it was answered. */
    CLOSED,
    /** 200 events are due each second. */
    OPEN200,
    /** 1,000 events are due each second. */
    OPEN1000,
    /** The closed loop with a million jobs queued that are not due, then these drained. */
    BACKLOG,
    /** Every call is refused twice before it succeeds. */
    FLAKY,
    /** No load. */
    IDLE;

    /** As on the command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
