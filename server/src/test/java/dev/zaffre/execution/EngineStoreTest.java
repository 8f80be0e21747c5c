package dev.zaffre.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.db.Database;
import dev.zaffre.db.Partitions;
import dev.zaffre.execution.Acceptance.Claim;
import dev.zaffre.execution.Acceptance.NewEvent;
import dev.zaffre.execution.Acceptance.NewExecution;
import dev.zaffre.execution.Acceptance.Offer;
import dev.zaffre.execution.Acceptance.Verdict;
import dev.zaffre.execution.Journal.Entry;
import dev.zaffre.execution.Journal.Fate;
import dev.zaffre.execution.Journal.Next;
import dev.zaffre.execution.Queue.Claimed;
import dev.zaffre.testing.MovableClock;
import dev.zaffre.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The engine's statements against a real database: what is accepted, who gets to run it, and whose word counts. */
class EngineStoreTest {
    private static final byte[] PAYLOAD = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

    private final MovableClock clock = new MovableClock();
    private final EnvironmentId environment = new EnvironmentId(Ids.next());
    private final AccountId account = new AccountId(Ids.next());
    private Database database;
    private Acceptance acceptance;
    private Queue queue;
    private Nodes first;
    private Nodes second;

    @BeforeEach
    void open() {
        database = TestDatabase.open();
        new Partitions(database, clock, 30).maintain();
        acceptance = new Acceptance(database, clock);
        queue = new Queue(database, clock);
        first = node("first");
        second = node("second");
    }

    @AfterEach
    void close() {
        acceptance.close();
        database.close();
    }

    private Nodes node(String name) {
        Nodes nodes = new Nodes(database, name, Duration.ofSeconds(15));
        nodes.register();
        return nodes;
    }

    private Offer offer(AccountId of, @Nullable Long owner, @Nullable Claim claim) {
        UUID event = Ids.next();
        var row = new NewEvent(event, environment, of, "Event", "e", null, null, null, "/", null, PAYLOAD, null);
        var run = new NewExecution(
                Ids.next(), Ids.next(), 1, "crm", "c", owner, clock.now().plusSeconds(7200), false, null);
        return new Offer(environment, of, "Event", event, row, List.of(run), List.of(), claim);
    }

    private Claim claim(String key, String body) {
        return new Claim(
                key,
                body.getBytes(StandardCharsets.UTF_8),
                clock.now(),
                clock.now().plusSeconds(300));
    }

    private long count(String table) {
        return database.read(handle -> handle.createQuery("select count(*) from " + table)
                .mapTo(Long.class)
                .one());
    }

    private Fate journal(Nodes node, UUID execution, Next next) {
        try (Journal journal = new Journal(database, clock, node::id, (connection, notices) -> {}, Feed.SILENT)) {
            return journal.submit(entry(execution, next)).join();
        }
    }

    private Entry entry(UUID execution, Next next) {
        var row = new AttemptRow(
                "2",
                1,
                Run.Status.SUCCESS,
                "Delivered",
                null,
                Instant.now(),
                Duration.ZERO,
                null,
                AttemptRow.Content.NONE,
                true);
        return new Entry(execution, environment, account, Lanes.id(account, "crm"), List.of(row), next);
    }

    @Test
    void one_key_sent_many_times_at_once_is_one_event_and_the_rest_are_logged() {
        List<CompletableFuture<Verdict>> verdicts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            verdicts.add(acceptance.submit(offer(account, null, claim("k" + i % 4, "same"))));
        }
        List<Verdict> all = verdicts.stream().map(CompletableFuture::join).toList();
        assertThat(all).filteredOn(Verdict.Accepted.class::isInstance).hasSize(4);
        assertThat(all).filteredOn(Verdict.Duplicate.class::isInstance).hasSize(196);
        assertThat(count("event where status = 'DUPLICATE'")).isEqualTo(196);
        assertThat(count("job")).isEqualTo(4);
    }

    @Test
    void a_key_with_another_body_is_refused_and_after_its_window_is_free_again() {
        Verdict accepted =
                acceptance.submit(offer(account, null, claim("k", "one"))).join();
        assertThat(accepted).isInstanceOf(Verdict.Accepted.class);
        assertThat(acceptance.submit(offer(account, null, claim("k", "two"))).join())
                .isInstanceOf(Verdict.KeyReused.class);
        clock.advance(Duration.ofSeconds(301));
        assertThat(acceptance.submit(offer(account, null, claim("k", "two"))).join())
                .isInstanceOf(Verdict.Accepted.class);
        queue.forgetExpired();
        assertThat(count("idempotency")).isEqualTo(1);
    }

    @Test
    void a_job_is_claimed_by_one_node_only() throws SQLException {
        for (int i = 0; i < 30; i++) {
            acceptance.submit(offer(account, null, null)).join();
        }
        Set<UUID> seen = new HashSet<>();
        int claims = 0;
        List<Claimed> batch = queue.claim(first.id(), (any, inOrder) -> 10, 100);
        while (!batch.isEmpty()) {
            claims++;
            batch.forEach(job -> assertThat(seen.add(job.execution())).isTrue());
            batch = queue.claim(claims % 2 == 0 ? first.id() : second.id(), (any, inOrder) -> 10, 100);
        }
        assertThat(seen).hasSize(30);
        assertThat(claims).isEqualTo(3);
        assertThat(count("execution where status = 'RUNNING'")).isEqualTo(30);
    }

    @Test
    void waiting_behind_others_does_not_use_up_the_time_of_a_run() throws SQLException {
        acceptance.submit(offer(account, null, null)).join();
        clock.advance(Duration.ofHours(5));
        assertThat(queue.claim(first.id(), (any, inOrder) -> 10, 10)).hasSize(1);
        assertThat(
                        count(
                                "execution where deadline_at between now() + interval '6 hours' and now() + interval '8 hours'"))
                .isEqualTo(1);
    }

    @Test
    void one_commit_ends_one_run_keeps_another_puts_a_third_back_and_refuses_one_that_is_not_ours()
            throws SQLException {
        for (int i = 0; i < 4; i++) {
            acceptance
                    .submit(offer(account, i < 3 ? first.id() : second.id(), null))
                    .join();
        }
        List<UUID> runs = database.read(handle -> handle.createQuery("select id from execution order by id")
                .mapTo(UUID.class)
                .list());
        List<Next> nexts = List.of(
                new Next.Finish("COMPLETED", "well", null, null),
                new Next.Continue(),
                new Next.Wait(clock.now().plusSeconds(60), "later", null, null, false),
                new Next.Finish("COMPLETED", null, null, null));
        List<Fate> fates;
        try (Journal journal = new Journal(database, clock, first::id, (connection, notices) -> {}, Feed.SILENT)) {
            List<CompletableFuture<Fate>> written = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                written.add(journal.submit(entry(runs.get(i), nexts.get(i))));
            }
            fates = written.stream().map(CompletableFuture::join).toList();
        }
        assertThat(fates).containsExactly(Fate.OURS, Fate.OURS, Fate.OURS, Fate.LOST);
        List<String> statuses = database.read(handle -> handle.createQuery("select status from execution order by id")
                .mapTo(String.class)
                .list());
        assertThat(statuses).containsExactly("COMPLETED", "RUNNING", "WAITING", "RUNNING");
        assertThat(count("attempt")).isEqualTo(3);
        assertThat(count("job where owner is null")).isEqualTo(1);
        assertThat(count("job")).isEqualTo(3);
    }

    @Test
    void lanes_take_turns_so_that_one_account_with_many_jobs_does_not_hold_up_another() throws SQLException {
        for (int i = 0; i < 100; i++) {
            acceptance.submit(offer(account, null, null)).join();
        }
        AccountId small = new AccountId(Ids.next());
        UUID its = acceptance
                .submit(offer(small, null, null))
                .thenApply(verdict -> small.value())
                .join();
        List<Claimed> claimed = queue.claim(first.id(), (any, inOrder) -> 10, 100);
        assertThat(claimed).hasSize(11);
        assertThat(claimed).anyMatch(job -> job.lane() == Lanes.id(small, "crm"));
        assertThat(its).isNotNull();
    }

    @Test
    void what_a_node_writes_after_it_was_declared_dead_changes_nothing() throws SQLException {
        acceptance.submit(offer(account, null, null)).join();
        UUID execution =
                queue.claim(first.id(), (any, inOrder) -> 10, 10).getFirst().execution();
        database.run(handle ->
                handle.execute("update node set lease_until = now() - interval '1 second' where id = ?", first.id()));
        assertThat(second.reap()).isEqualTo(1);
        assertThat(queue.claim(second.id(), (any, inOrder) -> 10, 10))
                .extracting(Claimed::execution)
                .containsExactly(execution);

        assertThat(journal(first, execution, new Next.Finish("ERRORED", "late", null, null)))
                .isEqualTo(Fate.LOST);
        assertThat(count("attempt")).isZero();
        assertThat(journal(second, execution, new Next.Finish("COMPLETED", null, null, null)))
                .isEqualTo(Fate.OURS);
        assertThat(count("execution where status = 'COMPLETED'")).isEqualTo(1);
        assertThat(count("attempt")).isEqualTo(1);
        assertThat(count("job")).isZero();

        long dead = first.id();
        assertThat(first.renew()).isFalse();
        assertThat(first.id()).isNotEqualTo(dead);
    }

    @Test
    void a_waiting_run_is_claimed_when_it_is_due_and_not_before() throws SQLException {
        acceptance.submit(offer(account, null, null)).join();
        UUID execution =
                queue.claim(first.id(), (any, inOrder) -> 10, 10).getFirst().execution();
        Instant due = clock.now().plusSeconds(30);
        assertThat(journal(first, execution, new Next.Wait(due, "later", null, null, false)))
                .isEqualTo(Fate.OURS);
        assertThat(queue.claim(first.id(), (any, inOrder) -> 10, 10)).isEmpty();
        clock.advance(Duration.ofSeconds(31));
        assertThat(queue.claim(first.id(), (any, inOrder) -> 10, 10)).hasSize(1);
    }

    @Test
    void a_held_lane_keeps_all_its_jobs_back_and_a_down_lane_gives_one_probe() throws SQLException {
        for (int i = 0; i < 5; i++) {
            acceptance.submit(offer(account, null, null)).join();
        }
        long lane = Lanes.id(account, "crm");
        UUID execution =
                queue.claim(first.id(), (any, inOrder) -> 1, 1).getFirst().execution();
        Instant until = clock.now().plusSeconds(20);
        journal(first, execution, new Next.Wait(until, "down", null, new Journal.LaneHold(lane, until, 12), true));
        assertThat(queue.claim(first.id(), (any, inOrder) -> 10, 10)).isEmpty();
        clock.advance(Duration.ofSeconds(21));
        assertThat(queue.claim(first.id(), (any, inOrder) -> 10, 10)).hasSize(1);
        assertThat(queue.claim(first.id(), (any, inOrder) -> 10, 10)).isEmpty();
        queue.release(lane);
        assertThat(queue.claim(first.id(), (any, inOrder) -> 10, 10)).hasSize(4);
    }

    @Test
    void parked_runs_wait_without_end_and_go_on_in_order_when_their_connection_is_back() throws SQLException {
        List<UUID> order = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Offer offer = offer(account, null, null);
            order.add(offer.executions().getFirst().id());
            acceptance.submit(offer).join();
        }
        for (Claimed job : queue.claim(first.id(), (any, inOrder) -> 20, 20)) {
            journal(first, job.execution(), new Next.Wait(clock.now(), "reconnect", "crm", null, true));
        }
        clock.advance(Duration.ofDays(20));
        assertThat(queue.claim(first.id(), (any, inOrder) -> 20, 20)).isEmpty();
        assertThat(queue.unpark(environment, account, "crm", null)).isEqualTo(20);
        clock.advance(Duration.ofMillis(1));
        acceptance.submit(offer(account, null, null)).join();
        List<UUID> claimed = new ArrayList<>();
        List<Boolean> told = new ArrayList<>();
        for (int node = 0; node < 11; node++) {
            queue.claim(
                            node % 2 == 0 ? first.id() : second.id(),
                            (any, inOrder) -> {
                                told.add(inOrder);
                                return 2;
                            },
                            20)
                    .forEach(job -> claimed.add(job.execution()));
        }
        assertThat(claimed.subList(0, 20)).containsExactlyElementsOf(order);
        assertThat(claimed).hasSize(21);
        assertThat(told.subList(0, 10)).containsOnly(true);
        assertThat(told.getLast()).isFalse();
    }

    @Test
    void what_is_parked_for_one_of_several_connections_is_not_released_by_another() throws SQLException {
        for (String connection : List.of("crm north", "crm south", "crm")) {
            Offer offer = offer(account, null, null);
            acceptance.submit(offer).join();
            for (Claimed job : queue.claim(first.id(), (any, inOrder) -> 20, 20)) {
                journal(first, job.execution(), new Next.Wait(clock.now(), "reconnect", connection, null, true));
            }
        }
        assertThat(queue.unpark(environment, account, "cr", "m north")).isZero();
        assertThat(queue.unpark(environment, account, "crm", "south")).isEqualTo(2);
        assertThat(queue.unpark(environment, account, "crm", "south")).isZero();
        assertThat(queue.unpark(environment, account, "crm", "north")).isEqualTo(1);
    }

    @Test
    void jobs_in_a_nodes_name_that_it_does_not_know_go_back_to_the_queue() throws SQLException {
        Offer known = offer(account, first.id(), null);
        acceptance.submit(known).join();
        acceptance.submit(offer(account, first.id(), null)).join();
        UUID mine = known.executions().getFirst().id();
        assertThat(queue.giveBackUnknown(first.id(), mine::equals)).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(queue.claim(second.id(), (any, inOrder) -> 10, 10)).hasSize(1);
    }

    /** A lane that was rotated while a job came in used to sleep with that job in it until the lane's next event. */
    @Test
    void no_job_is_overlooked_when_it_comes_in_while_its_lane_is_claimed() throws Exception {
        int jobs = 3000;
        Set<UUID> claimed = ConcurrentHashMap.newKeySet();
        Thread claimer = Thread.ofPlatform().start(() -> {
            while (claimed.size() < jobs && !Thread.currentThread().isInterrupted()) {
                try {
                    queue.claim(first.id(), (any, inOrder) -> 200, 200).forEach(job -> claimed.add(job.execution()));
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        List<CompletableFuture<Verdict>> verdicts = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            verdicts.add(acceptance.submit(offer(account, null, null)));
        }
        verdicts.forEach(CompletableFuture::join);
        claimer.join(Duration.ofSeconds(20));
        claimer.interrupt();
        assertThat(claimed).hasSize(jobs);
    }

    @Test
    void old_days_are_dropped_and_new_ones_made_ahead() {
        clock.advance(Duration.ofDays(31));
        new Partitions(database, clock, 30).maintain();
        assertThat(count("pg_inherits where inhparent = cast('event' as regclass)"))
                .isBetween(5L, 9L);
        long before = count("pg_class where relname like 'attempt\\_2%' and relkind = 'r'");
        clock.advance(Duration.ofDays(60));
        new Partitions(database, clock, 30).maintain();
        assertThat(count("pg_class where relname like 'attempt\\_2%' and relkind = 'r'"))
                .isLessThan(before);
    }
}
