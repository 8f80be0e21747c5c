package dev.zaffre.connection;

import dev.zaffre.catalog.App;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which of an account's connections at an app calls use. Where an app allows several it is the one that was chosen, and without a
 * choice the one that was connected first: a customer who connects another account must not find that what was sent to the first
 * goes there now, nor when the first expires.
 */
final class Choice {
    private Choice() {}

    /**
     * @param all an account's connections at the app, the best to use first
     * @param identifier of the one that is meant, in any case of letters; null for no choice
     */
    static Optional<Connection> among(List<Connection> all, App app, @Nullable String identifier) {
        if (identifier != null) {
            return all.stream()
                    .filter(one -> identifier.equalsIgnoreCase(one.identifier()))
                    .findFirst();
        }
        if (!app.allowsMultiple()) {
            return all.stream().findFirst();
        }
        return all.stream().min(Comparator.comparing(Connection::createdAt)).flatMap(first -> sameOwner(all, first));
    }

    /** In place of a connection that is gone, because the customer connected anew. */
    static Optional<Connection> successor(List<Connection> all, @Nullable App app, Connection gone) {
        boolean several = app != null && app.allowsMultiple();
        return (several ? sameOwner(all, gone) : all.stream().findFirst()).filter(Connection::active);
    }

    private static Optional<Connection> sameOwner(List<Connection> all, Connection one) {
        return all.stream()
                .filter(other -> Objects.equals(other.identifier(), one.identifier()))
                .findFirst();
    }
}
