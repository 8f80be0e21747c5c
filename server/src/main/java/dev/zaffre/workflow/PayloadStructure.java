package dev.zaffre.workflow;

import dev.zaffre.base.EnvironmentId;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a workflow is to be sent: {@code {payload, schema, schema_interpreted}}. The {@code event} package knows. */
public interface PayloadStructure {
    /** Empty when there is no event type of that name. */
    Optional<ObjectNode> ofEvent(EnvironmentId environment, String name);

    ObjectNode ofSample(JsonNode sample);
}
