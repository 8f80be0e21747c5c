package dev.zaffre.workflow;

import dev.zaffre.base.Closest;
import dev.zaffre.base.Json;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import dev.zaffre.template.Template;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Reads the values that a client gives to config fields, in every form that clients send, and checks them by type. */
final class FieldValues {
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s.]{1,63}(\\.[^@\\s.]{1,63}){1,10}");

    private FieldValues() {}

    /**
     * @param given {@code {id: value}}, {@code [{id, value}]} or {@code []}; an id may be the field's key
     * @param labels that clients have sent, see {@link ConfigLabels}
     * @return values by key; null for what is to be removed
     */
    static ObjectNode read(JsonNode given, List<ConfigField> fields, ObjectNode labels) {
        ObjectNode values = Json.object();
        if (given.isObject()) {
            given.properties()
                    .forEach(member -> put(values, require(fields, member.getKey()), member.getValue(), labels));
        } else if (given.isArray()) {
            for (JsonNode item : given) {
                String id = item.path("id").isString()
                        ? item.path("id").asString()
                        : item.path("key").asString("");
                put(values, require(fields, id), item.path("value"), labels);
            }
        } else if (!given.isNull()) {
            throw Members.wrong("fields", "must be an object of values by field id, or a list of {id, value}");
        }
        return values;
    }

    /** @throws ApiError 400, as documented */
    static ConfigField require(List<ConfigField> fields, String idOrKey) {
        return fields.stream()
                .filter(field -> field.isCalled(idOrKey))
                .findFirst()
                .orElseThrow(() -> ApiError.badRequest("SERVER_ERROR", "Field with id " + idOrKey + " not found"));
    }

    /** @throws ApiError 400 for a value that does not fit, and for none where one is required */
    static void put(ObjectNode values, ConfigField field, JsonNode value, ObjectNode labels) {
        if (!isNothing(value)) {
            values.set(field.key(), check(field, value, labels));
        } else if (field.required() && field.defaultValue() == null) {
            throw refused("MISSING_REQUIRED_FIELD", field, "The field " + field.shown(), "is required");
        } else {
            values.putNull(field.key());
        }
    }

    static boolean isNothing(@Nullable JsonNode value) {
        return value == null
                || value.isNull()
                || value.isMissingNode()
                || (value.isString() && value.asString().isEmpty());
    }

    /** The value as it is kept: numbers and JSON that came as text are read. */
    static JsonNode check(ConfigField field, JsonNode value, ObjectNode labels) {
        return switch (field.type()) {
            case "number" -> number(field, value);
            case "email" ->
                matching(field, value, EMAIL.matcher(text(field, value)).matches(), "an email address");
            case "url" -> matching(field, value, isUrl(text(field, value)), "an http or https address");
            case "date" -> matching(field, value, isDate(text(field, value)), "a date such as 2026-01-31");
            case "select", "multi-select" -> selected(field, value);
            case "json" -> json(field, value);
            case "map", "map_v2" -> mapping(field, json(field, value), ConfigLabels.known(field, labels));
            case "rule_engine" -> RuleColumns.check(field, json(field, value));
            default -> matching(field, value, text(field, value).indexOf('\0') < 0, "a text without U+0000");
        };
    }

    private static JsonNode number(ConfigField field, JsonNode value) {
        if (value.isNumber()) {
            return value;
        }
        try {
            JsonNode read = Json.parse(text(field, value));
            return matching(field, read, read.isNumber(), "a number");
        } catch (Json.Malformed e) {
            throw wrong(field, "a number");
        }
    }

    private static JsonNode json(ConfigField field, JsonNode value) {
        if (!value.isString()) {
            return value;
        }
        try {
            return Json.parse(value.asString());
        } catch (Json.Malformed e) {
            throw wrong(field, "JSON (line " + e.line + ", column " + e.column + ": " + e.getMessage() + ")");
        }
    }

    /** Choices that come from an app or a workflow are not asked for when a value is written. */
    private static JsonNode selected(ConfigField field, JsonNode value) {
        JsonNode options = field.listed("options");
        matching(field, value, field.multiple() || !value.isArray(), "one of its options, not a list");
        JsonNode chosen =
                field.multiple() && value.isArray() ? value : Json.array().add(value);
        chosen.forEach(one -> requireOption(field, options, one, "one of its options"));
        return field.type().equals("multi-select") ? chosen : value;
    }

    private static void requireOption(ConfigField field, JsonNode options, JsonNode value, String expected) {
        boolean known = options.isEmpty()
                || options.valueStream()
                        .anyMatch(option -> option.path("value").equals(value)
                                || Template.text(option.path("value")).equals(Template.text(value)));
        if (!known) {
            List<String> values = options.valueStream()
                    .map(option -> Template.text(option.path("value")))
                    .toList();
            throw wrong(
                    field,
                    expected + ", not '" + Template.text(value) + "'." + Closest.hint(Template.text(value), values));
        }
    }

    /** {@code {label: option}}; a customer may add labels to a map_v2, not to a map. Pairs without an option are dropped. */
    private static JsonNode mapping(ConfigField field, JsonNode value, Optional<JsonNode> labels) {
        if (!value.isObject() || value.size() > OptionSource.MOST) {
            throw wrong(field, "an object of {label: option} with at most " + OptionSource.MOST + " members");
        }
        ObjectNode kept = Json.object();
        value.properties().forEach(entry -> {
            JsonNode to = entry.getValue();
            boolean right = to.isArray() ? to.valueStream().noneMatch(JsonNode::isContainer) : !to.isObject();
            matching(field, to, right && !entry.getKey().isBlank(), "an object of {label: option}");
            if (field.type().equals("map") && labels.isPresent()) {
                JsonNode label = StringNode.valueOf(entry.getKey());
                requireOption(field, labels.get(), label, "an object whose members are its labels");
            }
            for (JsonNode one : to.isArray() ? to : Json.array().add(to)) {
                if (!isNothing(one)) {
                    requireOption(field, field.listed("options"), one, "an object that leads to its options");
                    kept.set(entry.getKey(), to);
                }
            }
        });
        Mapping.of(kept).collision(false).ifPresent(collision -> {
            throw refused(
                    "VALIDATION_ERROR",
                    field,
                    "The field " + field.shown(),
                    "cannot be used: " + collision.getMessage());
        });
        return kept;
    }

    private static JsonNode matching(ConfigField field, JsonNode value, boolean matches, String expected) {
        if (matches) {
            return value;
        }
        throw wrong(field, expected);
    }

    private static String text(ConfigField field, JsonNode value) {
        if (value.isString()) {
            return value.asString();
        }
        throw wrong(field, field.type().equals("number") ? "a number" : "a text");
    }

    private static boolean isUrl(String text) {
        try {
            URI address = new URI(text);
            return address.getHost() != null
                    && ("http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isDate(String text) {
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).getYear() > 0
                    : OffsetDateTime.parse(text).getYear() > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    static ApiError wrong(ConfigField field, String expected) {
        return refused("VALIDATION_ERROR", field, "The field " + field.shown(), "must be " + expected);
    }

    /**
     * A 400 whose {@code details} name the field, for forms.
     *
     * @param clause goes on after the subject, which leads to the field's name
     */
    static ApiError refused(String code, ConfigField field, String subject, String clause) {
        ArrayNode details = Json.array();
        ObjectNode place = details.addObject()
                .put("field", field.key())
                .put("id", field.id().toString());
        UUID workflow = field.workflow();
        if (workflow != null) {
            place.put("workflow_id", workflow.toString());
        }
        place.put("message", clause);
        return ApiError.badRequest(code, subject + " " + clause).with(details);
    }
}
