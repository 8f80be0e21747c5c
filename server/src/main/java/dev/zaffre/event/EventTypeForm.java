package dev.zaffre.event;

import dev.zaffre.base.Json;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what a request says of an event type. Every refusal is a 400 that names the member. */
final class EventTypeForm {
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_WINDOW_SECONDS = 30 * 24 * 3600;
    private static final int USUAL_WINDOW_SECONDS = 300;
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

    private final EventModels models;

    EventTypeForm(EventModels models) {
        this.models = models;
    }

    /**
     * @param id of the new row
     * @param before what an update starts from; null when it is new. What an update does not mention stays.
     */
    StoredEventType read(ObjectNode body, UUID id, @Nullable StoredEventType before) {
        Optional<String> name = Members.text(body, "name", LONGEST_NAME).filter(text -> !text.isBlank());
        Optional<byte[]> sample = sample(body);
        if (name.isEmpty() || sample.isEmpty()) {
            throw before == null
                    ? ApiError.badRequest("SERVER_ERROR", "name and response are required")
                    : ApiError.badRequest("INVALID_EVENT", "Event name and response is required");
        }
        JsonNode payload = Json.parse(sample.get());
        Optional<JsonNode> given = givenSchema(body, before);
        EventType.Validation validation = validation(body, before);
        return new StoredEventType(
                id,
                name.get(),
                sample.get(),
                given.orElseGet(() -> SchemaInference.infer(payload)),
                given.isPresent(),
                validation,
                idempotency(body, before),
                Instant.EPOCH,
                Instant.EPOCH);
    }

    /** The sample's bytes: as they came when it is a text, else the JSON written again. */
    private Optional<byte[]> sample(ObjectNode body) {
        Optional<JsonNode> response = Members.given(body, "response");
        if (response.isEmpty()) {
            return Members.text(body, "model", 64).map(this::modelSample).map(Json::writeBytes);
        }
        // What we answer for 'response' is the flattened list; a client that sends it back means the sample beside it.
        if (response.get().isArray() && body.path("raw_response").isString()) {
            response = Members.given(body, "raw_response");
        }
        JsonNode value = response.orElseThrow();
        if (value.isString()) {
            return value.asString().isBlank() ? Optional.empty() : Optional.of(checked(value.asString()));
        }
        if (!value.isObject()) {
            throw Members.wrong(
                    "response", "must be the sample payload: a JSON object, or a string that holds it as JSON");
        }
        return Optional.of(Json.writeBytes(value));
    }

    private JsonNode modelSample(String model) {
        return models.sample(model)
                .orElseThrow(() -> Members.wrong(
                        "model",
                        "'" + model + "' does not exist; GET /api/v2/public/application/event-model lists them"));
    }

    private static byte[] checked(String text) {
        try {
            JsonNode parsed = Json.parse(text);
            if (!parsed.isContainer()) {
                throw Members.wrong("response", "must hold a JSON object, not a single value");
            }
            return text.getBytes(StandardCharsets.UTF_8);
        } catch (Json.Malformed e) {
            throw Members.wrong(
                            "response",
                            "does not hold valid JSON: " + e.getMessage() + " (line " + e.line + ", column " + e.column
                                    + " of the text)")
                    .with(Json.object().put("line", e.line).put("column", e.column));
        }
    }

    /** Empty: infer it. */
    private static Optional<JsonNode> givenSchema(ObjectNode body, @Nullable StoredEventType before) {
        JsonNode schema = body.get("json_schema");
        if (schema == null) {
            return before != null && before.schemaGiven() ? Optional.of(before.schema()) : Optional.empty();
        }
        if (schema.isNull()) {
            return Optional.empty();
        }
        if (!schema.isObject()) {
            throw Members.wrong("json_schema", "must be a JSON Schema (2020-12), an object; null infers one");
        }
        // A client that sends back what it read has not written a schema of its own.
        if (before != null && !before.schemaGiven() && before.schema().equals(schema)) {
            return Optional.empty();
        }
        ArrayNode problems = JsonSchema.problems(schema);
        if (!problems.isEmpty()) {
            JsonNode first = problems.get(0);
            throw Members.wrong(
                            "json_schema",
                            "is not a valid JSON Schema (2020-12): "
                                    + first.path("message").asString() + " at '/json_schema"
                                    + first.path("pointer").asString() + "'")
                    .with(problems);
        }
        return Optional.of(schema);
    }

    private static EventType.Validation validation(ObjectNode body, @Nullable StoredEventType before) {
        Optional<String> word = Members.text(body, "validation", 16);
        if (word.isEmpty()) {
            return before == null ? EventType.Validation.WARN : before.validation();
        }
        return switch (word.get().toLowerCase(Locale.ROOT)) {
            case "off" -> EventType.Validation.OFF;
            case "warn" -> EventType.Validation.WARN;
            case "strict" -> EventType.Validation.STRICT;
            default -> throw Members.wrong("validation", "must be off, warn or strict");
        };
    }

    private static EventType.@Nullable Idempotency idempotency(ObjectNode body, @Nullable StoredEventType before) {
        if (!body.has("idempotency")) {
            return before == null ? null : before.idempotency();
        }
        ObjectNode form = Members.object(body, "idempotency").orElse(null);
        if (form == null) {
            return null;
        }
        boolean header = switch (Members.text(form, "source", 16).orElse("").toLowerCase(Locale.ROOT)) {
            case "header" -> true;
            case "payload" -> false;
            default -> throw Members.wrong("idempotency.source", "must be header or payload");
        };
        String key = Members.text(form, "key", 200).orElse("").strip();
        if (!header && key.startsWith("{event:") && key.endsWith("}")) {
            key = key.substring("{event:".length(), key.length() - 1);
        }
        if (key.isEmpty() || (header && !HEADER_NAME.matcher(key).matches())) {
            throw Members.wrong(
                    "idempotency.key",
                    header ? "must be the name of a header" : "must be a dotted path in the payload, such as order.id");
        }
        int seconds = Members.number(form, "window_seconds", 1, LONGEST_WINDOW_SECONDS)
                .orElse(USUAL_WINDOW_SECONDS);
        return new EventType.Idempotency(
                header, header ? key.toLowerCase(Locale.ROOT) : key, Duration.ofSeconds(seconds));
    }
}
