package dev.zaffre.connection;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.delivery.OutboundHttp;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When an account goes, its connections go with it: no node may use them any more, and the providers are told. */
public final class AccountDeletion implements LinkedAccounts.OnDelete {
    private static final Logger LOG = LoggerFactory.getLogger(AccountDeletion.class);
    private final Connections connections;
    private final Catalog catalog;
    private final Revoking revoking;

    public AccountDeletion(
            Connections connections, AppSettings settings, Catalog catalog, OutboundHttp http, Clock clock) {
        this.connections = connections;
        this.catalog = catalog;
        this.revoking = new Revoking(new TokenClient(http, clock), settings);
    }

    @Override
    public void deleting(Handle handle, EnvironmentId environment, AccountId account) {
        List<Connection> gone = connections.deleting(handle, environment, account);
        List<Revoking.Gone> known = new ArrayList<>();
        for (Connection connection : gone) {
            catalog.find(environment, connection.app()).ifPresent(app -> known.add(new Revoking.Gone(app, connection)));
        }
        // Only when it is certain: a token that was revoked for a deletion that did not happen would be lost. The
        // account's own log goes with it, so that the server's has to do.
        handle.afterCommit(() -> revoking.behind(
                environment,
                known,
                (connection, why) -> LOG.warn(
                        "connection.not_revoked connection={} app={} {}", connection.id(), connection.app(), why)));
    }
}
