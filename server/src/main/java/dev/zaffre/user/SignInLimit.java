package dev.zaffre.user;

import dev.zaffre.base.Clock;
import dev.zaffre.db.Database;
import dev.zaffre.http.ApiError;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Stops guessing. Each try is counted before the password is looked at, so that tries at the same moment count as well; a success
 * takes the count back. Addresses that nobody has are counted in the same way: an answer does not tell which exist.
 */
final class SignInLimit {
    /** Failures in a row until an e-mail address is locked. */
    static final int TRIES = 5;

    private static final int TRIES_BY_REMOTE = 50;
    private static final Duration FIRST_LOCK = Duration.ofMinutes(15);
    private static final int MOST_DOUBLINGS = 4;
    /** After that long without a try all is forgotten. */
    private static final Duration MEMORY = Duration.ofHours(24);

    private final Database database;
    private final Clock clock;

    SignInLimit(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What counts together. */
    private record Counter(byte[] key, int tries) {}

    private static Counter ofEmail(String email) {
        return new Counter(Tokens.hash("email " + email.toLowerCase(Locale.ROOT)), TRIES);
    }

    /** One customer of an internet provider has a whole /64 of IPv6. */
    private static Counter ofRemote(InetAddress remote) {
        byte[] bytes = remote.getAddress();
        byte[] network = remote instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes;
        return new Counter(Tokens.hash("remote " + HexFormat.of().formatHex(network)), TRIES_BY_REMOTE);
    }

    /**
     * Counts a try.
     *
     * @throws ApiError 429 {@code SIGN_IN_LOCKED} with {@code Retry-After}
     */
    void take(String email, Optional<InetAddress> remote) {
        List<Counter> counters = remote.map(address -> List.of(ofRemote(address), ofEmail(email)))
                .orElse(List.of(ofEmail(email)));
        Instant now = clock.now();
        // Each by itself: a refusal by the second must not take back the count of the first.
        for (Counter counter : counters) {
            if (!database.transact(handle -> count(handle, counter, now))) {
                throw locked(counter, now);
            }
        }
    }

    private static boolean count(Handle handle, Counter counter, Instant now) {
        handle.createUpdate("delete from sign_in_failure where last_at < :forgotten")
                .bind("forgotten", now.minus(MEMORY))
                .execute();
        Optional<Integer> failures = handle.createQuery("""
                        insert into sign_in_failure as f (key, failures, last_at) values (:key, 1, :now)
                        on conflict (key) do update set failures = f.failures + 1, last_at = :now, locked_until = null
                        where f.locked_until is null or f.locked_until <= :now
                        returning failures
                        """)
                .bind("key", counter.key)
                .bind("now", now)
                .mapTo(Integer.class)
                .findOne();
        if (failures.isEmpty()) {
            return false;
        }
        int above = failures.get() - counter.tries;
        if (above >= 0) {
            handle.createUpdate("update sign_in_failure set locked_until = :until where key = :key")
                    .bind("key", counter.key)
                    .bind("until", now.plus(FIRST_LOCK.multipliedBy(1L << Math.min(above, MOST_DOUBLINGS))))
                    .execute();
        }
        return true;
    }

    private ApiError locked(Counter counter, Instant now) {
        Instant until = database.read(
                        handle -> handle.createQuery("select locked_until from sign_in_failure where key = :key")
                                .bind("key", counter.key)
                                .mapTo(Instant.class)
                                .findOne())
                .orElse(now.plusSeconds(1));
        long seconds = Math.max(1, Duration.between(now, until).plusMillis(999).toSeconds());
        return ApiError.of(
                        429,
                        "TOO_MANY_REQUESTS",
                        "SIGN_IN_LOCKED",
                        "Too many failed sign-ins: try again in " + minutes(seconds)
                                + ", or ask an admin for a new link")
                .withHeader("Retry-After", Long.toString(seconds));
    }

    private static String minutes(long seconds) {
        long minutes = (seconds + 59) / 60;
        return minutes == 1 ? "1 minute" : minutes + " minutes";
    }

    /** The password was right: nothing is held against the e-mail address any more, and this try not against the remote address. */
    void succeeded(Handle handle, String email, Optional<InetAddress> remote) {
        forget(handle, email);
        remote.ifPresent(address ->
                handle.createUpdate("""
                        update sign_in_failure set failures = greatest(failures - 1, 0), locked_until = null where key = :key
                        """).bind("key", ofRemote(address).key).execute());
    }

    /** Of the e-mail address alone. */
    static void forget(Handle handle, String email) {
        handle.createUpdate("delete from sign_in_failure where key = :key")
                .bind("key", ofEmail(email).key)
                .execute();
    }
}
