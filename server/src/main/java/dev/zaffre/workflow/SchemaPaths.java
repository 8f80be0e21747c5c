package dev.zaffre.workflow;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether a JSON Schema knows a path. An object that lists its properties knows only those, unless it says in
 * {@code additionalProperties} what else there may be: that a schema made from a sample would accept more does not make a misspelt
 * name right. Where a schema says nothing of a value, everything below it is known.
 */
final class SchemaPaths {
    private static final int DEEPEST = 64;
    private static final List<String> BRANCHES = List.of("allOf", "anyOf", "oneOf");
    private static final List<String> SINGLE_BRANCHES = List.of("then", "else");

    private final JsonNode root;
    private final List<String> path;
    private final Set<String> names = new LinkedHashSet<>();
    private int furthest;
    private int steps;

    private SchemaPaths(JsonNode root, List<String> path, int first) {
        this.root = root;
        this.path = path;
        this.furthest = first;
    }

    /**
     * @param first the segment to begin with
     * @return empty when the path is known; else what is known where it leaves the schema
     */
    static Optional<Unknown> unknown(JsonNode schema, List<String> path, int first) {
        SchemaPaths search = new SchemaPaths(schema, path, first);
        return search.knows(schema, first, 0)
                ? Optional.empty()
                : Optional.of(new Unknown(path.get(Math.min(search.furthest, path.size() - 1)), search.names));
    }

    /** @param names the properties that could stand in the place of {@code segment} */
    record Unknown(String segment, Set<String> names) {}

    private boolean knows(JsonNode schema, int at, int depth) {
        if (at == path.size() || schema.isBoolean()) {
            return at == path.size() || schema.booleanValue();
        }
        // What refers to itself, or is too intricate to follow, is not called wrong.
        if (depth > DEEPEST || ++steps > 10_000 || !(schema instanceof ObjectNode object)) {
            return true;
        }
        JsonNode target = referred(object);
        if (target != null) {
            return knows(target, at, depth + 1);
        }
        List<JsonNode> branches = branches(object);
        Boolean own = ownAnswer(object, at, depth);
        if (own != null && own) {
            return true;
        }
        boolean inBranch = branches.stream().anyMatch(branch -> knows(branch, at, depth + 1));
        return inBranch || (own == null && branches.isEmpty());
    }

    /** What the schema says apart from its branches; null when it says nothing. */
    private @Nullable Boolean ownAnswer(ObjectNode schema, int at, int depth) {
        String segment = path.get(at);
        if (schema.path("properties") instanceof ObjectNode properties) {
            if (properties.has(segment)) {
                return knows(properties.path(segment), at + 1, depth + 1);
            }
            if (schema.has("patternProperties")) {
                return true;
            }
            JsonNode additional = schema.path("additionalProperties");
            if (additional.isObject() || additional.asBoolean(false)) {
                return knows(additional, at + 1, depth + 1);
            }
            missed(at, properties);
            return (isIndex(segment) && hasElements(schema)) ? knowsElement(schema, at, depth) : false;
        }
        if (hasElements(schema)) {
            return isIndex(segment) ? knowsElement(schema, at, depth) : false;
        }
        return allowsMembers(schema.path("type")) ? null : false;
    }

    private boolean knowsElement(ObjectNode schema, int at, int depth) {
        int index = Integer.parseInt(path.get(at));
        if (schema.path("prefixItems") instanceof ArrayNode prefix && index < prefix.size()) {
            return knows(prefix.get(index), at + 1, depth + 1);
        }
        return !schema.has("items") || knows(schema.path("items"), at + 1, depth + 1);
    }

    private void missed(int at, ObjectNode properties) {
        if (at > furthest) {
            furthest = at;
            names.clear();
        }
        if (at == furthest) {
            properties.propertyNames().forEach(names::add);
        }
    }

    private @Nullable JsonNode referred(ObjectNode schema) {
        JsonNode reference = schema.path("$ref");
        if (!reference.isString() || !reference.stringValue().startsWith("#")) {
            return null;
        }
        String pointer = reference.stringValue().substring(1);
        if (!pointer.isEmpty() && !pointer.startsWith("/")) {
            return null;
        }
        JsonNode target = root.at(pointer);
        return target.isMissingNode() ? null : target;
    }

    private static List<JsonNode> branches(ObjectNode schema) {
        List<JsonNode> branches = new ArrayList<>();
        BRANCHES.forEach(name -> schema.path(name).forEach(branches::add));
        SINGLE_BRANCHES.stream().filter(schema::has).forEach(name -> branches.add(schema.path(name)));
        return branches;
    }

    private static boolean hasElements(ObjectNode schema) {
        return schema.has("items") || schema.has("prefixItems");
    }

    private static boolean allowsMembers(JsonNode type) {
        if (type.isArray()) {
            return type.valueStream().anyMatch(SchemaPaths::allowsMembers);
        }
        return !type.isString()
                || type.stringValue().equals("object")
                || type.stringValue().equals("array");
    }

    private static boolean isIndex(String segment) {
        return !segment.isEmpty() && segment.length() <= 9 && segment.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
