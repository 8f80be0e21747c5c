package dev.zaffre.connection;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jdbi.v3.core.Handle;

/** What happens to connections, as figures for {@code /metrics}; all of them are there, as zeros, from the start. */
public final class ConnectionMeters implements Connections.Witness {
    private final Counter usable;
    private final Counter refused;
    private final Counter failed;
    private final Counter expired;

    public ConnectionMeters(MeterRegistry registry) {
        this.usable = refreshes(registry, "usable");
        this.refused = refreshes(registry, "refused");
        this.failed = refreshes(registry, "failed");
        this.expired = Counter.builder("zaffre.connections.expired")
                .description("Connections that only their customers can mend, by connecting anew")
                .register(registry);
    }

    private static Counter refreshes(MeterRegistry registry, String result) {
        return Counter.builder("zaffre.token.refreshes")
                .description("Tokens that this process set out to renew, by result")
                .tag("result", result)
                .register(registry);
    }

    void renewed(Renewal renewal) {
        Counter counter = switch (renewal) {
            case Renewal.Usable it -> usable;
            case Renewal.Refused it -> refused;
            case Renewal.Failed it -> failed;
        };
        counter.increment();
    }

    @Override
    public void changed(
            Handle handle, EnvironmentId environment, AccountId account, String app, Connections.Change change) {
        if (change == Connections.Change.EXPIRED) {
            handle.afterCommit(expired::increment);
        }
    }
}
