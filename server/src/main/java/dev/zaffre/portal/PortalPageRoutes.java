package dev.zaffre.portal;

import dev.zaffre.account.AllowedOrigins;
import dev.zaffre.account.SessionTokens;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.console.Assets;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The page of a hosted link. The address holds the link's token, or, once the page has taken that out of it,
 * {@code ~} and the token's id: the id opens nothing, but says whose page may be framed by whom. No cookies, here or later.
 */
public final class PortalPageRoutes {
    private static final String TOKEN = "token";
    private static final char BY_ID = '~';

    private final Portals portals;
    private final SessionTokens tokens;
    private final AllowedOrigins origins;
    private final Assets assets;

    public PortalPageRoutes(Portals portals, SessionTokens tokens, AllowedOrigins origins, Assets assets) {
        this.portals = portals;
        this.tokens = tokens;
        this.origins = origins;
        this.assets = assets;
    }

    public List<Route> routes() {
        return List.of(Route.get("/connect/{token}", Access.PUBLIC, this::show));
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
        String images =
                "data:" + settings.logoOrigin().map(origin -> " " + origin).orElse("");
        return assets.page(200, "portal.html", String.join(" ", frames), images)
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
}
