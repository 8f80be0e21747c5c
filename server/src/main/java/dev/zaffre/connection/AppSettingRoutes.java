package dev.zaffre.connection;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.CatalogRoutes;
import dev.zaffre.catalog.FieldSpec;
import dev.zaffre.catalog.OAuth2;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the company sets for an app: whether its customers are offered it, and the OAuth client that it registered at the provider. */
public final class AppSettingRoutes {
    private static final String PATH = "/api/v2/public/application/{slug}/settings";
    private static final int LONGEST = 20_000;
    private final AppSettings settings;
    private final Catalog catalog;
    private final Supplier<String> publicUrl;

    public AppSettingRoutes(AppSettings settings, Catalog catalog, Supplier<String> publicUrl) {
        this.settings = settings;
        this.catalog = catalog;
        this.publicUrl = publicUrl;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(PATH, Access.KEY, this::get),
                Route.put(PATH, Access.KEY, this::put).needs(Role.ADMIN));
    }

    private Response get(Request request) {
        return shown(request, CatalogRoutes.requireOffered(catalog, request));
    }

    private Response shown(Request request, App app) {
        AppSettings.Setting setting = settings.of(request.requireCaller().environment(), app.slug());
        ObjectNode shown = Json.object().put("slug", app.slug()).put("enabled", setting.enabled());
        Optional<OAuth2> oauth = app.oauth();
        if (oauth.isEmpty()) {
            return Response.json(shown);
        }
        OAuth2 scheme = oauth.get();
        ObjectNode part = shown.putObject("oauth2")
                .put("client_id", setting.clientId())
                .put("client_secret_set", setting.secrets().containsKey(AppSettings.Setting.CLIENT_SECRET))
                .put("redirect_url", OAuthFlow.redirectUrl(publicUrl.get(), app.slug()))
                .put("ready", setting.missing(scheme).isEmpty());
        list(part.putArray("missing"), setting.missing(scheme));
        ObjectNode scopes = part.putObject("scopes");
        list(scopes.putArray("required"), scheme.scopes().required());
        list(scopes.putArray("optional"), scheme.scopes().optional());
        list(scopes.putArray("chosen"), setting.scopes());
        ArrayNode more = part.putArray("settings");
        for (FieldSpec field : scheme.settings()) {
            more.add(field.toJson().put("set", setting.secrets().containsKey(field.name())));
        }
        return Response.json(shown);
    }

    private static void list(ArrayNode into, List<String> texts) {
        texts.forEach(into::add);
    }

    /** What is not mentioned stays; null takes a value back. */
    private Response put(Request request) {
        EnvironmentId environment = request.requireCaller().environment();
        App app = CatalogRoutes.requireOffered(catalog, request);
        ObjectNode body = request.jsonObject();
        AppSettings.Setting before = settings.of(environment, app.slug());
        List<String> known = new ArrayList<>(List.of("enabled"));
        if (app.oauth().isPresent()) {
            known.addAll(List.of("client_id", "client_secret", "scopes", "settings"));
        }
        for (String name : body.propertyNames()) {
            if (!known.contains(name)) {
                throw invalid("'" + name + "' cannot be set for " + app.slug() + "; set " + String.join(", ", known));
            }
        }
        Map<String, Secret> secrets = new LinkedHashMap<>(before.secrets());
        text(body, "client_secret", "client_secret", AppSettings.Setting.CLIENT_SECRET, secrets);
        app.oauth().ifPresent(scheme -> more(scheme, body.path("settings"), secrets));
        Map<String, Secret> client = new LinkedHashMap<>();
        if (before.clientId() != null) {
            client.put("id", new Secret(before.clientId()));
        }
        text(body, "client_id", "client_id", "id", client);
        settings.save(
                environment,
                app.slug(),
                new AppSettings.Setting(
                        enabled(body, before),
                        client.containsKey("id") ? client.get("id").reveal() : null,
                        secrets,
                        scopes(app, body, before)));
        return shown(request, app);
    }

    private static boolean enabled(ObjectNode body, AppSettings.Setting before) {
        JsonNode given = body.get("enabled");
        if (given == null) {
            return before.enabled();
        }
        if (!given.isBoolean()) {
            throw invalid("'enabled' must be true or false");
        }
        return given.booleanValue();
    }

    private static List<String> scopes(App app, ObjectNode body, AppSettings.Setting before) {
        JsonNode given = body.get("scopes");
        if (given == null) {
            return before.scopes();
        }
        if (!given.isArray()) {
            throw invalid("'scopes' must be an array of texts");
        }
        List<String> scopes = new ArrayList<>();
        for (JsonNode one : given) {
            String scope = one.asString("");
            if (!one.isString() || scope.isBlank() || scope.length() > 500) {
                throw invalid("'scopes' must be an array of texts");
            }
            boolean required = app.oauth()
                    .map(scheme -> scheme.scopes().required().contains(scope))
                    .orElse(false);
            if (!required && !scopes.contains(scope)) {
                scopes.add(scope);
            }
        }
        return scopes;
    }

    private static void more(OAuth2 scheme, JsonNode given, Map<String, Secret> secrets) {
        List<String> known = scheme.settings().stream().map(FieldSpec::name).toList();
        if (!(given instanceof ObjectNode values)) {
            if (!given.isMissingNode()) {
                throw invalid("'settings' must be an object");
            }
            return;
        }
        for (String name : values.propertyNames()) {
            if (!known.contains(name)) {
                throw invalid("'settings." + name + "' is not asked for; "
                        + (known.isEmpty()
                                ? "the app asks for no further settings"
                                : "known are " + String.join(", ", known)));
            }
            text(values, name, "settings." + name, name, secrets);
        }
    }

    /** @param path names the member in an error */
    private static void text(ObjectNode body, String name, String path, String as, Map<String, Secret> into) {
        JsonNode given = body.get(name);
        if (given == null) {
            return;
        }
        if (given.isNull()) {
            into.remove(as);
        } else if (!given.isString()
                || given.asString().isBlank()
                || given.asString().length() > LONGEST
                || given.asString().indexOf('\0') >= 0) {
            throw invalid("'" + path + "' must be a text of 1 to " + LONGEST + " characters, or null");
        } else {
            into.put(as, new Secret(given.asString().strip()));
        }
    }

    private static ApiError invalid(String message) {
        return ApiError.badRequest("VALIDATION_ERROR", message);
    }
}
