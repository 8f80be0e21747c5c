package dev.zaffre.connection;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.delivery.OutboundHttp;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When an account goes, its connections go with it: no node may use them any more, and the providers are told. */
public final class AccountDeletion implements LinkedAccounts.OnDelete {
    private static final Logger LOG = LoggerFactory.getLogger(AccountDeletion.class);
    private final Connections connections;
    private final AppSettings settings;
    private final Catalog catalog;
    private final TokenClient tokens;

    public AccountDeletion(
            Connections connections, AppSettings settings, Catalog catalog, OutboundHttp http, Clock clock) {
        this.connections = connections;
        this.settings = settings;
        this.catalog = catalog;
        this.tokens = new TokenClient(http, clock);
    }

    @Override
    public void deleting(Handle handle, EnvironmentId environment, AccountId account) {
        List<Connection> gone = connections.deleting(handle, environment, account);
        if (!gone.isEmpty()) {
            // Only when it is certain: a token that was revoked for a deletion that did not happen would be lost.
            handle.afterCommit(() -> Thread.ofVirtual()
                    .name("revoke")
                    .start(() -> gone.forEach(connection -> revoke(environment, connection))));
        }
    }

    private void revoke(EnvironmentId environment, Connection connection) {
        Optional<App> app = catalog.find(environment, connection.app());
        if (app.isEmpty()
                || app.get().oauth().isEmpty()
                || !connection.credential().type().equals("oauth2")) {
            return;
        }
        try {
            String why = tokens.revoke(app.get(), settings.of(environment, connection.app()), connection.credential());
            if (why != null) {
                LOG.warn("connection.not_revoked connection={} app={} {}", connection.id(), connection.app(), why);
            }
        } catch (RuntimeException e) {
            LOG.warn("connection.not_revoked connection={} app={}", connection.id(), connection.app());
        }
    }
}
