package dev.zaffre.live;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.db.Changes;
import dev.zaffre.execution.Feed;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes what changes in the environments in which somebody, at whichever process, listens. The hot path puts an id into a map; a thread
 * of its own writes the maps down a few times a second. Where nobody listens a change costs one look at an empty map.
 */
final class Recorder implements Feed, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final long PACE_MILLIS = 250;
    /** Where so much changes at once, nobody reads along: it is written down, and read, less often. */
    private static final long BUSY_PACE_MILLIS = 1000;

    private static final int BUSY = 200;
    private static final long LOOK_MILLIS = 10_000;
    private static final long FORGET_MILLIS = 30_000;
    private static final int MOST = 20_000;

    private final ChangeLog log;
    private final Thread thread;
    private volatile Map<UUID, Notes> heard = Map.of();
    private volatile boolean lookAgain = true;
    private volatile boolean closed;

    Recorder(ChangeLog log, Changes changes) {
        this.log = log;
        changes.listen(ChangeLog.LISTENERS, environment -> wake());
        look();
        this.thread = Thread.ofPlatform().daemon().name("live-recorder").start(this::run);
    }

    /** What changed in one environment since it was last written down. */
    private static final class Notes {
        private Map<UUID, UUID> runs = new LinkedHashMap<>();
        private Map<UUID, UUID> events = new LinkedHashMap<>();
        private boolean incomplete;

        synchronized void run(UUID run, UUID account) {
            incomplete |= runs.size() >= MOST;
            if (!incomplete) {
                runs.put(run, account);
            }
        }

        synchronized void event(UUID event, UUID account) {
            incomplete |= events.size() >= MOST;
            if (!incomplete) {
                events.put(event, account);
            }
        }

        synchronized Change take() {
            Change taken = new Change(0, runs, events, incomplete);
            runs = new LinkedHashMap<>();
            events = new LinkedHashMap<>();
            incomplete = false;
            return taken;
        }

        /** They could not be written down: nobody knows what they were. */
        synchronized void lost() {
            incomplete = true;
        }
    }

    @Override
    public boolean isHeard(EnvironmentId environment) {
        Map<UUID, Notes> now = heard;
        return !now.isEmpty() && now.containsKey(environment.value());
    }

    @Override
    public void changed(EnvironmentId environment, AccountId account, UUID execution) {
        Notes notes = heard.get(environment.value());
        if (notes != null) {
            notes.run(execution, account.value());
        }
    }

    @Override
    public void received(EnvironmentId environment, AccountId account, UUID event) {
        Notes notes = heard.get(environment.value());
        if (notes != null) {
            notes.event(event, account.value());
        }
    }

    private void wake() {
        lookAgain = true;
        Thread recorder = thread;
        if (recorder != null) {
            java.util.concurrent.locks.LockSupport.unpark(recorder);
        }
    }

    private void run() {
        long looked = System.nanoTime();
        long forgot = looked;
        boolean busy = false;
        while (!closed) {
            long pace = busy ? BUSY_PACE_MILLIS : PACE_MILLIS;
            java.util.concurrent.locks.LockSupport.parkNanos((heard.isEmpty() ? LOOK_MILLIS : pace) * 1_000_000);
            long now = System.nanoTime();
            if (lookAgain || now - looked > LOOK_MILLIS * 1_000_000) {
                looked = now;
                look();
            }
            busy = false;
            for (Map.Entry<UUID, Notes> noted : heard.entrySet()) {
                busy |= write(noted.getKey(), noted.getValue()) > BUSY;
            }
            if (now - forgot > FORGET_MILLIS * 1_000_000) {
                forgot = now;
                heard.keySet().forEach(this::forget);
            }
        }
    }

    private void look() {
        lookAgain = false;
        try {
            Set<UUID> environments = log.heard();
            Map<UUID, Notes> next = new HashMap<>();
            environments.forEach(environment -> next.put(environment, heard.getOrDefault(environment, new Notes())));
            heard = Map.copyOf(next);
        } catch (RuntimeException e) {
            LOG.warn("live.unread {}", e.toString());
        }
    }

    /** How many changes it were. */
    private int write(UUID environment, Notes notes) {
        Change change = notes.take();
        if (change.isEmpty()) {
            return 0;
        }
        try {
            log.note(new EnvironmentId(environment), change);
        } catch (RuntimeException e) {
            notes.lost();
            LOG.warn("live.unwritten {}", e.toString());
        }
        return change.runs().size() + change.events().size();
    }

    private void forget(UUID environment) {
        try {
            log.forgetOld(new EnvironmentId(environment));
        } catch (RuntimeException e) {
            LOG.warn("live.kept {}", e.toString());
        }
    }

    @Override
    public void close() {
        closed = true;
        wake();
        try {
            thread.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        heard.forEach(this::write);
    }
}
