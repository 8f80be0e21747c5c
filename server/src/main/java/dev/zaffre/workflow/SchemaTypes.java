package dev.zaffre.workflow;

import dev.zaffre.base.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Which types a JSON Schema allows at a path. What it does not say is not guessed: then the set is empty. */
final class SchemaTypes {
    private static final int DEEPEST = 32;
    private static final List<String> BRANCHES = List.of("allOf", "anyOf", "oneOf");

    private final JsonNode root;
    private final List<String> path;
    private final Set<String> types = new LinkedHashSet<>();
    private boolean open;
    private int steps;

    private SchemaTypes(JsonNode root, List<String> path) {
        this.root = root;
        this.path = path;
    }

    /** Types as JSON Schema calls them, null left out. */
    static Set<String> at(JsonNode schema, List<String> path) {
        SchemaTypes search = new SchemaTypes(schema, path);
        search.visit(schema, 0, 0);
        search.types.remove("null");
        return search.open ? Set.of() : search.types;
    }

    private void visit(JsonNode schema, int at, int depth) {
        if (depth > DEEPEST || ++steps > 1_000 || !schema.isObject()) {
            open = true;
            return;
        }
        String reference = schema.path("$ref").asString("");
        if (reference.startsWith("#/")) {
            visit(root.at(reference.substring(1)), at, depth + 1);
            return;
        }
        boolean branched = false;
        for (String branch : BRANCHES) {
            for (JsonNode one : schema.path(branch)) {
                branched = true;
                visit(one, at, depth + 1);
            }
        }
        if (at < path.size()) {
            below(schema, at, depth, branched);
        } else {
            own(schema, branched);
        }
    }

    private void below(JsonNode schema, int at, int depth, boolean branched) {
        JsonNode member = schema.path("properties").path(path.get(at));
        if (!member.isMissingNode()) {
            visit(member, at + 1, depth + 1);
        } else if (schema.path("items").isObject()) {
            visit(schema.path("items"), at + 1, depth + 1);
        } else if (!branched) {
            open = true;
        }
    }

    private void own(JsonNode schema, boolean branched) {
        JsonNode type = schema.path("type");
        if (type.isString()) {
            types.add(type.stringValue());
        } else if (type.isArray()) {
            type.forEach(one -> types.add(one.asString("")));
        } else if (schema.path("enum").isArray()) {
            schema.path("enum").forEach(one -> types.add(Json.type(one)));
        } else if (!branched) {
            open = true;
        }
    }
}
