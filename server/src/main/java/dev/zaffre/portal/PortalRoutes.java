package dev.zaffre.portal;

import dev.zaffre.account.AllowedOrigins;
import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.account.SessionTokens;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * The page of a hosted link, and what it asks first. The address holds the link's token, or, once the page has taken that out of it,
 * {@code ~} and the token's id: the id opens nothing, but says whose page may be framed by whom. No cookies, here or later.
 */
public final class PortalRoutes {
    private static final String TOKEN = "token";
    private static final char BY_ID = '~';

    private final Portals portals;
    private final SessionTokens tokens;
    private final LinkedAccounts accounts;
    private final AllowedOrigins origins;
    private final Page page;

    /** The built page; empty where a build holds none. */
    @FunctionalInterface
    public interface Page {
        /**
         * @param frames sources of pages that may frame it, as {@code frame-ancestors} says it
         * @param images where pictures may come from beside the server itself, as {@code img-src} says it
         */
        Optional<Response> of(String frames, String images);
    }

    public PortalRoutes(
            Portals portals,
            SessionTokens tokens,
            LinkedAccounts accounts,
            AllowedOrigins origins,
            Page page) {
        this.portals = portals;
        this.tokens = tokens;
        this.accounts = accounts;
        this.origins = origins;
        this.page = page;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/connect/{token}", Access.PUBLIC, this::show),
                Route.get("/api/v2/public/portal", Access.SESSION, this::look));
    }

    private Response show(Request request) {
        Optional<SessionTokens.Link> link = link(request.pathValue(TOKEN));
        if (link.isEmpty()) {
            return EndedPage.of(PortalSettings.USUAL, List.of("'none'"));
        }
        EnvironmentId environment = link.get().environment();
        List<String> frames = frames(environment);
        if (!link.get().open()) {
            return EndedPage.of(portals.of(environment), frames);
        }
        PortalSettings settings = portals.linked(environment, link.get().id());
        String images = "data:" + settings.logoOrigin().map(origin -> " " + origin).orElse("");
        return page.of(String.join(" ", frames), images)
                .map(built -> built.withHeader("X-Robots-Tag", "noindex, nofollow"))
                .orElseThrow(() -> ApiError.notFound(
                        "RESOURCE_NOT_FOUND",
                        "This build holds no portal. ./zaffre builds it; with Maven: mvn package -pl console,server"));
    }

    private Optional<SessionTokens.Link> link(String text) {
        return !text.isEmpty() && text.charAt(0) == BY_ID
                ? Ids.parse(text.substring(1)).flatMap(tokens::link)
                : tokens.link(text);
    }

    /** Without a list only this server's own pages: whom a company lets frame its customers' connections, it says. */
    private List<String> frames(EnvironmentId environment) {
        List<String> listed = origins.listed(environment);
        return listed.isEmpty()
                ? List.of("'self'")
                : Stream.concat(Stream.of("'self'"), listed.stream()).toList();
    }

    private Response look(Request request) {
        Caller caller = request.requireCaller();
        LinkedAccount account = accounts.require(request);
        Instant end = tokens.end(caller).orElseThrow(() -> ApiError.unauthorized("INVALID_TOKEN", "Invalid token"));
        ObjectNode answer = portals.of(caller).toJson();
        answer.remove(List.of("apps", "categories"));
        answer.put("linked_account_id", account.name())
                .put("linked_account_name", accounts.title(account).orElse(null))
                .put("environment", caller.environmentName())
                .put("session_id", caller.credential().toString())
                .put("expires_at", end.toString());
        return Response.json(answer).withHeader("Cache-Control", "no-store");
    }
}
