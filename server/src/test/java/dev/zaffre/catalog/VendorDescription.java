package dev.zaffre.catalog;

import dev.zaffre.base.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A vendor's own OpenAPI document: which operation a request is, and what that operation requires. */
final class VendorDescription {
    /** Parameters of a path that the vendor takes with their slashes, which no OpenAPI document can say: they reach the mock as one. */
    private static final Map<String, Pattern> OF_SEVERAL_SEGMENTS =
            Map.of("github", Pattern.compile("(?<=/contents/).+"));

    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]+}");
    private static final int MOST_REFERENCES = 20;
    private final JsonNode document;
    private final Set<String> bases = new LinkedHashSet<>();

    /** A request's operation, and its path as the document has it. */
    record Operation(String path, JsonNode json) {
        /** The document says that nobody need say who calls. */
        boolean isOpen() {
            JsonNode security = json.path("security");
            return security.size() == 1 && security.path(0).isEmpty();
        }
    }

    /** A member that a body must have: {@code [name]} or {@code [wrapper, name]}; of a list, each element is the wrapper. */
    record Required(List<String> path) {
        @Override
        public String toString() {
            return String.join(".", path);
        }
    }

    VendorDescription(Path file, List<String> furtherBases) throws IOException {
        this.document = Json.read(Files.readString(file));
        document.path("servers").forEach(server -> {
            String url = server.path("url").asString().replaceFirst("^https?://[^/]*", "");
            bases.add(url.replaceFirst("/+$", ""));
        });
        bases.addAll(furtherBases);
        bases.add("");
    }

    static URI asOneSegment(String document, URI address) {
        Pattern several = OF_SEVERAL_SEGMENTS.get(document);
        return several == null
                ? address
                : URI.create(several.matcher(address.toString())
                        .replaceAll(rest -> rest.group().replace("/", "%2F")));
    }

    /** What the address is below the document's server, when an operation of the document is there. */
    Optional<Operation> operation(String method, URI address) {
        for (String base : bases) {
            String path = address.getRawPath();
            if (path.startsWith(base + "/")) {
                Optional<Operation> found = below(method, path.substring(base.length()));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Operation> below(String method, String path) {
        List<String> fitting = new ArrayList<>();
        document.path("paths").properties().forEach(template -> {
            if (template.getValue().has(method.toLowerCase(java.util.Locale.ROOT))
                    && pattern(template.getKey()).matcher(path).matches()) {
                fitting.add(template.getKey());
            }
        });
        return fitting.stream()
                .min(Comparator.comparing(
                        template -> PARAMETER.matcher(template).results().count()))
                .map(template -> new Operation(
                        path, document.path("paths").path(template).path(method.toLowerCase(java.util.Locale.ROOT))));
    }

    private static Pattern pattern(String template) {
        StringBuilder pattern = new StringBuilder();
        int from = 0;
        var parameters = PARAMETER.matcher(template);
        while (parameters.find()) {
            pattern.append(Pattern.quote(template.substring(from, parameters.start())))
                    .append("[^/]+");
            from = parameters.end();
        }
        return Pattern.compile(
                pattern.append(Pattern.quote(template.substring(from))).toString());
    }

    /** The members that the operation requires of a body of that type, at the top and one wrapper deep; of a list, those of each element. */
    List<Required> requiredMembers(Operation operation, String contentType) {
        JsonNode content = resolved(operation.json().path("requestBody")).path("content");
        JsonNode schema = content.path(contentType).path("schema");
        List<Required> all = new ArrayList<>();
        ObjectNode listed = flat(schema);
        ObjectNode whole = listed.path("items").isObject() ? flat(listed.path("items")) : listed;
        names(whole).forEach(name -> all.add(new Required(List.of(name))));
        whole.path("properties").properties().forEach(member -> {
            ObjectNode inner = flat(member.getValue());
            if (inner.path("items").isObject()) {
                inner = flat(inner.path("items"));
            }
            names(inner).forEach(name -> all.add(new Required(List.of(member.getKey(), name))));
        });
        return all;
    }

    /** The query parameters that the operation requires. */
    List<String> requiredQuery(Operation operation) {
        List<String> names = new ArrayList<>();
        for (JsonNode parameter : operation.json().path("parameters")) {
            JsonNode whole = resolved(parameter);
            if (whole.path("in").asString().equals("query")
                    && whole.path("required").asBoolean(false)) {
                names.add(whole.path("name").asString());
            }
        }
        return names;
    }

    private List<String> names(ObjectNode schema) {
        List<String> names = new ArrayList<>();
        for (JsonNode name : schema.path("required")) {
            JsonNode member = resolved(schema.path("properties").path(name.asString()));
            if (!member.path("readOnly").asBoolean(false)) {
                names.add(name.asString());
            }
        }
        return names;
    }

    /** A schema with what its {@code allOf} parts add; alternatives are left alone, because what one requires another may not. */
    private ObjectNode flat(JsonNode schema) {
        ObjectNode whole = Json.object();
        flatten(schema, whole, new HashSet<>());
        return whole;
    }

    private void flatten(JsonNode schema, ObjectNode whole, Set<JsonNode> seen) {
        JsonNode here = resolved(schema);
        if (!seen.add(here)) {
            return;
        }
        here.path("required").forEach(name -> whole.withArray("required").add(name));
        ObjectNode properties = whole.withObject("properties");
        here.path("properties").properties().forEach(member -> {
            // What one part keeps for answers is not asked of a request, whatever the others say.
            if (!properties.path(member.getKey()).path("readOnly").asBoolean(false)) {
                properties.set(member.getKey(), member.getValue());
            }
        });
        if (here.has("items")) {
            whole.set("items", here.path("items"));
        }
        here.path("allOf").forEach(part -> flatten(part, whole, seen));
    }

    private JsonNode resolved(@Nullable JsonNode node) {
        JsonNode at = node == null ? Json.object() : node;
        for (int i = 0; i < MOST_REFERENCES && at.path("$ref").isString(); i++) {
            at = document.at(at.path("$ref").stringValue().substring(1));
        }
        return at;
    }
}
