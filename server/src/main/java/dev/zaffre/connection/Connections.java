package dev.zaffre.connection;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Credential;
import dev.zaffre.connection.ConnectionLog.Happened;
import dev.zaffre.connection.ConnectionLog.Subject;
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
import java.util.stream.Stream;
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
    private final ConnectionLog log;
    private volatile LoadingCache<Key, List<Connection>> cache = cache();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<Witness> witnesses = new CopyOnWriteArrayList<>();

    private record Key(EnvironmentId environment, AccountId account, String app) {
        String text() {
            return environment + "/" + account + "/" + app;
        }
    }

    /** Told after a connection became usable again, so that what was parked goes on. */
    @FunctionalInterface
    public interface Listener {
        void active(EnvironmentId environment, AccountId account, String app, @Nullable String identifier);
    }

    /** Told of a change in the transaction that makes it. */
    @FunctionalInterface
    public interface Witness {
        void changed(Handle handle, EnvironmentId environment, AccountId account, String app, Change change);
    }

    /** What happens to a connection as a whole. */
    public enum Change {
        CREATED,
        DELETED,
        EXPIRED
    }

    /**
     * How long a token lives. All null for keys.
     *
     * @param tokenAt when it was got
     * @param expiresAt when it ends; null when nobody said
     * @param refreshDue when it is refreshed even if nobody uses it; null for never
     */
    record Life(
            @Nullable Instant tokenAt,
            @Nullable Instant expiresAt,
            @Nullable Instant refreshDue) {
        static final Life OF_A_KEY = new Life(null, null, null);
    }

    /**
     * What may be shown of a connection.
     *
     * @param identifier who it belongs to at the app, when the app says so
     * @param createdAt when it was first made; {@code updatedAt} when it last changed, for better or worse
     * @param reason why it expired
     */
    record Shown(
            UUID id,
            AccountId account,
            String app,
            String authType,
            @Nullable String identifier,
            boolean active,
            @Nullable String reason,
            Instant createdAt,
            Instant updatedAt) {}

    public Connections(Database database, Changes changes, Vault vault) {
        this.database = database;
        this.changes = changes;
        this.vault = vault;
        this.log = new ConnectionLog(database);
        changes.listen(KIND, this::forget);
    }

    private LoadingCache<Key, List<Connection>> cache() {
        return Caffeine.newBuilder()
                .maximumSize(CACHED)
                .expireAfterWrite(LONGEST)
                .build(this::load);
    }

    ConnectionLog log() {
        return log;
    }

    /** Who an account's connections at an app belong to, as far as the app says so. */
    List<String> identifiers(EnvironmentId environment, AccountId account, String app) {
        return all(environment, account, app).stream()
                .flatMap(one -> Stream.ofNullable(one.identifier()))
                .distinct()
                .sorted()
                .toList();
    }

    /** Whether an account has connected an app, usable or not. */
    public boolean has(EnvironmentId environment, AccountId account, String app) {
        return !all(environment, account, app).isEmpty();
    }

    /**
     * The connection that calls use; see {@link Choice}.
     *
     * @param chosen the identifier of the one that is meant; null for no choice
     * @throws dev.zaffre.vault.Unreadable when the server's keys do not open it
     */
    Optional<Connection> find(EnvironmentId environment, AccountId account, App app, @Nullable String chosen) {
        return Choice.among(all(environment, account, app.slug()), app, chosen);
    }

    /** As {@link #find}, as the database has it now: another node may have changed it a moment ago. */
    Optional<Connection> findNow(EnvironmentId environment, AccountId account, App app, @Nullable String chosen) {
        forget(environment, account, app.slug());
        return find(environment, account, app, chosen);
    }

    /** Every connection of an account at an app, active ones first, then those that changed last. */
    List<Connection> all(EnvironmentId environment, AccountId account, String app) {
        return cache.get(new Key(environment, account, app));
    }

    /**
     * The app refused the credential: until the customer reconnects, nothing more is sent with it. Does nothing when the customer
     * has reconnected in the meantime, because a credential that is saved anew has an id of its own.
     */
    public void markExpired(EnvironmentId environment, AccountId account, UUID connection, String reason) {
        database.run(handle -> expire(handle, environment, account, connection, reason));
    }

    /** As {@link #markExpired}, in the caller's transaction. */
    void expire(Handle handle, EnvironmentId environment, AccountId account, UUID connection, String reason) {
        handle.createQuery("""
                        update connection set status = 'expired', reason = :reason, refresh_due = null, updated_at = now()
                        where id = :id and environment_id = :environment and account_id = :account and status = 'active'
                        returning app, auth_type, identifier
                        """)
                .bind("id", connection)
                .bind("environment", environment.value())
                .bind("account", account.value())
                .bind("reason", ConnectionLog.storable(reason))
                .map((row, context) -> subject(environment, account, row))
                .findOne()
                .ifPresent(subject -> {
                    log.write(handle, subject, Happened.EXPIRED, reason);
                    witnesses.forEach(
                            witness -> witness.changed(handle, environment, account, subject.app(), Change.EXPIRED));
                    announce(handle, new Key(environment, account, subject.app()));
                });
    }

    private static Subject subject(EnvironmentId environment, AccountId account, ResultSet row) throws SQLException {
        return new Subject(
                environment, account, row.getString("app"), row.getString("auth_type"), row.getString("identifier"));
    }

    public void onActive(Listener listener) {
        listeners.add(listener);
    }

    public void onChange(Witness witness) {
        witnesses.add(witness);
    }

    /**
     * Keeps a credential that was just proven, in place of an older one of its kind. Where the app allows several connections, one of
     * another identifier stands beside it.
     */
    void save(
            EnvironmentId environment,
            AccountId account,
            App app,
            Optional<String> said,
            Credential credential,
            Life life) {
        UUID id = Ids.next();
        Optional<String> identifier = said.map(ConnectionLog::storable);
        String slot = app.allowsMultiple() ? identifier.orElse("") : "";
        database.run(handle -> {
            boolean created = handle.createQuery("""
                            insert into connection (id, environment_id, account_id, app, auth_type, slot, identifier, status,
                                credential, token_at, expires_at, refresh_due)
                            values (:id, :environment, :account, :app, :auth_type, :slot, :identifier, 'active',
                                :credential, :token_at, :expires_at, :refresh_due)
                            on conflict (environment_id, account_id, app, auth_type, slot) do update set
                                id = excluded.id, identifier = excluded.identifier, status = 'active', reason = null,
                                credential = excluded.credential, version = 1, token_at = excluded.token_at,
                                expires_at = excluded.expires_at, refresh_due = excluded.refresh_due, updated_at = now()
                            returning created_at = updated_at
                            """)
                    .bind("id", id)
                    .bind("environment", environment.value())
                    .bind("account", account.value())
                    .bind("app", app.slug())
                    .bind("auth_type", credential.type())
                    .bind("slot", slot)
                    .bind("identifier", identifier.orElse(null))
                    .bind("credential", vault.sealMap(KIND, id, credential.values()))
                    .bind("token_at", life.tokenAt())
                    .bind("expires_at", life.expiresAt())
                    .bind("refresh_due", life.refreshDue())
                    .mapTo(Boolean.class)
                    .one();
            Subject subject = new Subject(environment, account, app.slug(), credential.type(), identifier.orElse(null));
            log.write(handle, subject, created ? Happened.CREATED : Happened.REAUTHENTICATED, null);
            witnesses.forEach(witness -> witness.changed(handle, environment, account, app.slug(), Change.CREATED));
            announce(handle, new Key(environment, account, app.slug()));
        });
        cache.invalidate(new Key(environment, account, app.slug()));
        listeners.forEach(listener -> listener.active(environment, account, app.slug(), identifier.orElse(null)));
    }

    /**
     * @param authType only connections of that type; empty for any
     * @param identifier only the one of that identifier; empty for any
     * @return what was deleted, for the provider to be told
     */
    List<Connection> delete(
            EnvironmentId environment,
            AccountId account,
            String app,
            Optional<String> authType,
            Optional<String> identifier) {
        Key key = new Key(environment, account, app);
        List<Connection> gone = database.transact(handle -> {
            List<Connection> deleted = handle.createQuery("""
                            delete from connection
                            where environment_id = :environment and account_id = :account and app = :app
                              and auth_type = coalesce(:auth_type, auth_type)
                              and (cast(:identifier as text) is null or identifier = :identifier)
                            returning *
                            """)
                    .bind("environment", environment.value())
                    .bind("account", account.value())
                    .bind("app", app)
                    .bind("auth_type", authType.orElse(null))
                    .bind("identifier", identifier.orElse(null))
                    .map((row, context) -> connection(row))
                    .list();
            for (Connection connection : deleted) {
                Subject subject = new Subject(
                        environment, account, app, connection.credential().type(), connection.identifier());
                log.write(handle, subject, Happened.DELETED, null);
                witnesses.forEach(witness -> witness.changed(handle, environment, account, app, Change.DELETED));
            }
            announce(handle, key);
            return deleted;
        });
        cache.invalidate(key);
        return gone;
    }

    /** To be told before an account's rows go, its connections among them; answers what is about to go. */
    List<Connection> deleting(Handle handle, EnvironmentId environment, AccountId account) {
        List<Connection> gone = handle.createQuery("""
                        select * from connection where environment_id = :environment and account_id = :account
                        """)
                .bind("environment", environment.value())
                .bind("account", account.value())
                .map((row, context) -> connection(row))
                .list();
        for (Connection connection : gone) {
            witnesses.forEach(
                    witness -> witness.changed(handle, environment, account, connection.app(), Change.DELETED));
            announce(handle, new Key(environment, account, connection.app()));
        }
        return gone;
    }

    /** The connections of some accounts, oldest first. */
    List<Shown> of(EnvironmentId environment, Collection<AccountId> accounts) {
        if (accounts.isEmpty()) {
            return List.of();
        }
        return database.read(handle -> handle.createQuery("""
                        select id, account_id, app, auth_type, identifier, status, reason, created_at, updated_at
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
                row.getObject("id", UUID.class),
                new AccountId(row.getObject("account_id", UUID.class)),
                row.getString("app"),
                row.getString("auth_type"),
                row.getString("identifier"),
                row.getString("status").equals("active"),
                row.getString("reason"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private List<Connection> load(Key key) {
        return database.read(handle -> handle.createQuery("""
                        select * from connection
                        where environment_id = :environment and account_id = :account and app = :app
                        order by status, updated_at desc, id
                        """)
                .bind("environment", key.environment().value())
                .bind("account", key.account().value())
                .bind("app", key.app())
                .map((row, context) -> connection(row))
                .list());
    }

    /** @throws dev.zaffre.vault.Unreadable when the server's keys do not open it */
    Connection connection(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return new Connection(
                id,
                row.getString("app"),
                row.getString("identifier"),
                row.getString("status").equals("active"),
                new Credential(row.getString("auth_type"), vault.openMap(KIND, id, row.getBytes("credential"))),
                row.getInt("version"),
                instant(row, "token_at"),
                instant(row, "expires_at"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }

    /** Other nodes drop what they know; this one does so at once. */
    void changed(Handle handle, EnvironmentId environment, AccountId account, String app) {
        announce(handle, new Key(environment, account, app));
    }

    /** After a transaction that changed it: this node must not wait for the announcement to come round. */
    void forget(EnvironmentId environment, AccountId account, String app) {
        cache.invalidate(new Key(environment, account, app));
    }

    byte[] seal(UUID connection, Credential credential) {
        return vault.sealMap(KIND, connection, credential.values());
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
