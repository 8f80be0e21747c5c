package dev.zaffre.http;

import java.util.Optional;

/** What a signed-in user may do, in ascending power: each role may do everything that the ones before it may. */
public enum Role {
    /** Sees everything but secrets, changes nothing. */
    VIEWER,
    /** Defines events and workflows, connects accounts, runs and reruns. */
    DEVELOPER,
    /** Also users, API keys, OAuth clients of apps and allowed origins. */
    ADMIN,
    /** Also other owners. There is always one. */
    OWNER;

    public boolean reaches(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** Empty when there is no such role. */
    public static Optional<Role> read(String text) {
        for (Role role : values()) {
            if (role.name().equals(text)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
