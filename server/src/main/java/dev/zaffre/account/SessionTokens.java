package dev.zaffre.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Secret;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Request;
import dev.zaffre.vault.Vault;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Session tokens: signed (JWT, HS256), bound to one linked account, expiring, revocable. The signature is checked before anything is
 * looked up; the row decides whether the token still holds.
 */
public final class SessionTokens {
    /** What {@link Changes} calls a session token; its key is the id, or everything when an account is deleted. */
    static final String TOKEN_CHANGED = "session_token";

    private static final int MOST_TOKENS = 100_000;
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final String ISSUER = "zaffre";
    /** How long a hosted link holds when nobody says. */
    static final Duration HOSTED = Duration.ofDays(3);

    private final Database database;
    private final Changes changes;
    private final dev.zaffre.base.Clock clock;
    private final Duration lifetime;
    private final byte[] key;
    private final AtomicLong epoch = new AtomicLong();
    private final Cache<UUID, Proven> proven = Caffeine.newBuilder()
            .maximumSize(MOST_TOKENS)
            .expireAfterWrite(LONGEST)
            .build();

    private record Proven(Caller caller, Instant expires) {}

    /** A token and how long it still holds. */
    public record Issued(UUID id, Secret token, Duration expiresIn) {}

    /** @param lifetime of new tokens */
    public SessionTokens(
            Database database, Changes changes, Vault vault, dev.zaffre.base.Clock clock, Duration lifetime) {
        this.database = database;
        this.changes = changes;
        this.clock = clock;
        this.lifetime = lifetime;
        this.key = new SigningKey(database, vault).get();
        changes.listen(TOKEN_CHANGED, id -> {
            epoch.incrementAndGet();
            proven.invalidateAll();
        });
    }

    /**
     * The account's token: the newest one while more than half of its life is left, else a new one.
     *
     * @param fresh always a new one
     */
    public Issued issue(EnvironmentId environment, AccountId account, boolean fresh) {
        Instant now = clock.now();
        return database.transact(handle -> {
            Optional<Issued> valid = fresh ? Optional.empty() : newest(handle, environment, account, now);
            return valid.orElseGet(() -> create(handle, environment, account, now));
        });
    }

    private Optional<Issued> newest(Handle handle, EnvironmentId environment, AccountId account, Instant now) {
        return handle.createQuery("""
                        select id, created_at, expires_at from session_token
                        where environment_id = :environment and account_id = :account
                            and revoked_at is null and hosted is null and expires_at > :least
                        order by expires_at desc limit 1
                        """)
                .bind("environment", environment.value())
                .bind("account", account.value())
                .bind("least", now.plus(lifetime.dividedBy(2)))
                .map((row, context) -> {
                    UUID id = row.getObject("id", UUID.class);
                    Instant expires = row.getTimestamp("expires_at").toInstant();
                    return new Issued(id, sign(id, environment, account, expires), Duration.between(now, expires));
                })
                .findOne();
    }

    private Issued create(Handle handle, EnvironmentId environment, AccountId account, Instant now) {
        return insert(handle, environment, account, new Wanted(now, now.plus(lifetime), null));
    }

    /**
     * The token of a link to the hosted page; one that a hosted token asks for ends with that token.
     *
     * @param properties JSON that is kept for the page
     */
    public Issued issueHosted(Caller caller, AccountId account, byte[] properties, Duration lifetime) {
        Instant now = clock.now();
        return database.transact(handle -> {
            Instant expires = handle.createQuery("""
                            select expires_at from session_token
                            where id = :id and environment_id = :environment and hosted is not null
                            """)
                    .bind("id", caller.credential())
                    .bind("environment", caller.environment().value())
                    .mapTo(Instant.class)
                    .findOne()
                    .orElse(now.plus(lifetime));
            return insert(handle, caller.environment(), account, new Wanted(now, expires, properties));
        });
    }

    /** What is kept for the hosted page; empty for a token that is no hosted link's. */
    public Optional<byte[]> hosted(EnvironmentId environment, UUID id) {
        return database.read(handle -> handle.createQuery("""
                        select hosted from session_token
                        where id = :id and environment_id = :environment and hosted is not null
                        """)
                .bind("id", id)
                .bind("environment", environment.value())
                .mapTo(byte[].class)
                .findOne());
    }

    /** @param hosted JSON for the hosted page; null: an ordinary token */
    private record Wanted(Instant now, Instant expires, byte @Nullable [] hosted) {}

    private Issued insert(Handle handle, EnvironmentId environment, AccountId account, Wanted wanted) {
        UUID id = Ids.next();
        // Whole seconds, because the token says whole seconds.
        Instant expires = wanted.expires.truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        handle.createUpdate("""
                        insert into session_token (id, environment_id, account_id, expires_at, hosted)
                        values (:id, :environment, :account, :expires, :hosted)
                        """)
                .bind("id", id)
                .bind("environment", environment.value())
                .bind("account", account.value())
                .bind("expires", expires)
                .bind("hosted", wanted.hosted)
                .execute();
        handle.createUpdate("delete from session_token where account_id = :account and expires_at < :now")
                .bind("account", account.value())
                .bind("now", wanted.now)
                .execute();
        return new Issued(id, sign(id, environment, account, expires), Duration.between(wanted.now, expires));
    }

    private Secret sign(UUID id, EnvironmentId environment, AccountId account, Instant expires) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .jwtID(id.toString())
                .subject(account.toString())
                .claim("env", environment.toString())
                .expirationTime(Date.from(expires))
                .build();
        try {
            SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
            jwt.sign(new MACSigner(key));
            return new Secret(jwt.serialize());
        } catch (JOSEException e) {
            throw new IllegalStateException("A session token could not be signed", e);
        }
    }

    /**
     * Whose page an address leads to.
     *
     * @param id of the token; it opens nothing
     * @param open false: the token has expired, was revoked, or its account is gone
     */
    public record Link(EnvironmentId environment, UUID id, boolean open) {}

    /** Of a token in an address, valid or not; empty for one that was never given. */
    public Optional<Link> link(String token) {
        return claims(token).flatMap(claims -> {
            Optional<UUID> environment =
                    Optional.ofNullable((String) claims.getClaim("env")).flatMap(Ids::parse);
            return environment.flatMap(of -> Ids.parse(claims.getJWTID())
                    .map(id -> new Link(new EnvironmentId(of), id, prove(token).isPresent())));
        });
    }

    /** Of a token's id in an address, which is no secret; empty when there is no such token any more. */
    public Optional<Link> link(UUID id) {
        return database.read(handle -> read(handle, id))
                .map(found -> new Link(found.caller.environment(), id, found.expires.isAfter(clock.now())));
    }

    /** When the token that the caller came with ends. */
    public Optional<Instant> end(Caller caller) {
        return database.read(handle -> read(handle, caller.credential())).map(Proven::expires);
    }

    /** Who the token stands for; empty when it is forged, expired, revoked, or its account is gone. */
    Optional<Caller> prove(String token) {
        Optional<UUID> id = verified(token);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        Proven known = proven.getIfPresent(id.get());
        if (known == null) {
            long before = epoch.get();
            Optional<Proven> found = database.read(handle -> read(handle, id.get()));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            known = found.get();
            proven.put(id.get(), known);
            if (epoch.get() != before) {
                proven.invalidate(id.get());
            }
        }
        return known.expires.isAfter(clock.now()) ? Optional.of(known.caller) : Optional.empty();
    }

    private Optional<UUID> verified(String token) {
        return claims(token).flatMap(claims -> Ids.parse(claims.getJWTID()));
    }

    /** Of a token that this platform has signed, whenever that was. */
    private Optional<JWTClaimsSet> claims(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !jwt.verify(new MACVerifier(key))) {
                return Optional.empty();
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            return ISSUER.equals(claims.getIssuer()) && claims.getJWTID() != null
                    ? Optional.of(claims)
                    : Optional.empty();
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }

    private static Optional<Proven> read(Handle handle, UUID id) {
        return handle.createQuery("""
                        select t.id, t.account_id, t.expires_at, e.id as environment, e.name,
                            o.id as organization, o.application_id
                        from session_token t
                        join environment e on e.id = t.environment_id
                        join organization o on o.id = e.organization_id
                        where t.id = :id and t.revoked_at is null
                        """)
                .bind("id", id)
                .map((row, context) -> new Proven(
                        new Caller(
                                new EnvironmentId(row.getObject("environment", UUID.class)),
                                row.getString("name"),
                                row.getObject("organization", UUID.class),
                                row.getObject("application_id", UUID.class),
                                row.getObject("id", UUID.class),
                                new AccountId(row.getObject("account_id", UUID.class))),
                        row.getTimestamp("expires_at").toInstant()))
                .findOne();
    }

    /** The token is refused from now on, on every node within a second. False: it was already. */
    public boolean revoke(EnvironmentId environment, UUID id) {
        return database.transact(handle -> {
            int rows = handle.createUpdate("""
                            update session_token set revoked_at = :now
                            where id = :id and environment_id = :environment and revoked_at is null
                            """)
                    .bind("id", id)
                    .bind("environment", environment.value())
                    .bind("now", clock.now())
                    .execute();
            changes.announce(handle, TOKEN_CHANGED, id.toString());
            return rows == 1;
        });
    }

    /**
     * A token that holds, as a list shows it: what it was made as, never the token itself.
     *
     * @param hosted of a link to the hosted page
     */
    record Shown(UUID id, Instant createdAt, Instant expiresAt, boolean hosted) {}

    /** Those of an account that hold, newest first. */
    List<Shown> valid(EnvironmentId environment, AccountId account, Request.Page page) {
        return database.read(handle -> handle.createQuery("""
                        select id, created_at, expires_at, hosted is not null as hosted from session_token
                        where environment_id = :environment and account_id = :account
                            and revoked_at is null and expires_at > :now
                        order by id desc offset :offset limit :limit
                        """)
                .bind("environment", environment.value())
                .bind("account", account.value())
                .bind("now", clock.now())
                .bind("offset", page.offset())
                .bind("limit", page.limit())
                .map((row, context) -> new Shown(
                        row.getObject("id", UUID.class),
                        row.getTimestamp("created_at").toInstant(),
                        row.getTimestamp("expires_at").toInstant(),
                        row.getBoolean("hosted")))
                .list());
    }

    long countValid(EnvironmentId environment, AccountId account) {
        return database.read(handle -> handle.createQuery("""
                        select count(*) from session_token
                        where environment_id = :environment and account_id = :account
                            and revoked_at is null and expires_at > :now
                        """)
                .bind("environment", environment.value())
                .bind("account", account.value())
                .bind("now", clock.now())
                .mapTo(Long.class)
                .one());
    }

    /**
     * Refuses an account's tokens from now on, on every node within a second.
     *
     * @param only this one; null: all of them
     * @return how many held until now
     */
    int revoke(EnvironmentId environment, AccountId account, @Nullable UUID only) {
        return database.transact(handle -> {
            int rows = handle.createUpdate("""
                            update session_token set revoked_at = :now
                            where environment_id = :environment and account_id = :account and revoked_at is null
                                and expires_at > :now and id = coalesce(cast(:only as uuid), id)
                            """)
                    .bind("environment", environment.value())
                    .bind("account", account.value())
                    .bind("now", clock.now())
                    .bind("only", only)
                    .execute();
            changes.announce(handle, TOKEN_CHANGED, only == null ? Changes.EVERYTHING : only.toString());
            return rows;
        });
    }

    /** To be called in the transaction that deletes an account: its tokens go with it. */
    void forget(Handle handle) {
        changes.announce(handle, TOKEN_CHANGED, Changes.EVERYTHING);
    }
}
