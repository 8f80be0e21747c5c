package dev.zaffre.workflow;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** What events looked like. The {@code event} package knows. */
public interface Payloads {
    /** The sample of an event type. */
    Optional<JsonNode> sample(EnvironmentId environment, String event);

    /** The newest one that the account sent, among its recent events. */
    Optional<Received> last(EnvironmentId environment, AccountId account, String event);

    /** An event that came. */
    record Received(UUID id, Instant at, JsonNode payload) {}
}
