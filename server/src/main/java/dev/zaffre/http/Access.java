package dev.zaffre.http;

/** Which credential opens a route. */
public enum Access {
    /** None. */
    PUBLIC,
    /** {@code x-api-key}: the company's backend, for its whole environment. */
    KEY,
    /** {@code Authorization: Bearer <session token>}: one linked account's browser. */
    SESSION,
    /** Either; the API key wins when both are sent. */
    KEY_OR_SESSION
}
