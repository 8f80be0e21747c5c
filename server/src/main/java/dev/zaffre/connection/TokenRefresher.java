package dev.zaffre.connection;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.Credential;
import dev.zaffre.catalog.OAuth2;
import dev.zaffre.connection.ConnectionLog.Happened;
import dev.zaffre.connection.ConnectionLog.Subject;
import dev.zaffre.db.Database;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.delivery.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps tokens alive: before they end when they are used, when an app refuses one, and as often as the provider wants. One refresh of
 * a connection at a time over all nodes, under its row's lock; whoever comes second takes the token that the first one got.
 */
public final class TokenRefresher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenRefresher.class);

    /** Each holds a database connection while the provider thinks. */
    private static final int AT_ONCE = 6;

    /** A token that is refused so soon after it was got, and that was never accepted, is not helped by another one. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** A provider that could not answer is not asked again by every call. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

    private static final int SWEPT = 50;
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** What happened to connections is kept this long. */
    private static final Duration LOG_KEPT = Duration.ofDays(90);

    private static final int FORGOTTEN_AT_ONCE = 5_000;
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Database database;
    private final Connections connections;
    private final AppSettings settings;
    private final Catalog catalog;
    private final TokenClient tokens;
    private final Clock clock;
    private final ConnectionMeters meters;
    private final Thread sweeper =
            Thread.ofPlatform().daemon().name("token-sweeper").unstarted(this::sweepUntilClosed);
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final Cache<UUID, ReentrantLock> locks =
            Caffeine.newBuilder().expireAfterAccess(Duration.ofMinutes(10)).build();
    private final Cache<UUID, Failure> failures = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    /** The last token of each connection that its app accepted. */
    private final Cache<UUID, Integer> accepted =
            Caffeine.newBuilder().maximumSize(50_000).build();

    private record Failure(String reason, Instant at) {}

    public TokenRefresher(
            Database database,
            Connections connections,
            AppSettings settings,
            Catalog catalog,
            OutboundHttp http,
            Clock clock,
            ConnectionMeters meters) {
        this.database = database;
        this.connections = connections;
        this.settings = settings;
        this.catalog = catalog;
        this.tokens = new TokenClient(http, clock);
        this.clock = clock;
        this.meters = meters;
    }

    /** Nothing is sent to an app that the company has disabled. */
    public boolean mayCall(EnvironmentId environment, App app) {
        return settings.isEnabled(environment, app.slug());
    }

    /**
     * What an account's calls to an app can be made with now; empty when it is not connected.
     *
     * @param chosen identifier of one connection, where the account may have several; null for no choice
     */
    public Optional<Renewal> live(EnvironmentId environment, AccountId account, App app, @Nullable String chosen) {
        Optional<Connection> known = connections.find(environment, account, app, chosen);
        if (known.isEmpty() ? chosen != null : !known.get().active()) {
            // The customer may have connected it on another node a moment ago.
            known = connections.findNow(environment, account, app, chosen);
        }
        return known.map(connection -> connection.active()
                ? usable(environment, account, connection)
                : new Renewal.Refused(app.name() + " no longer accepts the credential", connection.identifier()));
    }

    /** Before a call: with a new token when this one ends soon. One that has not ended yet serves while the provider is down. */
    private Renewal usable(EnvironmentId environment, AccountId account, Connection connection) {
        Instant now = clock.now();
        if (!connection.isDue(now) || !connection.active()) {
            return new Renewal.Usable(connection);
        }
        if (!connection.isOver(now) && !canRenew(environment, connection)) {
            return new Renewal.Usable(connection);
        }
        Renewal renewal = renew(environment, account, connection);
        return renewal instanceof Renewal.Failed && !connection.isOver(now) ? new Renewal.Usable(connection) : renewal;
    }

    /** Who the account's connections at an app belong to, for somebody who chose none of them. */
    public List<String> identifiers(EnvironmentId environment, AccountId account, App app) {
        return connections.identifiers(environment, account, app.slug());
    }

    private boolean canRenew(EnvironmentId environment, Connection connection) {
        return connection.credential().values().containsKey(Credential.REFRESH_TOKEN)
                || catalog.find(environment, connection.app())
                        .flatMap(App::oauth)
                        .map(scheme -> scheme.grant() != OAuth2.Grant.AUTHORIZATION_CODE)
                        .orElse(false);
    }

    /** After an app refused the credential: a new token, somebody else's newer one, or nothing more to be done. */
    public Renewal afterRefusal(EnvironmentId environment, AccountId account, Connection used, String reason) {
        if (!used.credential().type().equals("oauth2")) {
            connections.markExpired(environment, account, used.id(), reason);
            return new Renewal.Refused(reason, used.identifier());
        }
        Instant tokenAt = used.tokenAt();
        boolean fresh = used.version() > 1
                && tokenAt != null
                && tokenAt.plus(FRESH).isAfter(clock.now())
                && !Objects.equals(accepted.getIfPresent(used.id()), used.version());
        if (fresh && isCurrent(environment, account, used)) {
            connections.markExpired(environment, account, used.id(), reason);
            return new Renewal.Refused(reason, used.identifier());
        }
        return renew(environment, account, used);
    }

    /** An answer that is no refusal of the credential shows that it is good. */
    public void heard(Connection used, Exchange exchange) {
        if (used.version() > 1
                && exchange.outcome() instanceof Outcome.Delivered
                && !Objects.equals(accepted.getIfPresent(used.id()), used.version())) {
            accepted.put(used.id(), used.version());
        }
    }

    private boolean isCurrent(EnvironmentId environment, AccountId account, Connection used) {
        return connections.all(environment, account, used.app()).stream()
                .anyMatch(one -> one.id().equals(used.id()) && one.version() == used.version());
    }

    /** @param seen whose token is wanted no more: any newer one is adopted */
    private Renewal renew(EnvironmentId environment, AccountId account, Connection seen) {
        ReentrantLock lock = locks.get(seen.id(), ignored -> new ReentrantLock(true));
        lock.lock();
        try {
            Renewal known = known(environment, account, seen);
            return known == null ? renewUnderLock(environment, account, seen) : known;
        } finally {
            lock.unlock();
        }
    }

    /** What this node knows by now without asking anybody. */
    private @Nullable Renewal known(EnvironmentId environment, AccountId account, Connection seen) {
        for (Connection one : connections.all(environment, account, seen.app())) {
            if (one.id().equals(seen.id()) && one.version() > seen.version() && one.active()) {
                return new Renewal.Usable(one);
            }
        }
        Failure failure = failures.getIfPresent(seen.id());
        if (failure != null && failure.at().plus(AFTER_FAILURE).isAfter(clock.now())) {
            return new Renewal.Failed(failure.reason());
        }
        return null;
    }

    private Renewal renewUnderLock(EnvironmentId environment, AccountId account, Connection seen) {
        places.acquireUninterruptibly();
        try {
            Renewal renewal = inTransaction(environment, account, seen);
            connections.forget(environment, account, seen.app());
            if (renewal instanceof Renewal.Failed failed) {
                failures.put(seen.id(), new Failure(failed.reason(), clock.now()));
            }
            meters.renewed(renewal);
            LOG.info(
                    "connection.refreshed connection={} result={}",
                    seen.id(),
                    renewal.getClass().getSimpleName());
            return renewal;
        } finally {
            places.release();
        }
    }

    private Renewal inTransaction(EnvironmentId environment, AccountId account, Connection seen) {
        try {
            return database.transact(handle -> locked(handle, environment, account, seen));
        } catch (JdbiException e) {
            if (e.getCause() instanceof SQLException sql && LOCK_NOT_AVAILABLE.equals(sql.getSQLState())) {
                return new Renewal.Failed("another process has been asking the provider for a while");
            }
            throw e;
        }
    }

    private Renewal locked(Handle handle, EnvironmentId environment, AccountId account, Connection seen) {
        handle.execute("set local lock_timeout = '25s'");
        Connection current = handle.createQuery("""
                        select * from connection
                        where id = :id and environment_id = :environment and account_id = :account for update
                        """)
                .bind("id", seen.id())
                .bind("environment", environment.value())
                .bind("account", account.value())
                .map((row, context) -> connections.connection(row))
                .findOne()
                .orElse(null);
        if (current == null) {
            // Reconnected or disconnected in the meantime.
            App app = catalog.find(environment, seen.app()).orElse(null);
            connections.forget(environment, account, seen.app());
            return Choice.successor(connections.all(environment, account, seen.app()), app, seen)
                    .<Renewal>map(Renewal.Usable::new)
                    .orElse(new Renewal.Refused("The customer has disconnected the app", seen.identifier()));
        }
        if (!current.active()) {
            return new Renewal.Refused("The connection has expired", seen.identifier());
        }
        if (current.version() != seen.version()) {
            return new Renewal.Usable(current);
        }
        return asked(handle, environment, account, current);
    }

    private Renewal asked(Handle handle, EnvironmentId environment, AccountId account, Connection current) {
        App app = catalog.find(environment, current.app()).orElse(null);
        if (app == null || app.oauth().isEmpty()) {
            return new Renewal.Failed("There is no OAuth app '" + current.app() + "' any more");
        }
        Tokens answer;
        try {
            answer = tokens.renew(app, settings.of(environment, app.slug()), current.credential());
        } catch (App.InvalidInput e) {
            answer = new Tokens.Failed(String.valueOf(e.getMessage()));
        }
        Subject subject = new Subject(
                environment, account, current.app(), current.credential().type(), current.identifier());
        return switch (answer) {
            case Tokens.Got got -> kept(handle, environment, account, app, current, got);
            case Tokens.Refused refused -> {
                connections.expire(handle, environment, account, current.id(), refused.reason());
                yield new Renewal.Refused(refused.reason(), current.identifier());
            }
            case Tokens.Failed failed -> {
                // Once, not for every call that wanted it while the provider is down.
                if (failures.getIfPresent(current.id()) == null) {
                    connections.log().write(handle, subject, Happened.FAILED, "Refresh: " + failed.reason());
                }
                yield new Renewal.Failed(failed.reason());
            }
        };
    }

    private Renewal kept(
            Handle handle, EnvironmentId environment, AccountId account, App app, Connection current, Tokens.Got got) {
        Credential credential = got.over(current.credential());
        Connections.Life life = life(app.oauth().orElseThrow(), got, clock.now());
        handle.createUpdate("""
                        update connection set credential = :credential, version = version + 1, token_at = :token_at,
                            expires_at = :expires_at, refresh_due = :refresh_due, updated_at = now()
                        where id = :id and environment_id = :environment
                        """)
                .bind("credential", connections.seal(current.id(), credential))
                .bind("token_at", life.tokenAt())
                .bind("expires_at", life.expiresAt())
                .bind("refresh_due", life.refreshDue())
                .bind("id", current.id())
                .bind("environment", environment.value())
                .execute();
        connections
                .log()
                .write(
                        handle,
                        new Subject(environment, account, current.app(), credential.type(), current.identifier()),
                        Happened.REFRESHED,
                        null);
        connections.changed(handle, environment, account, current.app());
        return new Renewal.Usable(new Connection(
                current.id(),
                current.app(),
                current.identifier(),
                true,
                credential,
                current.version() + 1,
                life.tokenAt(),
                life.expiresAt(),
                current.createdAt()));
    }

    static Connections.Life life(OAuth2 scheme, Tokens.Got got, Instant now) {
        Duration keep = scheme.keepAlive();
        boolean renewable =
                got.values().containsKey(Credential.REFRESH_TOKEN) || scheme.grant() != OAuth2.Grant.AUTHORIZATION_CODE;
        return new Connections.Life(now, got.expiresAt(), keep == null || !renewable ? null : now.plus(keep));
    }

    /** A token that nobody uses, to be renewed all the same. */
    private record Due(EnvironmentId environment, AccountId account, Connection connection) {}

    /** Begins to renew what nobody uses. */
    public void start() {
        sweeper.start();
    }

    @Override
    public void close() {
        sweeper.interrupt();
    }

    private void sweepUntilClosed() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(EVERY);
                sweepSafely();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweepSafely() {
        try {
            sweep();
        } catch (RuntimeException e) {
            LOG.warn("connection.sweep failed: {}", e.toString());
        }
    }

    /** Renews what the providers want renewed though nobody uses it, and forgets what happened long ago. */
    void sweep() {
        connections.log().forget(clock.now().minus(LOG_KEPT), FORGOTTEN_AT_ONCE);
        List<Due> due = database.read(handle -> handle.createQuery("""
                        select * from connection
                        where refresh_due < :now and status = 'active'
                        order by refresh_due limit :limit
                        """)
                .bind("now", clock.now())
                .bind("limit", SWEPT)
                .map((row, context) -> new Due(
                        new EnvironmentId(row.getObject("environment_id", UUID.class)),
                        new AccountId(row.getObject("account_id", UUID.class)),
                        connections.connection(row)))
                .list());
        for (Due one : due) {
            Renewal renewal = renew(one.environment(), one.account(), one.connection());
            if (renewal instanceof Renewal.Failed) {
                // Not at once again: the others behind it want their turn.
                database.run(handle -> handle.createUpdate("""
                                update connection set refresh_due = :later where id = :id and environment_id = :environment
                                """)
                        .bind("later", clock.now().plus(Duration.ofMinutes(10)))
                        .bind("id", one.connection().id())
                        .bind("environment", one.environment().value())
                        .execute());
            }
        }
    }
}
