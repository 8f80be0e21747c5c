package dev.zaffre.live;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What changed in an environment, by linked account.
 *
 * @param seq of the newest change in it
 * @param runs executions that began, went on or ended, oldest first, with their accounts
 * @param events that were received, with their accounts
 * @param incomplete more changed than this says
 */
record Change(long seq, Map<UUID, UUID> runs, Map<UUID, UUID> events, boolean incomplete) {
    boolean isEmpty() {
        return runs.isEmpty() && events.isEmpty() && !incomplete;
    }

    /** This one and a later one. */
    Change and(Change later) {
        Map<UUID, UUID> allRuns = new LinkedHashMap<>(runs);
        // What changed again is told in its later place.
        later.runs.keySet().forEach(allRuns::remove);
        allRuns.putAll(later.runs);
        Map<UUID, UUID> allEvents = new LinkedHashMap<>(events);
        allEvents.putAll(later.events);
        return new Change(later.seq, allRuns, allEvents, incomplete || later.incomplete);
    }
}
