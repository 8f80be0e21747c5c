package dev.zaffre.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one outward call ended. Retry, wait and park are pure functions of it. */
public sealed interface Outcome {
    /** A 2xx, and no error rule of the app says otherwise. */
    record Delivered(int status) implements Outcome {}

    /** The app answered and said no. 5xx is worth another attempt, other statuses are not. */
    record Rejected(int status, String reason) implements Outcome {}

    /**
     * The app asked to slow down (429, or as its connector declares).
     *
     * @param until the earliest moment it asked for, at most 24 h ahead; null when it named none (or nothing readable)
     */
    record Throttled(int status, @Nullable Instant until, String reason) implements Outcome {}

    /** No complete answer: refused, reset, unknown host, TLS failure, answer cut short. */
    record Unreachable(String reason) implements Outcome {}

    /** The whole call, body included, took longer than its deadline. */
    record TimedOut(String reason) implements Outcome {}

    /** Our own policy forbids the address, the port or the scheme. Nothing was sent. */
    record Blocked(String reason) implements Outcome {}

    /** The app says that the credential is no longer good (401, or as its connector declares). */
    record AuthExpired(int status, String reason) implements Outcome {}

    /** Whether the same call, made again, may end otherwise without anybody changing anything. */
    default boolean isWorthRetrying() {
        return switch (this) {
            case Delivered it -> false;
            case Rejected it -> it.status() >= 500 || it.status() == 408;
            case Throttled it -> true;
            case Unreachable it -> true;
            case TimedOut it -> true;
            case Blocked it -> false;
            case AuthExpired it -> false;
        };
    }

    /** The same, with every secret hidden in the reason: apps repeat what they were sent. */
    default Outcome hiding(List<String> secrets) {
        return switch (this) {
            case Delivered delivered -> delivered;
            case Rejected it -> new Rejected(it.status(), CallRecord.redact(it.reason(), secrets));
            case Throttled it -> new Throttled(it.status(), it.until(), CallRecord.redact(it.reason(), secrets));
            case Unreachable it -> new Unreachable(CallRecord.redact(it.reason(), secrets));
            case TimedOut it -> new TimedOut(CallRecord.redact(it.reason(), secrets));
            case Blocked it -> new Blocked(CallRecord.redact(it.reason(), secrets));
            case AuthExpired it -> new AuthExpired(it.status(), CallRecord.redact(it.reason(), secrets));
        };
    }
}
