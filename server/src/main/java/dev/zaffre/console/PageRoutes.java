package dev.zaffre.console;

import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.util.List;

/** The console's pages and the files of console and portal. They are no part of the API: what they do, they do over it. */
public final class PageRoutes {
    private final Assets assets;

    public PageRoutes(Assets assets) {
        this.assets = assets;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/", Access.PUBLIC, request -> toConsole()),
                Route.get("/console", Access.PUBLIC, request -> console()),
                // Which page it is, the console itself reads from the address.
                Route.get("/console/{page...}", Access.PUBLIC, request -> console()),
                Route.get("/assets/{file}", Access.PUBLIC, this::asset));
    }

    private static Response toConsole() {
        return Response.text("text/plain; charset=utf-8", "The console is at /console\n")
                .redirect("/console");
    }

    private Response console() {
        return assets.page(200, "index.html", "'none'", "data:")
                .map(page -> page.withHeader("Cross-Origin-Opener-Policy", "same-origin"))
                .orElseThrow(() -> ApiError.notFound(
                        "RESOURCE_NOT_FOUND",
                        "This build holds no console. ./zaffre builds it; with Maven: mvn package -pl console,server"));
    }

    private Response asset(Request request) {
        return assets.asset(
                        request.pathValue("file"),
                        request.header("accept-encoding").orElse(""))
                .orElseThrow(() -> ApiError.notFound("RESOURCE_NOT_FOUND", "There is no such file"));
    }
}
