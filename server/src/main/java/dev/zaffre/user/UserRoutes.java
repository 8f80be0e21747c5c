package dev.zaffre.user;

import dev.zaffre.base.Clock;
import dev.zaffre.base.Json;
import dev.zaffre.db.Database;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.node.ObjectNode;

/** Users for admins: nobody reaches above the own role, nobody changes oneself here, and there is always an owner. */
final class UserRoutes {
    private static final String USERS = "/api/v2/console/users";
    private static final String ONE = USERS + "/{user_id}";

    private final Database database;
    private final Clock clock;
    private final Sessions sessions;
    private final Supplier<String> publicUrl;

    UserRoutes(Database database, Clock clock, Sessions sessions, Supplier<String> publicUrl) {
        this.database = database;
        this.clock = clock;
        this.sessions = sessions;
        this.publicUrl = publicUrl;
    }

    List<Route> routes() {
        return List.of(
                Route.get(USERS, Access.USER_ANYWHERE, this::list).needs(Role.ADMIN),
                Route.post(USERS, Access.USER_ANYWHERE, this::invite).needs(Role.ADMIN),
                Route.put(ONE, Access.USER_ANYWHERE, this::change).needs(Role.ADMIN),
                Route.post(ONE + "/link", Access.USER_ANYWHERE, this::link).needs(Role.ADMIN),
                Route.delete(ONE, Access.USER_ANYWHERE, this::delete).needs(Role.ADMIN));
    }

    private Response list(Request request) {
        UUID organization = request.requireCaller().organization();
        Request.Page page = request.page(50);
        return database.read(handle -> Response.json(page.envelope(
                UserRows.list(handle, organization, page.offset(), page.limit()).stream()
                        .map(ConsoleUser::toJson)
                        .toList(),
                UserRows.count(handle, organization))));
    }

    private Response invite(Request request) {
        Caller caller = request.requireCaller();
        ObjectNode body = request.jsonObject();
        String email = UserForm.email(body).orElseThrow(() -> Members.wrong("email", "is missing"));
        Role role = UserForm.role(body).orElseThrow(() -> Members.wrong("role", "is missing"));
        String name = UserForm.name(body).orElse(email);
        requireReach(caller, role);
        return database.transact(handle -> {
            ConsoleUser user = ConsoleUsers.invited(caller.organization(), email, name, role, clock.now());
            if (!UserRows.insert(handle, user)) {
                throw ApiError.conflict("EMAIL_TAKEN", "email " + email + " belongs to another user");
            }
            return linked(handle, user);
        });
    }

    private Response change(Request request) {
        ObjectNode body = request.jsonObject();
        Optional<Role> role = UserForm.role(body);
        Optional<String> name = UserForm.name(body);
        Optional<Boolean> blocked = Members.flag(body, "blocked");
        role.ifPresent(wanted -> requireReach(request.requireCaller(), wanted));
        return database.transact(handle -> {
            ConsoleUser before = requireOther(handle, request);
            ConsoleUser after = new ConsoleUser(
                    before.id(),
                    before.organization(),
                    before.email(),
                    name.orElse(before.name()),
                    role.orElse(before.role()),
                    before.passwordHash(),
                    blocked.orElse(before.blocked()),
                    before.createdAt(),
                    before.lastSignInAt(),
                    before.linkExpires());
            UserRows.update(handle, after);
            if (after.blocked()) {
                sessions.endAll(handle, after.id());
            }
            sessions.announce(handle);
            return Response.json(after.toJson());
        });
    }

    private Response link(Request request) {
        return database.transact(handle -> {
            ConsoleUser user = requireOther(handle, request);
            if (user.blocked()) {
                throw ApiError.conflict("USER_BLOCKED", "The user is blocked: take that back first");
            }
            SignInLimit.forget(handle, user.email());
            return linked(handle, user);
        });
    }

    private Response linked(Handle handle, ConsoleUser user) {
        String url = ConsoleUsers.link(handle, user, false, clock.now(), publicUrl.get());
        ObjectNode answer = Json.object().put("set_password_url", url);
        ConsoleUser now = UserRows.byId(handle, user.organization(), user.id()).orElseThrow();
        answer.set("user", now.toJson());
        return Response.json(answer);
    }

    private Response delete(Request request) {
        return database.transact(handle -> {
            ConsoleUser user = requireOther(handle, request);
            UserRows.delete(handle, user.id());
            sessions.announce(handle);
            return Response.json(user.toJson());
        });
    }

    /**
     * The user in the path. Owners stay locked meanwhile, so that two of them cannot remove each other at the same moment.
     *
     * @throws ApiError 404; 403 for somebody above; 409 for oneself, and when the caller is an owner no more
     */
    private static ConsoleUser requireOther(Handle handle, Request request) {
        Caller caller = request.requireCaller();
        Caller.User self = caller.requireUser();
        List<UUID> owners = UserRows.lockOwners(handle, caller.organization());
        ConsoleUser user = request.pathId("user_id")
                .flatMap(id -> UserRows.byId(handle, caller.organization(), id))
                .orElseThrow(() -> ApiError.notFound("USER_NOT_FOUND", "There is no such user"));
        if (user.id().equals(self.id())) {
            throw ApiError.conflict(
                    "OWN_ACCOUNT",
                    "This is you: another admin or owner can do it; your name and password are on your profile");
        }
        requireReach(caller, user.role());
        // The last owner is the caller, or there is another: with the caller still among them, one always stays.
        if (user.role() == Role.OWNER && !owners.contains(self.id())) {
            throw ApiError.conflict("LAST_OWNER", "There must be an owner: you are none any more");
        }
        return user;
    }

    private static void requireReach(Caller caller, Role role) {
        Role own = caller.requireUser().role();
        if (!own.reaches(role)) {
            throw ApiError.forbidden(
                    "ROLE_TOO_LOW",
                    "This needs the role " + role.name() + ", yours is " + own.name() + ": ask an owner");
        }
    }
}
