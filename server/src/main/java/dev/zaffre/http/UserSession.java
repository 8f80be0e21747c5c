package dev.zaffre.http;

import dev.zaffre.base.EnvironmentId;
import java.util.Map;
import java.util.UUID;

/**
 * A signed-in user of the console, as proven by the cookie.
 *
 * @param csrf what {@code x-csrf-token} must say when something is changed
 * @param environments by name
 */
public record UserSession(
        UUID id,
        Caller.User user,
        UUID organization,
        UUID application,
        String csrf,
        Map<String, EnvironmentId> environments) {}
