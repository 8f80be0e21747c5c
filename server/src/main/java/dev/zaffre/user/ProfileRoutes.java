package dev.zaffre.user;

import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.db.Database;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Members;
import dev.zaffre.http.RemoteAddress;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What users do with their own account: name, password, sessions. */
final class ProfileRoutes {
    private static final String BASE = "/api/v2/console";

    private final Database database;
    private final SignIn signIn;
    private final Sessions sessions;

    ProfileRoutes(Database database, SignIn signIn, Sessions sessions) {
        this.database = database;
        this.signIn = signIn;
        this.sessions = sessions;
    }

    List<Route> routes() {
        return List.of(
                Route.put(BASE + "/profile", Access.USER_ANYWHERE, this::rename).needs(Role.VIEWER),
                Route.post(BASE + "/password", Access.USER_ANYWHERE, this::changePassword)
                        .needs(Role.VIEWER),
                Route.get(BASE + "/sessions", Access.USER_ANYWHERE, this::list),
                Route.delete(BASE + "/sessions/{session_id}", Access.USER_ANYWHERE, this::end)
                        .needs(Role.VIEWER));
    }

    private ConsoleUser self(Request request) {
        Caller caller = request.requireCaller();
        return database.read(handle -> UserRows.byId(
                        handle, caller.organization(), caller.requireUser().id()))
                .orElseThrow(() -> ApiError.unauthorized("NOT_SIGNED_IN", "Sign in: the session has just ended"));
    }

    private Response rename(Request request) {
        ConsoleUser user = self(request);
        String name = UserForm.name(request.jsonObject()).orElseThrow(() -> Members.wrong("name", "is missing"));
        database.run(handle -> UserRows.setIdentity(handle, user.id(), user.email(), name));
        return Response.json(self(request).toJson());
    }

    private Response changePassword(Request request) {
        ObjectNode body = request.jsonObject();
        signIn.changePassword(
                self(request),
                request.requireCaller().credential(),
                new Secret(SignInRoutes.required(body, "current_password", 10_000)),
                new Secret(SignInRoutes.required(body, "new_password", 10_000)),
                RemoteAddress.of(request));
        return Response.message("The password is changed; your other sessions have ended");
    }

    private Response list(Request request) {
        Caller caller = request.requireCaller();
        ObjectNode answer = Json.object();
        ArrayNode shown = answer.putArray("sessions");
        for (Sessions.Shown session : sessions.of(caller.requireUser().id())) {
            shown.addObject()
                    .put("_id", session.id().toString())
                    .put("current", session.id().equals(caller.credential()))
                    .put("user_agent", session.userAgent())
                    .put("created_at", session.createdAt().toString())
                    .put("last_seen_at", session.lastSeenAt().toString())
                    .put("expires_at", session.expiresAt().toString());
        }
        return Response.json(answer);
    }

    private Response end(Request request) {
        UUID user = request.requireCaller().requireUser().id();
        boolean ended =
                request.pathId("session_id").map(id -> sessions.end(user, id)).orElse(false);
        if (!ended) {
            throw ApiError.notFound("SESSION_NOT_FOUND", "You have no such session");
        }
        return Response.message("The session has ended");
    }
}
