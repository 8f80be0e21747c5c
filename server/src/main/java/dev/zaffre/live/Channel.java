package dev.zaffre.live;

import dev.zaffre.base.Json;
import dev.zaffre.event.EventSummaries;
import dev.zaffre.execution.ExecutionSummaries;
import dev.zaffre.execution.ExecutionSummaries.Summary;
import dev.zaffre.http.Caller;
import dev.zaffre.live.LiveFilter.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * The streams of one environment in this process. What changed is read once for all of them, however many they are, and each gets at
 * most so many messages of it: a stream is for eyes. A message {@code more} says how much was left out.
 */
final class Channel {
    /** Of every environment, account and look. */
    private static final int MOST_READ = 200;

    private static final int MOST_READ_OF_ACCOUNT = 50;
    private static final int MOST_SENT = 20;
    private static final long FIGURES_NANOS = 2_000_000_000L;

    private final Caller caller;
    private final ChangeLog log;
    private final ExecutionSummaries runs;
    private final EventSummaries events;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private long seen;
    private boolean figuresChanged;
    private long figuresTold = System.nanoTime() - FIGURES_NANOS;

    /** @param caller the first one: all are of the same environment */
    Channel(Caller caller, ChangeLog log, ExecutionSummaries runs, EventSummaries events) {
        this.caller = caller;
        this.log = log;
        this.runs = runs;
        this.events = events;
        this.seen = log.now(caller.environment());
    }

    List<Listener> listeners() {
        return listeners;
    }

    Caller caller() {
        return caller;
    }

    /** From now on it is told what changes, and before that what it has missed. */
    void add(Listener listener, OptionalLong last) {
        lock.lock();
        try {
            look();
            OptionalLong since = log.since(caller.environment());
            boolean continued = last.isPresent()
                    && since.isPresent()
                    && last.getAsLong() >= since.getAsLong()
                    && last.getAsLong() <= seen;
            List<String> first = new ArrayList<>();
            first.add(Message.of("ready", Json.object().put("continued", continued)));
            if (last.isPresent() && !continued) {
                first.add(Message.reset("What was missed is no longer known: read the list again"));
            }
            listener.offer(first, continued ? last.getAsLong() : seen);
            if (continued && last.getAsLong() < seen) {
                Change missed = log.after(caller.environment(), last.getAsLong(), seen);
                tell(missed, List.of(listener));
            }
            UUID execution = listener.filter.execution();
            if (execution != null) {
                tellOne(listener, execution);
            }
            listeners.add(listener);
        } finally {
            lock.unlock();
        }
    }

    /** How an execution that is looked at stands now, before anything changes. */
    private void tellOne(Listener listener, UUID execution) {
        List<String> messages = new ArrayList<>();
        runs.of(caller, List.of(execution)).stream()
                .filter(listener.filter::admits)
                .forEach(run -> messages.add(Message.of(Kind.EXECUTION.text(), run.json())));
        if (listener.filter.wants(Kind.NODE)) {
            runs.nodes(caller.environment(), listener.filter.account(), execution).stream()
                    .filter(listener::isNews)
                    .forEach(node -> messages.add(Message.of(Kind.NODE.text(), node)));
        }
        listener.offer(messages, seen);
    }

    void remove(Listener listener) {
        listeners.remove(listener);
    }

    /** Tells what was noted since the last look. */
    void look() {
        lock.lock();
        try {
            Change change = log.after(caller.environment(), seen, Long.MAX_VALUE);
            if (change.seq() > seen) {
                seen = change.seq();
                figuresChanged = true;
                if (!listeners.isEmpty()) {
                    tell(change, listeners);
                }
            }
            long now = System.nanoTime();
            if (figuresChanged && now - figuresTold > FIGURES_NANOS) {
                figuresChanged = false;
                figuresTold = now;
                String message = Message.of(Kind.FIGURES.text(), Json.object().put("changed", true));
                listeners.stream()
                        .filter(listener -> listener.filter.wants(Kind.FIGURES))
                        .forEach(listener -> listener.offer(List.of(message), seen));
            }
        } finally {
            lock.unlock();
        }
    }

    /** What was told is incomplete: everybody reads again. */
    void resetAll(String reason) {
        listeners.forEach(listener -> listener.end(reason));
    }

    // One change
    // ------------------------------------------------------------------------------------------------------------------

    /** What was read of a change, each message written once for all streams. */
    private record Told(
            List<Summary> runs,
            Map<UUID, String> runMessages,
            Map<UUID, ObjectNode> events,
            Map<UUID, String> eventMessages,
            Map<UUID, List<ObjectNode>> nodes) {}

    private void tell(Change change, List<Listener> to) {
        Told told = read(change, to);
        for (Listener listener : to) {
            List<String> messages = new ArrayList<>();
            int left = addRuns(messages, listener, told);
            left += addEvents(messages, listener, change, told);
            addNodes(messages, listener, told);
            boolean all = listener.filter.account() == null && listener.filter.execution() == null;
            left += all ? unread(change, listener, told) : 0;
            if (left > 0 || change.incomplete()) {
                messages.add(Message.of("more", Json.object().put("changes", left)));
            }
            listener.offer(messages, change.seq());
        }
    }

    private static int unread(Change change, Listener listener, Told told) {
        return (listener.filter.wants(Kind.EXECUTION)
                        ? Math.max(0, change.runs().size() - told.runs.size())
                        : 0)
                + (listener.filter.wants(Kind.EVENT)
                        ? Math.max(0, change.events().size() - told.events.size())
                        : 0);
    }

    private static int addRuns(List<String> messages, Listener listener, Told told) {
        List<UUID> theirs = told.runs.stream()
                .filter(listener.filter::admits)
                .map(Summary::id)
                .toList();
        newest(theirs, MOST_SENT).forEach(id -> messages.add(Objects.requireNonNull(told.runMessages.get(id))));
        return Math.max(0, theirs.size() - MOST_SENT);
    }

    private static int addEvents(List<String> messages, Listener listener, Change change, Told told) {
        List<UUID> theirs = told.events.entrySet().stream()
                .filter(event -> listener.filter.admits(
                        event.getValue(), Objects.requireNonNull(change.events().get(event.getKey()))))
                .map(Map.Entry::getKey)
                .toList();
        newest(theirs, MOST_SENT).forEach(id -> messages.add(Objects.requireNonNull(told.eventMessages.get(id))));
        return Math.max(0, theirs.size() - MOST_SENT);
    }

    private static void addNodes(List<String> messages, Listener listener, Told told) {
        UUID execution = listener.filter.execution();
        if (execution != null && listener.filter.wants(Kind.NODE)) {
            told.nodes.getOrDefault(execution, List.of()).stream()
                    .filter(listener::isNews)
                    .forEach(node -> messages.add(Message.of(Kind.NODE.text(), node)));
        }
    }

    private Told read(Change change, List<Listener> to) {
        List<Summary> summaries = runs.of(caller, wanted(change.runs(), Kind.EXECUTION, to));
        List<ObjectNode> received = events.of(caller, wanted(change.events(), Kind.EVENT, to));
        Map<UUID, ObjectNode> eventsById = received.stream()
                .collect(Collectors.toMap(
                        event -> UUID.fromString(event.path("_id").asString()),
                        event -> event,
                        (one, other) -> other,
                        java.util.LinkedHashMap::new));
        Map<UUID, String> runMessages = new HashMap<>();
        summaries.forEach(run -> runMessages.put(run.id(), Message.of(Kind.EXECUTION.text(), run.json())));
        Map<UUID, String> eventMessages = new HashMap<>();
        eventsById.forEach((id, event) -> eventMessages.put(id, Message.of(Kind.EVENT.text(), event)));
        Map<UUID, List<ObjectNode>> nodes = new HashMap<>();
        for (Listener listener : to) {
            UUID execution = listener.filter.execution();
            if (execution != null
                    && listener.filter.wants(Kind.NODE)
                    && change.runs().containsKey(execution)) {
                nodes.computeIfAbsent(execution, id -> runs.nodes(caller.environment(), listener.filter.account(), id));
            }
        }
        return new Told(summaries, runMessages, eventsById, eventMessages, nodes);
    }

    /** The newest of the whole environment where somebody looks at all of it, and of each account that somebody looks at alone. */
    private static List<UUID> wanted(Map<UUID, UUID> changed, Kind kind, List<Listener> to) {
        Set<UUID> wanted = new LinkedHashSet<>();
        boolean everything = false;
        Set<UUID> accounts = new LinkedHashSet<>();
        for (Listener listener : to) {
            UUID execution = listener.filter.execution();
            if (!listener.filter.wants(kind)) {
                continue;
            }
            if (execution != null && kind == Kind.EXECUTION) {
                if (changed.containsKey(execution)) {
                    wanted.add(execution);
                }
            } else if (listener.filter.account() != null) {
                accounts.add(listener.filter.account().value());
            } else {
                everything = true;
            }
        }
        if (everything) {
            wanted.addAll(newest(changed.keySet(), MOST_READ));
        }
        for (UUID account : accounts) {
            List<UUID> theirs = changed.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(account))
                    .map(Map.Entry::getKey)
                    .toList();
            wanted.addAll(newest(theirs, MOST_READ_OF_ACCOUNT));
        }
        return List.copyOf(wanted);
    }

    private static List<UUID> newest(Collection<UUID> ids, int most) {
        return ids.stream().skip(Math.max(0, ids.size() - most)).toList();
    }
}
