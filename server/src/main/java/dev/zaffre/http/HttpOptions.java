package dev.zaffre.http;

import java.time.Duration;

/**
 * How the server treats strangers.
 *
 * @param origins browser pages that may call. Never with cookies: those are for this server's own pages.
 * @param signedIn users of the console
 * @param maxBody longest request body in bytes
 * @param headTimeout from the first byte of a request to the end of its headers
 * @param bodyTimeout from the first read of the body to its end
 * @param idleTimeout how long a connection may stay open between requests
 * @param drain how long {@link HttpServer#close} waits for running requests
 */
public record HttpOptions(
        Origins origins,
        SignedIn signedIn,
        int maxBody,
        Duration headTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        Duration drain) {
    public static final HttpOptions DEFAULTS = new HttpOptions(
            Origins.ANY,
            new SignedIn(Users.NONE, () -> "http://localhost"),
            1024 * 1024,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            Duration.ofSeconds(10));

    public HttpOptions withOrigins(Origins allowed) {
        return new HttpOptions(allowed, signedIn, maxBody, headTimeout, bodyTimeout, idleTimeout, drain);
    }

    public HttpOptions withTimeouts(Duration head, Duration body, Duration idle) {
        return new HttpOptions(origins, signedIn, maxBody, head, body, idle, drain);
    }

    public HttpOptions withDrain(Duration atMost) {
        return new HttpOptions(origins, signedIn, maxBody, headTimeout, bodyTimeout, idleTimeout, atMost);
    }

    public HttpOptions withSignedIn(SignedIn users) {
        return new HttpOptions(origins, users, maxBody, headTimeout, bodyTimeout, idleTimeout, drain);
    }
}
