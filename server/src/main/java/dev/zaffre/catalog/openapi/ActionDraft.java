package dev.zaffre.catalog.openapi;

import dev.zaffre.base.Json;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The action that is being made of one operation: its fields and its request, which mention each other. */
final class ActionDraft {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]+)}");
    private static final Pattern UNFIT_FOR_PATH = Pattern.compile("[^A-Za-z0-9._~!$&'()*+,;=:@%/-]");

    private final Operations.Operation operation;
    private final Notes notes;
    private final ArrayNode list = Json.array();
    private final ObjectNode query = Json.object();
    private final ObjectNode headers = Json.object();
    private final Set<String> names = new HashSet<>();
    final ObjectNode request = Json.object();
    final Fields fields;

    ActionDraft(Operations.Operation operation, Fields fields, Notes notes) {
        this.operation = operation;
        this.fields = fields;
        this.notes = notes;
    }

    /**
     * A name for a field that no other has: the document's own where possible, else with where it goes before it.
     *
     * @param where query, header or body
     */
    String name(String original, String where) {
        String name = Names.field(original);
        return Names.uniqueField(names.contains(name) ? where + "_" + name : name, names);
    }

    /** Adds the field and answers the placeholder that stands for its value. */
    String add(ObjectNode field) {
        list.add(field);
        return "{{fields." + field.path("name").asString() + "}}";
    }

    /** Whether the query has a parameter of this name already. */
    boolean hasQuery(String name) {
        return query.has(name);
    }

    void query(String name, String placeholder) {
        query.put(name, placeholder);
    }

    void header(String name, String placeholder) {
        headers.put(name, placeholder);
    }

    boolean hasHeader(String name) {
        return headers.propertyNames().stream().anyMatch(other -> other.equalsIgnoreCase(name));
    }

    /**
     * Puts the path together.
     *
     * @param declared the path parameters that are described
     * @return the path with placeholders, or empty when it cannot be one
     */
    String path(java.util.Map<String, JsonNode> declared, Parameters parameters) {
        String path = operation.path();
        int fragment = path.indexOf('#');
        if (fragment >= 0) {
            notes.add("path", "'" + Names.line(path.substring(fragment), 100) + "' is not sent: left out");
            path = path.substring(0, fragment);
        }
        int question = path.indexOf('?');
        if (question >= 0) {
            constants(path.substring(question + 1));
            path = path.substring(0, question);
        }
        StringBuilder made = new StringBuilder();
        Set<String> used = new LinkedHashSet<>();
        java.util.Map<String, String> placeholders = new java.util.HashMap<>();
        Matcher matcher = PLACEHOLDER.matcher(path);
        int at = 0;
        while (matcher.find()) {
            made.append(escaped(path.substring(at, matcher.start())));
            String name = matcher.group(1).strip();
            used.add(name);
            made.append(placeholders.computeIfAbsent(name, it -> parameters.inPath(it, declared.get(it), this)));
            at = matcher.end();
        }
        made.append(escaped(path.substring(at)));
        for (String name : declared.keySet()) {
            if (!used.contains(name)) {
                notes.add("path." + name, "does not occur in the path: left out");
            }
        }
        return made.toString();
    }

    /** What an address cannot have is percent-encoded. */
    private static String escaped(String literal) {
        return UNFIT_FOR_PATH
                .matcher(literal)
                .replaceAll(found -> Matcher.quoteReplacement(dev.zaffre.template.Escapes.queryValue(found.group())));
    }

    private void constants(String text) {
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && !pair.contains("{")) {
                query.put(pair.substring(0, equals), pair.substring(equals + 1));
            } else if (!pair.isBlank() && !pair.contains("{")) {
                query.put(pair, "");
            } else if (!pair.isBlank()) {
                notes.add("path", "'" + Names.line(pair, 100) + "' after the question mark is left out");
            }
        }
    }

    ObjectNode action(String path) {
        JsonNode json = operation.json();
        String summary = Names.line(json.path("summary").asString(""), 200);
        String description = Names.line(json.path("description").asString(""), 1_000);
        String label = operation.operationId().isEmpty()
                ? operation.method() + " " + operation.path()
                : Names.label(operation.operationId());
        ObjectNode action = Json.object()
                .put("id", operation.actionId())
                .put("name", summary.isEmpty() ? Names.clip(label, 200) : Names.clip(summary, 200))
                .put("description", description.isEmpty() ? summary : description);
        JsonNode tag = json.path("tags").path(0);
        if (tag.isString() && !tag.stringValue().isBlank()) {
            action.put("tag", Names.line(tag.stringValue(), 100));
        }
        action.set("fields", list);
        ObjectNode sent =
                action.putObject("request").put("method", operation.method()).put("path", path);
        if (!query.isEmpty()) {
            sent.set("query", query);
        }
        if (!headers.isEmpty()) {
            sent.set("headers", headers);
        }
        request.properties().forEach(member -> sent.set(member.getKey(), member.getValue()));
        return action;
    }
}
