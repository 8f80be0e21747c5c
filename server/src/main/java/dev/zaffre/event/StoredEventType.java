package dev.zaffre.event;

import dev.zaffre.base.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event type as its row holds it.
 *
 * @param sample the original bytes of the sample payload
 * @param schemaGiven false: the schema was inferred from the sample
 */
record StoredEventType(
        UUID id,
        String name,
        byte[] sample,
        JsonNode schema,
        boolean schemaGiven,
        EventType.Validation validation,
        EventType.@Nullable Idempotency idempotency,
        Instant createdAt,
        Instant updatedAt) {
    EventType compile() {
        return new EventType(id, name, validation, new JsonSchema(schema), idempotency);
    }

    /** As the API writes it. */
    String validationWord() {
        return validation.name().toLowerCase(Locale.ROOT);
    }

    JsonNode sampleJson() {
        return Json.parse(sample);
    }

    ObjectNode toJson(String environmentName) {
        ObjectNode json = Json.object().put("_id", id.toString()).put("name", name);
        json.set("response", SampleKeys.of(sampleJson()));
        json.put("raw_response", new String(sample, StandardCharsets.UTF_8));
        json.set("json_schema", schema);
        json.put("schema_origin", schemaGiven ? "given" : "inferred");
        json.put("validation", validationWord());
        json.set("idempotency", idempotency == null ? json.nullNode() : write(idempotency));
        return json.put("environment", environmentName)
                .put("createdAt", createdAt.toString())
                .put("updatedAt", updatedAt.toString());
    }

    static ObjectNode write(EventType.Idempotency idempotency) {
        return Json.object()
                .put("source", idempotency.header() ? "header" : "payload")
                .put("key", idempotency.key())
                .put("window_seconds", idempotency.window().toSeconds());
    }

    static EventType.Idempotency readIdempotency(JsonNode stored) {
        return new EventType.Idempotency(
                stored.path("source").asString().equals("header"),
                stored.path("key").asString(),
                Duration.ofSeconds(stored.path("window_seconds").asLong()));
    }
}
