package dev.zaffre.user;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.http.Caller;
import dev.zaffre.http.UserSession;
import dev.zaffre.http.Users;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;

/**
 * Sessions of signed-in users. What was proven is kept in memory until {@link Changes} says that users or sessions have changed, so
 * that an ended session, a blocked user and a taken role count on every node within a second.
 */
final class Sessions implements Users {
    static final Duration IDLE = Duration.ofHours(12);
    static final Duration LIFE = Duration.ofDays(7);
    private static final String CHANGED = "user_session";
    private static final Duration SEEN_RECORDED_EVERY = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MOST_KEPT = 10_000;
    private static final int MOST_OF_A_USER = 20;
    private static final int LONGEST_AGENT = 300;

    private final Database database;
    private final Changes changes;
    private final Clock clock;
    /** Counts announcements: what was read before one must not be kept after it. */
    private final AtomicLong epoch = new AtomicLong();

    private final Cache<ByteBuffer, Known> known = Caffeine.newBuilder()
            .maximumSize(MOST_KEPT)
            .expireAfterWrite(LONGEST)
            .build();

    private record Known(UserSession session, Instant expires, Instant seen) {
        boolean isOver(Instant now) {
            return !now.isBefore(expires) || !now.isBefore(seen.plus(IDLE));
        }
    }

    Sessions(Database database, Changes changes, Clock clock) {
        this.database = database;
        this.changes = changes;
        this.clock = clock;
        changes.listen(CHANGED, key -> {
            epoch.incrementAndGet();
            known.invalidateAll();
        });
    }

    @Override
    public Optional<UserSession> bySessionCookie(String cookie) {
        if (!Tokens.isWellFormed(cookie)) {
            return Optional.empty();
        }
        byte[] hash = Tokens.hash(cookie);
        ByteBuffer name = ByteBuffer.wrap(hash);
        Instant now = clock.now();
        Known found = known.getIfPresent(name);
        if (found == null || found.isOver(now)) {
            // Another node may have seen the user later than this one.
            found = reread(name, hash, Tokens.csrf(cookie));
        }
        if (found == null || found.isOver(now)) {
            return Optional.empty();
        }
        if (now.isAfter(found.seen.plus(SEEN_RECORDED_EVERY))) {
            seen(found, now);
            known.invalidate(name);
        }
        return Optional.of(found.session);
    }

    private @org.jspecify.annotations.Nullable Known reread(ByteBuffer name, byte[] hash, String csrf) {
        long before = epoch.get();
        Known read = database.read(handle -> read(handle, hash, csrf)).orElse(null);
        if (read != null) {
            known.put(name, read);
            if (epoch.get() != before) {
                known.invalidate(name);
            }
        }
        return read;
    }

    private static Optional<Known> read(Handle handle, byte[] hash, String csrf) {
        Map<String, EnvironmentId> environments = new HashMap<>();
        return handle
                .createQuery("""
                        select s.id, s.user_id, s.expires_at, s.last_seen_at, u.role, o.id as organization, o.application_id,
                            e.id as environment, e.name
                        from user_session s
                        join console_user u on u.id = s.user_id
                        join organization o on o.id = u.organization_id
                        join environment e on e.organization_id = o.id
                        where s.hash = :hash and not u.blocked
                        """)
                .bind("hash", hash)
                .map((row, context) -> {
                    environments.put(
                            row.getString("name"), new EnvironmentId(row.getObject("environment", UUID.class)));
                    UserSession session = new UserSession(
                            row.getObject("id", UUID.class),
                            new Caller.User(
                                    row.getObject("user_id", UUID.class), ConsoleUser.role(row.getString("role"))),
                            row.getObject("organization", UUID.class),
                            row.getObject("application_id", UUID.class),
                            csrf,
                            environments);
                    return new Known(
                            session,
                            row.getTimestamp("expires_at").toInstant(),
                            row.getTimestamp("last_seen_at").toInstant());
                })
                .list()
                .stream()
                .findFirst();
    }

    private void seen(Known session, Instant now) {
        database.run(handle -> handle.createUpdate(
                        "update user_session set last_seen_at = greatest(last_seen_at, :now) where id = :id")
                .bind("id", session.session.id())
                .bind("now", now)
                .execute());
    }

    /**
     * A new session; of many, the ones that are over and the oldest go.
     *
     * @return the cookie
     */
    String create(Handle handle, UUID user, String userAgent) {
        String cookie = Tokens.create();
        Instant now = clock.now();
        handle.createUpdate("""
                        insert into user_session (id, user_id, hash, user_agent, created_at, last_seen_at, expires_at)
                        values (:id, :user, :hash, :agent, :now, :now, :expires)
                        """)
                .bind("id", Ids.next())
                .bind("user", user)
                .bind("hash", Tokens.hash(cookie))
                .bind("agent", userAgent.substring(0, Math.min(userAgent.length(), LONGEST_AGENT)))
                .bind("now", now)
                .bind("expires", now.plus(LIFE))
                .execute();
        int ended = handle.createUpdate("""
                        delete from user_session where user_id = :user and (expires_at <= :now or last_seen_at <= :idle
                            or id in (select id from user_session where user_id = :user order by id desc offset :most))
                        """)
                .bind("user", user)
                .bind("now", now)
                .bind("idle", now.minus(IDLE))
                .bind("most", MOST_OF_A_USER)
                .execute();
        if (ended > 0) {
            announce(handle);
        }
        return cookie;
    }

    /** What a user sees of a session. */
    record Shown(UUID id, String userAgent, Instant createdAt, Instant lastSeenAt, Instant expiresAt) {}

    /** Newest first, at most 20. */
    List<Shown> of(UUID user) {
        return database.read(handle -> handle.createQuery("""
                        select id, user_agent, created_at, last_seen_at, expires_at from user_session
                        where user_id = :user and expires_at > :now and last_seen_at > :idle order by id desc
                        """)
                .bind("user", user)
                .bind("now", clock.now())
                .bind("idle", clock.now().minus(IDLE))
                .map((row, context) -> new Shown(
                        row.getObject("id", UUID.class),
                        row.getString("user_agent"),
                        row.getTimestamp("created_at").toInstant(),
                        row.getTimestamp("last_seen_at").toInstant(),
                        row.getTimestamp("expires_at").toInstant()))
                .list());
    }

    /** False: the user has no such session. */
    boolean end(UUID user, UUID session) {
        return database.transact(handle -> {
            int rows = handle.createUpdate("delete from user_session where id = :id and user_id = :user")
                    .bind("id", session)
                    .bind("user", user)
                    .execute();
            announce(handle);
            return rows == 1;
        });
    }

    /** The session of that cookie, whoever's it is. */
    void end(Handle handle, String cookie) {
        handle.createUpdate("delete from user_session where hash = :hash")
                .bind("hash", Tokens.hash(cookie))
                .execute();
        announce(handle);
    }

    /** All sessions of the user except that one. */
    void endOthers(Handle handle, UUID user, UUID except) {
        handle.createUpdate("delete from user_session where user_id = :user and id <> :except")
                .bind("user", user)
                .bind("except", except)
                .execute();
        announce(handle);
    }

    void endAll(Handle handle, UUID user) {
        handle.createUpdate("delete from user_session where user_id = :user")
                .bind("user", user)
                .execute();
        announce(handle);
    }

    /** To be called in a transaction that changes what a session may do. */
    void announce(Handle handle) {
        changes.announce(handle, CHANGED, Changes.EVERYTHING);
    }
}
