package dev.zaffre.catalog;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.Closest;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What apps can do, and the environment's own apps. */
public final class CatalogRoutes {
    private static final String ACTIONS = "/api/v2/integration-schema/{slug}/actions";
    private static final String APPLICATION = "/api/v2/public/application";
    private final Catalog catalog;
    private final LinkedAccounts accounts;

    public CatalogRoutes(Catalog catalog, LinkedAccounts accounts) {
        this.catalog = catalog;
        this.accounts = accounts;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(ACTIONS, Access.KEY_OR_SESSION, this::actions),
                Route.get(ACTIONS + "/{action_id}", Access.KEY_OR_SESSION, this::action),
                Route.post(APPLICATION, Access.KEY, this::add),
                Route.put(APPLICATION + "/{slug}", Access.KEY, this::replace),
                Route.delete(APPLICATION + "/{slug}", Access.KEY, this::delete));
    }

    /** The app of the path, or the documented 404 of the action routes. */
    public static App requireApp(Catalog catalog, Request request) {
        String slug = request.pathValue("slug");
        EnvironmentId environment = request.requireCaller().environment();
        return catalog.find(environment, slug)
                .orElseThrow(() -> ApiError.notFound(
                        "SERVER_ERROR",
                        "Application app_type '" + slug + "' not found" + meant(catalog, slug, environment)));
    }

    /** The action of the path, or the documented 404. */
    public static Action requireAction(App app, Request request) {
        return requireAction(app, request.pathValue("action_id"));
    }

    /** @throws ApiError the documented 404, with the closest id */
    public static Action requireAction(App app, String id) {
        return app.action(id)
                .orElseThrow(() -> ApiError.notFound(
                        "SERVER_ERROR",
                        "Action " + id + " not found in Application " + app.slug()
                                + meant(
                                        id,
                                        app.actions().stream().map(Action::id).toList())));
    }

    private Response actions(Request request) {
        accounts.require(request);
        App app = requireApp(catalog, request);
        ArrayNode all = Json.array();
        for (Action action : app.actions()) {
            all.addObject()
                    .put("action_id", action.id())
                    .put("name", action.name())
                    .put("description", action.description())
                    .put("tag", app.tag(action));
        }
        return Response.json(all);
    }

    private Response action(Request request) {
        accounts.require(request);
        ArrayNode fields = Json.array();
        requireAction(requireApp(catalog, request), request).fields().forEach(field -> fields.add(field.toJson()));
        return Response.json(fields);
    }

    private Response add(Request request) {
        Caller caller = request.requireCaller();
        ObjectNode definition = request.jsonObject();
        return Response.json(show(valid(() -> catalog.add(caller.environment(), definition))));
    }

    private Response replace(Request request) {
        Caller caller = request.requireCaller();
        String slug = request.pathValue("slug");
        requireCustom(caller, slug);
        ObjectNode definition = request.jsonObject();
        App app = valid(() -> catalog.replace(caller.environment(), slug, definition)
                .orElseThrow(() -> unknown(catalog, slug, caller)));
        return Response.json(show(app));
    }

    private Response delete(Request request) {
        Caller caller = request.requireCaller();
        String slug = request.pathValue("slug");
        requireCustom(caller, slug);
        List<String> uses = catalog.delete(caller.environment(), slug);
        if (!uses.isEmpty()) {
            throw ApiError.conflict(
                    "APPLICATION_IN_USE",
                    "Application '" + slug + "' is used by " + String.join(", ", uses) + "; remove these first");
        }
        return Response.message("Application deleted");
    }

    private void requireCustom(Caller caller, String slug) {
        requireCustom(requireOffered(catalog, caller, slug));
    }

    /** @throws ApiError 409 for an app that came with the server */
    static void requireCustom(App app) {
        if (!app.isCustom()) {
            throw ApiError.conflict("VALIDATION_ERROR", "'" + app.slug() + "' comes with Zaffre and cannot be changed");
        }
    }

    /** The app of the path, or the documented 404 of the application routes, with the slug that was probably meant. */
    public static App requireOffered(Catalog catalog, Request request) {
        return requireOffered(catalog, request.requireCaller(), request.pathValue("slug"));
    }

    /** As {@link #requireOffered(Catalog, Request)}, of a slug that is not in the path. */
    public static App requireOffered(Catalog catalog, Caller caller, String slug) {
        return catalog.find(caller.environment(), slug).orElseThrow(() -> unknown(catalog, slug, caller));
    }

    /** The end of a sentence that names an unknown app: the closest one, or nothing. */
    public static String meant(Catalog catalog, String slug, EnvironmentId environment) {
        return meant(slug, catalog.slugs(environment));
    }

    /** The end of a sentence that names what is not among the known: the closest of them, or nothing. */
    public static String meant(String given, List<String> known) {
        String hint = Closest.hint(given, known);
        return hint.isEmpty() ? "" : "." + hint;
    }

    private static ApiError unknown(Catalog catalog, String slug, Caller caller) {
        return ApiError.of(
                404,
                "EXTERNAL_API_ERROR",
                "EXTERNAL_API_FAILURE",
                "Application with app_type '" + slug + "' not found for org " + caller.organization()
                        + meant(catalog, slug, caller.environment()));
    }

    private static App valid(Supplier<App> work) {
        try {
            return work.get();
        } catch (InvalidDefinition e) {
            Problem first = e.problems().getFirst();
            int others = e.problems().size() - 1;
            throw ApiError.unprocessable(
                            "VALIDATION_ERROR",
                            "The application is not valid: " + first
                                    + (others == 0 ? "" : " (and " + others + " more)"))
                    .with(Problem.json(e.problems()));
        }
    }

    /** How the API shows an app to nobody in particular: not connected. */
    public static ObjectNode show(App app) {
        ObjectNode shown = Json.object()
                .put("_id", app.id().toString())
                .put("app_id", app.id().toString())
                .put("name", app.name())
                .put("description", app.description())
                .put("icon", app.icon())
                .put("type", app.isCustom() ? "custom" : app.slug())
                .put("slug", app.slug())
                .put("ecosystem", false)
                .put("docs_url", app.docsUrl());
        ArrayNode tags = shown.putArray("tags");
        app.categories().forEach(tags::add);
        showAuth(shown, app).put("connected", false).put("reauth_required", false);
        shown.putArray("connected_accounts");
        return shown;
    }

    /** Adds what a form for connecting needs, in the forms of all generations of clients. */
    public static ObjectNode showAuth(ObjectNode shown, App app) {
        shown.put("auth_type", app.auth().type());
        ObjectNode options = shown.putObject("auth_type_options");
        options.set("oauth2", inputs(app, "oauth2"));
        options.set("keybased", inputs(app, "keybased"));
        shown.set("auth_input_map", inputs(app, app.auth().type()));
        ArrayNode types = shown.putArray("auth_types");
        app.schemes().forEach(scheme -> types.add(scheme.type()));
        shown.put("multiple_connections", app.allowsMultiple());
        return shown;
    }

    private static ArrayNode inputs(App app, String type) {
        ArrayNode inputs = Json.array();
        app.scheme(type).ifPresent(scheme -> scheme.inputs().forEach(input -> inputs.add(input.toJson())));
        return inputs;
    }
}
