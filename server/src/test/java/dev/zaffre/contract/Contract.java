package dev.zaffre.contract;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code openapi.yaml}, read once, with its references resolved where tests look. */
public final class Contract {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    private static final Contract ONLY = new Contract();

    private final JsonNode document;
    private final List<Operation> operations = new ArrayList<>();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

    /** One request example, or one error's. */
    public record Example(String name, ObjectNode request, JsonNode value) {}

    /** @param where path, query or header */
    public record Parameter(String name, String where, boolean required, Optional<JsonNode> example) {}

    private Contract() {
        try (InputStream file = Contract.class.getResourceAsStream("/openapi.yaml")) {
            document = new YAMLMapper().readTree(Objects.requireNonNull(file, "openapi.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(entry -> METHODS.contains(entry.getKey()))
                        .forEach(entry -> operations.add(
                                new Operation(entry.getKey().toUpperCase(Locale.ROOT), path.getKey(), (ObjectNode)
                                        entry.getValue()))));
        // Literal segments win over parameters.
        operations.sort(Comparator.comparing(operation -> operation.path().replace("{", "~{")));
    }

    public static Contract get() {
        return ONLY;
    }

    public List<Operation> operations() {
        return operations;
    }

    public JsonNode document() {
        return document;
    }

    public Operation operation(String id) {
        return operations.stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** @param path without the query */
    public Optional<Operation> match(String method, String path) {
        return operations.stream()
                .filter(operation -> operation.method().equals(method)
                        && operation.pattern.matcher(path).matches())
                .findFirst();
    }

    private JsonNode resolve(JsonNode node) {
        JsonNode reference = node.get("$ref");
        return reference == null ? node : document.at(reference.asString().substring(1));
    }

    private static ObjectNode requestOf(JsonNode node) {
        return node.get("x-request") instanceof ObjectNode request ? request : JsonNodeFactory.instance.objectNode();
    }

    private List<Example> examples(JsonNode media) {
        var found = new ArrayList<Example>();
        for (Map.Entry<String, JsonNode> entry : media.path("examples").properties()) {
            JsonNode example = resolve(entry.getValue());
            found.add(new Example(entry.getKey(), requestOf(example), example.get("value")));
        }
        return found;
    }

    /** One method on one path. */
    public final class Operation {
        private final String method;
        private final String path;
        private final ObjectNode node;
        private final Pattern pattern;

        private Operation(String method, String path, ObjectNode node) {
            this.method = method;
            this.path = path;
            this.node = node;
            this.pattern = Pattern.compile(shape(path).replace("{}", "[^/]+"));
        }

        public String method() {
            return method;
        }

        public String path() {
            return path;
        }

        public String id() {
            return node.get("operationId").asString();
        }

        /** What a request of this operation differs in from the parameters' own examples. */
        public ObjectNode request() {
            return requestOf(node);
        }

        /** What a request with a session token differs in besides. */
        public ObjectNode sessionRequest() {
            return node.get("x-session-request") instanceof ObjectNode request
                    ? request
                    : JsonNodeFactory.instance.objectNode();
        }

        public boolean takes(String securityScheme) {
            return node.get("security").valueStream().anyMatch(one -> one.has(securityScheme));
        }

        public boolean isPublic() {
            return node.get("security").isEmpty();
        }

        public List<Parameter> parameters() {
            return node.path("parameters")
                    .valueStream()
                    .map(Contract.this::resolve)
                    .map(parameter -> new Parameter(
                            parameter.get("name").asString(),
                            parameter.get("in").asString(),
                            parameter.path("required").asBoolean(false),
                            Optional.ofNullable(parameter.get("example"))))
                    .toList();
        }

        public List<Parameter> parameters(String where) {
            return parameters().stream()
                    .filter(parameter -> parameter.where().equals(where))
                    .toList();
        }

        public List<Example> requestExamples() {
            JsonNode content = node.at("/requestBody/content");
            return content.isMissingNode() ? List.of() : examples(content.path(requestMedia()));
        }

        /** What kind of body it takes. */
        public String requestMedia() {
            return node.at("/requestBody/content").propertyNames().iterator().next();
        }

        public boolean hasBody() {
            return node.has("requestBody");
        }

        public JsonNode requestSchema() {
            return node.at("/requestBody/content").path(requestMedia()).path("schema");
        }

        public Set<String> statuses() {
            return node.get("responses").propertyNames() instanceof Set<String> names
                    ? names
                    : Set.copyOf(node.get("responses").propertyNames());
        }

        public Map<String, List<Example>> answerExamples() {
            var all = new LinkedHashMap<String, List<Example>>();
            for (String status : statuses()) {
                all.put(status, examples(media(status)));
            }
            return all;
        }

        private JsonNode media(String status) {
            JsonNode content = resolve(node.get("responses").get(status)).get("content");
            return content.properties().iterator().next().getValue();
        }

        public String mediaType(String status) {
            return resolve(node.get("responses").get(status))
                    .get("content")
                    .propertyNames()
                    .iterator()
                    .next();
        }

        /** What is wrong with a body; empty when nothing is. */
        public List<String> violations(String status, JsonNode body) {
            return compiled
                    .computeIfAbsent(
                            id() + " " + status, key -> compile(media(status).get("schema")))
                    .validate(body)
                    .stream()
                    .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                    .toList();
        }

        public List<String> requestViolations(JsonNode body) {
            return compiled.computeIfAbsent(id() + " request", key -> compile(requestSchema())).validate(body).stream()
                    .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                    .toList();
        }

        @Override
        public String toString() {
            return id() + " (" + method + " " + path + ")";
        }
    }

    private Schema compile(JsonNode schema) {
        ObjectNode root = ((ObjectNode) schema).deepCopy();
        root.set("components", document.get("components"));
        return registry.getSchema(root);
    }

    /** A path without the names of its parameters: what tells routes apart. */
    static String shape(String path) {
        return path.replaceAll("\\{[^/}]*}", "{}");
    }
}
