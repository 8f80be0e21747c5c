package dev.zaffre.http;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, as proven by the credential.
 *
 * @param environment the environment of the key or token, or the one that a signed-in user has chosen; everything the caller can
 *     see is in it
 * @param environmentName {@code test} or {@code production}
 * @param organization the company
 * @param application the company's own product ("My App"), named in messages about unknown events
 * @param credential id of the API key, the session token or the user's session
 * @param account the linked account of a session token; else null
 * @param user the signed-in user of the console; else null
 */
public record Caller(
        EnvironmentId environment,
        String environmentName,
        UUID organization,
        UUID application,
        UUID credential,
        @Nullable AccountId account,
        @Nullable User user) {
    /** @param role what the user may do */
    public record User(UUID id, Role role) {}

    /** Not a user. */
    public Caller(
            EnvironmentId environment,
            String environmentName,
            UUID organization,
            UUID application,
            UUID credential,
            @Nullable AccountId account) {
        this(environment, environmentName, organization, application, credential, account, null);
    }

    public boolean isSession() {
        return account != null;
    }

    /** The signed-in user. Only for routes that nobody else can call. */
    public User requireUser() {
        User proven = user;
        if (proven == null) {
            throw new IllegalStateException("A route that is not only for users asks which user calls");
        }
        return proven;
    }
}
