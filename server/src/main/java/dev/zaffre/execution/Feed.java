package dev.zaffre.execution;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import java.util.UUID;

/**
 * Hears of changes after their commit, on the hot path: what hears must only note them. Where nobody listens, {@link #isHeard} is all
 * that a change costs.
 */
public interface Feed {
    /** Where nobody ever listens. */
    Feed SILENT = new Feed() {
        @Override
        public boolean isHeard(EnvironmentId environment) {
            return false;
        }

        @Override
        public void changed(EnvironmentId environment, AccountId account, UUID execution) {}

        @Override
        public void received(EnvironmentId environment, AccountId account, UUID event) {}
    };

    boolean isHeard(EnvironmentId environment);

    /** A run was accepted, went on, waits, or is over. */
    void changed(EnvironmentId environment, AccountId account, UUID execution);

    /** An event was accepted, or logged as a duplicate. */
    void received(EnvironmentId environment, AccountId account, UUID event);
}
