package dev.zaffre.execution;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import dev.zaffre.db.Partitions;
import dev.zaffre.execution.Journal.Fate;
import dev.zaffre.execution.Journal.Next;
import dev.zaffre.execution.Queue.Claimed;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which runs this process works on: those that were just accepted here, while there is room, and those claimed from the queue,
 * fairly by lane. Keeps the lease, and takes over from nodes that lost theirs.
 */
final class Dispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final long POLL_MILLIS = 100;
    private static final int CLAIM_AT_MOST = 200;
    private static final long PLACE_MILLIS = 20;

    private final Parts parts;
    private final Semaphore places;
    private final int capacity;
    private final Map<UUID, Run> running = new ConcurrentHashMap<>();
    private final ExecutorService runs = Executors.newThreadPerTaskExecutor(new ColdThreads());
    private final Semaphore wake = new Semaphore(0);
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    /** Held from a claim until its runs are known here, so that the sweep does not take them for lost. */
    private final Object claiming = new Object();

    private volatile boolean closing;
    /** The last claim found something: a place that becomes free is worth another look before the next poll. */
    private volatile boolean moreMayWait;

    private volatile boolean sweepNeeded;

    /** What the dispatcher works with. */
    record Parts(
            Clock clock,
            Nodes nodes,
            Queue queue,
            Lanes lanes,
            RunLoader loader,
            Runner runner,
            Journal journal,
            Partitions partitions,
            Duration lease,
            Meters meters,
            Feed feed,
            Consumer<UUID> onEnd) {}

    /** @param capacity most runs in memory at once */
    Dispatcher(Parts parts, int capacity) {
        this.parts = parts;
        this.capacity = capacity;
        this.places = new Semaphore(capacity);
    }

    void start() {
        threads.add(Thread.ofPlatform().daemon().name("dispatcher").start(this::claimLoop));
        threads.add(Thread.ofPlatform().daemon().name("lease").start(this::leaseLoop));
    }

    int runningNow() {
        return running.size();
    }

    /**
     * Takes a place for a run that is about to be accepted here; without one it is accepted into the queue. When all places are taken
     * it waits a moment for one: whoever sends faster than the apps take is slowed down a little before the queue has to help.
     */
    boolean tryPlace(AccountId account, String app) {
        long lane = Lanes.id(account, app);
        boolean entered = !closing && acquirePlace();
        if (entered && !parts.lanes.tryEnter(lane)) {
            places.release();
            entered = false;
        }
        if (!entered) {
            parts.lanes.backlog(lane, true);
        }
        return entered;
    }

    private boolean acquirePlace() {
        try {
            return places.tryAcquire(PLACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Gives a place back that was not used. */
    void leavePlace(AccountId account, String app) {
        parts.lanes.leave(Lanes.id(account, app));
        places.release();
    }

    /** A commit's answer was lost: there may be runs in our name that we do not know. */
    void sweepSoon() {
        sweepNeeded = true;
    }

    /** Something was put into the queue. */
    void wake() {
        wake.release();
    }

    /** Makes a run known before its commit, so that nobody takes it for lost in between. */
    void expect(Run run) {
        running.put(run.identity.id(), run);
    }

    /** The commit of an expected run did not come about. */
    void forget(Run run) {
        running.remove(run.identity.id());
        leavePlace(run.identity.account(), run.identity.app());
    }

    /** Works on a committed run; its place was taken before. */
    void start(Run run) {
        running.put(run.identity.id(), run);
        runs.execute(() -> work(run));
    }

    private void work(Run run) {
        Runner.End end = Runner.End.LOST;
        try {
            end = parts.runner.run(run);
        } catch (RuntimeException e) {
            // The job stays in our name; the sweep gives it back.
            LOG.error("run.fault execution={}", run.identity.id(), e);
            sweepSoon();
        } finally {
            running.remove(run.identity.id());
            if (end == Runner.End.HELD) {
                parts.lanes.backlog(run.identity.lane(), true);
            }
            boolean laneIsFree = parts.lanes.leave(run.identity.lane());
            places.release();
            parts.onEnd.accept(run.identity.id());
            if (laneIsFree || (moreMayWait && places.availablePermits() > capacity / 2)) {
                wake.release();
            }
        }
    }

    // The queue
    // -------------------------------------------------------------------------------------------------------------------

    private void claimLoop() {
        long nextLook = 0;
        int lanesSeen = Queue.LANES;
        while (!closing) {
            try {
                int free = Math.min(places.availablePermits(), CLAIM_AT_MOST);
                List<Claimed> claimed = free == 0 ? List.of() : claim(free, lanesSeen);
                moreMayWait = free == 0 || !claimed.isEmpty();
                if (!claimed.isEmpty()) {
                    lanesSeen =
                            (int) claimed.stream().map(Claimed::lane).distinct().count();
                }
                if (System.nanoTime() > nextLook) {
                    lookAround();
                    nextLook = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
                }
                if (claimed.size() < free / 2 || free == 0) {
                    pause();
                }
            } catch (SQLException | RuntimeException e) {
                // Once a second at most: a database that is away must not fill the log.
                LOG.warn("claim.failed {}", e.getMessage());
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
        }
        stopped.countDown();
    }

    /** The fewer lanes are due, the more is taken of each. */
    private List<Claimed> claim(int free, int lanesSeen) throws SQLException {
        synchronized (claiming) {
            int share = Math.max(10, CLAIM_AT_MOST / Math.max(1, lanesSeen));
            List<Claimed> claimed = parts.queue.claim(
                    parts.nodes.id(), (lane, inOrder) -> Math.min(share, parts.lanes.room(lane, inOrder)), free);
            if (!claimed.isEmpty()) {
                begin(claimed);
            }
            return claimed;
        }
    }

    private void pause() {
        try {
            wake.drainPermits();
            wake.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookAround() {
        parts.queue.learnHolds(parts.lanes);
        Long[] lanes = parts.lanes.withBacklog();
        if (lanes.length > 0) {
            parts.queue.emptied(lanes).forEach(lane -> parts.lanes.backlog(lane, false));
        }
    }

    private void begin(List<Claimed> claimed) {
        places.acquireUninterruptibly(claimed.size());
        claimed.forEach(this::enter);
        RunLoader.Loaded loaded;
        try {
            loaded = parts.loader.load(claimed.stream().map(Claimed::execution).toList(), parts.clock.now());
        } catch (RuntimeException e) {
            claimed.forEach(job -> parts.lanes.leave(job.lane()));
            places.release(claimed.size());
            sweepSoon();
            throw e;
        }
        loaded.runs().forEach(run -> {
            parts.feed.changed(run.identity.environment(), run.identity.account(), run.identity.id());
            start(run);
        });
        loaded.broken().forEach(this::endBroken);
        Set<UUID> found = new HashSet<>();
        loaded.runs().forEach(run -> found.add(run.identity.id()));
        List<Claimed> without =
                claimed.stream().filter(job -> !found.contains(job.execution())).toList();
        without.forEach(job -> parts.lanes.leave(job.lane()));
        places.release(without.size());
        loaded.broken().forEach(broken -> found.add(broken.execution()));
        List<UUID> forgotten = without.stream()
                .map(Claimed::execution)
                .filter(id -> !found.contains(id))
                .toList();
        if (!forgotten.isEmpty()) {
            LOG.warn("claim.forgotten executions={}: their history is past its retention", forgotten);
            parts.queue.discard(parts.nodes.id(), forgotten);
        }
    }

    /** A probe must know that it is one, or nobody would tell the queue when it gets through. */
    private void enter(Claimed job) {
        if (job.failures() >= Lanes.DOWN_AFTER_FAILURES) {
            parts.lanes.learn(job.lane(), job.failures(), parts.clock.now().plus(Queue.PROBE_SPACING));
        }
        parts.lanes.enter(job.lane());
    }

    private void endBroken(RunLoader.Broken broken) {
        LOG.warn("execution.broken execution={} reason={}", broken.execution(), broken.reason());
        Fate fate = parts.journal
                .submit(new Journal.Entry(
                        broken.execution(),
                        broken.environment(),
                        broken.account(),
                        broken.lane(),
                        List.of(),
                        new Next.Finish("TERMINATED", broken.reason(), null, null)))
                .join();
        LOG.debug("execution.broken fate={}", fate);
    }

    // The lease
    // -------------------------------------------------------------------------------------------------------------------

    private void leaseLoop() {
        long beat = parts.lease.toMillis() / 3;
        long beats = 0;
        while (!closing) {
            try {
                if (stopped.await(beat, TimeUnit.MILLISECONDS)) {
                    return;
                }
                parts.nodes.renew();
                if (parts.nodes.reap() > 0) {
                    wake.release();
                }
                if (sweepNeeded || beats % 12 == 0) {
                    sweepNeeded = false;
                    sweep();
                }
                parts.queue.unparkForgotten();
                if (beats++ % 360 == 0) {
                    parts.partitions.maintain();
                }
                parts.queue.forgetExpired();
                parts.meters.waiting(parts.queue.waiting());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warn("lease.failed {}", e.getMessage());
            }
        }
    }

    private void sweep() {
        synchronized (claiming) {
            int given = parts.queue.giveBackUnknown(parts.nodes.id(), running::containsKey);
            if (given > 0) {
                LOG.warn("sweep.given_back runs={}", given);
            }
        }
    }

    /** Takes nothing new, lets what runs come to its next rest, and gives the remainder back. */
    void drain(Duration atMost) {
        closing = true;
        long until = System.nanoTime() + atMost.toNanos();
        while (!running.isEmpty() && System.nanoTime() < until) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        if (!running.isEmpty()) {
            LOG.warn("drain.unfinished runs={}: they go on elsewhere or after the next start", running.size());
        }
    }

    @Override
    public void close() {
        closing = true;
        stopped.countDown();
        for (Thread thread : threads) {
            try {
                thread.join(5000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        runs.shutdownNow();
    }
}
