package dev.zaffre.event;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * An event's definition, as intake needs it.
 *
 * @param schema compiled; violations carry JSON pointers
 */
public record EventType(
        UUID id,
        String name,
        Validation validation,
        EventSchema schema,
        @Nullable Idempotency idempotency) {
    public enum Validation {
        OFF,
        WARN,
        STRICT
    }

    /**
     * Which repeats are the same event.
     *
     * @param header true: {@code key} is a header's name; false: a dotted path in the payload
     */
    public record Idempotency(boolean header, String key, Duration window) {}

    /** The compiled JSON Schema of an event type. */
    public interface EventSchema {
        /** {@code [{pointer, message}]}; empty when the payload is as described. */
        ArrayNode violations(JsonNode payload);
    }

    /** Where intake finds definitions; answers from memory. */
    public interface Source {
        Optional<EventType> find(dev.zaffre.base.EnvironmentId environment, String name);

        /** All names of the environment, for the hint about a misspelt one. */
        List<String> names(dev.zaffre.base.EnvironmentId environment);
    }
}
