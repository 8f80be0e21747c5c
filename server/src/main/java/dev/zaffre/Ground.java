package dev.zaffre;

import dev.zaffre.base.Clock;
import dev.zaffre.config.Settings;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.db.DatabaseClock;
import dev.zaffre.db.Durability;
import dev.zaffre.db.embedded.EmbeddedPostgres;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What everything else stands on. */
record Ground(Database database, Changes changes, Clock clock, PrometheusMeterRegistry metrics) {
    private static final Logger LOG = LoggerFactory.getLogger(Ground.class);

    /** @param given a clock of the caller's; without, the database's */
    static Ground open(
            Settings settings, Tuning tuning, @Nullable Clock given, PrometheusMeterRegistry metrics, Opened opened) {
        Database database = opened.add(Database.open(
                address(settings, tuning, opened), settings.database().connections()));
        warnWhenNotDurable(database);
        Changes changes = opened.add(new Changes(database));
        Clock clock = given != null ? given : opened.add(new DatabaseClock(database));
        return new Ground(database, changes, clock, metrics);
    }

    private static Database.Address address(Settings settings, Tuning tuning, Opened opened) {
        Settings.Database database = settings.database();
        if (!database.isEmbedded()) {
            return new Database.Address(
                    database.url(), database.user(), database.password().reveal());
        }
        EmbeddedPostgres postgres = opened.add(
                EmbeddedPostgres.start(settings.dataDirectory(), tuning.drain().plusSeconds(5)));
        return new Database.Address(postgres.url(), postgres.user(), postgres.password());
    }

    /** An accepted event must survive a crash of the database: where it would not, the log says so at every start. */
    private static void warnWhenNotDurable(Database database) {
        try {
            Durability.read(database.address())
                    .weakened()
                    .forEach(weakness -> LOG.error("database.not_durable {}", weakness));
        } catch (SQLException e) {
            throw new IllegalStateException("The database's durability settings could not be read", e);
        }
    }
}
