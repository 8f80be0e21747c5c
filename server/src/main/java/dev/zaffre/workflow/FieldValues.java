package dev.zaffre.workflow;

import dev.zaffre.base.Json;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the values that a client gives to config fields, in every form that clients send, and checks them by type. */
final class FieldValues {
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s.]{1,63}(\\.[^@\\s.]{1,63}){1,10}");

    private FieldValues() {}

    /**
     * @param given {@code {id: value}}, {@code [{id, value}]} or {@code []}; an id may be the field's key
     * @return values by key; null for what is to be removed
     */
    static ObjectNode read(JsonNode given, List<ConfigField> fields) {
        ObjectNode values = Json.object();
        if (given.isObject()) {
            given.properties().forEach(member -> put(values, require(fields, member.getKey()), member.getValue()));
        } else if (given.isArray()) {
            for (JsonNode item : given) {
                String id = item.path("id").isString()
                        ? item.path("id").asString()
                        : item.path("key").asString("");
                put(values, require(fields, id), item.path("value"));
            }
        } else if (!given.isNull()) {
            throw Members.wrong("fields", "must be an object of values by field id, or a list of {id, value}");
        }
        return values;
    }

    /** @throws ApiError 400, as documented */
    static ConfigField require(List<ConfigField> fields, String idOrKey) {
        return fields.stream()
                .filter(field ->
                        field.id().toString().equals(idOrKey) || field.key().equals(idOrKey))
                .findFirst()
                .orElseThrow(() -> ApiError.badRequest("SERVER_ERROR", "Field with id " + idOrKey + " not found"));
    }

    static void put(ObjectNode values, ConfigField field, JsonNode value) {
        boolean cleared = value.isNull()
                || value.isMissingNode()
                || (value.isString() && value.asString().isEmpty());
        values.set(field.key(), cleared ? values.nullNode() : check(field, value));
    }

    /** The value as it is kept: numbers and JSON that came as text are read. */
    static JsonNode check(ConfigField field, JsonNode value) {
        return switch (field.type()) {
            case "number" -> number(field, value);
            case "email" ->
                matching(field, value, EMAIL.matcher(text(field, value)).matches(), "an email address");
            case "url" -> matching(field, value, isUrl(text(field, value)), "an http or https address");
            case "date" -> matching(field, value, isDate(text(field, value)), "a date such as 2026-01-31");
            case "select" -> selected(field, value);
            case "json" -> json(field, value);
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

    private static JsonNode selected(ConfigField field, JsonNode value) {
        JsonNode options = field.definition().path("options");
        List<JsonNode> chosen =
                field.multiple() && value.isArray() ? value.valueStream().toList() : List.of(value);
        boolean known = options.isEmpty()
                || chosen.stream()
                        .allMatch(one -> options.valueStream()
                                .anyMatch(option -> option.path("value").equals(one)));
        return matching(field, value, known, "one of its options");
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

    private static ApiError wrong(ConfigField field, String expected) {
        return ApiError.badRequest(
                "VALIDATION_ERROR", "The field '" + field.name() + "' (" + field.key() + ") must be " + expected);
    }
}
