package dev.zaffre.catalog.openapi;

import dev.zaffre.base.Json;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Path, query and header parameters of an operation, as fields. */
final class Parameters {
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    /** Made by whoever sends, or by the rules of HTTP. */
    private static final Set<String> NOT_OURS = Set.of(
            "accept",
            "content-type",
            "content-length",
            "content-encoding",
            "host",
            "transfer-encoding",
            "connection",
            "upgrade",
            "expect",
            "te",
            "trailer",
            "user-agent");

    private static final int MOST = 300;
    private static final Set<String> IDEMPOTENCY = Set.of("idempotency-key", "x-idempotency-key", "x-idempotence-key");

    private final Refs refs;
    private final Schemas schemas;
    private final Notes notes;
    private @Nullable String idempotencyHeader;

    Parameters(Refs refs, Schemas schemas, Notes notes) {
        this.refs = refs;
        this.schemas = schemas;
        this.notes = notes;
    }

    /** The header that makes a repeated call harmless, when the document knows one. */
    @Nullable
    String idempotencyHeader() {
        return idempotencyHeader;
    }

    /**
     * Adds the operation's parameters to the action.
     *
     * @return the action's path
     */
    String read(Operations.Operation operation, ActionDraft draft) {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        for (JsonNode list : java.util.List.of(
                operation.item().path("parameters"), operation.json().path("parameters"))) {
            int i = 0;
            for (JsonNode given : list) {
                JsonNode parameter = refs.follow(given, "parameters[" + i++ + "]");
                String name = parameter.path("name").asString("");
                String in = parameter.path("in").asString("");
                if (name.isBlank() || in.isBlank()) {
                    if (!parameter.isMissingNode()) {
                        notes.add("parameters[" + (i - 1) + "]", "has no name or no place: left out");
                    }
                } else if (all.size() >= MOST) {
                    notes.add(in + "." + name, "is one of more than " + MOST + " parameters: left out");
                } else {
                    // What the operation says replaces what its path says.
                    all.put(in + "." + name, parameter);
                }
            }
        }
        Map<String, JsonNode> inPath = new LinkedHashMap<>();
        all.values().forEach(parameter -> {
            if (parameter.path("in").asString().equals("path")) {
                inPath.put(parameter.path("name").asString(), parameter);
            }
        });
        String path = draft.path(inPath, this);
        all.forEach((place, parameter) -> {
            String name = parameter.path("name").asString();
            switch (parameter.path("in").asString()) {
                case "path" -> {}
                case "query" -> inQuery(name, place, parameter, draft);
                case "header" -> inHeader(name, place, parameter, draft);
                case "cookie" -> notes.add(place, "is a cookie: left out");
                default -> notes.add(place, "is in no place that is known: left out");
            }
        });
        return path;
    }

    /** The placeholder of a path parameter, whether the document describes it or not. */
    String inPath(String name, @Nullable JsonNode parameter, ActionDraft draft) {
        String place = "path." + name;
        if (parameter == null) {
            notes.add(place, "is not described: given as text");
        }
        Shape shape = parameter == null ? NOTHING : shape(parameter, place);
        String field = draft.name(name, "path");
        ObjectNode made = draft.fields.field(new Fields.Use(field, name, place, true, false), plain(shape, place));
        if (made.path("type").asString().equals("json")) {
            made.put("type", "text");
        }
        return draft.add(made);
    }

    private static final Shape NOTHING = new Shape(Shape.Kind.TEXT, Json.object(), Map.of(), Set.of(), null, false);

    /** A path and a header have room for one value. */
    private Shape plain(Shape shape, String place) {
        if (shape.kind() != Shape.Kind.ARRAY && shape.kind() != Shape.Kind.OBJECT) {
            return shape;
        }
        notes.add(place, "is more than one value: given as the text that is sent");
        ObjectNode facts = Json.object().put("description", shape.text("description"));
        return new Shape(Shape.Kind.TEXT, facts, Map.of(), Set.of(), null, false);
    }

    private Shape shape(JsonNode parameter, String place) {
        JsonNode schema = parameter.path("schema");
        boolean encoded = schema.isMissingNode() && parameter.path("content").isObject();
        Shape shape = NOTHING;
        if (encoded) {
            notes.add(place, "is JSON inside of text: given as the text that is sent");
        } else if (!schema.isMissingNode()) {
            shape = schemas.shape(new Shape.Part(schema, Set.of()), place);
        }
        ObjectNode facts =
                shape.facts().isEmpty() ? Json.object() : Json.object().setAll(shape.facts());
        for (String fact : java.util.List.of("description", "example")) {
            if (parameter.has(fact)) {
                facts.set(fact, parameter.path(fact));
            }
        }
        JsonNode first = parameter.path("examples").values().stream()
                .findFirst()
                .map(example -> example.path("value"))
                .orElse(facts.missingNode());
        if (!facts.has("example") && !first.isMissingNode()) {
            facts.set("example", first);
        }
        return new Shape(shape.kind(), facts, shape.members(), shape.required(), shape.element(), shape.open());
    }

    private void inQuery(String name, String place, JsonNode parameter, ActionDraft draft) {
        Shape shape = shape(parameter, place);
        boolean required = parameter.path("required").asBoolean(false);
        if (draft.hasQuery(name)) {
            notes.add(place, "is in the path already: left out");
            return;
        }
        String style = parameter.path("style").asString("form");
        boolean explode = parameter.path("explode").asBoolean(style.equals("form"));
        if (shape.kind() == Shape.Kind.OBJECT
                && style.equals("form")
                && explode
                && !shape.members().isEmpty()) {
            exploded(shape, place, draft);
            return;
        }
        if (shape.kind() == Shape.Kind.ARRAY) {
            arrays(place, style, explode, draft);
        } else if (shape.kind() == Shape.Kind.OBJECT && !style.equals("deepObject")) {
            notes.add(place, "is an object: written as " + name + "[member]=value");
        }
        String field = draft.name(name, "query");
        draft.query(name, draft.add(draft.fields.field(new Fields.Use(field, name, place, required, false), shape)));
    }

    /** Each member of the object is a parameter of its own. */
    private void exploded(Shape shape, String place, ActionDraft draft) {
        notes.add(place, "is an object: its members are parameters of their own, as the document asks");
        shape.members().forEach((member, part) -> {
            if (draft.hasQuery(member)) {
                notes.add(place + "." + member, "is a parameter already: left out");
                return;
            }
            Fields.Use use = new Fields.Use(
                    draft.name(member, "query"),
                    member,
                    place + "." + member,
                    shape.required().contains(member),
                    false);
            draft.query(member, draft.add(draft.fields.field(use, part)));
        });
    }

    /** An action writes all its lists in one way: that of the first. */
    private void arrays(String place, String style, boolean explode, ActionDraft draft) {
        if (!style.equals("form")) {
            notes.add(place, "is a list in the style '" + Names.line(style, 40) + "': written with commas");
        }
        String form = style.equals("form") && explode ? "repeat" : "comma";
        String already = draft.request.path("arrays").asString("");
        if (already.isEmpty()) {
            draft.request.put("arrays", form);
        } else if (!already.equals(form)) {
            notes.add(
                    place,
                    "is a list that the document writes otherwise than the first one: written "
                            + (already.equals("comma") ? "with commas" : "once for each value"));
        }
    }

    private void inHeader(String name, String place, JsonNode parameter, ActionDraft draft) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (IDEMPOTENCY.contains(lower) && (idempotencyHeader == null || idempotencyHeader.equals(name))) {
            idempotencyHeader = name;
            notes.add(place, "is sent with every call by Zaffre itself");
        } else if (lower.equals("authorization")) {
            notes.add(place, "comes from the connection: left out");
        } else if (NOT_OURS.contains(lower)) {
            notes.add(place, "is made by whoever sends: left out");
        } else if (!HEADER.matcher(name).matches() || draft.hasHeader(name)) {
            notes.add(place, "cannot be a header here: left out");
        } else {
            boolean required = parameter.path("required").asBoolean(false);
            Shape shape = plain(shape(parameter, place), place);
            Fields.Use use = new Fields.Use(draft.name(name, "header"), name, place, required, false);
            draft.header(name, draft.add(draft.fields.field(use, shape)));
        }
    }
}
