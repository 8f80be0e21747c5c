package dev.zaffre.catalog.openapi;

import dev.zaffre.base.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Chooses of a document's security what an app can have: one way with keys and one with OAuth, those that most operations take. */
final class Security {
    private final JsonNode document;
    private final Servers servers;
    private final Schemes schemes;
    private final Notes notes;

    /** Ways that operations accept: the names of their schemes, and how many accept each. */
    private final Map<Set<String>, Integer> accepted = new LinkedHashMap<>();

    Security(JsonNode document, Refs refs, Servers servers, Notes notes) {
        this.document = document;
        this.servers = servers;
        this.schemes = new Schemes(document.path("components").path("securitySchemes"), refs, servers, notes);
        this.notes = notes;
    }

    /** The definition's {@code auth}: an object, or a list of two. */
    JsonNode read(List<Operations.Operation> operations) {
        for (Operations.Operation operation : operations) {
            new LinkedHashSet<>(ways(operation)).forEach(way -> accepted.merge(way, 1, Integer::sum));
        }
        if (accepted.isEmpty()) {
            document.path("components")
                    .path("securitySchemes")
                    .propertyNames()
                    .forEach(name -> accepted.put(Set.of(name), 0));
        }
        List<Set<String>> ranked = new ArrayList<>(accepted.keySet());
        ranked.sort(Comparator.comparing((Set<String> way) -> accepted.getOrDefault(way, 0))
                .reversed());
        Map<String, ObjectNode> chosen = new LinkedHashMap<>();
        List<Set<String>> taken = new ArrayList<>();
        for (Set<String> way : ranked) {
            String place = "security." + String.join("+", way);
            ObjectNode auth = schemes.auth(way, scopes(operations, way), place);
            if (auth == null) {
                continue;
            }
            if (chosen.putIfAbsent(auth.path("type").asString(), auth) == null) {
                taken.add(way);
            } else {
                notes.add(
                        place,
                        "is one way more of the kind '" + auth.path("type").asString() + "': left out");
            }
        }
        unmet(operations, taken);
        if (chosen.isEmpty()) {
            notes.add(
                    "security",
                    "the document describes no way to authenticate: add one to the definition if the API asks for it");
        }
        return withInputs(new ArrayList<>(chosen.values()));
    }

    private List<Set<String>> ways(Operations.Operation operation) {
        JsonNode own = operation.json().get("security");
        List<Set<String>> ways = new ArrayList<>();
        for (JsonNode requirement : own == null ? document.path("security") : own) {
            Set<String> names = new TreeSet<>(requirement.propertyNames());
            if (!names.isEmpty()) {
                ways.add(names);
            }
        }
        return ways;
    }

    /** The scopes that the operations need at least: of alternatives the first one counts. */
    private Set<String> scopes(List<Operations.Operation> operations, Set<String> way) {
        Set<String> scopes = new LinkedHashSet<>();
        for (Operations.Operation operation : operations) {
            JsonNode own = operation.json().get("security");
            for (JsonNode requirement : own == null ? document.path("security") : own) {
                if (way.equals(new TreeSet<>(requirement.propertyNames()))) {
                    for (JsonNode list : requirement) {
                        list.forEach(scope -> scopes.add(scope.asString("")));
                    }
                    break;
                }
            }
        }
        scopes.remove("");
        return scopes;
    }

    private void unmet(List<Operations.Operation> operations, List<Set<String>> taken) {
        for (Operations.Operation operation : operations) {
            List<Set<String>> ways = ways(operation);
            if (!ways.isEmpty() && ways.stream().noneMatch(taken::contains)) {
                notes.about(operation.name());
                notes.add(
                        "security",
                        "asks for " + String.join("+", ways.getFirst())
                                + ", which the app does not have: it is called as the others");
                notes.about("");
            }
        }
    }

    /** Puts what the addresses ask for into every way. */
    private JsonNode withInputs(List<ObjectNode> ways) {
        List<ObjectNode> asked = servers.inputs();
        if (ways.isEmpty() && !asked.isEmpty()) {
            // A way without anything secret; a definition wants it to place something, and every call has this header
            // anyway.
            ObjectNode open = Json.object().put("type", "keybased");
            open.putArray("inputs");
            open.putArray("placements")
                    .addObject()
                    .put("into", "header")
                    .put("name", "Accept")
                    .put("value", "application/json");
            ways.add(open);
        }
        for (ObjectNode way : ways) {
            if (!asked.isEmpty()) {
                ArrayNode inputs = Json.array();
                asked.forEach(input -> inputs.add(input.deepCopy()));
                way.path("inputs").forEach(inputs::add);
                way.set("inputs", inputs);
            }
        }
        @Nullable ObjectNode only = ways.size() == 1 ? ways.getFirst() : null;
        return ways.isEmpty()
                ? Json.object().put("type", "none")
                : only != null ? only : Json.array().addAll(ways);
    }
}
