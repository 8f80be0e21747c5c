package dev.zaffre.connection;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import java.util.Optional;
import java.util.UUID;

/** The connections of linked accounts. Reads answer from a cache that every node drops when a connection changes. */
public final class Connections {
    private Connections() {}

    /** Told after a connection became usable again, so that what was parked goes on. */
    @FunctionalInterface
    public interface Listener {
        void active(EnvironmentId environment, AccountId account, String app);
    }

    public Optional<Connection> find(EnvironmentId environment, AccountId account, String app) {
        throw new UnsupportedOperationException();
    }

    /** The app refused the credential: until the customer reconnects, nothing more is sent with it. */
    public void markExpired(EnvironmentId environment, AccountId account, UUID connection) {
        throw new UnsupportedOperationException();
    }

    public void onActive(Listener listener) {
        throw new UnsupportedOperationException();
    }
}
