package dev.zaffre.catalog.openapi;

import dev.zaffre.base.Json;
import dev.zaffre.catalog.Action;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.CatalogRoutes;
import dev.zaffre.catalog.InvalidDefinition;
import dev.zaffre.catalog.Problem;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes custom apps of OpenAPI documents. */
public final class OpenApiRoutes {
    private static final String IMPORT = "/api/v2/public/application/import-openapi";
    private static final int MOST_SHOWN = 3_000;
    private static final Set<String> MEMBERS = Set.of("document", "url", "slug", "name", "operations", "dry_run");
    private static final int MOST_BYTES = 4 * 1024 * 1024;
    private final Catalog catalog;
    private final OutboundHttp http;

    public OpenApiRoutes(Catalog catalog, OutboundHttp http) {
        this.catalog = catalog;
        this.http = http;
    }

    public List<Route> routes() {
        return List.of(
                Route.post(IMPORT, Access.KEY, this::importDocument),
                Route.post(IMPORT + "/operations", Access.KEY, this::operations).needs(Role.VIEWER));
    }

    private Response importDocument(Request request) {
        Caller caller = request.requireCaller();
        ObjectNode body = DocumentText.body(request);
        for (String name : body.propertyNames()) {
            if (!MEMBERS.contains(name)) {
                throw invalid("'" + Names.line(name, 60)
                        + "' is not known here; known are document, url, slug, name, operations and dry_run");
            }
        }
        JsonNode dry = body.path("dry_run");
        if (!dry.isMissingNode() && !dry.isBoolean()) {
            throw invalid("'dry_run' must be true or false");
        }
        OpenApiImport.Result result = read(body);
        return Response.json(answer(caller, result, dry.asBoolean(false)));
    }

    private ObjectNode answer(Caller caller, OpenApiImport.Result result, boolean dry) {
        ObjectNode definition = result.definition();
        bounded(definition);
        Optional<App> before =
                catalog.find(caller.environment(), definition.path("slug").asString());
        App app;
        try {
            app = dry ? catalog.check(definition) : catalog.put(caller.environment(), definition);
        } catch (InvalidDefinition e) {
            ArrayNode problems = Json.array();
            for (Problem problem : e.problems()) {
                problems.addObject().put("pointer", problem.pointer()).put("message", problem.message());
            }
            throw ApiError.unprocessable(
                            "VALIDATION_ERROR",
                            "The document makes an application that is not valid: "
                                    + e.problems().getFirst())
                    .with(problems);
        }
        ObjectNode report = result.report().toJson();
        ArrayNode removed = report.putArray("removed_actions");
        before.map(App::actions).orElse(List.of()).stream()
                .map(Action::id)
                .filter(id -> app.action(id).isEmpty())
                .forEach(removed::add);
        ObjectNode shown = CatalogRoutes.show(app);
        before.ifPresent(
                it -> shown.put("_id", it.id().toString()).put("app_id", it.id().toString()));
        shown.put("dry_run", dry);
        if (dry) {
            shown.set("definition", definition);
        }
        shown.set("report", report);
        return shown;
    }

    /** A custom app is read back under the same limits as everything that strangers send. */
    private static void bounded(ObjectNode definition) {
        byte[] written = Json.writeBytes(definition);
        try {
            if (written.length <= MOST_BYTES) {
                Json.parse(written);
                return;
            }
        } catch (Json.Malformed e) {
            // falls through: well-formed, but more of it than one app may be
        }
        throw ApiError.unprocessable(
                "VALIDATION_ERROR",
                "The document makes an application that is too large (" + written.length
                        + " bytes): choose fewer with 'operations'");
    }

    /** What a document offers to choose from; stores nothing. */
    private Response operations(Request request) {
        ObjectNode body = DocumentText.body(request);
        Source source = source(body);
        OpenApiImport.Contents contents = reading(() -> OpenApiImport.contents(source.text(http)));
        List<OpenApiImport.Choice> choices = contents.choices();
        ObjectNode answer = Json.object()
                .put("title", contents.title())
                .put("version", contents.version())
                .put("slug", Names.slug(contents.title()))
                .put("total", choices.size());
        ArrayNode shown = answer.putArray("operations");
        for (OpenApiImport.Choice choice : choices.subList(0, Math.min(MOST_SHOWN, choices.size()))) {
            ObjectNode one = shown.addObject()
                    .put("operation", choice.operation())
                    .put("action_id", choice.action())
                    .put("method", choice.method())
                    .put("path", choice.path())
                    .put("summary", choice.summary());
            choice.tags().forEach(one.putArray("tags")::add);
        }
        return Response.json(answer.put("most_actions", Operations.MOST));
    }

    /** Where a document comes from: what was sent, or an address. */
    private record Source(@Nullable String sent, @Nullable URI origin) {
        String text(OutboundHttp http) throws Fetched.Failed {
            return origin != null ? Fetched.text(http, origin) : java.util.Objects.requireNonNull(sent);
        }
    }

    private static Source source(ObjectNode body) {
        JsonNode document = body.path("document");
        JsonNode url = body.path("url");
        if (document.isMissingNode() == url.isMissingNode()) {
            throw invalid("Give either 'document' or 'url'");
        }
        if (url.isMissingNode() && !document.isObject() && !document.isString()) {
            throw invalid("'document' must be an OpenAPI document: an object, or its JSON or YAML as a text");
        }
        return url.isMissingNode()
                ? new Source(document.isString() ? document.stringValue() : Json.write(document), null)
                : new Source(null, reading(() -> Fetched.address(url.asString(""))));
    }

    private OpenApiImport.Result read(ObjectNode body) {
        Source source = source(body);
        String slug = text(body, "slug");
        String name = text(body, "name");
        Set<String> operations = operations(body.path("operations"));
        return reading(() -> OpenApiImport.read(
                source.text(http), new OpenApiImport.Options(slug, name, operations, source.origin())));
    }

    /** Work on a document that may have to be fetched. */
    @FunctionalInterface
    private interface Reading<T> {
        T read() throws Fetched.Failed;
    }

    /** With what can go wrong as the API says it. */
    private static <T> T reading(Reading<T> work) {
        try {
            return work.read();
        } catch (Fetched.Failed e) {
            String message = String.valueOf(e.getMessage());
            throw e.isRefused()
                    ? invalid(message)
                    : ApiError.of(502, "EXTERNAL_API_ERROR", "EXTERNAL_API_FAILURE", message);
        } catch (InvalidDocument e) {
            throw ApiError.unprocessable("VALIDATION_ERROR", "The document cannot be imported: " + e.getMessage())
                    .with(Json.array()
                            .add(Json.object().put("pointer", e.place()).put("message", e.reason())));
        }
    }

    private static @Nullable String text(ObjectNode body, String name) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString() || value.stringValue().isBlank()) {
            throw invalid("'" + name + "' must be a text");
        }
        return value.stringValue().strip();
    }

    private static Set<String> operations(JsonNode given) {
        Set<String> operations = new LinkedHashSet<>();
        if (!given.isMissingNode() && !given.isNull() && !given.isArray()) {
            throw invalid("'operations' must be a list of operationIds, or of method and path");
        }
        for (JsonNode operation : given) {
            if (!operation.isString() || operation.stringValue().isBlank()) {
                throw invalid("'operations' must be a list of operationIds, or of method and path");
            }
            operations.add(operation.stringValue().strip());
        }
        return operations;
    }

    private static ApiError invalid(String message) {
        return ApiError.badRequest("VALIDATION_ERROR", message);
    }
}
