package dev.zaffre.execution;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.Clock;
import dev.zaffre.db.Database;
import dev.zaffre.execution.Journal.Entry;
import dev.zaffre.execution.Journal.Fate;
import dev.zaffre.execution.Journal.Next;
import dev.zaffre.execution.Run.NodeState;
import dev.zaffre.execution.Run.Turn;
import dev.zaffre.workflow.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks a run through its workflow until it is over or must wait. A call is journalled before the next call is made, so that a crash
 * repeats at most the calls under way; what only computes is journalled along with the next commit.
 */
final class Runner {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    private final Clock clock;
    private final Steps steps;
    private final Journal journal;
    private final LinkedAccounts accounts;
    private final RunNotices notices;
    private final Meters meters;
    private final BooleanSupplier isClosing;
    private final AtomicLong warnedAt = new AtomicLong(System.nanoTime() - 1_000_000_001L);
    private final ExecutorService branches = Executors.newThreadPerTaskExecutor(new ColdThreads());

    Runner(
            Clock clock,
            Steps steps,
            Journal journal,
            LinkedAccounts accounts,
            RunNotices notices,
            Meters meters,
            BooleanSupplier isClosing) {
        this.clock = clock;
        this.steps = steps;
        this.journal = journal;
        this.accounts = accounts;
        this.notices = notices;
        this.meters = meters;
        this.isClosing = isClosing;
    }

    /** How the turn of a run here ended. */
    enum End {
        FINISHED,
        /** For its own next attempt, or a delay. */
        WAITING,
        /** For its lane: whatever comes after it in this lane waits behind it. */
        HELD,
        /** It is another node's now, or was already over. */
        LOST
    }

    /** What one walk gathers until it is written. */
    private static final class Walk {
        private final Run run;
        private final @Nullable LinkedAccount account;
        private final List<AttemptRow> unwritten = new ArrayList<>();
        private boolean holdsCalls;
        private @Nullable String failure;
        private Next.@Nullable Wait wait;
        private boolean pausesDeadline;

        Walk(Run run, @Nullable LinkedAccount account) {
            this.run = run;
            this.account = account;
        }
    }

    End run(Run run) {
        Walk walk = new Walk(
                run,
                accounts.find(run.identity.environment(), run.identity.account())
                        .orElse(null));
        while (true) {
            Instant now = clock.now();
            if (run.deadline.isBefore(now)) {
                return finish(walk, "TIMED_OUT", "The run took longer than its workflow allows");
            }
            if (walk.failure != null) {
                return finish(walk, "ERRORED", walk.failure);
            }
            rejectClosedBranches(walk, now);
            List<Node> ready = run.nodesAt(Turn.NOW, now);
            if (ready.isEmpty() || walk.wait != null) {
                return pauseOrComplete(walk);
            }
            if (walk.holdsCalls && ready.stream().anyMatch(Steps::callsOut)) {
                Fate fate = write(walk, new Next.Continue());
                if (fate == Fate.LOST) {
                    return End.LOST;
                }
                if (fate == Fate.STOP) {
                    return finish(walk, "STOPPED", "Stopped on request");
                }
            }
            takeTurns(walk, ready);
        }
    }

    private void rejectClosedBranches(Walk walk, Instant now) {
        for (Node node : walk.run.workflow.nodes()) {
            if (walk.run.turn(node, now) == Turn.NEVER) {
                walk.run.state(node.id(), new NodeState(Run.Status.REJECTED, 0, 0, null, null, null));
                walk.unwritten.add(AttemptRow.idle(node, 1, Run.Status.REJECTED, "No way leads here", now));
            }
        }
    }

    private void takeTurns(Walk walk, List<Node> ready) {
        List<Node> quick = ready.stream().filter(node -> !Steps.callsOut(node)).toList();
        if (!quick.isEmpty()) {
            quick.forEach(node -> apply(walk, node, take(walk, node)));
            return;
        }
        if (ready.size() == 1) {
            apply(walk, ready.getFirst(), take(walk, ready.getFirst()));
            return;
        }
        List<Future<Step>> together = ready.stream()
                .map(node -> branches.submit(() -> take(walk, node)))
                .toList();
        for (int i = 0; i < ready.size(); i++) {
            apply(walk, ready.get(i), await(together.get(i)));
        }
    }

    private Step take(Walk walk, Node node) {
        try {
            return steps.take(walk.run, node, walk.account);
        } catch (RuntimeException e) {
            if (Database.isUnavailable(e)) {
                // Not the run's fault: it stays in this node's name until the sweep gives it back to the queue.
                throw e;
            }
            // A fault of ours must not leave the run hanging: it ends with a reason, and the log has the trace.
            LOG.error("node.fault execution={} node={}", walk.run.identity.id(), node.id(), e);
            String reason = "Internal error (" + e.getClass().getSimpleName() + ")";
            NodeState state = walk.run.state(node.id());
            return new Step.Failed(
                    AttemptRow.idle(
                            node, state == null ? 1 : state.attempts() + 1, Run.Status.ERRORED, reason, clock.now()),
                    reason);
        }
    }

    private static Step await(Future<Step> branch) {
        try {
            return branch.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Step.Postponed(Instant.EPOCH, "the node is stopping", null);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Lets a step's result into the run; only ever on the run's own thread. */
    private void apply(Walk walk, Node node, Step step) {
        Run run = walk.run;
        NodeState before = run.state(node.id());
        int attempts = before == null ? 0 : before.attempts();
        int counted = before == null ? 0 : before.counted();
        walk.holdsCalls |= Steps.callsOut(node);
        switch (step) {
            case Step.Done done -> {
                // The Start node's record is the event itself.
                if (!(node.kind() instanceof Node.Start)) {
                    walk.unwritten.add(done.row());
                }
                run.state(
                        node.id(),
                        new NodeState(done.row().status(), attempts + 1, counted, null, done.exit(), done.output()));
            }
            case Step.Failed failed -> fail(walk, node, failed, attempts + 1);
            case Step.Later later -> later(walk, node, later, attempts, counted);
            case Step.Postponed postponed -> {
                walk.pausesDeadline |= postponed.pausesDeadline();
                walk.wait = waitUntil(walk, postponed.until(), postponed.reason(), null, postponed.hold());
            }
            case Step.Parked parked -> {
                if (parked.row() != null) {
                    walk.unwritten.add(parked.row());
                    run.state(node.id(), new NodeState(Run.Status.WAITING, attempts + 1, counted, null, null, null));
                }
                walk.pausesDeadline = true;
                walk.wait = waitUntil(walk, clock.now(), parked.reason(), parked.connection(), null);
            }
        }
    }

    private void later(Walk walk, Node node, Step.Later later, int attempts, int counted) {
        walk.unwritten.add(later.row());
        boolean isAttempt = Steps.callsOut(node);
        walk.run.state(
                node.id(),
                new NodeState(
                        Run.Status.WAITING,
                        isAttempt ? attempts + 1 : 0,
                        counted + (later.counts() ? 1 : 0),
                        later.at(),
                        null,
                        null));
        walk.pausesDeadline |= later.pausesDeadline();
        if (later.hold() != null) {
            walk.wait = waitUntil(walk, later.at(), String.valueOf(later.row().reason()), null, later.hold());
        }
    }

    private static void fail(Walk walk, Node node, Step.Failed failed, int attempts) {
        if (!node.settings().skipOnError()) {
            walk.unwritten.add(failed.row());
            walk.run.state(node.id(), new NodeState(Run.Status.ERRORED, attempts, attempts, null, null, null));
            walk.failure = "Node " + node.id() + " (" + node.name() + "): " + failed.reason();
            return;
        }
        walk.unwritten.add(failed.row().skipped());
        walk.run.state(node.id(), new NodeState(Run.Status.SKIPPED, attempts, attempts, null, null, null));
    }

    /** The sooner of two waits wins; a parked run is looked at again as soon as anything else in it is due. */
    private static Next.Wait waitUntil(
            Walk walk, Instant due, String reason, @Nullable String parkedFor, Journal.@Nullable LaneHold hold) {
        Next.Wait known = walk.wait;
        if (known == null || (known.parkedFor() != null && parkedFor == null)) {
            return new Next.Wait(due, reason, parkedFor, hold, false);
        }
        if (parkedFor != null || known.due().isBefore(due)) {
            return known;
        }
        return new Next.Wait(due, reason, null, hold == null ? known.hold() : hold, false);
    }

    private End pauseOrComplete(Walk walk) {
        Instant next = walk.run.nextDue();
        Next.Wait asked = walk.wait;
        if (asked == null && next == null) {
            return finish(walk, "COMPLETED", null);
        }
        if (asked == null) {
            asked = new Next.Wait(java.util.Objects.requireNonNull(next), "Waiting until " + next, null, null, false);
        } else if (next != null && (asked.parkedFor() != null || next.isBefore(asked.due()))) {
            asked = new Next.Wait(next, asked.reason(), null, asked.hold(), false);
        }
        Instant due = asked.due().isBefore(walk.run.deadline) || walk.pausesDeadline ? asked.due() : walk.run.deadline;
        Fate fate =
                write(walk, new Next.Wait(due, asked.reason(), asked.parkedFor(), asked.hold(), walk.pausesDeadline));
        if (fate == Fate.STOP) {
            return finish(walk, "STOPPED", "Stopped on request");
        }
        if (fate == Fate.LOST) {
            return End.LOST;
        }
        return walk.wait == null ? End.WAITING : End.HELD;
    }

    private End finish(Walk walk, String status, @Nullable String reason) {
        Fate fate = write(
                walk,
                new Next.Finish(status, reason, walk.run.result, notices.of(walk.run, status, reason, walk.unwritten)));
        if (fate == Fate.LOST) {
            return End.LOST;
        }
        Run.Identity identity = walk.run.identity;
        Duration sinceAccepted = Duration.between(identity.createdAt(), clock.now());
        meters.finished(status, sinceAccepted);
        if (LOG.isInfoEnabled()) {
            LOG.info(
                    "execution.finished execution={} event={} workflow={} status={} ms={}",
                    identity.id(),
                    identity.event(),
                    identity.workflow(),
                    status,
                    sinceAccepted.toMillis());
        }
        return End.FINISHED;
    }

    /** Writes until it is written: the call has been made, its record must not be lost to a database that is away for a moment. */
    private Fate write(Walk walk, Next next) {
        Run.Identity identity = walk.run.identity;
        Entry entry = new Entry(
                identity.id(),
                identity.environment(),
                identity.account(),
                identity.lane(),
                List.copyOf(walk.unwritten),
                next);
        long pause = 50;
        while (true) {
            try {
                Fate fate = journal.submit(entry).get();
                walk.unwritten.clear();
                walk.holdsCalls = false;
                return fate;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Fate.LOST;
            } catch (ExecutionException | RuntimeException e) {
                if (isClosing.getAsBoolean()) {
                    return Fate.LOST;
                }
                warnOnceASecond(identity, e);
                LockSupport.parkNanos(Duration.ofMillis(pause).toNanos());
                pause = Math.min(pause * 2, 2000);
            }
        }
    }

    /** Hundreds of runs may wait for the same database: one line a second says so. */
    private void warnOnceASecond(Run.Identity identity, Exception e) {
        long now = System.nanoTime();
        long last = warnedAt.get();
        if (now - last > 1_000_000_000L && warnedAt.compareAndSet(last, now)) {
            LOG.warn("journal.retry execution={} (and others): {}", identity.id(), e.getMessage());
        }
    }
}
