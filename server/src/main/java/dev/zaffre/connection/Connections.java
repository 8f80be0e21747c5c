package dev.zaffre.connection;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.catalog.Credential;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The connections of linked accounts. Reads answer from a cache that every node drops when a connection changes. */
public final class Connections {
    private static final String KIND = "connection";
    private static final int CACHED = 50_000;
    /** In case an announcement is lost in a way that nobody notices. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final int KEY_PARTS = 3;
    private final Database database;
    private final Changes changes;
    private final Vault vault;
    private volatile LoadingCache<Key, Optional<Connection>> cache = cache();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    private record Key(EnvironmentId environment, AccountId account, String app) {
        String text() {
            return environment + "/" + account + "/" + app;
        }
    }

    /** Told after a connection became usable again, so that what was parked goes on. */
    @FunctionalInterface
    public interface Listener {
        void active(EnvironmentId environment, AccountId account, String app);
    }

    /**
     * What may be shown of a connection.
     *
     * @param identifier who it belongs to at the app, when the app says so
     * @param createdAt when it was first made; {@code updatedAt} when it last changed, for better or worse
     */
    record Shown(
            AccountId account,
            String app,
            String authType,
            @Nullable String identifier,
            boolean active,
            Instant createdAt,
            Instant updatedAt) {}

    public Connections(Database database, Changes changes, Vault vault) {
        this.database = database;
        this.changes = changes;
        this.vault = vault;
        changes.listen(KIND, this::forget);
    }

    private LoadingCache<Key, Optional<Connection>> cache() {
        return Caffeine.newBuilder()
                .maximumSize(CACHED)
                .expireAfterWrite(LONGEST)
                .build(this::load);
    }

    /** @throws dev.zaffre.vault.Unreadable when the server's keys do not open it */
    public Optional<Connection> find(EnvironmentId environment, AccountId account, String app) {
        return cache.get(new Key(environment, account, app));
    }

    /**
     * The app refused the credential: until the customer reconnects, nothing more is sent with it. Does nothing when the customer
     * has reconnected in the meantime, because a credential that is saved anew has an id of its own.
     */
    public void markExpired(EnvironmentId environment, AccountId account, UUID connection) {
        database.run(handle -> handle.createQuery("""
                        update connection set status = 'expired', updated_at = now()
                        where id = :id and environment_id = :environment and account_id = :account and status = 'active'
                        returning app
                        """)
                .bind("id", connection)
                .bind("environment", environment.value())
                .bind("account", account.value())
                .mapTo(String.class)
                .findOne()
                .ifPresent(app -> announce(handle, new Key(environment, account, app))));
    }

    public void onActive(Listener listener) {
        listeners.add(listener);
    }

    /** Keeps a credential that was just proven, in place of an older one. */
    void save(
            EnvironmentId environment,
            AccountId account,
            String app,
            Optional<String> identifier,
            Credential credential) {
        UUID id = Ids.next();
        database.run(handle -> {
            handle.createUpdate("""
                            insert into connection
                                (id, environment_id, account_id, app, auth_type, identifier, status, credential)
                            values (:id, :environment, :account, :app, :auth_type, :identifier, 'active', :credential)
                            on conflict (environment_id, account_id, app) do update set
                                id = excluded.id, auth_type = excluded.auth_type, identifier = excluded.identifier,
                                status = 'active', credential = excluded.credential, updated_at = now()
                            """)
                    .bind("id", id)
                    .bind("environment", environment.value())
                    .bind("account", account.value())
                    .bind("app", app)
                    .bind("auth_type", credential.type())
                    .bind("identifier", identifier.orElse(null))
                    .bind("credential", vault.sealMap(KIND, id, credential.values()))
                    .execute();
            announce(handle, new Key(environment, account, app));
        });
        listeners.forEach(listener -> listener.active(environment, account, app));
    }

    /**
     * @param authType only a connection of that type; empty for any
     * @return false when there was none
     */
    boolean delete(EnvironmentId environment, AccountId account, String app, Optional<String> authType) {
        return database.transact(handle -> {
            int rows = handle.createUpdate("""
                            delete from connection
                            where environment_id = :environment and account_id = :account and app = :app
                              and auth_type = coalesce(:auth_type, auth_type)
                            """)
                    .bind("environment", environment.value())
                    .bind("account", account.value())
                    .bind("app", app)
                    .bind("auth_type", authType.orElse(null))
                    .execute();
            announce(handle, new Key(environment, account, app));
            return rows > 0;
        });
    }

    /** To be told before an account's rows go, its connections among them: no node may use them any more. */
    public void deleting(Handle handle, EnvironmentId environment, AccountId account) {
        handle.createQuery("""
                        select app from connection where environment_id = :environment and account_id = :account
                        """)
                .bind("environment", environment.value())
                .bind("account", account.value())
                .mapTo(String.class)
                .list()
                .forEach(app -> announce(handle, new Key(environment, account, app)));
    }

    /** The connections of some accounts, oldest first. */
    List<Shown> of(EnvironmentId environment, Collection<AccountId> accounts) {
        if (accounts.isEmpty()) {
            return List.of();
        }
        return database.read(handle -> handle.createQuery("""
                        select account_id, app, auth_type, identifier, status, created_at, updated_at
                        from connection
                        where environment_id = :environment and account_id = any(:accounts)
                        order by created_at, app
                        """)
                .bind("environment", environment.value())
                .bindArray(
                        "accounts",
                        UUID.class,
                        accounts.stream().map(AccountId::value).toArray())
                .map((row, context) -> shown(row))
                .list());
    }

    private static Shown shown(ResultSet row) throws SQLException {
        return new Shown(
                new AccountId(row.getObject("account_id", UUID.class)),
                row.getString("app"),
                row.getString("auth_type"),
                row.getString("identifier"),
                row.getString("status").equals("active"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private Optional<Connection> load(Key key) {
        return database.read(handle -> handle.createQuery("""
                        select id, status, auth_type, credential from connection
                        where environment_id = :environment and account_id = :account and app = :app
                        """)
                .bind("environment", key.environment().value())
                .bind("account", key.account().value())
                .bind("app", key.app())
                .map((row, context) -> {
                    UUID id = row.getObject("id", UUID.class);
                    return new Connection(
                            id,
                            key.app(),
                            row.getString("status").equals("active"),
                            new Credential(
                                    row.getString("auth_type"), vault.openMap(KIND, id, row.getBytes("credential"))));
                })
                .findOne());
    }

    private void announce(Handle handle, Key key) {
        changes.announce(handle, KIND, key.text());
    }

    private void forget(String key) {
        String[] parts = key.split("/", KEY_PARTS);
        Optional<UUID> environment = Ids.parse(parts[0]);
        Optional<UUID> account = parts.length == KEY_PARTS ? Ids.parse(parts[1]) : Optional.empty();
        if (environment.isEmpty() || account.isEmpty()) {
            // A new cache, because clearing one may miss what is being read at this moment.
            cache = cache();
        } else {
            cache.invalidate(new Key(new EnvironmentId(environment.get()), new AccountId(account.get()), parts[2]));
        }
    }
}
