package dev.zaffre.cli;

import dev.zaffre.config.Settings;
import dev.zaffre.db.Database;
import dev.zaffre.db.Durability;
import dev.zaffre.db.embedded.EmbeddedPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the database can be reached and keeps what it commits. */
final class DatabaseChecks {
    private static final String SUBJECT = "database";

    private static final Duration CLOCK_TOLERATED = Duration.ofSeconds(2);

    private DatabaseChecks() {}

    static List<Finding> run(Settings settings) {
        Settings.Database database = settings.database();
        if (!database.isEmbedded()) {
            return check(new Database.Address(
                    database.url(), database.user(), database.password().reveal()));
        }
        Optional<Database.Address> running = EmbeddedPostgres.running(settings.dataDirectory());
        return running.isPresent()
                ? check(running.get())
                : List.of(Finding.ok(SUBJECT, "embedded PostgreSQL; 'up' starts it with every durability setting on"));
    }

    private static List<Finding> check(Database.Address address) {
        try {
            Durability found = Durability.read(address);
            List<Finding> findings = new ArrayList<>();
            findings.add(
                    found.major() < Durability.OLDEST_MAJOR
                            ? Finding.fail(
                                    SUBJECT,
                                    "PostgreSQL " + found.version() + " at " + address,
                                    "Use PostgreSQL " + Durability.OLDEST_MAJOR + " or newer.")
                            : Finding.ok(SUBJECT, "PostgreSQL " + found.version() + " at " + address));
            for (String weakness : found.weakened()) {
                findings.add(Finding.fail(
                        "durability", weakness, "Turn it on: an event that was accepted must not be lost."));
            }
            if (found.weakened().isEmpty()) {
                findings.add(Finding.ok("durability", "fsync, synchronous_commit and full_page_writes are on"));
            }
            findings.add(clock(found.clockOff()));
            return findings;
        } catch (SQLException e) {
            return List.of(
                    Finding.fail(
                            SUBJECT,
                            address + ": " + ZaffreCommand.explain(e),
                            "Check database.url, database.user and database.password, and that the server lets this machine in."));
        }
    }

    /** Due times and leases follow the database's clock; what is shown to people follows both. */
    private static Finding clock(Duration off) {
        String text = "the database's clock is within " + Math.max(1, off.toMillis()) + " ms of ours";
        return off.compareTo(CLOCK_TOLERATED) > 0
                ? Finding.warn("clock", text, "Let NTP set both machines' clocks.")
                : Finding.ok("clock", text);
    }
}
