package dev.zaffre.connection;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.webhook.Notice;
import dev.zaffre.webhook.NoticeKind;
import dev.zaffre.webhook.Webhooks;
import org.jdbi.v3.core.Handle;

/** Tells webhooks what happens to connections, in the transaction in which it happens. */
public final class ConnectionNotices implements Connections.Witness {
    private final Webhooks webhooks;
    private final LinkedAccounts accounts;
    private final Clock clock;

    public ConnectionNotices(Webhooks webhooks, LinkedAccounts accounts, Clock clock) {
        this.webhooks = webhooks;
        this.accounts = accounts;
        this.clock = clock;
    }

    @Override
    public void changed(
            Handle handle, EnvironmentId environment, AccountId account, String app, Connections.Change change) {
        NoticeKind kind = switch (change) {
            case CREATED -> NoticeKind.CONNECTION_CREATED;
            case DELETED -> NoticeKind.CONNECTION_DELETED;
            case EXPIRED -> NoticeKind.CONNECTION_EXPIRED;
        };
        if (webhooks.wants(environment, kind)) {
            String name =
                    accounts.find(environment, account).map(LinkedAccount::name).orElse("");
            webhooks.publish(handle, environment, new Notice.OfConnection(kind, account, name, app, clock.now()));
        }
    }
}
