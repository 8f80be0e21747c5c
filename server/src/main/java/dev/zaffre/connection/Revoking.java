package dev.zaffre.connection;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.catalog.App;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells providers of connections that are gone, behind everybody's back: one that does not listen stops nothing. */
final class Revoking {
    private static final Logger LOG = LoggerFactory.getLogger(Revoking.class);
    private final TokenClient tokens;
    private final AppSettings settings;

    Revoking(TokenClient tokens, AppSettings settings) {
        this.tokens = tokens;
        this.settings = settings;
    }

    /** Told of a connection whose token the provider did not revoke. */
    @FunctionalInterface
    interface Refusal {
        void notRevoked(Connection connection, String why);
    }

    /** One of an app's connections that are gone. */
    record Gone(App app, Connection connection) {}

    void behind(EnvironmentId environment, List<Gone> gone, Refusal refusal) {
        List<Gone> tokensOnly = gone.stream()
                .filter(one -> one.connection().credential().type().equals("oauth2")
                        && one.app().oauth().isPresent())
                .toList();
        if (!tokensOnly.isEmpty()) {
            Thread.ofVirtual().name("revoke").start(() -> tokensOnly.forEach(one -> revoke(environment, one, refusal)));
        }
    }

    private void revoke(EnvironmentId environment, Gone gone, Refusal refusal) {
        Connection connection = gone.connection();
        try {
            String why = tokens.revoke(gone.app(), settings.of(environment, connection.app()), connection.credential());
            if (why != null) {
                refusal.notRevoked(connection, why);
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "connection.not_revoked connection={} app={} {}",
                    connection.id(),
                    connection.app(),
                    e.getClass().getSimpleName());
        }
    }
}
