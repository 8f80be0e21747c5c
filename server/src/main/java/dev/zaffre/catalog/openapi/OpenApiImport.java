package dev.zaffre.catalog.openapi;

import dev.zaffre.base.Json;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes an app's definition of an OpenAPI 3.0, OpenAPI 3.1 or Swagger 2.0 document. It reads the document alone: a reference to an
 * address or a file is not followed. What the definition does not say as the document does is in the report.
 */
public final class OpenApiImport {
    /** Longest document, in UTF-16 characters. */
    public static final int LONGEST = 20 * 1024 * 1024;
    /** Fields of all actions together, about; with many operations each may have fewer. */
    private static final int FIELDS = 6_000;

    private static final int MOST_FIELDS_OF_AN_ACTION = 500;
    private static final int FEWEST_FIELDS_OF_AN_ACTION = 20;
    /** Fields and choices of all actions together, at most. */
    private static final int MOST_PARTS = 60_000;
    /** Schemas looked at for all operations together, about. */
    private static final int STEPS = 500_000;

    private static final Pattern SLUG = Pattern.compile("[a-z0-9]+([_-][a-z0-9]+)*");
    private static final List<String> COLORS =
            List.of("#1f6feb", "#0a7d55", "#8a3ffc", "#b4540a", "#a2185b", "#0b6e99", "#5a6b00", "#6b3fa0");

    private OpenApiImport() {}

    /**
     * What the caller decides.
     *
     * @param slug null: made of the document's title
     * @param name null: the document's title
     * @param operations operationIds, or method and path; empty for all
     * @param origin where the document was fetched; relative addresses in it are meant from there. Null when it came as a text
     */
    public record Options(
            @Nullable String slug,
            @Nullable String name,
            Set<String> operations,
            @Nullable URI origin) {
        /** All operations under the document's own name. */
        public static final Options NONE = new Options(null, null, Set.of(), null);
    }

    /** A definition in the form of {@code connectors/<slug>/app.yaml}, and what it leaves out. */
    public record Result(ObjectNode definition, Report report) {}

    /**
     * @param documentText JSON or YAML
     * @throws InvalidDocument with place and reason
     */
    public static Result read(String documentText, Options options) {
        if (documentText.length() > LONGEST) {
            throw new InvalidDocument("", "The document is longer than " + LONGEST / 1024 / 1024 + " MiB");
        }
        return read(DocumentText.read(documentText), options);
    }

    private static Result read(JsonNode given, Options options) {
        Notes notes = new Notes();
        Refs refs = new Refs(given, notes);
        return new Reading(translated(given, refs), refs, notes, options).result();
    }

    /** As OpenAPI 3, with at least one path. */
    private static JsonNode translated(JsonNode given, Refs refs) {
        if (!given.isObject()) {
            throw new InvalidDocument(
                    "", "The document must be an object with 'openapi' or 'swagger', 'info' and 'paths'");
        }
        JsonNode document = isTwo(given) ? SwaggerTwo.translate(given, refs) : given;
        if (!document.path("paths").isObject() || document.path("paths").isEmpty()) {
            throw new InvalidDocument("/paths", "The document has no paths, and so no operations");
        }
        return document;
    }

    /**
     * An operation to choose from.
     *
     * @param operation what {@link Options#operations} takes for it
     * @param action the id that its action gets
     */
    public record Choice(
            String operation, String action, String method, String path, String summary, List<String> tags) {}

    /** What a document offers. */
    public record Contents(String title, String version, List<Choice> choices) {}

    /** @throws InvalidDocument with place and reason */
    public static Contents contents(String documentText) {
        if (documentText.length() > LONGEST) {
            throw new InvalidDocument("", "The document is longer than " + LONGEST / 1024 / 1024 + " MiB");
        }
        JsonNode given = DocumentText.read(documentText);
        Notes notes = new Notes();
        Refs refs = new Refs(given, notes);
        JsonNode document = translated(given, refs);
        List<Choice> choices = Operations.all(document, refs, notes).stream()
                .map(OpenApiImport::choice)
                .toList();
        JsonNode info = document.path("info");
        return new Contents(
                Names.line(info.path("title").asString(""), 200),
                Names.line(info.path("version").asString(""), 60),
                choices);
    }

    private static Choice choice(Operations.Operation operation) {
        String summary = operation.json().path("summary").asString("");
        if (summary.isBlank()) {
            summary = operation.json().path("description").asString("");
        }
        List<String> tags = operation
                .json()
                .path("tags")
                .valueStream()
                .map(tag -> Names.line(tag.asString(""), 60))
                .filter(tag -> !tag.isBlank())
                .toList();
        return new Choice(
                operation.method() + " " + operation.path(),
                operation.actionId(),
                operation.method(),
                operation.path(),
                Names.line(summary, 200),
                tags);
    }

    /** @throws InvalidDocument for what is neither */
    private static boolean isTwo(JsonNode document) {
        String openapi = document.path("openapi").asString("");
        String swagger = document.path("swagger").asString("");
        if (openapi.matches("3\\.[01](\\..*)?")) {
            return false;
        }
        if (openapi.isEmpty() && swagger.matches("2(\\.0)?")) {
            return true;
        }
        if (openapi.isEmpty() && swagger.isEmpty()) {
            throw new InvalidDocument(
                    "/openapi", "The document says neither 'openapi' nor 'swagger': it is of another kind");
        }
        throw new InvalidDocument(
                openapi.isEmpty() ? "/swagger" : "/openapi",
                "Version '" + Names.line(openapi.isEmpty() ? swagger : openapi, 40)
                        + "' cannot be read; OpenAPI 3.0 and 3.1 and Swagger 2.0 can");
    }

    /** One document on its way. */
    private static final class Reading {
        private final JsonNode document;
        private final Refs refs;
        private final Notes notes;
        private final Options options;
        private final Servers servers;
        private final List<Operations.Operation> all;
        private final List<Operations.Operation> chosen;
        private final Schemas schemas;
        private final Parameters parameters;
        private final Bodies bodies;
        private int parts;

        Reading(JsonNode document, Refs refs, Notes notes, Options options) {
            this.document = document;
            this.refs = refs;
            this.notes = notes;
            this.options = options;
            this.servers = new Servers(notes, options.origin());
            this.all = Operations.all(document, refs, notes);
            this.chosen = Operations.choose(all, options.operations());
            this.schemas = new Schemas(refs, notes, Math.clamp(STEPS / chosen.size(), 1_000, 50_000));
            this.parameters = new Parameters(refs, schemas, notes);
            this.bodies = new Bodies(refs, schemas, notes);
        }

        Result result() {
            ObjectNode definition = profile();
            String base = servers.base(document.path("servers"));
            ArrayNode actions = Json.array();
            int most = Math.clamp(FIELDS / chosen.size(), FEWEST_FIELDS_OF_AN_ACTION, MOST_FIELDS_OF_AN_ACTION);
            for (Operations.Operation operation : chosen) {
                notes.about(operation.name());
                action(operation, base, most, actions);
            }
            notes.about("");
            if (actions.isEmpty()) {
                throw new InvalidDocument(
                        "/paths",
                        "No operation can be imported: " + notes.entries().getLast());
            }
            definition.set("auth", new Security(document, refs, servers, notes).read(chosen));
            definition.put("base_url", base);
            if (parameters.idempotencyHeader() != null) {
                definition.put("idempotency_header", parameters.idempotencyHeader());
            }
            definition.set("actions", actions);
            int fields = 0;
            for (JsonNode action : actions) {
                fields += count(action.path("fields"));
            }
            return new Result(definition, new Report(all.size(), actions.size(), fields, notes.entries()));
        }

        private static int count(JsonNode fields) {
            int count = fields.size();
            for (JsonNode field : fields) {
                count += count(field.path("fields"));
            }
            return count;
        }

        private void action(Operations.Operation operation, String base, int most, ArrayNode actions) {
            schemas.nextOperation();
            // What a change does not mention stays as it is; a default sent with it would overwrite that.
            boolean changes =
                    operation.method().equals("PATCH") || operation.method().equals("PUT");
            Fields fields = new Fields(schemas, notes, !changes, most);
            ActionDraft draft = new ActionDraft(operation, fields, notes);
            String path = parameters.read(operation, draft);
            if (path.length() > 2_000 || path.matches(".*/\\.{1,2}(/.*)?")) {
                notes.add("path", "cannot be the path of an action: the operation is left out");
                return;
            }
            if (!bodies.read(operation, draft)) {
                notes.add("body", "is needed: the operation is left out");
                return;
            }
            fields.describeMembers();
            parts += fields.size();
            if (parts > MOST_PARTS) {
                throw new InvalidDocument(
                        "/paths",
                        "The operations have more than " + MOST_PARTS
                                + " fields and choices together: choose fewer with 'operations'");
            }
            JsonNode own = operation.json().path("servers");
            String elsewhere =
                    servers.other(own.isArray() ? own : operation.item().path("servers"), base);
            if (elsewhere != null) {
                draft.request.put("base_url", elsewhere);
            }
            unread(operation.json());
            actions.add(draft.action(path));
        }

        private void unread(JsonNode operation) {
            if (operation.path("callbacks").isObject()
                    && !operation.path("callbacks").isEmpty()) {
                notes.add("callbacks", "are calls of the app's, not to it: left out");
            }
            for (JsonNode response : operation.path("responses")) {
                if (response.path("links").isObject() && !response.path("links").isEmpty()) {
                    notes.add("responses.links", "are not read");
                }
            }
        }

        private ObjectNode profile() {
            JsonNode info = document.path("info");
            String title = Names.line(info.path("title").asString(""), 100);
            String name = options.name() == null ? (title.isEmpty() ? "Imported API" : title) : options.name();
            String made = Names.slug(title);
            String slug = options.slug() == null ? (made.isEmpty() ? "imported-api" : made) : options.slug();
            if (!SLUG.matcher(slug).matches() || slug.length() > 60) {
                throw new InvalidDocument(
                        "slug",
                        "'" + Names.line(slug, 100)
                                + "' must be lower-case letters and digits with dashes between, at most 60");
            }
            if (name.isBlank() || name.length() > 100) {
                throw new InvalidDocument("name", "The name must have 1 to 100 characters");
            }
            ObjectNode definition = Json.object()
                    .put("slug", slug)
                    .put("name", name)
                    .put(
                            "description",
                            Names.line(
                                    info.path("description")
                                            .asString(info.path("summary").asString("")),
                                    1_000));
            String initials = name.replaceAll("[^A-Za-z0-9]", "");
            definition
                    .putObject("icon")
                    .put(
                            "initials",
                            initials.isEmpty() ? "A" : Names.clip(initials, 2).toUpperCase(Locale.ROOT))
                    .put("color", COLORS.get(Math.floorMod(slug.hashCode(), COLORS.size())));
            String docs = document.path("externalDocs").path("url").asString("");
            if (docs.matches("https?://\\S+")) {
                definition.put("docs_url", docs);
            }
            return definition;
        }
    }
}
