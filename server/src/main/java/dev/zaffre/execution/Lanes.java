package dev.zaffre.execution;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of the lanes it works on: how many runs of each are under way here, which are held back, and how long each
 * connection's calls have been failing. A lane is one linked account at one app.
 */
final class Lanes {
    /** A connection whose calls all failed this often, and for this long, is down: it is probed, not hammered. */
    static final int DOWN_AFTER_FAILURES = 10;

    /** Of jobs that go out in order a node works on so many at once: what changes places is no farther apart than these. */
    private static final int IN_ORDER = 8;

    private static final Duration DOWN_AFTER = Duration.ofSeconds(10);
    private static final Duration FIRST_PROBE = Duration.ofSeconds(2);
    private static final Duration SLOWEST_PROBE = Duration.ofSeconds(60);

    private final Map<Long, Lane> lanes = new ConcurrentHashMap<>();
    private final Clock clock;
    private final int perLane;

    /** @param perLane most runs of one lane on this node at once, so that one account cannot take every place */
    Lanes(Clock clock, int perLane) {
        this.clock = clock;
        this.perLane = perLane;
    }

    private static final class Lane {
        private int running;
        private boolean backlog;
        private boolean inOrder;
        private Instant heldUntil = Instant.MIN;
        private int failures;
        private @Nullable Instant failingSince;
    }

    /** Two lanes that share a number share their turn in the queue; nothing else depends on it being unique. */
    static long id(AccountId account, String app) {
        long hash =
                account.value().getMostSignificantBits() * 31 + account.value().getLeastSignificantBits();
        for (int i = 0; i < app.length(); i++) {
            hash = hash * 1_099_511_628_211L + app.charAt(i);
        }
        return hash;
    }

    /** Takes a place for a run that has just been accepted; refused when others of its lane wait before it. */
    boolean tryEnter(long id) {
        boolean[] entered = new boolean[1];
        lanes.compute(id, (key, known) -> {
            Lane lane = known == null ? new Lane() : known;
            if (!lane.backlog && lane.running < perLane && !lane.heldUntil.isAfter(clock.now())) {
                lane.running++;
                entered[0] = true;
            }
            return lane;
        });
        return entered[0];
    }

    /** A run that was claimed from the queue, where its turn has been decided. */
    void enter(long id) {
        lanes.compute(id, (key, known) -> {
            Lane lane = known == null ? new Lane() : known;
            lane.running++;
            return lane;
        });
    }

    /** @return true when the lane has just become free enough to be served from the queue again */
    boolean leave(long id) {
        boolean[] freed = new boolean[1];
        lanes.computeIfPresent(id, (key, lane) -> {
            lane.running--;
            freed[0] = lane.running == places(lane.inOrder) / 2;
            return isForgettable(lane) ? null : lane;
        });
        return freed[0];
    }

    /**
     * How many more of a lane may be taken from the queue. None until half of its places are free: they are taken by the handful.
     *
     * @param inOrder few at a time, and what is accepted now goes behind them
     */
    int room(long id, boolean inOrder) {
        int[] running = new int[1];
        lanes.compute(id, (key, known) -> {
            if (known == null && !inOrder) {
                return null;
            }
            Lane lane = known == null ? new Lane() : known;
            lane.inOrder = inOrder;
            lane.backlog |= inOrder;
            running[0] = lane.running;
            return lane;
        });
        int places = places(inOrder);
        return running[0] > places / 2 ? 0 : places - running[0];
    }

    private int places(boolean inOrder) {
        return inOrder ? Math.min(IN_ORDER, perLane) : perLane;
    }

    /** A lane that is held back is remembered, even when nothing runs in it: the next run must find it held. */
    private boolean isForgettable(Lane lane) {
        return lane.running <= 0 && !lane.backlog && lane.failures == 0 && !lane.heldUntil.isAfter(clock.now());
    }

    /** Something of this lane waits in the queue: what comes now goes behind it. */
    void backlog(long id, boolean there) {
        lanes.compute(id, (key, known) -> {
            Lane lane = known == null ? new Lane() : known;
            lane.backlog = there;
            lane.inOrder &= there;
            return isForgettable(lane) ? null : lane;
        });
    }

    /** Lanes that this node believes to have a backlog, for asking the database again. */
    Long[] withBacklog() {
        return lanes.entrySet().stream()
                .filter(entry -> entry.getValue().backlog)
                .map(Map.Entry::getKey)
                .limit(1000)
                .toArray(Long[]::new);
    }

    void held(long id, Instant until) {
        lanes.compute(id, (key, known) -> {
            Lane lane = known == null ? new Lane() : known;
            if (until.isAfter(lane.heldUntil)) {
                lane.heldUntil = until;
            }
            return lane;
        });
    }

    /**
     * A call of the lane failed in a way that says "down".
     *
     * @return until when the lane is to be held, and its failures in a row; null while it is not yet considered down
     */
    @Nullable
    Hold failed(long id) {
        Hold[] hold = new Hold[1];
        lanes.compute(id, (key, known) -> {
            Lane lane = known == null ? new Lane() : known;
            Instant now = clock.now();
            lane.failures++;
            if (lane.failingSince == null) {
                lane.failingSince = now;
            }
            if (lane.failures >= DOWN_AFTER_FAILURES
                    && !lane.failingSince.plus(DOWN_AFTER).isAfter(now)) {
                int probes = Math.min(lane.failures - DOWN_AFTER_FAILURES, 10);
                Duration pause = FIRST_PROBE.multipliedBy(1L << probes);
                Instant until = now.plus(pause.compareTo(SLOWEST_PROBE) > 0 ? SLOWEST_PROBE : pause);
                lane.heldUntil = until;
                hold[0] = new Hold(until, lane.failures);
            }
            return lane;
        });
        return hold[0];
    }

    /**
     * A call of the lane got through.
     *
     * @return true when the lane had been held as down, so that the queue must be told
     */
    boolean succeeded(long id) {
        Lane quick = lanes.get(id);
        if (quick == null || quick.failures == 0) {
            return false;
        }
        boolean[] wasDown = new boolean[1];
        lanes.computeIfPresent(id, (key, lane) -> {
            wasDown[0] = lane.failures >= DOWN_AFTER_FAILURES;
            lane.failures = 0;
            lane.failingSince = null;
            if (wasDown[0]) {
                lane.heldUntil = Instant.MIN;
            }
            return lane;
        });
        return wasDown[0];
    }

    /** Another node found the lane down; this node's next failure counts on from there. */
    void learn(long id, int failures, Instant heldUntil) {
        lanes.compute(id, (key, known) -> {
            Lane lane = known == null ? new Lane() : known;
            if (failures > lane.failures) {
                lane.failures = failures;
                if (lane.failingSince == null) {
                    lane.failingSince = clock.now().minus(DOWN_AFTER);
                }
            }
            lane.heldUntil = heldUntil;
            return lane;
        });
    }

    boolean isDown(long id) {
        Lane lane = lanes.get(id);
        return lane != null && lane.failures >= DOWN_AFTER_FAILURES;
    }

    record Hold(Instant until, int failures) {}
}
