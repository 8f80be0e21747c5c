package dev.zaffre.execution;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.connection.Connections;
import dev.zaffre.connection.TokenRefresher;
import dev.zaffre.db.Database;
import dev.zaffre.db.Partitions;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.delivery.RateLimiter;
import dev.zaffre.execution.Acceptance.NewExecution;
import dev.zaffre.execution.Acceptance.Offer;
import dev.zaffre.execution.Acceptance.Verdict;
import dev.zaffre.webhook.Webhooks;
import dev.zaffre.workflow.Config;
import dev.zaffre.workflow.Configs;
import dev.zaffre.workflow.PublishedWorkflow;
import dev.zaffre.workflow.Workflows;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The engine as the rest of the product sees it: accepts runs, works them off, stops and repeats them. */
public final class Executions implements AutoCloseable {
    private final Database database;
    private final Clock clock;
    private final Nodes nodes;
    private final Stops stops;
    private final Acceptance acceptance;
    private final Journal journal;
    private final Dispatcher dispatcher;
    private final Configs configs;
    private final Feed feed;
    private final Duration drain;
    private final Steps steps;
    private final Map<UUID, CompletableFuture<Void>> waiters = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /**
     * @param nodeName how this process is called in the table of nodes
     * @param capacity most runs in memory at once
     * @param perLane most of them of one linked account at one app
     * @param lease how long a silent process keeps its runs
     * @param drain how long {@link #close} waits for runs to come to rest
     * @param aloneOnDatabase no other process can be using the database: what others left is taken over at once
     * @param retentionDays whole days of history
     */
    public record Tuning(
            String nodeName,
            int capacity,
            int perLane,
            Duration lease,
            Duration drain,
            boolean aloneOnDatabase,
            int retentionDays) {}

    /** What the engine calls on. */
    public record Collaborators(
            LinkedAccounts accounts,
            Catalog catalog,
            Connections connections,
            TokenRefresher refresher,
            Workflows workflows,
            Configs configs,
            OutboundHttp http,
            RateLimiter limiter,
            Webhooks webhooks,
            MeterRegistry metrics,
            Feed feed) {}

    public Executions(Database database, Clock clock, Collaborators with, Tuning tuning) {
        this.database = database;
        this.clock = clock;
        this.configs = with.configs();
        this.feed = with.feed();
        this.drain = tuning.drain();
        this.nodes = new Nodes(database, tuning.nodeName(), tuning.lease());
        RunNotices notices = new RunNotices(with.webhooks(), with.accounts(), with.workflows(), clock);
        this.stops = new Stops(database, clock, notices, feed);
        Queue queue = new Queue(database, clock);
        this.acceptance = new Acceptance(database, clock);
        this.journal = new Journal(database, clock, nodes::id, with.webhooks()::publish, feed);
        Meters meters = new Meters(with.metrics(), this::runningNow);
        Lanes lanes = new Lanes(clock, tuning.perLane());
        Gate gate = new Gate(clock, with.limiter(), queue::release);
        Calls calls = new Calls(clock, with.catalog(), with.refresher(), with.http(), gate, lanes, meters);
        this.steps = new Steps(clock, calls);
        Runner runner = new Runner(clock, steps, journal, with.accounts(), notices, meters, () -> closing);
        Partitions partitions = new Partitions(database, clock, tuning.retentionDays());
        partitions.maintain();
        enter(tuning.aloneOnDatabase());
        this.dispatcher = new Dispatcher(
                new Dispatcher.Parts(
                        clock,
                        nodes,
                        queue,
                        lanes,
                        new RunLoader(database, with.workflows(), with.configs()),
                        runner,
                        journal,
                        partitions,
                        tuning.lease(),
                        meters,
                        feed,
                        this::ended),
                tuning.capacity());
        with.connections().onActive((environment, account, app, identifier) -> {
            if (queue.unpark(environment, account, app, identifier) > 0) {
                dispatcher.wake();
            }
        });
        dispatcher.start();
    }

    private void enter(boolean alone) {
        nodes.register();
        if (alone) {
            nodes.reapOthers();
        }
    }

    /** Runs in memory now. */
    public int runningNow() {
        return dispatcher.runningNow();
    }

    // Accepting
    // -------------------------------------------------------------------------------------------------------------------

    /** One workflow that is to run for an event. */
    public record Start(
            PublishedWorkflow workflow,
            String configId,
            @Nullable Config config,
            boolean sync) {}

    /**
     * A trigger that has passed every check.
     *
     * @param source as the history shows it: {@code Event}, or one of {@link ApiRuns.Source}
     * @param payload parsed from the event's bytes
     */
    public record Trigger(
            EnvironmentId environment,
            AccountId account,
            String source,
            UUID eventId,
            Acceptance.@Nullable NewEvent event,
            @Nullable String eventName,
            JsonNode payload,
            @Nullable JsonNode headers,
            List<Start> starts,
            List<Acceptance.Skip> skips,
            Acceptance.@Nullable Claim claim,
            @Nullable UUID rerunOf) {}

    /** What was committed. */
    public record Receipt(Verdict verdict, List<NewExecution> executions) {}

    /**
     * Commits event and runs; the runs for which there is room begin at once, the others wait in their lanes.
     *
     * @throws java.sql.SQLException when the database did not commit, or did not say so
     * @throws dev.zaffre.db.GroupCommit.Overloaded when too much is waiting
     */
    public Receipt accept(Trigger trigger) throws java.sql.SQLException {
        List<NewExecution> executions = new ArrayList<>(trigger.starts().size());
        List<Run> direct = new ArrayList<>(trigger.starts().size());
        boolean queued = false;
        for (Start start : trigger.starts()) {
            boolean place =
                    dispatcher.tryPlace(trigger.account(), start.workflow().app());
            NewExecution execution = execution(start, trigger.rerunOf(), place);
            executions.add(execution);
            queued |= !place;
            if (place) {
                Run run = run(trigger, start, execution);
                direct.add(run);
                dispatcher.expect(run);
            }
        }
        Offer offer = new Offer(
                trigger.environment(),
                trigger.account(),
                trigger.source(),
                trigger.eventId(),
                trigger.event(),
                executions,
                trigger.skips(),
                trigger.claim());
        boolean wake = queued;
        return new Receipt(commit(offer, direct, wake), executions);
    }

    private Verdict commit(Offer offer, List<Run> direct, boolean wake) throws java.sql.SQLException {
        CompletableFuture<Verdict> committed;
        try {
            committed = acceptance.submit(offer);
        } catch (RuntimeException e) {
            direct.forEach(dispatcher::forget);
            throw e;
        }
        // On the committer's thread: the runs must begin even when the caller has given up waiting.
        CompletableFuture<Verdict> begun = committed.whenComplete((verdict, failure) -> {
            if (verdict != null && feed.isHeard(offer.environment())) {
                tell(offer, verdict);
            }
            if (verdict instanceof Verdict.Accepted) {
                direct.forEach(dispatcher::start);
                if (wake) {
                    dispatcher.wake();
                }
            } else {
                direct.forEach(dispatcher::forget);
                if (failure != null) {
                    dispatcher.sweepSoon();
                }
            }
        });
        try {
            return begun.get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.sql.SQLException("Interrupted while waiting for the commit", e);
        } catch (TimeoutException e) {
            throw new java.sql.SQLException("The database did not commit within 30 s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof java.sql.SQLException sql) {
                throw sql;
            }
            throw new java.sql.SQLException(e.getCause());
        }
    }

    private void tell(Offer offer, Verdict verdict) {
        if (offer.event() != null && !(verdict instanceof Verdict.KeyReused)) {
            feed.received(offer.environment(), offer.account(), offer.eventId());
        }
        if (verdict instanceof Verdict.Accepted) {
            offer.executions().forEach(run -> feed.changed(offer.environment(), offer.account(), run.id()));
        }
    }

    private NewExecution execution(Start start, @Nullable UUID rerunOf, boolean place) {
        return new NewExecution(
                Ids.next(),
                start.workflow().id(),
                start.workflow().version(),
                start.workflow().app(),
                start.configId(),
                place ? nodes.id() : null,
                clock.now().plus(start.workflow().compiled().timeout()),
                start.sync(),
                rerunOf);
    }

    private Run run(Trigger trigger, Start start, NewExecution execution) {
        var identity = new Run.Identity(
                execution.id(),
                trigger.environment(),
                trigger.account(),
                trigger.eventId(),
                trigger.eventName(),
                execution.workflow(),
                execution.version(),
                execution.app(),
                execution.configId(),
                execution.sync(),
                ApiRuns.Source.isQuiet(trigger.source()));
        ObjectNode config =
                configs.values(trigger.environment(), execution.app(), start.config(), execution.workflow());
        return new Run(
                identity,
                start.workflow().compiled(),
                trigger.payload(),
                trigger.headers(),
                config,
                execution.deadline());
    }

    /** Gives one node its turn once, with a run that is kept nowhere: for those who try a node by itself. */
    Step tryOnce(Run run, dev.zaffre.workflow.Node node, @Nullable LinkedAccount account) {
        return steps.take(run, node, account);
    }

    // Waiting for one
    // -------------------------------------------------------------------------------------------------------------

    /**
     * How a run stands.
     *
     * @param result of its Response node: {@code {status, body}}
     */
    public record Standing(
            String status,
            @Nullable String reason,
            @Nullable JsonNode result) {
        public boolean isOver() {
            return switch (status) {
                case "COMPLETED", "ERRORED", "STOPPED", "TIMED_OUT", "TERMINATED" -> true;
                default -> false;
            };
        }
    }

    private void ended(UUID execution) {
        CompletableFuture<Void> waiter = waiters.get(execution);
        if (waiter != null) {
            waiter.complete(null);
        }
    }

    /** Waits until a run is over, wherever it runs. After {@code atMost} it answers how it stands then. */
    public Standing await(EnvironmentId environment, UUID execution, Duration atMost) {
        Instant giveUp = Instant.now().plus(atMost);
        while (true) {
            CompletableFuture<Void> waiter = waiters.computeIfAbsent(execution, id -> new CompletableFuture<>());
            try {
                Standing standing = standing(environment, execution).orElseThrow();
                Duration left = Duration.between(Instant.now(), giveUp);
                if (standing.isOver() || left.isNegative()) {
                    return standing;
                }
                // Another node may run it: its end is not heard here, so the database is asked now and then.
                waiter.completeOnTimeout(null, Math.min(250, Math.max(1, left.toMillis())), TimeUnit.MILLISECONDS)
                        .join();
            } finally {
                waiters.remove(execution);
            }
        }
    }

    public Optional<Standing> standing(EnvironmentId environment, UUID execution) {
        return database.read(handle -> handle.createQuery(
                        "select status, reason, result from execution where environment_id = :environment and id = :id")
                .bind("environment", environment.value())
                .bind("id", execution)
                .map((row, context) -> new Standing(
                        row.getString(1),
                        row.getString(2),
                        row.getBytes(3) == null ? null : Json.parse(row.getBytes(3))))
                .findOne());
    }

    // Stop and delete
    // ---------------------------------------------------------------------------------------------------------------

    /** See {@link Stops#stop}. */
    public boolean stop(EnvironmentId environment, @Nullable AccountId account, UUID execution) {
        return stops.stop(environment, account, execution);
    }

    /** Ends what is unfinished of an account that is being deleted. */
    public void endAll(Handle handle, EnvironmentId environment, AccountId account) {
        stops.endAll(handle, environment, account);
    }

    /** Ends what is unfinished of a workflow that is being deleted. */
    public void endAll(Handle handle, EnvironmentId environment, UUID workflow) {
        stops.endAll(handle, environment, workflow);
    }

    /** Stops taking runs, lets those under way come to rest, and gives the remainder back to the queue. */
    @Override
    public void close() {
        dispatcher.drain(drain);
        closing = true;
        dispatcher.close();
        acceptance.close();
        journal.close();
        nodes.leave();
    }
}
