package dev.zaffre.workflow;

import dev.zaffre.base.Closest;
import dev.zaffre.base.Json;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import dev.zaffre.template.Template;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The columns of a rule_engine field, {@code {lhs, operator, rhs}}, each {@code {name, type, options}}; {@code by_lhs} says what is
 * different for one value of lhs. Values are groups of rows: {@code {"and": [{lhs, operator, rhs}, {"or": [...]}]}}. No code of the
 * company runs when a row changes: what depends on lhs is data.
 */
final class RuleColumns {
    static final List<String> TYPES =
            List.of("text", "number", "url", "email", "date", "textarea", "select", "multi-select", "json");
    private static final List<String> COLUMNS = List.of("lhs", "operator", "rhs");
    private static final int DEEPEST = 10;
    private static final int MOST_ROWS = 200;
    private static final List<String> OF_EVERYTHING = List.of("eq", "neq", "exist", "not_exist", "is_null", "not_null");
    private static final List<String> OF_NUMBERS = List.of("eq", "neq", "gt", "gte", "lt", "lte", "exist", "not_exist");
    private static final List<String> OF_CHOICES =
            List.of("eq", "neq", "included_in", "not_included_in", "exist", "not_exist");
    private static final List<String> OF_TEXTS =
            List.of("eq", "neq", "contains", "not_contains", "starts_with", "ends_with", "like", "exist", "not_exist");
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("eq", "is"),
            Map.entry("neq", "is not"),
            Map.entry("gt", "is greater than"),
            Map.entry("gte", "is at least"),
            Map.entry("lt", "is less than"),
            Map.entry("lte", "is at most"),
            Map.entry("like", "is like"),
            Map.entry("contains", "contains"),
            Map.entry("not_contains", "does not contain"),
            Map.entry("included_in", "is one of"),
            Map.entry("not_included_in", "is none of"),
            Map.entry("is_null", "is null"),
            Map.entry("not_null", "is not null"),
            Map.entry("exist", "has a value"),
            Map.entry("not_exist", "has no value"),
            Map.entry("starts_with", "starts with"),
            Map.entry("ends_with", "ends with"));

    private RuleColumns() {}

    // Definition
    // -------------------------------------------------------------------------------------------------------

    /**
     * @param choices checks a column's options
     * @return the definition as it is kept
     */
    static ObjectNode define(JsonNode given, Function<JsonNode, JsonNode> choices) {
        if (!(given instanceof ObjectNode said)) {
            throw Members.wrong("rule_columns", "must be an object of lhs, operator and rhs");
        }
        ObjectNode kept = Json.object();
        for (String column : COLUMNS) {
            Members.object(said, column).ifPresent(one -> kept.set(column, column(column, one, choices)));
        }
        if (!kept.has("lhs")) {
            throw Members.wrong("rule_columns.lhs", "is required: what a row of the rule is about");
        }
        Members.object(said, "by_lhs").ifPresent(byLhs -> {
            ObjectNode all = kept.putObject("by_lhs");
            byLhs.properties().forEach(entry -> {
                ObjectNode one = all.putObject(entry.getKey());
                for (String column : List.of("operator", "rhs")) {
                    JsonNode own = entry.getValue().path(column);
                    if (own instanceof ObjectNode object) {
                        one.set(column, column(column, object, choices));
                    }
                }
            });
        });
        return kept;
    }

    private static ObjectNode column(String column, ObjectNode said, Function<JsonNode, JsonNode> choices) {
        ObjectNode kept = Json.object();
        kept.put("name", Members.text(said, "name", 128).orElse(column));
        String usual = said.has("options") ? "select" : "text";
        String type = Members.text(said, "type", 32).orElse(column.equals("operator") ? "select" : usual);
        if (!TYPES.contains(type)) {
            throw Members.wrong("rule_columns." + column + ".type", "must be one of " + String.join(", ", TYPES));
        }
        kept.put("type", type);
        Members.given(said, "options").ifPresent(options -> kept.set("options", choices.apply(options)));
        if (column.equals("operator") && kept.path("options").isArray()) {
            kept.path("options").forEach(option -> requireOperator(option.path("value")));
        }
        return kept;
    }

    private static void requireOperator(JsonNode word) {
        if (Operator.of(Template.text(word)).isEmpty()) {
            throw Members.wrong(
                    "rule_columns.operator.options",
                    "has no operator '" + Template.text(word) + "'."
                            + Closest.hint(Template.text(word), Operator.words()));
        }
    }

    // What a form needs
    // ------------------------------------------------------------------------------------------------

    /** The definition of a column, for one value of lhs. */
    static ObjectNode column(ConfigField field, String column, @Nullable JsonNode lhs) {
        JsonNode columns = field.definition().path("rule_columns");
        JsonNode own = columns.path("by_lhs").path(Template.text(lhs)).path(column);
        JsonNode said = own.isObject() ? own : columns.path(column);
        if (said.isObject() && (said.has("options") || !column.equals("operator"))) {
            return (ObjectNode) said.deepCopy();
        }
        ObjectNode made = Json.object()
                .put("name", said.path("name").asString(column))
                .put("type", column.equals("operator") ? "select" : "text");
        if (column.equals("operator")) {
            made.set("options", operators(field, lhs));
        }
        return made;
    }

    /** Those that make sense for the type of the right side. */
    private static ArrayNode operators(ConfigField field, @Nullable JsonNode lhs) {
        List<String> words = switch (column(field, "rhs", lhs).path("type").asString("text")) {
            case "number", "date" -> OF_NUMBERS;
            case "select", "multi-select" -> OF_CHOICES;
            case "json" -> OF_EVERYTHING;
            default -> OF_TEXTS;
        };
        ArrayNode options = Json.array();
        words.forEach(word ->
                options.addObject().put("name", NAMES.getOrDefault(word, word)).put("value", word));
        return options;
    }

    /** A refusal as documented, unless the field has rules. */
    static void require(ConfigField field, String asked) {
        if (!field.type().equals("rule_engine") || !field.definition().has("rule_columns")) {
            throw ApiError.badRequest(
                    "SERVER_ERROR", "Field with id " + asked + " is not of type rule engine or has undefined columns");
        }
    }

    // Values
    // -----------------------------------------------------------------------------------------------------------

    /** The rules as they are kept: groups of {@code {lhs, operator, rhs}}. */
    static JsonNode check(ConfigField field, JsonNode value) {
        JsonNode rules = value.isArray() ? Json.object().set("and", value) : value;
        int[] rows = new int[1];
        return group(field, rules, 0, rows);
    }

    private static JsonNode group(ConfigField field, JsonNode said, int depth, int[] rows) {
        String word = said.has("and") ? "and" : said.has("or") ? "or" : "";
        if (!said.isObject() || depth > DEEPEST || (word.isEmpty() && depth == 0)) {
            throw FieldValues.wrong(
                    field, "rules: {\"and\": [{lhs, operator, rhs}]} or {\"or\": [...]}, at most " + DEEPEST + " deep");
        }
        if (word.isEmpty()) {
            if (++rows[0] > MOST_ROWS) {
                throw FieldValues.wrong(field, "rules of at most " + MOST_ROWS + " rows");
            }
            return row(field, said, "row " + rows[0]);
        }
        ObjectNode kept = Json.object();
        ArrayNode members = kept.putArray(word);
        said.path(word).forEach(member -> members.add(group(field, member, depth + 1, rows)));
        return kept;
    }

    private static JsonNode row(ConfigField field, JsonNode said, String place) {
        JsonNode lhs = either(said, "lhs", "variable");
        JsonNode rhs = either(said, "rhs", "value");
        String word = said.path("operator").asString("");
        if (Template.text(lhs).isEmpty()) {
            throw FieldValues.wrong(field, "rules: " + place + " has no lhs");
        }
        known(field, place + ": lhs", column(field, "lhs", null).path("options"), lhs);
        Optional<Operator> operator = Operator.of(word);
        ObjectNode operators = column(field, "operator", lhs);
        if (operator.isEmpty()) {
            throw FieldValues.wrong(
                    field,
                    "rules: " + place + " has no operator '" + word + "'." + Closest.hint(word, Operator.words()));
        }
        known(field, place + ": operator", operators.path("options"), said.path("operator"));
        ObjectNode kept = Json.object();
        kept.set("lhs", lhs);
        kept.put("operator", word);
        if (!operator.get().isUnary()) {
            kept.set("rhs", right(field, place, lhs, rhs));
        }
        return kept;
    }

    /** The right side has the type of its column; where a list is meant, each of its elements has. */
    private static JsonNode right(ConfigField field, String place, JsonNode lhs, JsonNode rhs) {
        if (rhs.isMissingNode() || rhs.isNull()) {
            throw FieldValues.wrong(field, "rules: " + place + " has no rhs");
        }
        ObjectNode column = column(field, "rhs", lhs);
        String type = column.path("type").asString("text");
        if (rhs.isArray() && !type.equals("json")) {
            ArrayNode all = Json.array();
            rhs.forEach(one -> all.add(right(field, place, lhs, one)));
            return all;
        }
        known(field, place + ": rhs", column.path("options"), rhs);
        boolean choice = type.equals("select") || type.equals("multi-select");
        ObjectNode definition = Json.object()
                .put("name", field.name() + ", " + place + ", rhs")
                .put("field_type", choice ? "json" : type);
        return FieldValues.check(
                new ConfigField(field.id(), field.app(), field.workflow(), field.key(), definition),
                rhs,
                Json.object());
    }

    /** Choices that come from elsewhere are not asked for when a value is written. */
    private static void known(ConfigField field, String place, JsonNode options, JsonNode value) {
        boolean right = !options.isArray()
                || options.isEmpty()
                || options.valueStream()
                        .anyMatch(option -> Template.text(option.path("value")).equals(Template.text(value)));
        if (!right) {
            List<String> values = options.valueStream()
                    .map(option -> Template.text(option.path("value")))
                    .toList();
            throw FieldValues.wrong(
                    field,
                    "rules: " + place + " '" + Template.text(value) + "' is none of its options."
                            + Closest.hint(Template.text(value), values));
        }
    }

    private static JsonNode either(JsonNode row, String name, String synonym) {
        return row.has(name) ? row.path(name) : row.path(synonym);
    }
}
