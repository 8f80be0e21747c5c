package dev.zaffre.workflow;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import java.util.Optional;

/** Configs of linked accounts. Reads answer from a cache that every node drops when a config changes. */
public final class Configs {
    private Configs() {}

    public Optional<Config> find(EnvironmentId environment, AccountId account, String app, String configId) {
        throw new UnsupportedOperationException();
    }
}
