package dev.zaffre.catalog.openapi;

import dev.zaffre.base.Closest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The operations of a document in its order, each with the id of its action. */
final class Operations {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");
    private static final Set<String> OTHER_METHODS = Set.of("head", "options", "trace", "query");
    /** As many as an app may have actions. */
    static final int MOST = 500;

    private Operations() {}

    /**
     * One operation.
     *
     * @param operationId as the document has it; empty when it has none
     * @param actionId depends on the document alone, not on which operations are asked for: it is the same on every import
     * @param item what its path has in common
     */
    record Operation(String method, String path, String operationId, String actionId, JsonNode item, ObjectNode json) {
        /** For people. */
        String name() {
            return operationId.isEmpty() ? method + " " + path : operationId;
        }
    }

    /** @throws InvalidDocument when there is none */
    static List<Operation> all(JsonNode document, Refs refs, Notes notes) {
        List<Operation> all = new ArrayList<>();
        Set<String> taken = new HashSet<>(Set.of("httprequest"));
        Map<String, String> firsts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : document.path("paths").properties()) {
            String path = entry.getKey();
            if (path.startsWith("x-")) {
                continue;
            }
            JsonNode item = refs.follow(entry.getValue(), path);
            if (!path.startsWith("/") || !item.isObject()) {
                notes.add(Names.line(path, 200), "is not a path with operations: left out");
                continue;
            }
            for (Map.Entry<String, JsonNode> member : item.properties()) {
                String method = member.getKey();
                if (OTHER_METHODS.contains(method)) {
                    notes.add(
                            method.toUpperCase(Locale.ROOT) + " " + path,
                            "is of a method that actions do not have: left out");
                } else if (METHODS.contains(method)) {
                    if (member.getValue() instanceof ObjectNode json) {
                        all.add(operation(method, path, item, json, taken));
                    } else {
                        notes.add(method.toUpperCase(Locale.ROOT) + " " + path, "is not an operation: left out");
                    }
                }
            }
        }
        if (document.path("webhooks").isObject() && !document.path("webhooks").isEmpty()) {
            notes.add("webhooks", "are calls of the app's, not to it: left out");
        }
        if (all.isEmpty()) {
            throw new InvalidDocument("/paths", "The document has no operation that an action can be made of");
        }
        repeated(all, firsts, notes);
        return all;
    }

    private static void repeated(List<Operation> all, Map<String, String> firsts, Notes notes) {
        for (Operation operation : all) {
            String where = operation.method() + " " + operation.path();
            String first =
                    operation.operationId().isEmpty() ? null : firsts.putIfAbsent(operation.operationId(), where);
            if (first != null) {
                notes.add(
                        where,
                        "has the operationId '" + Names.line(operation.operationId(), 100) + "' of " + first
                                + ": its action is " + operation.actionId());
            }
        }
    }

    private static Operation operation(String method, String path, JsonNode item, ObjectNode json, Set<String> taken) {
        JsonNode given = json.path("operationId");
        String operationId = given.isValueNode() ? given.asString("").strip() : "";
        String id = Names.snake(operationId);
        if (id.isEmpty()) {
            id = Names.snake(method + "_" + path);
        }
        return new Operation(method.toUpperCase(Locale.ROOT), path, operationId, Names.uniqueId(id, taken), item, json);
    }

    /**
     * Those asked for, in the document's order; nothing asked for is all.
     *
     * @param wanted operationIds, ids of actions, or method and path
     * @throws InvalidDocument for one that is not there, and for more than an app may have
     */
    static List<Operation> choose(List<Operation> all, Set<String> wanted) {
        Set<String> missing = new LinkedHashSet<>(wanted);
        List<Operation> chosen = new ArrayList<>();
        for (Operation operation : all) {
            String method = operation.method();
            List<String> names = List.of(
                    operation.operationId(),
                    operation.actionId(),
                    method + " " + operation.path(),
                    method.toLowerCase(Locale.ROOT) + " " + operation.path());
            boolean asked = wanted.isEmpty() || wanted.stream().anyMatch(names::contains);
            if (asked) {
                names.forEach(missing::remove);
                chosen.add(operation);
            }
        }
        if (!missing.isEmpty()) {
            String first = missing.iterator().next();
            List<String> known = all.stream().map(Operation::name).toList();
            throw new InvalidDocument(
                    "operations",
                    "The document has no operation '" + Names.line(first, 200) + "'." + Closest.hint(first, known));
        }
        if (chosen.size() > MOST) {
            throw new InvalidDocument(
                    "/paths",
                    "The document has " + chosen.size() + " operations, and an app at most " + MOST
                            + " actions: choose with 'operations'");
        }
        return chosen;
    }
}
