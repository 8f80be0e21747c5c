package dev.zaffre.catalog.openapi;

import dev.zaffre.base.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads schemas of OpenAPI 3.0 and 3.1 into shapes. */
final class Schemas {
    /** Deepest nesting of compositions in one another. */
    private static final int DEEPEST = 40;

    static final String CIRCULAR = "refers to itself: given as JSON";
    private static final List<String> FACTS = List.of(
            "title",
            "description",
            "format",
            "default",
            "example",
            "readOnly",
            "writeOnly",
            "maxLength",
            "contentEncoding");
    /** Keywords that may bring members which no field is made of. */
    private static final List<String> CONDITIONAL =
            List.of("discriminator", "patternProperties", "if", "dependentSchemas", "$dynamicRef", "$recursiveRef");

    private final Refs refs;
    private final Notes notes;
    private final int mostSteps;
    private int steps;

    /** @param mostSteps schemas and members looked at for one operation: compositions of compositions double with every level */
    Schemas(Refs refs, Notes notes, int mostSteps) {
        this.refs = refs;
        this.notes = notes;
        this.mostSteps = mostSteps;
    }

    /** The bounds count from here. */
    void nextOperation() {
        steps = 0;
    }

    Shape shape(Shape.Part part, String place) {
        Draft draft = new Draft(place);
        collect(part.schema(), part.trail(), draft, 0);
        return draft.shape();
    }

    /** Everything that is known of one value so far. */
    private final class Draft {
        private final String place;
        private final ObjectNode facts = Json.object();
        private final Map<String, Shape.Part> members = new LinkedHashMap<>();
        private final Set<String> required = new LinkedHashSet<>();
        private @Nullable Set<Shape.Kind> kinds;
        private Shape.@Nullable Part element;
        private boolean open;
        private boolean unclear;

        Draft(String place) {
            this.place = place;
        }

        void anything(String reason) {
            notes.add(place, reason);
            unclear = true;
        }

        void narrow(Set<Shape.Kind> allowed) {
            Set<Shape.Kind> known = kinds;
            if (known == null) {
                kinds = new LinkedHashSet<>(allowed);
            } else {
                known.retainAll(allowed);
                if (known.isEmpty()) {
                    anything("is asked to be of different types at once: given as JSON");
                }
            }
        }

        void member(String name, Shape.Part part, String together) {
            members.merge(name, part, (one, other) -> join(one, other, together));
        }

        Shape shape() {
            Shape.Kind kind = unclear ? Shape.Kind.ANY : kind();
            return new Shape(kind, facts, members, required, element, open);
        }

        private Shape.Kind kind() {
            Set<Shape.Kind> known = kinds;
            if (known != null && known.size() > 1) {
                notes.add(place, "takes several types: given as JSON");
                return Shape.Kind.ANY;
            }
            if (known != null) {
                return known.isEmpty() ? Shape.Kind.ANY : known.iterator().next();
            }
            if (!members.isEmpty() || open) {
                return Shape.Kind.OBJECT;
            }
            if (element != null) {
                return Shape.Kind.ARRAY;
            }
            return facts.path("enum").isEmpty() ? Shape.Kind.ANY : ofValues(facts.path("enum"));
        }
    }

    private static Shape.Kind ofValues(JsonNode values) {
        Set<Shape.Kind> kinds = new LinkedHashSet<>();
        for (JsonNode value : values) {
            kinds.add(
                    value.isString()
                            ? Shape.Kind.TEXT
                            : value.isNumber()
                                    ? Shape.Kind.NUMBER
                                    : value.isBoolean() ? Shape.Kind.BOOLEAN : Shape.Kind.ANY);
        }
        return kinds.size() == 1 ? kinds.iterator().next() : Shape.Kind.ANY;
    }

    /** Two schemas for one member, as one that is read when the member is. */
    @SuppressWarnings("ReferenceEquality") // Comparing what a YAML document's aliases make of a tree may never end.
    private static Shape.Part join(Shape.Part one, Shape.Part other, String together) {
        if (one.schema() == other.schema()) {
            return one;
        }
        ObjectNode both = Json.object();
        both.putArray(together).add(one.schema()).add(other.schema());
        Set<String> trail = new LinkedHashSet<>(one.trail());
        trail.addAll(other.trail());
        return new Shape.Part(both, trail);
    }

    private void collect(JsonNode schema, Set<String> trail, Draft draft, int depth) {
        if (++steps > mostSteps || depth > DEEPEST) {
            draft.anything("is composed of too many schemas: given as JSON");
            return;
        }
        if (!(schema instanceof ObjectNode object)) {
            if (!schema.isBoolean()) {
                draft.anything("has a schema that is not an object: given as JSON");
            }
            return;
        }
        if (object.path("$ref").isString() && !followed(object, trail, draft, depth)) {
            return;
        }
        for (JsonNode part : object.path("allOf")) {
            collect(part, trail, draft, depth + 1);
        }
        own(object, trail, draft);
        for (String several : List.of("oneOf", "anyOf")) {
            if (object.path(several) instanceof ArrayNode alternatives && !alternatives.isEmpty()) {
                alternatives(alternatives, trail, draft, depth);
            }
        }
    }

    /** False when the value cannot be described. */
    private boolean followed(ObjectNode object, Set<String> trail, Draft draft, int depth) {
        String ref = object.path("$ref").stringValue();
        if (trail.contains(ref)) {
            draft.anything(CIRCULAR);
            return false;
        }
        Optional<JsonNode> target = refs.find(ref, draft.place);
        if (target.isEmpty()) {
            draft.unclear = true;
            return false;
        }
        Set<String> longer = new LinkedHashSet<>(trail);
        longer.add(ref);
        collect(target.get(), longer, draft, depth + 1);
        return true;
    }

    private void own(ObjectNode schema, Set<String> trail, Draft draft) {
        for (String fact : FACTS) {
            JsonNode value = schema.get(fact);
            if (value != null) {
                draft.facts.set(fact, value);
            }
        }
        JsonNode examples = schema.path("examples");
        if (!schema.has("example") && examples instanceof ArrayNode && !examples.isEmpty()) {
            draft.facts.set("example", examples.get(0));
        }
        types(schema, draft);
        values(schema, draft);
        for (JsonNode name : schema.path("required")) {
            if (name.isString()) {
                draft.required.add(name.stringValue());
            }
        }
        if (schema.path("properties") instanceof ObjectNode members) {
            steps += members.size();
            members.properties()
                    .forEach(
                            member -> draft.member(member.getKey(), new Shape.Part(member.getValue(), trail), "allOf"));
        }
        JsonNode more = schema.path("additionalProperties");
        draft.open |= more.asBoolean(false) || more.isObject();
        JsonNode items = schema.path("items");
        if (items.isObject()) {
            Shape.Part element = new Shape.Part(items, trail);
            draft.element = draft.element == null ? element : join(draft.element, element, "allOf");
        }
        for (String keyword : CONDITIONAL) {
            if (schema.has(keyword)) {
                draft.facts.put("conditional", true);
                notes.add(draft.place, "'" + keyword + "' is not read");
            }
        }
    }

    private static void types(ObjectNode schema, Draft draft) {
        JsonNode type = schema.path("type");
        List<String> words = new ArrayList<>();
        if (type.isString()) {
            words.add(type.stringValue());
        }
        if (type.isArray()) {
            type.forEach(word -> words.add(word.asString("")));
        }
        Set<Shape.Kind> kinds = new LinkedHashSet<>();
        for (String word : words) {
            switch (word) {
                case "string" -> kinds.add(Shape.Kind.TEXT);
                case "number", "integer" -> kinds.add(Shape.Kind.NUMBER);
                case "boolean" -> kinds.add(Shape.Kind.BOOLEAN);
                case "object" -> kinds.add(Shape.Kind.OBJECT);
                case "array" -> kinds.add(Shape.Kind.ARRAY);
                case "null" -> {}
                default ->
                    draft.anything("is of the type '" + Names.line(word, 40) + "', which is none: given as JSON");
            }
        }
        if (!kinds.isEmpty()) {
            draft.narrow(kinds);
        }
    }

    private static void values(ObjectNode schema, Draft draft) {
        ArrayNode values = Json.array();
        if (schema.has("const")) {
            values.add(schema.path("const"));
        }
        for (JsonNode value : schema.path("enum")) {
            if (!value.isNull()) {
                values.add(value);
            }
        }
        if (!values.isEmpty()) {
            draft.facts.set("enum", values);
        }
    }

    private void alternatives(ArrayNode alternatives, Set<String> trail, Draft draft, int depth) {
        List<JsonNode> real = new ArrayList<>();
        for (JsonNode alternative : alternatives) {
            if (!alternative.path("type").asString("").equals("null")) {
                real.add(alternative);
            }
        }
        if (real.size() == 1) {
            collect(real.getFirst(), trail, draft, depth + 1);
            return;
        }
        List<Shape> shapes = new ArrayList<>();
        for (JsonNode alternative : real) {
            Draft one = new Draft(draft.place);
            collect(alternative, trail, one, depth + 1);
            shapes.add(one.shape());
        }
        List<Shape> typed =
                shapes.stream().filter(shape -> shape.kind() != Shape.Kind.ANY).toList();
        Set<Shape.Kind> kinds = new LinkedHashSet<>();
        typed.forEach(shape -> kinds.add(shape.kind()));
        if (typed.isEmpty() && (draft.kinds != null || !draft.members.isEmpty())) {
            // Such as: one of these members is required.
            notes.add(draft.place, "is asked to meet one of several conditions, which are not checked");
        } else if (typed.size() < shapes.size() || kinds.size() != 1) {
            draft.anything("is one of several kinds of value: given as JSON");
        } else {
            merge(shapes, kinds.iterator().next(), draft);
        }
    }

    private void merge(List<Shape> shapes, Shape.Kind kind, Draft draft) {
        draft.narrow(Set.of(kind));
        if (kind == Shape.Kind.OBJECT) {
            notes.add(
                    draft.place,
                    "is one of several objects: it has the members of all, required are those of every one");
            Set<String> common = new LinkedHashSet<>(shapes.getFirst().required());
            Map<String, Shape.Part> members = new LinkedHashMap<>();
            for (Shape shape : shapes) {
                common.retainAll(shape.required());
                draft.open |= shape.open();
                shape.members()
                        .forEach((name, part) -> members.merge(name, part, (one, other) -> join(one, other, "anyOf")));
            }
            members.forEach((name, part) -> draft.member(name, part, "allOf"));
            draft.required.addAll(common);
            draft.facts.put("alternatives", true);
            return;
        }
        if (kind == Shape.Kind.ARRAY) {
            for (Shape shape : shapes) {
                Shape.Part element = shape.element();
                if (element != null) {
                    draft.element = draft.element == null ? element : join(draft.element, element, "anyOf");
                }
            }
            return;
        }
        ArrayNode values = Json.array();
        boolean all = true;
        for (Shape shape : shapes) {
            all &= !shape.facts().path("enum").isEmpty();
            shape.facts().path("enum").forEach(values::add);
        }
        if (all) {
            draft.facts.set("enum", values);
        }
        Set<String> formats = new LinkedHashSet<>();
        shapes.forEach(shape -> formats.add(shape.text("format")));
        if (formats.size() == 1 && !draft.facts.has("format")) {
            draft.facts.put("format", formats.iterator().next());
        }
    }
}
