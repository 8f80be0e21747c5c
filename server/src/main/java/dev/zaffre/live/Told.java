package dev.zaffre.live;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.Json;
import dev.zaffre.event.EventSummaries;
import dev.zaffre.execution.ExecutionSummaries;
import dev.zaffre.execution.ExecutionSummaries.Summary;
import dev.zaffre.http.Caller;
import dev.zaffre.live.LiveFilter.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was read of one change, each message written once. Streams that ask for the same get the same bytes, so that many of them cost
 * hardly more than one.
 */
final class Told {
    private static final int MOST_SENT = 20;

    private final Change change;
    private final List<Summary> runs;
    private final Map<UUID, ObjectNode> events;
    private final Map<UUID, String> runMessages = new HashMap<>();
    private final Map<UUID, String> eventMessages = new HashMap<>();
    private final Map<Watched, List<ObjectNode>> nodes = new HashMap<>();
    private final Map<UUID, Integer> unreadRuns;
    private final Map<UUID, Integer> unreadEvents;
    private final Map<LiveFilter, byte[]> parts = new HashMap<>();

    /** An execution whose nodes somebody looks at who may see this account, or all where there is none. */
    private record Watched(UUID execution, @Nullable AccountId account) {}

    private Told(Change change, List<Summary> runs, Map<UUID, ObjectNode> events) {
        this.change = change;
        this.runs = runs;
        this.events = events;
        runs.forEach(run -> runMessages.put(run.id(), Message.of(Kind.EXECUTION.text(), run.json())));
        unreadRuns = unread(change.runs(), runMessages.keySet());
        unreadEvents = unread(change.events(), events.keySet());
        events.forEach((id, event) -> eventMessages.put(id, Message.of(Kind.EVENT.text(), event)));
    }

    /**
     * Reads what these streams need.
     *
     * @param caller anybody of the environment
     */
    static Told read(Caller caller, Change change, List<Listener> to, ExecutionSummaries runs, EventSummaries events) {
        List<LiveFilter> filters =
                to.stream().map(listener -> listener.filter).distinct().toList();
        Map<UUID, ObjectNode> received = new LinkedHashMap<>();
        for (ObjectNode event : events.of(caller, Wanted.of(change.events(), Kind.EVENT, filters))) {
            received.put(UUID.fromString(event.path("_id").asString()), event);
        }
        Told told = new Told(change, runs.of(caller, Wanted.of(change.runs(), Kind.EXECUTION, filters)), received);
        for (LiveFilter filter : filters) {
            watched(filter)
                    .filter(watched -> change.runs().containsKey(watched.execution))
                    .ifPresent(watched -> told.nodes.computeIfAbsent(
                            watched, it -> runs.nodes(caller.environment(), it.account, it.execution)));
        }
        return told;
    }

    private static Optional<Watched> watched(LiveFilter filter) {
        UUID execution = filter.execution();
        return execution == null || !filter.wants(Kind.NODE)
                ? Optional.empty()
                : Optional.of(new Watched(execution, filter.account()));
    }

    void to(Listener listener) {
        if (listener.filter.wants(Kind.NODE)) {
            // Which of the nodes are news differs from stream to stream.
            List<String> messages = messages(listener.filter);
            watched(listener.filter)
                    .map(nodes::get)
                    .ifPresent(found -> found.stream()
                            .filter(listener::isNews)
                            .forEach(node -> messages.add(Message.of(Kind.NODE.text(), node))));
            listener.offer(messages, change.seq());
        } else {
            listener.offer(parts.computeIfAbsent(listener.filter, this::part), change.seq());
        }
    }

    private byte[] part(LiveFilter filter) {
        List<String> messages = messages(filter);
        return messages.isEmpty() ? new byte[0] : Message.numbered(messages, change.seq());
    }

    private List<String> messages(LiveFilter filter) {
        List<String> messages = new ArrayList<>();
        int left = addNewest(
                messages, runs.stream().filter(filter::admits).map(Summary::id).toList(), runMessages);
        left += addNewest(
                messages,
                events.entrySet().stream()
                        .filter(event -> filter.admits(event.getValue(), accountOf(event.getKey())))
                        .map(Map.Entry::getKey)
                        .toList(),
                eventMessages);
        left += filter.execution() == null ? unread(filter) : 0;
        if (left > 0 || change.incomplete()) {
            messages.add(Message.of("more", Json.object().put("changes", left)));
        }
        return messages;
    }

    private UUID accountOf(UUID event) {
        return Objects.requireNonNull(change.events().get(event));
    }

    /** @return how many were left out */
    private static int addNewest(List<String> messages, List<UUID> ids, Map<UUID, String> written) {
        Wanted.newest(ids, MOST_SENT).forEach(id -> messages.add(Objects.requireNonNull(written.get(id))));
        return Math.max(0, ids.size() - MOST_SENT);
    }

    /** Nobody knows whether the stream's other conditions would have let them through. */
    private int unread(LiveFilter filter) {
        return (filter.wants(Kind.EXECUTION) ? of(filter.account(), unreadRuns) : 0)
                + (filter.wants(Kind.EVENT) ? of(filter.account(), unreadEvents) : 0);
    }

    private static int of(@Nullable AccountId account, Map<UUID, Integer> unread) {
        return account == null
                ? unread.values().stream().mapToInt(Integer::intValue).sum()
                : unread.getOrDefault(account.value(), 0);
    }

    /** How many of what changed were not read, by account. */
    private static Map<UUID, Integer> unread(Map<UUID, UUID> changed, Set<UUID> read) {
        Map<UUID, Integer> unread = new HashMap<>();
        changed.forEach((id, account) -> {
            if (!read.contains(id)) {
                unread.merge(account, 1, Integer::sum);
            }
        });
        return unread;
    }
}
