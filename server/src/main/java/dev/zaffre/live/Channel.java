package dev.zaffre.live;

import dev.zaffre.base.Json;
import dev.zaffre.event.EventSummaries;
import dev.zaffre.execution.ExecutionSummaries;
import dev.zaffre.http.Caller;
import dev.zaffre.live.LiveFilter.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The streams of one environment in this process. What changed is read once for all of them, however many they are, and each gets at
 * most so many messages of it: a stream is for eyes. A message {@code more} says how much was left out.
 */
final class Channel {
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
                byte[] message = Message.numbered(
                        List.of(Message.of(Kind.FIGURES.text(), Json.object().put("changed", true))), seen);
                listeners.stream()
                        .filter(listener -> listener.filter.wants(Kind.FIGURES))
                        .forEach(listener -> listener.offer(message, seen));
            }
        } finally {
            lock.unlock();
        }
    }

    private void tell(Change change, List<Listener> to) {
        Told told = Told.read(caller, change, to, runs, events);
        to.forEach(told::to);
    }

    /** What was told is incomplete: everybody reads again. */
    void resetAll(String reason) {
        listeners.forEach(listener -> listener.end(reason));
    }
}
