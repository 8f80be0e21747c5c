package dev.zaffre.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many calls of this process may run at once, by key. Nobody waits here: what has no place goes back to its queue. */
public final class ConcurrencyLimiter {
    private final ConcurrentHashMap<String, Integer> running = new ConcurrentHashMap<>();

    /** At most {@code max} at once under that key. */
    public record Cap(String key, int max) {}

    /** A place, given back by closing it, once or more often. */
    public interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    /** A place under all these caps, or none. */
    public Optional<Permit> tryAcquire(List<Cap> caps) {
        List<String> taken = new ArrayList<>(caps.size());
        for (Cap cap : caps) {
            if (!tryTake(cap)) {
                taken.forEach(this::release);
                return Optional.empty();
            }
            taken.add(cap.key());
        }
        AtomicBoolean released = new AtomicBoolean();
        return Optional.of(() -> {
            if (released.compareAndSet(false, true)) {
                taken.forEach(this::release);
            }
        });
    }

    public Optional<Permit> tryAcquire(String key, int max) {
        return tryAcquire(List.of(new Cap(key, max)));
    }

    public int running(String key) {
        return running.getOrDefault(key, 0);
    }

    private boolean tryTake(Cap cap) {
        boolean[] taken = {false};
        running.compute(cap.key(), (key, count) -> {
            int now = count == null ? 0 : count;
            taken[0] = now < cap.max();
            int next = taken[0] ? now + 1 : now;
            return next == 0 ? null : next;
        });
        return taken[0];
    }

    private void release(String key) {
        running.computeIfPresent(key, (ignored, count) -> count == 1 ? null : count - 1);
    }
}
