package dev.zaffre.catalog.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import dev.zaffre.catalog.DefinitionCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every document of a folder of vendors' own: imported, valid, and nothing is lost that the report does not say. The document is read
 * here once more, by other code than the import's. The folder is no part of the repository; where it is not, nothing is tested.
 */
class VendorDocumentsTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("zaffre.vendor-openapi", "../../shared/vendor-openapi"));
    private static final int DEEPEST = 5;

    private static List<Path> documents() {
        Assumptions.assumeTrue(
                Files.isDirectory(FOLDER), () -> "skipped: no vendors' documents under " + FOLDER.toAbsolutePath());
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> nothing_is_lost_in_silence() {
        return documents().stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(text(file))));
    }

    @Test
    void the_largest_document_takes_this_long() {
        Path largest = documents().stream()
                .max((one, other) ->
                        Long.compare(one.toFile().length(), other.toFile().length()))
                .orElseThrow();
        String text = text(largest);
        long began = System.nanoTime();
        OpenApiImport.Result result = OpenApiImport.read(text, OpenApiImport.Options.NONE);
        long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
        System.out.printf(
                "import.measured document=%s bytes=%d millis=%d actions=%d fields=%d%n",
                largest.getFileName(),
                largest.toFile().length(),
                millis,
                result.report().operationsImported(),
                result.report().fields());
        assertThat(result.report().operationsImported()).isPositive();
    }

    private static void check(String text) {
        OpenApiImport.Result result = OpenApiImport.read(text, OpenApiImport.Options.NONE);
        assertThat(DefinitionCheck.problems(result.definition())).isEmpty();
        assertThat(Json.write(Json.parse(Json.writeBytes(result.definition()))))
                .isEqualTo(Json.write(result.definition()));
        assertThat(OpenApiImport.read(text, OpenApiImport.Options.NONE).definition())
                .isEqualTo(result.definition());
        Losses losses = new Losses((ObjectNode) Json.MAPPER.readTree(text), result);
        assertThat(losses.find()).as("lost, and not in the report").isEmpty();
        assertThat(losses.compared).as("members that were compared").isGreaterThan(5);
    }

    /** Looks for what the document has and neither the definition nor the report. */
    private static final class Losses {
        private final ObjectNode document;
        private final OpenApiImport.Result result;
        private final List<String> lost = new ArrayList<>();
        private int compared;

        Losses(ObjectNode document, OpenApiImport.Result result) {
            this.document = document;
            this.result = result;
        }

        List<String> find() {
            document.path("paths")
                    .properties()
                    .forEach(path -> path.getValue().properties().forEach(member -> {
                        if (Set.of("get", "put", "post", "patch", "delete").contains(member.getKey())) {
                            operation(path.getKey(), path.getValue(), member.getKey(), member.getValue());
                        }
                    }));
            return lost;
        }

        private void operation(String path, JsonNode item, String method, JsonNode operation) {
            String name = operation.path("operationId").asString(method.toUpperCase(Locale.ROOT) + " " + path);
            Predicate<String> reported = place -> result.report().entries().stream()
                    .filter(entry -> entry.operation().equals(name))
                    .anyMatch(entry -> place.equals(entry.place())
                            || place.startsWith(entry.place() + ".")
                            || place.startsWith(entry.place() + "["));
            JsonNode action = action(method, path);
            if (action.isMissingNode()) {
                lost.add(name);
                return;
            }
            for (JsonNode list : List.of(item.path("parameters"), operation.path("parameters"))) {
                for (JsonNode given : list) {
                    JsonNode parameter = deref(given);
                    String in = parameter.path("in").asString();
                    String parameterName = parameter.path("name").asString();
                    String place = in + "." + parameterName;
                    boolean there = switch (in) {
                        case "path" -> true;
                        case "query" -> action.at("/request/query").has(parameterName);
                        case "header" -> action.at("/request/headers").has(parameterName);
                        default -> false;
                    };
                    compared++;
                    if (!there && !reported.test(place)) {
                        lost.add(name + " " + place);
                    }
                }
            }
            JsonNode content = deref(operation.path("requestBody")).path("content");
            if (!content.isEmpty()) {
                body(name, content, action, reported);
            }
        }

        private JsonNode action(String method, String path) {
            for (JsonNode action : result.definition().path("actions")) {
                String made = action.at("/request/path").asString().replaceAll("\\{\\{[^}]*}}", "{}");
                if (made.equals(path.replaceAll("\\{[^}]*}", "{}"))
                        && action.at("/request/method").asString().equalsIgnoreCase(method)) {
                    return action;
                }
            }
            return Json.object().missingNode();
        }

        private void body(String name, JsonNode content, JsonNode action, Predicate<String> reported) {
            JsonNode body = action.at("/request/body");
            if (body.isMissingNode()) {
                if (!reported.test("body")) {
                    lost.add(name + " body");
                }
                return;
            }
            JsonNode chosen = content.has("application/json")
                    ? content.path("application/json")
                    : content.values().iterator().next();
            Map<String, JsonNode> members = new LinkedHashMap<>();
            members(chosen.path("schema"), members, new HashSet<>());
            if (body.isString()) {
                compared++;
                return;
            }
            members.forEach((member, schema) -> {
                String place = "body." + member;
                compared++;
                if (!body.has(member)) {
                    if (!reported.test(place)) {
                        lost.add(name + " " + place);
                    }
                    return;
                }
                String field = body.path(member).asString().replaceAll("\\{\\{fields\\.(.*)}}", "$1");
                compare(name, named(action.path("fields"), field), schema, place, reported, 0);
            });
        }

        private void compare(
                String name, JsonNode field, JsonNode schema, String place, Predicate<String> reported, int depth) {
            if (reported.test(place)) {
                return;
            }
            compared++;
            if (field.isMissingNode()) {
                lost.add(name + " " + place);
                return;
            }
            String type = deref(schema).path("type").asString("");
            String made = field.path("type").asString();
            boolean fits = switch (type) {
                case "string" ->
                    Set.of("text", "textarea", "select", "email", "date", "url", "password", "object")
                            .contains(made);
                case "integer", "number" -> made.equals("number");
                case "boolean" -> made.equals("boolean");
                case "array" -> Set.of("array", "multi-select").contains(made);
                case "object" -> made.equals("object");
                default -> true;
            };
            if (!fits && !reported.test(place)) {
                lost.add(name + " " + place + " of type " + type + " as " + made);
            }
            if (depth < DEEPEST) {
                JsonNode inner = type.equals("array") ? deref(schema).path("items") : schema;
                String innerPlace = type.equals("array") ? place + "[]" : place;
                Map<String, JsonNode> members = new LinkedHashMap<>();
                members(inner, members, new HashSet<>());
                members.forEach((member, part) -> {
                    if (!reported.test(innerPlace)) {
                        compare(
                                name,
                                named(field.path("fields"), member),
                                part,
                                innerPlace + "." + member,
                                reported,
                                depth + 1);
                    }
                });
            }
        }

        private static JsonNode named(JsonNode fields, String name) {
            for (JsonNode field : fields) {
                if (field.path("name").asString().equals(name)) {
                    return field;
                }
            }
            return Json.object().missingNode();
        }

        private void members(JsonNode schema, Map<String, JsonNode> members, Set<String> followed) {
            if (schema.has("$ref") && !followed.add(schema.path("$ref").asString())) {
                return;
            }
            JsonNode real = deref(schema);
            for (JsonNode source : List.of(real, schema)) {
                for (String composed : List.of("allOf", "oneOf", "anyOf")) {
                    source.path(composed).forEach(part -> members(part, members, followed));
                }
                source.path("properties")
                        .properties()
                        .forEach(member -> members.put(member.getKey(), member.getValue()));
            }
        }

        private JsonNode deref(JsonNode node) {
            JsonNode at = node;
            while (at.path("$ref").isString()) {
                at = document.at(at.path("$ref").asString().substring(1));
            }
            return at;
        }
    }
}
