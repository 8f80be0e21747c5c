package dev.zaffre.connection;

/** What there is to call an app with. */
public sealed interface Renewal {
    /** A connection whose token is good as far as anybody knows. */
    record Usable(Connection connection) implements Renewal {}

    /** Only the customer can help, by connecting anew. */
    record Refused(String reason) implements Renewal {}

    /** The provider could not be asked now. */
    record Failed(String reason) implements Renewal {}
}
