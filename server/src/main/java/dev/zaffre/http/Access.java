package dev.zaffre.http;

/** Which credential opens a route. Where an API key does, a signed-in user of the console does too, as far as the role reaches. */
public enum Access {
    /** None. */
    PUBLIC,
    /** {@code x-api-key}: the company's backend, for its whole environment. */
    KEY,
    /** {@code Authorization: Bearer <session token>}: one linked account's browser. */
    SESSION,
    /** Either; the API key wins when both are sent. */
    KEY_OR_SESSION,
    /** Only a signed-in user, in the environment that {@code x-zaffre-environment} names. */
    USER,
    /** Only a signed-in user, for what belongs to no environment: the caller's environment means nothing. */
    USER_ANYWHERE;

    boolean admitsUsers() {
        return this != PUBLIC && this != SESSION;
    }
}
