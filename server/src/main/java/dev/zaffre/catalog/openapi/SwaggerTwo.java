package dev.zaffre.catalog.openapi;

import dev.zaffre.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Swagger 2.0 document in the words of OpenAPI 3. Schemas are nearly the same and stay where they are, so that references to
 * {@code #/definitions/...} keep leading somewhere.
 */
final class SwaggerTwo {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete", "head", "options");
    /** What a parameter says of itself that in OpenAPI 3 its schema says. */
    private static final List<String> OF_SCHEMA =
            List.of("type", "format", "items", "enum", "default", "maxLength", "example", "x-example");

    private final JsonNode old;
    private final Refs refs;

    private SwaggerTwo(JsonNode old, Refs refs) {
        this.old = old;
        this.refs = refs;
    }

    /** @param refs of the same document */
    static ObjectNode translate(JsonNode document, Refs refs) {
        return new SwaggerTwo(document, refs).document();
    }

    private ObjectNode document() {
        ObjectNode made = Json.object();
        // Shared with the old document, which nobody changes.
        old.properties().forEach(member -> made.set(member.getKey(), member.getValue()));
        made.putArray("servers").addObject().put("url", server());
        ObjectNode schemes = Json.object();
        old.path("securityDefinitions")
                .properties()
                .forEach(member -> schemes.set(member.getKey(), scheme(member.getValue())));
        ObjectNode components = made.putObject("components");
        components.set("securitySchemes", schemes);
        ObjectNode paths = made.putObject("paths");
        old.path("paths").properties().forEach(member -> {
            JsonNode item = refs.follow(member.getValue(), member.getKey());
            if (item instanceof ObjectNode object) {
                paths.set(member.getKey(), item(object));
            }
        });
        return made;
    }

    private String server() {
        String host = old.path("host").asString("").strip();
        String base = old.path("basePath").asString("/").strip();
        List<String> schemes = new ArrayList<>();
        old.path("schemes").forEach(scheme -> schemes.add(scheme.asString("")));
        String scheme = schemes.isEmpty() || schemes.contains("https") ? "https" : schemes.getFirst();
        String path = base.startsWith("/") ? base : "/" + base;
        return host.isEmpty() ? path : scheme + "://" + host + path;
    }

    private static ObjectNode scheme(JsonNode scheme) {
        ObjectNode made = Json.object();
        scheme.properties().forEach(member -> made.set(member.getKey(), member.getValue()));
        switch (scheme.path("type").asString("")) {
            case "basic" -> made.put("type", "http").put("scheme", "basic");
            case "oauth2" -> {
                String name = switch (scheme.path("flow").asString("")) {
                    case "accessCode" -> "authorizationCode";
                    case "application" -> "clientCredentials";
                    default -> scheme.path("flow").asString("unknown");
                };
                ObjectNode flow = made.putObject("flows").putObject(name);
                for (String member : List.of("authorizationUrl", "tokenUrl", "scopes")) {
                    if (scheme.has(member)) {
                        flow.set(member, scheme.path(member));
                    }
                }
            }
            default -> {}
        }
        return made;
    }

    private ObjectNode item(ObjectNode item) {
        ObjectNode made = Json.object();
        Parts common = new Parts(item.path("parameters"));
        item.properties().forEach(member -> {
            JsonNode value = member.getValue();
            made.set(
                    member.getKey(),
                    METHODS.contains(member.getKey()) && value instanceof ObjectNode operation
                            ? operation(operation, common)
                            : value);
        });
        made.set("parameters", common.parameters);
        return made;
    }

    /** Parameters, of which some are the body. */
    private final class Parts {
        private final ArrayNode parameters = Json.array();
        private final ArrayNode form = Json.array();
        private JsonNode body = Json.object().missingNode();

        Parts(JsonNode all) {
            for (JsonNode given : all) {
                JsonNode parameter = refs.follow(given, "parameters");
                switch (parameter.path("in").asString("")) {
                    case "body" -> body = parameter;
                    case "formData" -> form.add(parameter);
                    default -> parameters.add(parameter.isObject() ? parameter(parameter) : given);
                }
            }
        }
    }

    private ObjectNode operation(ObjectNode operation, Parts common) {
        ObjectNode made = Json.object();
        operation.properties().forEach(member -> made.set(member.getKey(), member.getValue()));
        Parts own = new Parts(operation.path("parameters"));
        made.set("parameters", own.parameters);
        JsonNode body = own.body.isMissingNode() ? common.body : own.body;
        List<String> types = new ArrayList<>();
        JsonNode consumes = operation.has("consumes") ? operation.path("consumes") : old.path("consumes");
        consumes.forEach(type -> types.add(type.asString("")));
        if (!body.isMissingNode()) {
            body(body, types, made);
        } else if (!own.form.isEmpty() || !common.form.isEmpty()) {
            form(Json.array().addAll(common.form).addAll(own.form), types, made);
        }
        return made;
    }

    private static void body(JsonNode body, List<String> types, ObjectNode made) {
        ObjectNode request = made.putObject("requestBody")
                .put("required", body.path("required").asBoolean(false));
        ObjectNode content = request.putObject("content");
        for (String type : types.isEmpty() ? List.of("application/json") : types) {
            content.putObject(type).set("schema", body.has("schema") ? body.path("schema") : Json.object());
        }
    }

    private static void form(ArrayNode parameters, List<String> types, ObjectNode made) {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        boolean files = false;
        for (JsonNode parameter : parameters) {
            String name = parameter.path("name").asString("");
            ObjectNode property = schema(parameter);
            files |= parameter.path("type").asString("").equals("file");
            property.set("description", parameter.path("description"));
            if (!parameter.path("description").isString()) {
                property.remove("description");
            }
            properties.set(name, property);
            if (parameter.path("required").asBoolean(false)) {
                required.add(name);
            }
        }
        boolean multipart = files
                || (types.contains("multipart/form-data") && !types.contains("application/x-www-form-urlencoded"));
        made.putObject("requestBody")
                .put("required", !required.isEmpty())
                .putObject("content")
                .putObject(multipart ? "multipart/form-data" : "application/x-www-form-urlencoded")
                .set("schema", schema);
    }

    private static ObjectNode parameter(JsonNode parameter) {
        ObjectNode made = Json.object();
        parameter.properties().forEach(member -> made.set(member.getKey(), member.getValue()));
        if (!parameter.has("schema")) {
            made.set("schema", schema(parameter));
        }
        switch (parameter.path("collectionFormat").asString("csv")) {
            case "multi" -> made.put("style", "form").put("explode", true);
            case "ssv" -> made.put("style", "spaceDelimited");
            case "tsv" -> made.put("style", "tabDelimited");
            case "pipes" -> made.put("style", "pipeDelimited");
            default -> made.put("style", "form").put("explode", false);
        }
        return made;
    }

    private static ObjectNode schema(JsonNode parameter) {
        ObjectNode schema = Json.object();
        for (String member : OF_SCHEMA) {
            if (parameter.has(member)) {
                schema.set(member.equals("x-example") ? "example" : member, parameter.path(member));
            }
        }
        if (parameter.path("type").asString("").equals("file")) {
            schema.put("type", "string").put("format", "binary");
        }
        return schema;
    }
}
