package dev.zaffre.catalog;

import dev.zaffre.base.Json;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What people who write a custom app ask before they save it, and every app's actions with what they take. */
public final class DefinitionRoutes {
    private static final String ONE = "/api/v2/public/application/{slug}";
    private static final int LONGEST = 256 * 1024;

    private final Catalog catalog;

    public DefinitionRoutes(Catalog catalog) {
        this.catalog = catalog;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(ONE + "/actions", Access.KEY, this::actions),
                Route.get(ONE + "/definition", Access.KEY, this::definition),
                Route.post("/api/v2/public/application/check", Access.KEY, this::check)
                        .needs(Role.VIEWER));
    }

    private Response actions(Request request) {
        App app = CatalogRoutes.requireOffered(catalog, request);
        ArrayNode all = Json.array();
        for (Action action : app.actions()) {
            ObjectNode shown = all.addObject()
                    .put("action_id", action.id())
                    .put("name", action.name())
                    .put("description", action.description())
                    .put("tag", app.tag(action));
            ArrayNode fields = shown.putArray("fields");
            action.fields().forEach(field -> fields.add(field.toJson()));
        }
        return Response.json(all);
    }

    private Response definition(Request request) {
        App app = CatalogRoutes.requireOffered(catalog, request);
        CatalogRoutes.requireCustom(app);
        ObjectNode definition = catalog.definition(request.requireCaller().environment(), app.slug())
                .orElseThrow(
                        () -> ApiError.conflict("VALIDATION_ERROR", "'" + app.slug() + "' was deleted at this moment"));
        ObjectNode shown = Json.object().put("slug", app.slug()).put("text", DefinitionFile.text(definition));
        shown.set("definition", definition);
        return Response.json(shown);
    }

    /** Tells what is wrong, and where; stores nothing. */
    private Response check(Request request) {
        Caller caller = request.requireCaller();
        ObjectNode body = request.jsonObject();
        String text = Members.text(body, "text", LONGEST)
                .orElseThrow(() -> ApiError.badRequest(
                        "MISSING_REQUIRED_FIELD", "text is required: the definition, as YAML or JSON"));
        Optional<String> slug = Members.text(body, "slug", 255);
        DefinitionFile file = new DefinitionFile("definition", text);
        ObjectNode answer = Json.object();
        ArrayNode problems = Json.array();
        List<DefinitionFile.Fault> faults = file.faults();
        faults.forEach(fault -> problem(problems, fault.line(), fault.reason()));
        if (faults.isEmpty() && file.json() instanceof ObjectNode definition) {
            App app = DefinitionFile.compile("definition", definition);
            taken(caller, app, slug).ifPresent(problem -> problem(problems, file.line("/slug"), problem));
            answer.set(
                    "app",
                    CatalogRoutes.show(app).put("actions_count", app.actions().size()));
            answer.set("definition", definition);
        } else {
            answer.putNull("app").putNull("definition");
        }
        answer.put("valid", problems.isEmpty()).set("problems", problems);
        return Response.json(answer);
    }

    private static void problem(ArrayNode problems, int line, String message) {
        problems.addObject().put("line", line).put("message", message);
    }

    /** @param slug of the app that is being changed; empty for a new one */
    private Optional<String> taken(Caller caller, App app, Optional<String> slug) {
        if (slug.isPresent() && !slug.get().equals(app.slug())) {
            return Optional.of("/slug: is '" + app.slug() + "', and was '" + slug.get() + "'; a slug never changes");
        }
        if (slug.isPresent()) {
            return Optional.empty();
        }
        return catalog.find(caller.environment(), app.slug())
                .map(other -> "/slug: there is an app '" + other.slug() + "' already; choose another slug");
    }
}
