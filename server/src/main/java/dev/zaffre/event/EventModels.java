package dev.zaffre.event;

import dev.zaffre.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Samples to start an event type from: data that comes with the product. */
final class EventModels {
    private final ArrayNode all = Json.array();

    EventModels() {
        try (InputStream file = EventModels.class.getResourceAsStream("/event/models.json")) {
            for (JsonNode model :
                    Json.parse(Objects.requireNonNull(file, "event/models.json").readAllBytes())) {
                ObjectNode listed = Json.object();
                listed.setAll((ObjectNode) model);
                all.add(listed.set("sample", model.path("response")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ArrayNode all() {
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
