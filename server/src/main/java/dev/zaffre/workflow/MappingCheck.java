package dev.zaffre.workflow;

import dev.zaffre.base.Closest;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.FieldSpec;
import dev.zaffre.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds a mapping against both of its ends: the schema of the event that it reads, and the fields of the app that it fills.
 *
 * @param schema of the event's payload; null: nothing is known of it
 * @param targets the app's fields, and as dotted names the members of those that are objects
 */
record MappingCheck(@Nullable JsonNode schema, List<Target> targets) {
    /** By type of the app's field: what may stand in the event. Types that are not here take anything. */
    private static final Map<String, Set<String>> FITTING = Map.ofEntries(
            Map.entry("number", Set.of("number", "integer")),
            Map.entry("boolean", Set.of("boolean")),
            Map.entry("text", Set.of("string", "number", "integer", "boolean")),
            Map.entry("textarea", Set.of("string", "number", "integer", "boolean")),
            Map.entry("password", Set.of("string", "number", "integer", "boolean")),
            Map.entry("select", Set.of("string", "number", "integer", "boolean")),
            Map.entry("email", Set.of("string")),
            Map.entry("url", Set.of("string")),
            Map.entry("date", Set.of("string")),
            Map.entry("object", Set.of("object")),
            Map.entry("array", Set.of("array")),
            Map.entry("multi-select", Set.of("array")));

    private static final Map<String, String> WORDS = Map.of(
            "string", "a text",
            "number", "a number",
            "integer", "a whole number",
            "boolean", "true or false",
            "object", "an object",
            "array", "a list");

    /**
     * A field that a mapping can fill.
     *
     * @param type as in the app's definition; empty: not told
     * @param required and without a value of its own when nothing is mapped
     * @param spec null when it is an option of a config field, not a field of an action
     */
    record Target(
            String name,
            String label,
            String type,
            boolean required,
            @Nullable FieldSpec spec) {
        private static Target of(FieldSpec spec, String name) {
            boolean required = spec.required() && spec.defaultValue() == null;
            return new Target(name, spec.label(), spec.type(), required, spec);
        }

        /** Fields and, behind each object, its members; into the elements of a list no name leads. */
        static List<Target> of(List<FieldSpec> fields) {
            List<Target> targets = new ArrayList<>();
            add(fields, "", targets);
            return targets;
        }

        private static void add(List<FieldSpec> fields, String before, List<Target> into) {
            for (FieldSpec field : fields) {
                into.add(of(field, before + field.name()));
                if (field.type().equals("object")) {
                    add(field.fields(), before + field.name() + ".", into);
                }
            }
        }

        /** An option {@code {name, value, type, required}}; only the first two are always there. */
        static Target of(JsonNode option) {
            return new Target(
                    Template.text(option.path("value")),
                    Template.text(option.path("name")),
                    option.path("type").asString(""),
                    option.path("required").asBoolean(false),
                    null);
        }

        /** What a value would have to be to be taken; empty when it fits. */
        Optional<String> misfit(JsonNode value) {
            return spec == null || value.isNull() ? Optional.empty() : ActionCheck.misfit(value, spec);
        }
    }

    /** @param source null when a field is not mapped at all */
    record Problem(@Nullable String source, String destination, String code, String message) {
        ObjectNode toJson() {
            return Json.object()
                    .put("source", source)
                    .put("destination", destination)
                    .put("code", code)
                    .put("message", message);
        }
    }

    List<Problem> problems(Mapping mapping) {
        List<Problem> problems = new ArrayList<>();
        for (Mapping.Pair pair : mapping.pairs()) {
            Optional<Target> target = target(pair.destination());
            unknownSource(pair).ifPresent(problems::add);
            if (target.isEmpty()) {
                problems.add(new Problem(
                        pair.source(), pair.destination(), "UNKNOWN_FIELD", unknownField(pair.destination())));
            } else {
                mismatch(pair, target.get()).ifPresent(problems::add);
            }
        }
        mapping.collision(false).ifPresent(collision -> problems.add(collided(mapping, collision)));
        Set<String> filled =
                mapping.pairs().stream().map(Mapping.Pair::destination).collect(Collectors.toSet());
        targets.stream()
                .filter(target -> target.required() && lacks(target.name(), filled))
                .forEach(target -> problems.add(new Problem(
                        null,
                        target.name(),
                        "REQUIRED_FIELD_UNMAPPED",
                        "The app needs \"" + target.name() + "\" (" + target.label()
                                + "), but nothing is mapped to it")));
        return problems;
    }

    private static Problem collided(Mapping mapping, Mapping.Collision collision) {
        String source = mapping.pairs().stream()
                .filter(pair -> pair.destination().equals(collision.inner()))
                .map(Mapping.Pair::source)
                .findFirst()
                .orElse(null);
        return new Problem(source, collision.inner(), "COLLISION", String.valueOf(collision.getMessage()));
    }

    private String unknownField(String name) {
        for (String outer : outside(name)) {
            if (exactly(outer)
                    .filter(target -> Set.of("array", "multi-select").contains(target.type()))
                    .isPresent()) {
                return "The app has no field \"" + name + "\": \"" + outer
                        + "\" is a list, and no mapping leads into one. Map the whole list";
            }
        }
        List<String> names = targets.stream().map(Target::name).toList();
        return "The app has no field \"" + name + "\"." + Closest.hint(name, names);
    }

    /** A member of an object is only asked for when something else is put into that object piece by piece. */
    private boolean lacks(String name, Set<String> filled) {
        List<String> around = outside(name);
        boolean asked = around.isEmpty() || exactly(around.getLast()).isEmpty() || isBegun(around.getLast(), filled);
        return asked
                && !filled.contains(name)
                && !isBegun(name, filled)
                && around.stream().noneMatch(filled::contains);
    }

    private static boolean isBegun(String object, Set<String> filled) {
        return filled.stream().anyMatch(one -> one.startsWith(object + "."));
    }

    /** Of {@code a.b.c}: {@code a} and {@code a.b}. */
    private static List<String> outside(String name) {
        List<String> path = Mapping.segments(name);
        List<String> around = new ArrayList<>();
        for (int length = 1; length < path.size(); length++) {
            around.add(String.join(".", path.subList(0, length)));
        }
        return around;
    }

    /** A field, a member of one, or whatever an object takes of which the app names no members. */
    Optional<Target> target(String name) {
        return exactly(name)
                .or(() -> outside(name).reversed().stream()
                        .flatMap(outer -> exactly(outer).stream())
                        .findFirst()
                        .filter(this::isOpen)
                        .map(open -> new Target(name, name, "", false, null)));
    }

    private Optional<Target> exactly(String name) {
        return targets.stream().filter(target -> target.name().equals(name)).findFirst();
    }

    private boolean isOpen(Target outer) {
        return outer.type().equals("json")
                || (outer.type().equals("object")
                        && targets.stream().noneMatch(target -> target.name().startsWith(outer.name() + ".")));
    }

    private Optional<Problem> unknownSource(Mapping.Pair pair) {
        if (schema == null) {
            return Optional.empty();
        }
        List<String> path = path(pair.source());
        return SchemaPaths.unknown(schema, path, 0)
                .map(unknown -> new Problem(
                        pair.source(),
                        pair.destination(),
                        "UNKNOWN_SOURCE",
                        "The event has no \"" + pair.source() + "\": there is no \"" + unknown.segment() + "\"."
                                + Closest.hint(unknown.segment(), unknown.names())));
    }

    private Optional<Problem> mismatch(Mapping.Pair pair, Target target) {
        Set<String> fitting = FITTING.get(target.type());
        Set<String> found = schema == null ? Set.of() : SchemaTypes.at(schema, path(pair.source()));
        if (fitting == null || found.isEmpty() || fitting.containsAll(found)) {
            return Optional.empty();
        }
        String types =
                found.stream().map(type -> WORDS.getOrDefault(type, type)).collect(Collectors.joining(" or "));
        return Optional.of(new Problem(
                pair.source(),
                pair.destination(),
                "TYPE_MISMATCH",
                "\"" + pair.source() + "\" is " + types + " in the event, but \"" + target.name() + "\" is of type "
                        + target.type()));
    }

    /** As {@link Mapping#find} reads it: a member of exactly that name wins. */
    private List<String> path(String source) {
        boolean member = schema != null && schema.path("properties").has(source);
        return member ? List.of(source) : Mapping.segments(source);
    }
}
