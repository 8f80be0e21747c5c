package dev.zaffre.http;

import java.util.Optional;

/** Proves the cookie of a signed-in user; {@code user} implements it. */
@FunctionalInterface
public interface Users {
    /** Nobody can sign in. */
    Users NONE = cookie -> Optional.empty();

    /** Empty means "not valid", whatever the reason. */
    Optional<UserSession> bySessionCookie(String cookie);
}
