package dev.zaffre.http;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the members of a JSON request. A member that is missing or null is empty; one of another form than expected is a 400
 * {@code VALIDATION_ERROR} that names it.
 */
public final class Members {
    private Members() {}

    /** @param longest in UTF-16 characters */
    public static Optional<String> text(ObjectNode body, String name, int longest) {
        return given(body, name).map(value -> {
            if (!value.isString()) {
                throw wrong(name, "must be a text");
            }
            String text = value.asString();
            if (text.length() > longest) {
                throw wrong(name, "must have at most " + longest + " characters");
            }
            if (text.indexOf('\0') >= 0) {
                throw wrong(name, "must not hold the character U+0000");
            }
            return text;
        });
    }

    public static Optional<Boolean> flag(ObjectNode body, String name) {
        return given(body, name).map(value -> {
            if (value.isBoolean()) {
                return value.asBoolean();
            }
            throw wrong(name, "must be true or false");
        });
    }

    public static Optional<Integer> number(ObjectNode body, String name, int least, int most) {
        return given(body, name).map(value -> {
            if (value.isInt() && value.asInt() >= least && value.asInt() <= most) {
                return value.asInt();
            }
            throw wrong(name, "must be a whole number from " + least + " to " + most);
        });
    }

    public static Optional<ObjectNode> object(ObjectNode body, String name) {
        return given(body, name).map(value -> {
            if (value instanceof ObjectNode object) {
                return object;
            }
            throw wrong(name, "must be an object");
        });
    }

    /** The member as it is. */
    public static Optional<JsonNode> given(ObjectNode body, String name) {
        return Optional.ofNullable(body.get(name)).filter(value -> !value.isNull());
    }

    public static ApiError wrong(String name, String reason) {
        return ApiError.badRequest("VALIDATION_ERROR", name + " " + reason);
    }
}
