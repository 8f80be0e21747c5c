package dev.zaffre.http;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, as proven by the credential.
 *
 * @param environment the environment of the key or token; everything the caller can see is in it
 * @param environmentName {@code test} or {@code production}
 * @param organization the company
 * @param application the company's own product ("My App"), named in messages about unknown events
 * @param credential id of the API key or session token
 * @param account the linked account of a session token; null for an API key
 */
public record Caller(
        EnvironmentId environment,
        String environmentName,
        UUID organization,
        UUID application,
        UUID credential,
        @Nullable AccountId account) {
    public boolean isSession() {
        return account != null;
    }
}
