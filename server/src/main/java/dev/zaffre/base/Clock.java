package dev.zaffre.base;

import java.time.Instant;

/** What time it is for due times, windows and leases. Production follows the database's clock; tests move it. */
@FunctionalInterface
public interface Clock {
    Instant now();

    static Clock system() {
        return Instant::now;
    }
}
