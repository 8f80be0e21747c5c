package dev.zaffre.user;

import dev.zaffre.account.Organizations;
import dev.zaffre.base.Clock;
import dev.zaffre.base.Ids;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import dev.zaffre.http.SignedIn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** The people who use the console: the package's only way in. */
public final class ConsoleUsers implements AutoCloseable {
    static final Duration LINK_LIFE = Duration.ofDays(7);
    private static final String FIRST_EMAIL = "owner@localhost";
    /** Any number that no other advisory lock uses: two nodes must not both make an owner. */
    private static final long FIRST_LOCK = 0x5A41_4646_0002L;

    private final Database database;
    private final Clock clock;
    private final Sessions sessions;
    private final Passwords passwords = new Passwords();
    private final SignedIn signedIn;
    private final Supplier<String> publicUrl;

    /** @param publicUrl how browsers reach this server, without a slash at the end */
    public ConsoleUsers(Database database, Changes changes, Clock clock, Supplier<String> publicUrl) {
        this.database = database;
        this.clock = clock;
        this.publicUrl = publicUrl;
        this.sessions = new Sessions(database, changes, clock);
        this.signedIn = new SignedIn(sessions, publicUrl);
    }

    public SignedIn signedIn() {
        return signedIn;
    }

    /** @param limits what the page Setup shows of this server */
    public List<Route> routes(Organizations organizations, SetupRoutes.Limits limits) {
        SignIn signIn = new SignIn(database, clock, sessions, passwords);
        List<Route> routes = new ArrayList<>();
        routes.addAll(new SignInRoutes(database, signIn, sessions, organizations, signedIn).routes());
        routes.addAll(new ProfileRoutes(database, signIn, sessions).routes());
        routes.addAll(new UserRoutes(database, clock, sessions, publicUrl).routes());
        routes.addAll(new SetupRoutes(organizations, publicUrl, limits).routes());
        routes.addAll(new ApiKeyRoutes(organizations).routes());
        return routes;
    }

    /** The owner that the first start makes, and the one-time link that must be handed over. */
    public record FirstOwner(String email, String setPasswordUrl) {}

    /** Makes an owner without a password; empty when the organization has users already. */
    public Optional<FirstOwner> bootstrap() {
        return database.transact(handle -> {
            handle.createQuery("select pg_advisory_xact_lock(:lock) is null")
                    .bind("lock", FIRST_LOCK)
                    .mapTo(Boolean.class)
                    .one();
            Optional<UUID> organization =
                    handle.createQuery("""
                            select id from organization where not exists (select from console_user) order by id limit 1
                            """).mapTo(UUID.class).findOne();
            return organization.map(id -> {
                ConsoleUser owner = invited(id, FIRST_EMAIL, "Owner", Role.OWNER, clock.now());
                UserRows.insert(handle, owner);
                return new FirstOwner(owner.email(), link(handle, owner, true, clock.now(), publicUrl.get()));
            });
        });
    }

    static ConsoleUser invited(UUID organization, String email, String name, Role role, Instant now) {
        return new ConsoleUser(Ids.next(), organization, email, name, role, null, false, now, null, null);
    }

    /** A new one-time link; an older one of the user is worth nothing any more. */
    static String link(Handle handle, ConsoleUser user, boolean first, Instant now, String publicUrl) {
        String token = Tokens.create();
        UserRows.putLink(handle, user.id(), token, first, now.plus(LINK_LIFE));
        // After the #, which browsers send to no server: not to this one's access log, nor in a Referer.
        return publicUrl + "/console/set-password#token=" + token;
    }

    /** What the command line shows of a user. */
    public record Listed(String email, String name, Role role, boolean blocked, boolean hasPassword) {}

    /** Everybody, for the command line beside the server. */
    public static List<Listed> list(Database database) {
        return database.read(UserRows::all).stream()
                .map(user ->
                        new Listed(user.email(), user.name(), user.role(), user.blocked(), user.passwordHash() != null))
                .toList();
    }

    /**
     * A new link for somebody who lost the password or the link, for the command line beside the server. Whoever may run it may
     * read the database as well. A lock of sign-in ends.
     *
     * @return empty when there is no such user, or it is blocked
     */
    public static Optional<String> newLink(Database database, String email, String publicUrl) {
        return database.transact(handle -> UserRows.byEmail(handle, email)
                .filter(user -> !user.blocked())
                .map(user -> {
                    SignInLimit.forget(handle, user.email());
                    return link(handle, user, false, Instant.now(), publicUrl);
                }));
    }

    @Override
    public void close() {
        passwords.close();
    }
}
