package dev.zaffre.catalog;

import dev.zaffre.base.Json;
import dev.zaffre.template.Template;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Values checked against the fields that take them. The field's type decides what the app gets: a number given to a text field
 * becomes the text of exactly its characters, {@code "12.50"} given to a number field becomes the number 12.50. Members that no
 * field declares are left out.
 */
final class Inputs {
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,255}");
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]{0,90})(\\.[0-9]{1,90})?([eE][+-]?[0-9]{1,9})?");

    private Inputs() {}

    /** A value that does not fit; the message says what would. */
    private static final class Misfit extends Exception {
        private static final long serialVersionUID = 1L;

        Misfit(String expected) {
            super(expected);
        }
    }

    /**
     * @throws App.InvalidInput naming every field that is missing or does not fit
     */
    static ObjectNode check(List<FieldSpec> fields, ObjectNode given) {
        List<App.InvalidInput.Misfit> problems = new ArrayList<>();
        ObjectNode checked = members(fields, given, "", Json.object(), problems);
        if (!problems.isEmpty()) {
            throw new App.InvalidInput(problems);
        }
        return checked;
    }

    /** @param at names the object that the fields are members of: empty, or a path with a dot at its end */
    private static ObjectNode members(
            List<FieldSpec> fields,
            ObjectNode given,
            String at,
            ObjectNode checked,
            List<App.InvalidInput.Misfit> problems) {
        for (FieldSpec field : fields) {
            JsonNode value = orDefault(given.get(field.name()), field);
            if (value == null || (field.required() && isNothing(value))) {
                if (field.required()) {
                    String name = at + field.name();
                    problems.add(new App.InvalidInput.Misfit(
                            name, "is required", "Required parameter '" + name + "' is missing"));
                }
                continue;
            }
            try {
                JsonNode fitting = value.isNull() ? value : fit(value, field);
                checked.set(field.name(), within(field, fitting, at + field.name(), problems));
            } catch (Misfit e) {
                String name = at + field.name();
                String clause = String.valueOf(e.getMessage());
                problems.add(new App.InvalidInput.Misfit(name, clause, "Parameter '" + name + "' " + clause));
            }
        }
        return checked;
    }

    /** Declared members of an object are checked; what else is in it stays, because apps take more than anybody declares. */
    private static JsonNode within(FieldSpec field, JsonNode value, String at, List<App.InvalidInput.Misfit> problems) {
        if (field.fields().isEmpty()) {
            return value;
        }
        if (value instanceof ObjectNode object) {
            return members(field.fields(), object, at + ".", object.deepCopy(), problems);
        }
        if (!value.isArray()) {
            return value;
        }
        ArrayNode checked = Json.array();
        int i = 0;
        for (JsonNode element : value) {
            checked.add(
                    element instanceof ObjectNode object
                            ? members(field.fields(), object, at + "." + i + ".", object.deepCopy(), problems)
                            : element);
            i++;
        }
        return checked;
    }

    private static @Nullable JsonNode orDefault(@Nullable JsonNode value, FieldSpec field) {
        return value == null || (value.isNull() && field.defaultValue() != null) ? field.defaultValue() : value;
    }

    private static boolean isNothing(JsonNode value) {
        return value.isNull() || (value.isString() && value.stringValue().isBlank());
    }

    private static JsonNode fit(JsonNode value, FieldSpec field) throws Misfit {
        // An optional field that a form left empty is sent as the empty text it is.
        if (value.isString() && value.stringValue().isEmpty()) {
            return value;
        }
        return switch (field.type()) {
            case "text", "textarea", "password" -> text(value);
            case "number" -> number(value);
            case "boolean" -> truth(value);
            case "email" -> matching(text(value), EMAIL, "must be an email address");
            case "url" -> url(text(value));
            case "date" -> date(text(value));
            case "select" -> choice(text(value), field);
            case "multi-select" -> choices(value, field);
            case "object" -> shaped(value, true);
            case "array" -> shaped(value, false);
            case "json" -> json(value);
            default -> throw new IllegalStateException("Field type without a check: " + field.type());
        };
    }

    private static StringNode text(JsonNode value) throws Misfit {
        if (value.isContainer()) {
            throw new Misfit("must be a text, not " + (value.isArray() ? "an array" : "an object"));
        }
        return value instanceof StringNode text ? text : StringNode.valueOf(Template.text(value));
    }

    private static JsonNode number(JsonNode value) throws Misfit {
        if (value.isNumber()) {
            return value;
        }
        if (value.isString() && NUMBER.matcher(value.stringValue().strip()).matches()) {
            return Json.parse(value.stringValue().strip());
        }
        throw new Misfit("must be a number");
    }

    private static JsonNode truth(JsonNode value) throws Misfit {
        if (value.isBoolean()) {
            return value;
        }
        String text = value.isString() ? value.stringValue() : "";
        if (text.equals("true") || text.equals("false")) {
            return Json.parse(text);
        }
        throw new Misfit("must be true or false");
    }

    private static StringNode matching(StringNode value, Pattern form, String expected) throws Misfit {
        if (form.matcher(value.stringValue()).matches()) {
            return value;
        }
        throw new Misfit(expected);
    }

    private static StringNode url(StringNode value) throws Misfit {
        try {
            URI url = new URI(value.stringValue());
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return value;
            }
        } catch (URISyntaxException e) {
            // falls through to the one message
        }
        throw new Misfit("must be an http or https address");
    }

    private static StringNode date(StringNode value) throws Misfit {
        String text = value.stringValue();
        try {
            if (text.indexOf('T') < 0) {
                LocalDate.parse(text);
            } else if (text.endsWith("Z") || text.lastIndexOf('+') > 0 || text.lastIndexOf('-') > text.indexOf('T')) {
                OffsetDateTime.parse(text);
            } else {
                LocalDateTime.parse(text);
            }
            return value;
        } catch (DateTimeParseException e) {
            throw new Misfit("must be a date such as 2026-03-31 or 2026-03-31T12:00:00Z");
        }
    }

    private static StringNode choice(StringNode value, FieldSpec field) throws Misfit {
        List<String> known =
                field.options().stream().map(FieldSpec.Option::value).toList();
        if (known.isEmpty() || known.contains(value.stringValue())) {
            return value;
        }
        throw new Misfit("must be one of " + String.join(", ", known));
    }

    private static JsonNode choices(JsonNode value, FieldSpec field) throws Misfit {
        JsonNode all = value.isArray() ? value : Json.array().add(value);
        for (JsonNode one : all) {
            choice(text(one), field);
        }
        return all;
    }

    private static JsonNode shaped(JsonNode value, boolean object) throws Misfit {
        JsonNode parsed = json(value);
        if (object ? parsed.isObject() : parsed.isArray()) {
            return parsed;
        }
        throw new Misfit(object ? "must be an object" : "must be an array");
    }

    /** A text that holds an object or an array, as forms send it, is taken for what it holds. */
    private static JsonNode json(JsonNode value) {
        if (value.isString()) {
            String text = value.stringValue().strip();
            if (text.startsWith("{") || text.startsWith("[")) {
                try {
                    return Json.parse(text);
                } catch (Json.Malformed e) {
                    return value;
                }
            }
        }
        return value;
    }
}
