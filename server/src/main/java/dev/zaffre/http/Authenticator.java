package dev.zaffre.http;

import java.util.Optional;

/** Proves credentials; {@code account} implements it. Empty means "not valid", whatever the reason. */
public interface Authenticator {
    Optional<Caller> byApiKey(String key);

    Optional<Caller> bySessionToken(String token);
}
