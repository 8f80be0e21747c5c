package dev.zaffre.connection;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.CatalogRoutes;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The apps of an environment, each with how a linked account is connected to it. */
public final class ApplicationRoutes {
    private final Connections connections;
    private final Catalog catalog;
    private final LinkedAccounts accounts;
    private final AppSettings settings;
    private final AppUsage usage;

    public ApplicationRoutes(
            Connections connections, Catalog catalog, LinkedAccounts accounts, AppSettings settings, AppUsage usage) {
        this.usage = usage;
        this.settings = settings;
        this.connections = connections;
        this.catalog = catalog;
        this.accounts = accounts;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/api/v2/public/application", Access.KEY_OR_SESSION, this::list),
                Route.get("/api/v2/public/application/{slug}", Access.KEY_OR_SESSION, this::get),
                Route.get("/api/v2/f-sdk/application", Access.KEY_OR_SESSION, this::list),
                Route.get("/api/v2/f-sdk/application/{slug}", Access.KEY_OR_SESSION, this::get),
                Route.get("/api/v2/public/auth-structure/{slug}", Access.PUBLIC, this::authStructure));
    }

    private Response list(Request request) {
        List<Connections.Shown> connected = connected(request);
        ArrayNode all = Json.array();
        Caller caller = request.requireCaller();
        boolean counted = !caller.isSession()
                && request.queryValue("with_usage").filter("true"::equals).isPresent();
        Map<String, AppUsage.Usage> used = counted ? usage.byApp(caller.environment()) : Map.of();
        for (App app : catalog.list(caller.environment())) {
            // A customer is shown what it is offered; the company sees what it could offer.
            boolean offered = !caller.isSession() || settings.isEnabled(caller.environment(), app.slug());
            if (offered && matches(app, request)) {
                ObjectNode shown = show(request, app, connected);
                if (counted) {
                    AppUsage.Usage own = used.getOrDefault(app.slug(), AppUsage.Usage.NONE);
                    shown.put("connected_count", own.accounts()).put("expired_count", own.expired());
                    shown.put("actions_count", app.actions().size()).put("ready", ready(caller, app));
                }
                all.add(shown);
            }
        }
        return Response.json(all);
    }

    /** There is a way to connect for which the company has set what it must. */
    private boolean ready(Caller caller, App app) {
        return app.isOpen()
                || !settings.of(caller.environment(), app.slug()).ways(app).isEmpty();
    }

    private Response get(Request request) {
        List<Connections.Shown> connected = connected(request);
        App app = CatalogRoutes.requireOffered(catalog, request);
        Caller caller = request.requireCaller();
        if (caller.isSession() && !settings.isEnabled(caller.environment(), app.slug())) {
            throw ApiError.notFound("INVALID_APP_ID", "Application '" + app.slug() + "' is not enabled");
        }
        return Response.json(show(request, app, connected));
    }

    private Response authStructure(Request request) {
        String slug = request.pathValue("slug");
        // The status is the documented one.
        App app = catalog.findBuiltIn(slug)
                .orElseThrow(() -> ApiError.of(
                        500,
                        "INTERNAL_SERVER_ERROR",
                        "SERVER_ERROR",
                        "Schema not found for integration type: " + slug
                                + CatalogRoutes.meant(slug, catalog.builtInSlugs())));
        return Response.json(CatalogRoutes.showAuth(Json.object().put("slug", slug), app));
    }

    private static boolean matches(App app, Request request) {
        return request.queryValue("slug").map(app.slug()::equals).orElse(true)
                && request.queryValue("search").map(text -> says(app, text)).orElse(true)
                && request.queryValue("tags")
                        .map(tags -> List.of(tags.split(",")).stream()
                                .anyMatch(tag -> app.categories().stream().anyMatch(tag.strip()::equalsIgnoreCase)))
                        .orElse(true)
                && request.queryValue("auth_type")
                        .map(type -> app.scheme(type).isPresent())
                        .orElse(true);
    }

    private static boolean says(App app, String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        return Stream.concat(Stream.of(app.slug(), app.name(), app.description()), app.categories().stream())
                .anyMatch(said -> said.toLowerCase(Locale.ROOT).contains(wanted));
    }

    /** Empty when the request is about no account: then nothing is connected. */
    private List<Connections.Shown> connected(Request request) {
        return accounts.named(request)
                .map(account -> connections.of(account.environment(), List.of(account.id())))
                .orElse(List.of());
    }

    private ObjectNode show(Request request, App app, List<Connections.Shown> connected) {
        List<Connections.Shown> own = connected.stream()
                .filter(connection -> connection.app().equals(app.slug()))
                .toList();
        ObjectNode shown = CatalogRoutes.show(app)
                .put("enabled", settings.isEnabled(request.requireCaller().environment(), app.slug()))
                .put("connected", !own.isEmpty())
                .put("reauth_required", !own.isEmpty() && own.stream().noneMatch(Connections.Shown::active));
        ArrayNode all = shown.putArray("connected_accounts");
        own.forEach(connection -> all.addObject()
                .put("connection_id", connection.id().toString())
                .put("auth_config_id", app.id().toString())
                .put("identifier", connection.identifier())
                .put("auth_type", connection.authType())
                .put("status", connection.active() ? "active" : "expired")
                .put("reason", connection.reason())
                .put("connectedAt", connection.createdAt().toString()));
        return shown;
    }
}
