package dev.zaffre.connection;

import dev.zaffre.catalog.Credential;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A linked account's credential at an app, decrypted.
 *
 * @param active false: the app refused it, the customer must reconnect
 * @param version counts the tokens that it has had
 * @param tokenAt when the token was got; null for keys
 * @param expiresAt when the token ends; null when nobody said
 * @param createdAt when the customer connected it for the first time
 */
public record Connection(
        UUID id,
        String app,
        @Nullable String identifier,
        boolean active,
        Credential credential,
        int version,
        @Nullable Instant tokenAt,
        @Nullable Instant expiresAt,
        Instant createdAt) {
    private static final Duration EARLIEST = Duration.ofMinutes(15);
    private static final int PART_OF_LIFE = 5;

    /** Of an app that nobody need connect. */
    static Connection open(UUID id, String app) {
        return new Connection(id, app, null, true, Credential.NONE, 1, null, null, Instant.EPOCH);
    }

    /** Whether the token is so near its end (15 minutes, or a fifth of its life if that is less) that a new one is wanted. */
    boolean isDue(Instant now) {
        if (expiresAt == null) {
            return false;
        }
        Duration early = tokenAt == null
                ? EARLIEST
                : Duration.between(tokenAt, expiresAt).dividedBy(PART_OF_LIFE);
        return !now.isBefore(expiresAt.minus(early.compareTo(EARLIEST) < 0 ? early : EARLIEST));
    }

    boolean isOver(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }
}
