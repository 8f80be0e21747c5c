package dev.zaffre.account;

import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.http.ApiError;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a caller sends to create or change an account: {@code name}, {@code udf} and {@code your_app}, at the top or under
 * {@code payload}. What is absent stays as it is.
 *
 * @param udf by name; empty value: the field is to go
 */
record AccountForm(Optional<String> name, Map<String, Optional<String>> udf, Optional<YourApp> yourApp) {
    static final int MAX_ID = 255;
    private static final int MAX_TEXT = 10_000;
    private static final int MAX_FIELDS = 200;

    /** @throws ApiError 400 naming the field */
    static AccountForm read(ObjectNode body, UUID application) {
        JsonNode name = field(body, "name");
        if (!name.isMissingNode() && !name.isNull() && !name.isString()) {
            throw invalid("name must be a text");
        }
        return new AccountForm(
                name.isString() ? Optional.of(text("name", name.asString())) : Optional.empty(),
                udf(field(body, "udf")),
                yourApp(field(body, "your_app"), application));
    }

    /** The company's id of the account, from either name; empty when there is none. */
    static Optional<String> accountId(JsonNode body) {
        for (String member : new String[] {"linked_account_id", "account_id"}) {
            JsonNode value = field(body, member);
            if (value.isString() && !value.asString().isEmpty()) {
                return Optional.of(checkedId(value.asString()));
            }
            if (value.isNumber()) {
                return Optional.of(checkedId(value.asString()));
            }
            if (value.isContainer() || value.isBoolean()) {
                throw ApiError.badRequest("INVALID_LINKED_ACCOUNT_ID", member + " must be a text");
            }
        }
        return Optional.empty();
    }

    private static String checkedId(String id) {
        problem(id).ifPresent(problem -> {
            throw ApiError.badRequest("INVALID_LINKED_ACCOUNT_ID", "linked_account_id " + problem);
        });
        return id;
    }

    /** What is wrong with an account's id; empty when nothing is. */
    static Optional<String> problem(String id) {
        if (id.length() > MAX_ID || id.isBlank()) {
            return Optional.of("must have 1 to " + MAX_ID + " characters");
        }
        return id.codePoints().anyMatch(AccountForm::isUnprintable)
                ? Optional.of("must not contain control characters")
                : Optional.empty();
    }

    /** A lone surrogate cannot be stored as text. */
    private static boolean isUnprintable(int character) {
        return Character.isISOControl(character) || (character >= 0xD800 && character <= 0xDFFF);
    }

    private static JsonNode field(JsonNode body, String name) {
        JsonNode direct = body.path(name);
        return direct.isMissingNode() ? body.path("payload").path(name) : direct;
    }

    private static Map<String, Optional<String>> udf(JsonNode udf) {
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        if (udf.isMissingNode() || udf.isNull()) {
            return values;
        }
        if (udf instanceof ArrayNode array) {
            // The form in which it is answered is taken as well.
            array.forEach(item -> put(values, item.path("key_name").asString(""), item.path("key_value")));
        } else if (udf instanceof ObjectNode object) {
            object.properties().forEach(entry -> put(values, entry.getKey(), entry.getValue()));
        } else {
            throw invalid("udf must be an object of texts");
        }
        if (values.size() > MAX_FIELDS) {
            throw invalid("udf must not have more than " + MAX_FIELDS + " fields");
        }
        return values;
    }

    private static void put(Map<String, Optional<String>> values, String name, JsonNode value) {
        if (name.isBlank()) {
            throw invalid("udf has a field without a name");
        }
        if (value.isContainer() || value.isMissingNode()) {
            throw invalid("udf." + name + " must be a text, number or boolean");
        }
        Optional<String> text = value.isNull() ? Optional.empty() : Optional.of(text("udf." + name, value.asString()));
        values.put(text("udf", name), text);
    }

    private static Optional<YourApp> yourApp(JsonNode given, UUID application) {
        if (given.isMissingNode() || given.isNull()) {
            return Optional.empty();
        }
        if (!(given.path("auth_credentials") instanceof ObjectNode credentials)) {
            throw invalid("your_app must have auth_credentials, an object");
        }
        Map<String, Secret> values = new LinkedHashMap<>();
        credentials.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isContainer() || value.isNull()) {
                throw invalid("your_app.auth_credentials." + entry.getKey() + " must be a text");
            }
            values.put(entry.getKey(), new Secret(value.asString()));
        });
        JsonNode appId = given.path("app_id");
        return Optional.of(new YourApp(appId.isString() ? appId.asString() : application.toString(), values));
    }

    static ApiError invalid(String message) {
        return ApiError.badRequest("VALIDATION_ERROR", message);
    }

    private static String text(String field, String value) {
        if (value.length() > MAX_TEXT) {
            throw invalid(field + " must not be longer than " + MAX_TEXT + " characters");
        }
        if (value.indexOf('\0') >= 0) {
            throw invalid(field + " must not contain the character U+0000");
        }
        return value;
    }

    /** The stored fields with these changes; fields that stay keep their id and the time they were made. */
    ArrayNode merged(ArrayNode stored, Instant now) {
        Map<String, ObjectNode> all = new LinkedHashMap<>();
        stored.forEach(item -> {
            if (item instanceof ObjectNode object) {
                all.put(object.path("key_name").asString(), object);
            }
        });
        udf.forEach((key, value) -> {
            if (value.isEmpty()) {
                all.remove(key);
                return;
            }
            ObjectNode item = all.computeIfAbsent(
                    key, name -> Json.object().put("_id", Ids.next().toString()).put("key_name", name));
            if (!value.get().equals(item.path("key_value").asString(null))) {
                String created = item.path("createdAt").asString(AccountJson.time(now));
                item.put("key_value", value.get()).put("createdAt", created).put("updatedAt", AccountJson.time(now));
            }
        });
        ArrayNode merged = Json.array();
        all.values().forEach(merged::add);
        return merged;
    }
}
