package dev.zaffre.connection;

import org.jspecify.annotations.Nullable;

/** What there is to call an app with. */
public sealed interface Renewal {
    /** A connection whose token is good as far as anybody knows. */
    record Usable(Connection connection) implements Renewal {}

    /**
     * Only the customer can help, by connecting anew.
     *
     * @param identifier whose connection it was, as far as the app says so
     */
    record Refused(String reason, @Nullable String identifier) implements Renewal {}

    /** The provider could not be asked now. */
    record Failed(String reason) implements Renewal {}
}
