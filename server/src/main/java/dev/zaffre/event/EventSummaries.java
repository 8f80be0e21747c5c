package dev.zaffre.event;

import dev.zaffre.db.Database;
import dev.zaffre.http.Caller;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Received events as the log shows them, by their ids: for those who tell of them as they come. */
public final class EventSummaries {
    private final ReceivedEvents events;

    public EventSummaries(Database database) {
        this.events = new ReceivedEvents(database);
    }

    /** @param caller anybody of the environment: says how it is called */
    public List<ObjectNode> of(Caller caller, List<UUID> ids) {
        List<ObjectNode> found = events.among(caller.environment(), ids);
        found.forEach(event -> event.put("environment", caller.environmentName()));
        return found;
    }
}
