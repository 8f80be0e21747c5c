package dev.zaffre.catalog.openapi;

/** A document that no app can be made of. The message is the place, when there is one, and the reason. */
public final class InvalidDocument extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String place;
    private final String reason;

    InvalidDocument(String place, String reason) {
        super(place.isEmpty() ? reason : place + ": " + reason, null, false, false);
        this.place = place;
        this.reason = reason;
    }

    /** Line and column, a JSON pointer, or empty for the whole. */
    public String place() {
        return place;
    }

    public String reason() {
        return reason;
    }
}
