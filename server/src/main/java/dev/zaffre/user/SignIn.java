package dev.zaffre.user;

import dev.zaffre.base.Clock;
import dev.zaffre.base.Secret;
import dev.zaffre.db.Database;
import dev.zaffre.http.ApiError;
import java.net.InetAddress;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** From a password or a one-time link to a session. */
final class SignIn {
    private final Database database;
    private final Clock clock;
    private final Sessions sessions;
    private final Passwords passwords;
    private final SignInLimit limit;

    SignIn(Database database, Clock clock, Sessions sessions, Passwords passwords) {
        this.database = database;
        this.clock = clock;
        this.sessions = sessions;
        this.passwords = passwords;
        this.limit = new SignInLimit(database, clock);
    }

    /**
     * Where a sign-in comes from.
     *
     * @param oldCookie the session that the browser has now; it ends
     */
    record Browser(Optional<InetAddress> remote, String userAgent, Optional<String> oldCookie) {}

    /**
     * A session for whoever knows the password.
     *
     * @return its cookie
     * @throws ApiError 401 {@code WRONG_CREDENTIALS}, 429 {@code SIGN_IN_LOCKED}; the same whether or not the address is known
     */
    String withPassword(String email, Secret password, Browser browser) {
        limit.take(email, browser.remote);
        Optional<ConsoleUser> found = database.read(handle -> UserRows.byEmail(handle, email));
        @Nullable String hash = found.map(ConsoleUser::passwordHash).orElse(null);
        boolean right = passwords.matches(password, hash);
        if (!right || found.isEmpty() || found.get().blocked()) {
            throw ApiError.unauthorized("WRONG_CREDENTIALS", "The e-mail address or the password is wrong");
        }
        ConsoleUser user = found.get();
        return database.transact(handle -> {
            limit.succeeded(handle, email, browser.remote);
            return start(handle, user.id(), browser);
        });
    }

    private String start(Handle handle, UUID user, Browser browser) {
        handle.createUpdate("update console_user set last_sign_in_at = :now where id = :id")
                .bind("id", user)
                .bind("now", clock.now())
                .execute();
        browser.oldCookie.ifPresent(old -> sessions.end(handle, old));
        return sessions.create(handle, user, browser.userAgent);
    }

    /**
     * Whose link that is; it stays unused.
     *
     * @throws ApiError 401 {@code INVALID_LINK}
     */
    UserRows.Link link(String token) {
        return database.transact(handle -> requireLink(handle, token));
    }

    private UserRows.Link requireLink(Handle handle, String token) {
        return UserRows.lockLink(handle, token, clock.now())
                .orElseThrow(() -> ApiError.unauthorized(
                        "INVALID_LINK",
                        "This link was used already, has expired or was replaced by a newer one: ask an admin for another,"
                                + " or run 'zaffre users link' on the server"));
    }

    /** What a link sets. E-mail address and name are for the first owner only; empty: they stay. */
    record Chosen(Secret password, Optional<String> email, Optional<String> name) {}

    /**
     * Uses a link up: sets the password, ends all sessions of the user and begins a new one.
     *
     * @return its cookie
     * @throws ApiError 401 {@code INVALID_LINK}; 400 {@code WEAK_PASSWORD}, {@code VALIDATION_ERROR}; 409 {@code EMAIL_TAKEN}
     */
    String withLink(String token, Chosen chosen, Browser browser) {
        UserRows.Link link = link(token);
        if (chosen.email.isPresent() && !link.first()) {
            throw ApiError.badRequest(
                    "VALIDATION_ERROR", "email can only be chosen with the link of the first start: leave it out");
        }
        PasswordRules.require(
                "password", chosen.password, chosen.email.orElse(link.user().email()));
        // Outside of the transaction, which would hold a connection meanwhile.
        String hash = passwords.hash(chosen.password);
        return database.transact(handle -> {
            ConsoleUser user = requireLink(handle, token).user();
            String email = chosen.email.orElse(user.email());
            if (!UserRows.setIdentity(handle, user.id(), email, chosen.name.orElse(user.name()))) {
                throw ApiError.conflict("EMAIL_TAKEN", "email " + email + " belongs to another user");
            }
            UserRows.setPassword(handle, user.id(), hash);
            SignInLimit.forget(handle, email);
            sessions.endAll(handle, user.id());
            return start(handle, user.id(), browser);
        });
    }

    /**
     * Changes the own password; other sessions of the user end, and a link that was not used.
     *
     * @throws ApiError 401 {@code WRONG_CREDENTIALS}, 429 {@code SIGN_IN_LOCKED}, 400 {@code WEAK_PASSWORD}
     */
    void changePassword(ConsoleUser user, UUID session, Secret current, Secret next, Optional<InetAddress> remote) {
        PasswordRules.require("new_password", next, user.email());
        limit.take(user.email(), remote);
        if (!passwords.matches(current, user.passwordHash())) {
            throw ApiError.forbidden("WRONG_PASSWORD", "current_password is wrong");
        }
        String hash = passwords.hash(next);
        database.run(handle -> {
            limit.succeeded(handle, user.email(), remote);
            UserRows.setPassword(handle, user.id(), hash);
            sessions.endOthers(handle, user.id(), session);
        });
    }
}
