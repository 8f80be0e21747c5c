package dev.zaffre.user;

import dev.zaffre.account.Organizations;
import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.db.Database;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import dev.zaffre.http.RemoteAddress;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import dev.zaffre.http.SignedIn;
import dev.zaffre.http.UserSession;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Signing in and out, with a password or with a one-time link. */
final class SignInRoutes {
    private static final String SESSION = "/api/v2/console/session";
    private static final String LINK = "/api/v2/console/password/link";

    private final Database database;
    private final SignIn signIn;
    private final Sessions sessions;
    private final Organizations organizations;
    private final SignedIn signedIn;

    SignInRoutes(Database database, SignIn signIn, Sessions sessions, Organizations organizations, SignedIn signedIn) {
        this.database = database;
        this.signIn = signIn;
        this.sessions = sessions;
        this.organizations = organizations;
        this.signedIn = signedIn;
    }

    List<Route> routes() {
        return List.of(
                Route.get(SESSION, Access.USER_ANYWHERE, this::current),
                Route.post(SESSION, Access.PUBLIC, this::signIn),
                Route.delete(SESSION, Access.USER_ANYWHERE, this::signOut).needs(Role.VIEWER),
                Route.post(LINK, Access.PUBLIC, this::useLink),
                Route.post(LINK + "/check", Access.PUBLIC, this::checkLink));
    }

    private Response current(Request request) {
        return shown(SignedIn.cookie(request.headers()).orElseThrow());
    }

    private Response signIn(Request request) {
        // A page elsewhere could otherwise sign a victim in as the attacker.
        signedIn.requireOwnPage(request.headers());
        ObjectNode body = request.jsonObject();
        String email = required(body, "email", 300).strip();
        Secret password = new Secret(required(body, "password", 10_000));
        return begun(signIn.withPassword(email, password, browser(request)));
    }

    private Response useLink(Request request) {
        signedIn.requireOwnPage(request.headers());
        ObjectNode body = request.jsonObject();
        SignIn.Chosen chosen = new SignIn.Chosen(
                new Secret(required(body, "password", 10_000)), UserForm.email(body), UserForm.name(body));
        return begun(signIn.withLink(required(body, "token", 100), chosen, browser(request)));
    }

    private Response checkLink(Request request) {
        UserRows.Link link = signIn.link(required(request.jsonObject(), "token", 100));
        return Response.json(Json.object()
                .put("email", link.user().email())
                .put("name", link.user().name())
                .put("first_owner", link.first())
                .put("expires_at", String.valueOf(link.user().linkExpires())));
    }

    static String required(ObjectNode body, String name, int longest) {
        return Members.text(body, name, longest)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> Members.wrong(name, "is missing"));
    }

    static SignIn.Browser browser(Request request) {
        return new SignIn.Browser(
                RemoteAddress.of(request), request.header("user-agent").orElse(""), SignedIn.cookie(request.headers()));
    }

    private Response begun(String cookie) {
        return shown(cookie).withHeader("Set-Cookie", signedIn.setCookie(cookie));
    }

    private Response signOut(Request request) {
        SignedIn.cookie(request.headers()).ifPresent(cookie -> database.run(handle -> sessions.end(handle, cookie)));
        return Response.message("Signed out").withHeader("Set-Cookie", signedIn.setCookie(""));
    }

    private Response shown(String cookie) {
        Optional<UserSession> proven = sessions.bySessionCookie(cookie);
        UserSession session =
                proven.orElseThrow(() -> ApiError.unauthorized("NOT_SIGNED_IN", "Sign in: the session has just ended"));
        ConsoleUser user = database.read(handle -> UserRows.byId(
                        handle, session.organization(), session.user().id()))
                .orElseThrow();
        ObjectNode answer = Json.object();
        answer.putObject("user")
                .put("_id", user.id().toString())
                .put("email", user.email())
                .put("name", user.name())
                .put("role", user.role().name());
        answer.putObject("organization")
                .put("_id", session.organization().toString())
                .put("name", organizations.name(session.organization()));
        answer.put("application_id", session.application().toString());
        ArrayNode environments = answer.putArray("environments");
        new TreeMap<>(session.environments())
                .descendingMap()
                .forEach((name, id) -> environments
                        .addObject()
                        .put("name", name)
                        .put("_id", id.value().toString())
                        .put("application_id", session.application().toString()));
        return Response.json(answer.put("csrf_token", session.csrf()));
    }
}
