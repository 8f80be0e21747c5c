package dev.zaffre.connection;

import dev.zaffre.base.Secret;
import dev.zaffre.catalog.Credential;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a provider answered a request for a token. */
public sealed interface Tokens {
    /**
     * A token.
     *
     * @param values {@code access_token}, {@code refresh_token} when one came, and what else the connector keeps
     * @param expiresAt null when nobody said
     * @param identifier who is connected, when the answer says so
     */
    record Got(
            Map<String, Secret> values,
            @Nullable Instant expiresAt,
            @Nullable String identifier) implements Tokens {
        /** A provider that sends no new refresh token means that the old one stays good. */
        public Credential over(Credential before) {
            Map<String, Secret> all = new LinkedHashMap<>(before.values());
            all.putAll(values);
            return new Credential(before.type(), all);
        }
    }

    /** The provider says no to the customer: only connecting anew helps. */
    record Refused(String reason) implements Tokens {}

    /** No token, but not the customer's fault: the provider is down, answers nonsense, or refuses the company's client. */
    record Failed(String reason) implements Tokens {}
}
