package dev.zaffre.account;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The company, its environments and its API keys. */
public final class Organizations {
    /** What {@link Changes} calls an API key; its key is the id. */
    static final String KEY_CHANGED = "api_key";

    private static final List<String> ENVIRONMENTS = List.of("test", "production");
    /** Any number that no other advisory lock uses: two nodes must not both find an empty database. */
    private static final long BOOTSTRAP_LOCK = 0x5A41_4646_0001L;

    private final Database database;
    private final Changes changes;

    public Organizations(Database database, Changes changes) {
        this.database = database;
        this.changes = changes;
    }

    /** A new key. The text is shown once: the database holds its hash only. */
    public record NewKey(UUID id, EnvironmentId environment, Secret key) {}

    /** What the first start made; keys by name of environment. */
    public record Bootstrap(UUID organization, UUID application, Map<String, NewKey> keys) {}

    /** Makes the organization, its environments and one key each; empty when there is an organization already. */
    public Optional<Bootstrap> bootstrap() {
        return database.transact(handle -> {
            handle.createQuery("select pg_advisory_xact_lock(:lock) is null")
                    .bind("lock", BOOTSTRAP_LOCK)
                    .mapTo(Boolean.class)
                    .one();
            boolean exists = handle.createQuery("select exists (select from organization)")
                    .mapTo(Boolean.class)
                    .one();
            return exists ? Optional.empty() : Optional.of(create(handle));
        });
    }

    private Bootstrap create(Handle handle) {
        UUID organization = Ids.next();
        UUID application = Ids.next();
        handle.createUpdate(
                        "insert into organization (id, name, application_id) values (:id, 'My company', :application)")
                .bind("id", organization)
                .bind("application", application)
                .execute();
        Map<String, NewKey> keys = new LinkedHashMap<>();
        for (String name : ENVIRONMENTS) {
            EnvironmentId environment = new EnvironmentId(Ids.next());
            handle.createUpdate(
                            "insert into environment (id, organization_id, name) values (:id, :organization, :name)")
                    .bind("id", environment.value())
                    .bind("organization", organization)
                    .bind("name", name)
                    .execute();
            keys.put(name, insertKey(handle, environment, name, "first key"));
        }
        return new Bootstrap(organization, application, keys);
    }

    /**
     * Another key of the environment; those that exist stay valid.
     *
     * @throws IllegalArgumentException when there is no such environment
     */
    public NewKey create(EnvironmentId environment, String name) {
        return database.transact(handle -> {
            String environmentName = handle.createQuery("select name from environment where id = :id")
                    .bind("id", environment.value())
                    .mapTo(String.class)
                    .findOne()
                    .orElseThrow(() -> new IllegalArgumentException("No environment " + environment));
            return insertKey(handle, environment, environmentName, name);
        });
    }

    /** The key is refused from now on, on every node within a second. False: no such active key in this environment. */
    public boolean revoke(EnvironmentId environment, UUID key) {
        return database.transact(handle -> {
            int rows = handle.createUpdate("""
                            update api_key set revoked_at = clock_timestamp()
                            where id = :id and environment_id = :environment and revoked_at is null
                            """)
                    .bind("id", key)
                    .bind("environment", environment.value())
                    .execute();
            if (rows == 1) {
                changes.announce(handle, KEY_CHANGED, key.toString());
            }
            return rows == 1;
        });
    }

    /** @throws java.util.NoSuchElementException when there is no such organization */
    public String name(UUID organization) {
        return database.read(handle -> handle.createQuery("select name from organization where id = :id")
                .bind("id", organization)
                .mapTo(String.class)
                .findOne()
                .orElseThrow());
    }

    public void rename(UUID organization, String name) {
        database.run(handle -> handle.createUpdate("update organization set name = :name where id = :id")
                .bind("id", organization)
                .bind("name", name)
                .execute());
    }

    /** A key as people see it again: everything but the key. */
    public record ListedKey(
            UUID id,
            String name,
            String prefix,
            String last4,
            Instant createdAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant revokedAt) {
        public ObjectNode toJson() {
            return Json.object()
                    .put("_id", id.toString())
                    .put("name", name)
                    .put("prefix", prefix)
                    .put("last4", last4)
                    .put("created_at", createdAt.toString())
                    .put("last_used_at", lastUsedAt == null ? null : lastUsedAt.toString())
                    .put("revoked_at", revokedAt == null ? null : revokedAt.toString());
        }
    }

    /** Active ones first, newest first; of revoked ones the last hundred. */
    public List<ListedKey> keys(EnvironmentId environment) {
        return database.read(handle -> handle.createQuery("""
                        select id, name, prefix, last4, created_at, last_used_at, revoked_at from api_key
                        where environment_id = :environment
                        order by revoked_at is not null, id desc limit 150
                        """)
                .bind("environment", environment.value())
                .map((row, context) -> new ListedKey(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getString("prefix"),
                        row.getString("last4"),
                        row.getTimestamp("created_at").toInstant(),
                        instant(row.getTimestamp("last_used_at")),
                        instant(row.getTimestamp("revoked_at"))))
                .list());
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    private static NewKey insertKey(Handle handle, EnvironmentId environment, String environmentName, String name) {
        String text = KeyText.create(environmentName);
        UUID id = Ids.next();
        handle.createUpdate("""
                        insert into api_key (id, environment_id, name, hash, prefix, last4)
                        values (:id, :environment, :name, :hash, :prefix, :last4)
                        """)
                .bind("id", id)
                .bind("environment", environment.value())
                .bind("name", name)
                .bind("hash", KeyText.hash(text))
                .bind("prefix", KeyText.prefix(environmentName))
                .bind("last4", text.substring(text.length() - 4))
                .execute();
        return new NewKey(id, environment, new Secret(text));
    }
}
