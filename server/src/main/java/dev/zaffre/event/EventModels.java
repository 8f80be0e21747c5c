package dev.zaffre.event;

import dev.zaffre.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Samples to start an event type from: data that comes with the product. */
final class EventModels {
    private final JsonNode all;

    EventModels() {
        try (InputStream file = EventModels.class.getResourceAsStream("/event/models.json")) {
            all = Json.parse(Objects.requireNonNull(file, "event/models.json").readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode all() {
        return all;
    }

    Optional<JsonNode> sample(String id) {
        for (JsonNode model : all) {
            if (model.path("id").asString().equals(id)) {
                return Optional.of(model.path("response"));
            }
        }
        return Optional.empty();
    }
}
