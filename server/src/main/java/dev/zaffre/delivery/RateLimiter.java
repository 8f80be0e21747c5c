package dev.zaffre.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.zaffre.base.Clock;
import dev.zaffre.db.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How often an app, or a connection, may be called, counted over all nodes (GCRA: one moment per key, kept in the database). In no
 * second do more than 1.15 times as many calls start as the limit says, and on average never more. A call under several limits starts
 * when all of them let it, and counts in all or in none.
 */
public final class RateLimiter {
    /** From this rate on calls are reserved by the handful, so that not every one of them costs a statement. */
    private static final double HOT_PER_SECOND = 100;

    private static final double HANDFUL_SECONDS = 0.05;
    private static final double BURST_SECONDS = 0.1;
    private static final Duration HANDFUL_LIFE = Duration.ofMillis(250);

    private static final String CREATE =
            "insert into rate_limit (key, ready) select unnest(?), '-infinity' on conflict do nothing";
    /**
     * Losing the last instant in a crash only means a few calls too many, so nobody waits for the disk here.
     */
    private static final String TAKE = """
            with wanted as (
              select * from unnest(?::text[], ?::float8[], ?::float8[]) as w(key, cost, burst)
            ), held as (
              select key, ready from rate_limit where key = any(?) order by key for update
            ), verdict as (
              select count(*) as found,
                     max(case when held.ready - burst * interval '1 second' > ?::timestamptz
                              then held.ready - burst * interval '1 second' end) as until
              from wanted join held using (key)
            ), taken as (
              update rate_limit r
              set ready = greatest(r.ready, ?::timestamptz) + wanted.cost * interval '1 second'
              from wanted, verdict
              where r.key = wanted.key and verdict.until is null and verdict.found = ?
            )
            select found, until, set_config('synchronous_commit', 'off', true) from verdict
            """;

    private static final String HOLD = """
            insert into rate_limit (key, ready) values (?, ?)
            on conflict (key) do update set ready = greatest(rate_limit.ready, excluded.ready)
            """;

    private final Database database;
    private final Clock clock;
    private final Cache<String, Local> locals = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build();

    /**
     * A limit that a call is under.
     *
     * @param key names what is limited, across all environments: a connection's id, an environment's app
     * @param perSecond calls a second, may be below 1
     */
    public record Limit(String key, double perSecond) {
        public Limit {
            if (!(perSecond > 0)) {
                throw new IllegalArgumentException("A rate must be above 0, not " + perSecond);
            }
        }

        private boolean isHot() {
            return perSecond >= HOT_PER_SECOND;
        }

        private int handful() {
            return isHot() ? (int) Math.ceil(perSecond * HANDFUL_SECONDS) : 1;
        }

        /** Seconds that the moment may lie ahead. */
        private double burst() {
            return Math.max(0, BURST_SECONDS - 1 / perSecond);
        }
    }

    /** Whether a call may start. */
    public sealed interface Decision {}

    /** It may, and is counted. */
    public record Go() implements Decision {}

    /** Not before that moment; nothing was counted. */
    public record Wait(Instant until) implements Decision {}

    /** What this process knows of a key. Guarded by its lock. */
    private static final class Local {
        private final ReentrantLock lock = new ReentrantLock();
        private int reserved;
        private Instant reservedUntil = Instant.MIN;
        /** Moments in the database only move forward, so until then there is no need to ask. */
        private Instant waitUntil = Instant.MIN;
    }

    public RateLimiter(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Counts one call under all these limits, or under none. One statement, or none where calls are reserved. */
    public Decision acquire(List<Limit> limits) {
        if (limits.isEmpty()) {
            return new Go();
        }
        // Everybody locks in the order of the keys: nobody waits in a circle, here or in the database.
        List<Limit> ordered =
                limits.stream().sorted(Comparator.comparing(Limit::key)).toList();
        List<Local> held = new ArrayList<>(ordered.size());
        try {
            for (Limit limit : ordered) {
                Local local = locals.get(limit.key(), ignored -> new Local());
                local.lock.lock();
                held.add(local);
            }
            return decide(ordered, held, clock.now());
        } finally {
            held.forEach(local -> local.lock.unlock());
        }
    }

    private Decision decide(List<Limit> limits, List<Local> held, Instant now) {
        List<Limit> missing = new ArrayList<>();
        for (int i = 0; i < limits.size(); i++) {
            Local local = held.get(i);
            if (local.waitUntil.isAfter(now)) {
                return new Wait(local.waitUntil);
            }
            if (local.reserved == 0 || !local.reservedUntil.isAfter(now)) {
                local.reserved = 0;
                missing.add(limits.get(i));
            }
        }
        Instant until = missing.isEmpty() ? null : take(missing, now);
        for (int i = 0; i < limits.size(); i++) {
            boolean asked = missing.contains(limits.get(i));
            Local local = held.get(i);
            if (until != null) {
                if (asked && missing.size() == 1) {
                    local.waitUntil = until;
                }
            } else if (asked) {
                local.reserved = limits.get(i).handful() - 1;
                local.reservedUntil = now.plus(HANDFUL_LIFE);
            } else {
                local.reserved--;
            }
        }
        return until == null ? new Go() : new Wait(until);
    }

    /** Null when all were taken. */
    private @Nullable Instant take(List<Limit> limits, Instant now) {
        return database.read(handle -> {
            Connection connection = handle.getConnection();
            try {
                String[] keys = limits.stream().map(Limit::key).toArray(String[]::new);
                for (int i = 0; i < 3; i++) {
                    Taken taken = take(connection, keys, limits, now);
                    if (taken.found() == keys.length) {
                        return taken.until();
                    }
                    create(connection, keys);
                }
                throw new IllegalStateException("Rate limit rows vanish as fast as they are made");
            } catch (SQLException e) {
                throw new IllegalStateException("Rate limits cannot be read", e);
            }
        });
    }

    private record Taken(int found, @Nullable Instant until) {}

    private static Taken take(Connection connection, String[] keys, List<Limit> limits, Instant now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
            Double[] costs = limits.stream()
                    .map(limit -> limit.handful() / limit.perSecond())
                    .toArray(Double[]::new);
            Double[] bursts = limits.stream().map(Limit::burst).toArray(Double[]::new);
            statement.setArray(1, connection.createArrayOf("text", keys));
            statement.setArray(2, connection.createArrayOf("float8", costs));
            statement.setArray(3, connection.createArrayOf("float8", bursts));
            statement.setArray(4, connection.createArrayOf("text", keys));
            statement.setObject(5, moment(now));
            statement.setObject(6, moment(now));
            statement.setInt(7, keys.length);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                OffsetDateTime until = row.getObject(2, OffsetDateTime.class);
                return new Taken(row.getInt(1), until == null ? null : until.toInstant());
            }
        }
    }

    private static void create(Connection connection, String[] keys) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CREATE)) {
            statement.setArray(1, connection.createArrayOf("text", keys));
            statement.executeUpdate();
        }
    }

    /** Nothing under that key starts before the moment: the app itself said so. An earlier moment changes nothing. */
    public void penalise(String key, Instant until) {
        Local local = locals.get(key, ignored -> new Local());
        database.read(handle -> {
            try (PreparedStatement statement = handle.getConnection().prepareStatement(HOLD)) {
                statement.setString(1, key);
                statement.setObject(2, moment(until.plusMillis((long) (BURST_SECONDS * 1000))));
                return statement.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException("Rate limits cannot be written", e);
            }
        });
        local.lock.lock();
        try {
            local.reserved = 0;
            local.waitUntil = local.waitUntil.isAfter(until) ? local.waitUntil : until;
        } finally {
            local.lock.unlock();
        }
    }

    private static OffsetDateTime moment(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
