package dev.zaffre.user;

import dev.zaffre.base.Ids;
import dev.zaffre.base.Secret;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.http.Role;
import dev.zaffre.testing.SignedInUser;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;

/** People put straight into the database, for tests in which they are not what is tested. */
public final class TestPeople {
    private static final String HASH = hash();

    private TestPeople() {}

    private static String hash() {
        try (Passwords passwords = new Passwords()) {
            return passwords.hash(new Secret(SignedInUser.PASSWORD));
        }
    }

    /** Somebody with {@link SignedInUser#PASSWORD}; returns the id. */
    public static UUID add(Database database, UUID organization, String email, String name, Role role) {
        ConsoleUser user = ConsoleUsers.invited(organization, email, name, role, Instant.now());
        database.run(handle -> {
            UserRows.insert(handle, user);
            UserRows.setPassword(handle, user.id(), HASH);
        });
        return user.id();
    }

    /** A session of that user. */
    public static SignedInUser signIn(
            Database database, Changes changes, URI server, UUID user, String email, Role role) {
        Sessions sessions = new Sessions(database, changes, Instant::now);
        String cookie = database.transact(handle -> sessions.create(handle, user, "Firefox"));
        return new SignedInUser(server, email, role, cookie, Tokens.csrf(cookie));
    }

    /** Id of the newest session of that user. */
    public static UUID newestSession(Database database, UUID user) {
        return database.read(handle -> handle.createQuery(
                        "select id from user_session where user_id = :user order by id desc limit 1")
                .bind("user", user)
                .mapTo(UUID.class)
                .one());
    }

    /** The token of a new one-time link. */
    public static String link(Database database, UUID user) {
        String token = Tokens.create();
        database.run(handle -> UserRows.putLink(
                handle, user, token, false, Ids.instantOf(Ids.next()).plusSeconds(3600)));
        return token;
    }
}
