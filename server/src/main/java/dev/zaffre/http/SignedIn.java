package dev.zaffre.http;

import dev.zaffre.base.EnvironmentId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Signed-in users: a cookie that browsers send by themselves, so everything that changes something also needs what only a page of
 * this server can know and say.
 */
public final class SignedIn {
    public static final String COOKIE = "zaffre_session";
    public static final String CSRF_HEADER = "x-csrf-token";
    public static final String ENVIRONMENT_HEADER = "x-zaffre-environment";

    private final Users users;
    private final Supplier<String> publicUrl;

    /** @param publicUrl how browsers reach this server, without a slash at the end */
    public SignedIn(Users users, Supplier<String> publicUrl) {
        this.users = users;
        this.publicUrl = publicUrl;
    }

    /** What the browser sent as the session; first one wins, as browsers send the most specific first. */
    public static Optional<String> cookie(Map<String, String> headers) {
        String sent = headers.get("cookie");
        if (sent == null) {
            return Optional.empty();
        }
        for (String pair : sent.split(";")) {
            String text = pair.strip();
            if (text.startsWith(COOKIE + "=")) {
                return Optional.of(text.substring(COOKIE.length() + 1)).filter(value -> !value.isEmpty());
            }
        }
        return Optional.empty();
    }

    /**
     * The user who calls.
     *
     * @throws ApiError 401 without a valid session; 403 {@code CSRF_REFUSED}, {@code ROLE_TOO_LOW}; 400 without an environment
     */
    Caller caller(Route route, String method, Map<String, String> headers) {
        UserSession session = cookie(headers)
                .flatMap(users::bySessionCookie)
                .orElseThrow(() -> ApiError.unauthorized("NOT_SIGNED_IN", "Sign in: there is no valid session"));
        if (!method.equals("GET") && !method.equals("HEAD")) {
            requireOwnPage(headers);
            requireToken(session, headers);
        }
        if (!session.user().role().reaches(route.role())) {
            throw ApiError.forbidden(
                    "ROLE_TOO_LOW",
                    "This needs the role " + route.role().name() + ", yours is "
                            + session.user().role().name() + ": ask an admin or an owner");
        }
        String environment = environment(route, headers);
        EnvironmentId id = session.environments().get(environment);
        if (id == null) {
            throw noEnvironment();
        }
        return new Caller(
                id, environment, session.organization(), session.application(), session.id(), null, session.user());
    }

    private static String environment(Route route, Map<String, String> headers) {
        return route.access() == Access.USER_ANYWHERE ? "test" : headers.getOrDefault(ENVIRONMENT_HEADER, "");
    }

    private static ApiError noEnvironment() {
        return ApiError.badRequest(
                "ENVIRONMENT_MISSING", "The header " + ENVIRONMENT_HEADER + " must be test or production");
    }

    private static void requireToken(UserSession session, Map<String, String> headers) {
        byte[] sent = headers.getOrDefault(CSRF_HEADER, "").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(sent, session.csrf().getBytes(StandardCharsets.UTF_8))) {
            throw ApiError.forbidden(
                    "CSRF_REFUSED",
                    "The header " + CSRF_HEADER + " must be the csrf_token of GET /api/v2/console/session");
        }
    }

    /**
     * Refuses what a page of another origin sends. A caller that is no browser sends no {@code Origin}.
     *
     * @throws ApiError 403 {@code CSRF_REFUSED}
     */
    public void requireOwnPage(Map<String, String> headers) {
        String origin = headers.get("origin");
        if (origin != null && !Cors.isOwn(origin, headers.get("host")) && !isPublic(origin)) {
            throw ApiError.forbidden(
                    "CSRF_REFUSED",
                    "Pages of " + Failures.printable(origin)
                            + " may not act for a signed-in user: only the pages of this"
                            + " server. Behind a proxy, set server.public_url");
        }
    }

    private boolean isPublic(String origin) {
        URI own = URI.create(publicUrl.get());
        return origin.toLowerCase(Locale.ROOT).equals(own.getScheme() + "://" + own.getRawAuthority());
    }

    /** {@code Set-Cookie} that gives the browser the session, or takes it away when {@code value} is empty. */
    public String setCookie(String value) {
        String secure = publicUrl.get().startsWith("https:") ? "; Secure" : "";
        String end = value.isEmpty() ? "; Max-Age=0" : "";
        return COOKIE + "=" + value + "; Path=/; HttpOnly; SameSite=Strict" + secure + end;
    }
}
