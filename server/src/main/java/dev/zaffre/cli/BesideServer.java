package dev.zaffre.cli;

import dev.zaffre.config.DataDirectory;
import dev.zaffre.config.Settings;
import dev.zaffre.db.Database;
import dev.zaffre.db.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** The database of a server, for commands that work beside it: its own or the embedded one, which is started when nobody runs it. */
final class BesideServer {
    private BesideServer() {}

    /** @return what the work returns: an exit code */
    static int run(Settings settings, ToIntFunction<Database> work) {
        if (!settings.database().isEmbedded()) {
            return open(
                    new Database.Address(
                            settings.database().url(),
                            settings.database().user(),
                            settings.database().password().reveal()),
                    work);
        }
        Optional<Database.Address> running = EmbeddedPostgres.running(settings.dataDirectory());
        if (running.isPresent()) {
            return open(running.get(), work);
        }
        DataDirectory held = DataDirectory.claim(settings.dataDirectory());
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(settings.dataDirectory(), Duration.ofSeconds(30))) {
            return open(new Database.Address(postgres.url(), postgres.user(), postgres.password()), work);
        } finally {
            held.close();
        }
    }

    private static int open(Database.Address address, ToIntFunction<Database> work) {
        try (Database database = Database.open(address, 2)) {
            return work.applyAsInt(database);
        }
    }
}
