package dev.zaffre.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.http.Authenticator;
import dev.zaffre.http.Caller;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves API keys and session tokens. What was proven is kept in memory until {@link Changes} says otherwise, so that a revoked key
 * or token is refused on every node within a second; what failed is not kept.
 */
public final class Credentials implements Authenticator, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);
    private static final int MOST_KEYS = 10_000;
    /** In case an announcement is lost in a way that nobody notices. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Duration USE_RECORDED_EVERY = Duration.ofMinutes(1);

    private final Database database;
    private final SessionTokens tokens;
    private final Map<UUID, Boolean> used = new ConcurrentHashMap<>();
    private final Thread recorder;
    /** Counts announcements: an answer read before one must not be kept after it. */
    private final AtomicLong epoch = new AtomicLong();

    private final Cache<ByteBuffer, Caller> keys = Caffeine.newBuilder()
            .maximumSize(MOST_KEYS)
            .expireAfterWrite(LONGEST)
            .build();
    private volatile boolean closed;

    public Credentials(Database database, Changes changes, SessionTokens tokens) {
        this.database = database;
        this.tokens = tokens;
        changes.listen(Organizations.KEY_CHANGED, key -> {
            epoch.incrementAndGet();
            keys.invalidateAll();
        });
        this.recorder = Thread.ofPlatform().daemon().name("api-key-use").start(this::recordUse);
    }

    @Override
    public Optional<Caller> byApiKey(String key) {
        if (!KeyText.isWellFormed(key)) {
            return Optional.empty();
        }
        byte[] hash = KeyText.hash(key);
        ByteBuffer name = ByteBuffer.wrap(hash);
        Caller known = keys.getIfPresent(name);
        if (known == null) {
            long before = epoch.get();
            Optional<Caller> found = read(hash);
            if (found.isEmpty()) {
                return found;
            }
            known = found.get();
            keys.put(name, known);
            if (epoch.get() != before) {
                keys.invalidate(name);
            }
        }
        if (!used.containsKey(known.credential())) {
            used.put(known.credential(), true);
        }
        return Optional.of(known);
    }

    @Override
    public Optional<Caller> bySessionToken(String token) {
        return tokens.prove(token);
    }

    private Optional<Caller> read(byte[] hash) {
        return database.read(handle -> handle.createQuery("""
                        select k.id, e.id as environment, e.name, o.id as organization, o.application_id
                        from api_key k
                        join environment e on e.id = k.environment_id
                        join organization o on o.id = e.organization_id
                        where k.hash = :hash and k.revoked_at is null
                        """)
                .bind("hash", hash)
                .map((row, context) -> new Caller(
                        new EnvironmentId(row.getObject("environment", UUID.class)),
                        row.getString("name"),
                        row.getObject("organization", UUID.class),
                        row.getObject("application_id", UUID.class),
                        row.getObject("id", UUID.class),
                        null))
                .findOne());
    }

    private void recordUse() {
        while (!closed) {
            try {
                Thread.sleep(USE_RECORDED_EVERY);
                writeUse();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("api_key.use_not_recorded {}", e.toString());
            }
        }
    }

    /** Writes {@code last_used_at} of the keys used since the last time. */
    void writeUse() {
        UUID[] ids = used.keySet().toArray(UUID[]::new);
        if (ids.length == 0) {
            return;
        }
        database.run(handle -> handle.createUpdate(
                        "update api_key set last_used_at = clock_timestamp() where id = any (:ids)")
                .bindArray("ids", UUID.class, (Object[]) ids)
                .execute());
        for (UUID id : ids) {
            used.remove(id);
        }
    }

    @Override
    public void close() {
        closed = true;
        recorder.interrupt();
    }
}
