package dev.zaffre.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools against each other: they must agree before anything between them is measured. */
class LoadAndSinkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final AtomicLong NEXT = new AtomicLong(Arrivals.FIRST);

    @TempDir
    static Path folder;

    private static ThirdParty sink;
    private static ToolsAlone tools;

    private final long first = NEXT.getAndAdd(10_000);
    private ThirdParty.Counts before;

    @BeforeAll
    static void start() {
        sink = ThirdParty.start(folder);
        tools = new ToolsAlone(sink);
    }

    @AfterAll
    static void stop() {
        sink.close();
    }

    @BeforeEach
    void count() {
        before = sink.counts();
    }

    @AfterEach
    void behave() {
        sink.plan(0, 0);
    }

    private ThirdParty.Counts counts() {
        return sink.counts().since(before);
    }

    @Test
    void a_closed_loop_counts_what_the_sink_counts() {
        Measurement run = Measurement.of(tools, sink, Load.Shape.events(8, 5000), first, PATIENCE);

        assertThat(run.figures())
                .containsEntry(Figure.SENT, 5000.0)
                .containsEntry(Figure.ACCEPTED, 5000.0)
                .containsEntry(Figure.LOST, 0.0)
                .containsEntry(Figure.DUPLICATES, 0.0)
                .containsEntry(Figure.BAD, 0.0);
        assertThat(counts().distinct()).isEqualTo(5000);
        assertThat(run.problem()).isEmpty();
    }

    @Test
    void an_event_arrives_after_it_was_due_and_before_it_was_answered() {
        Load.Sent sent = Load.run(tools.address(), tools.requests(), Load.Shape.events(4, 500), first);
        long[] arrived = sink.arrivals(first, 500);

        for (int i = 0; i < arrived.length; i++) {
            assertThat(arrived[i]).isBetween(sent.due()[i], sent.endedNanos());
        }
    }

    @Test
    void an_open_loop_keeps_its_rate_and_charges_a_slow_answer_to_the_events_that_waited() {
        sink.plan(0, 300);
        Load.Shape shape = new Load.Shape(10, 100, 1, 100);

        Load.Sent sent = Load.run(tools.address(), tools.requests(), shape, first);

        // 10 connections of 300 ms each carry 33/s, but 100/s were due: the last event waited for two thirds of the
        // run.
        assertThat(sent.due()[99] - sent.due()[0]).isEqualTo(990_000_000L);
        assertThat(sent.accepting().count()).isEqualTo(100);
        assertThat(sent.accepting().milliseconds(0.01)).isBetween(299.0, 800.0);
        assertThat(sent.accepting().milliseconds(1)).isGreaterThan(1800);
    }

    @Test
    void each_event_is_refused_as_often_as_planned() {
        sink.plan(2, 0);
        for (int attempt = 1; attempt <= 2; attempt++) {
            Load.Sent sent = Load.run(tools.address(), tools.requests(), Load.Shape.events(4, 50), first);
            assertThat(sent.refused()).isEqualTo(50);
            assertThat(sent.firstProblem()).startsWith("503");
        }
        Load.Sent third = Load.run(tools.address(), tools.requests(), Load.Shape.events(4, 50), first);

        assertThat(third.accepted().cardinality()).isEqualTo(50);
        assertThat(counts().refused()).isEqualTo(100);
        assertThat(counts().distinct()).isEqualTo(50);
        assertThat(counts().duplicates()).isZero();
    }

    @Test
    void what_comes_again_is_a_duplicate_and_another_key_for_it_is_noticed() {
        sendOneWithKey("a");
        sendOneWithKey("a");
        sendOneWithKey("b");

        assertThat(counts().distinct()).isEqualTo(1);
        assertThat(counts().duplicates()).isEqualTo(2);
        assertThat(counts().keyChanges()).isEqualTo(1);
    }

    @Test
    void a_wrong_bearer_and_a_body_that_is_not_mapped_are_bad() {
        EventRequest wrongBearer =
                EventRequest.mapped("sink", "/crm", Map.of("Authorization", "Bearer of-someone-else"));
        EventRequest notMapped = EventRequest.of("sink", "/crm", Map.of("Authorization", Sink.BEARER + "tools"));

        Load.Sent sent = Load.run(tools.address(), List.of(wrongBearer, notMapped), Load.Shape.events(1, 2), first);

        assertThat(sent.refused()).isEqualTo(2);
        assertThat(counts().bad()).isEqualTo(2);
        assertThat(counts().distinct()).isZero();
    }

    private void sendOneWithKey(String key) {
        EventRequest request = EventRequest.mapped(
                "sink", "/crm", Map.of("Authorization", Sink.BEARER + "tools", "Idempotency-Key", key));
        Load.run(tools.address(), List.of(request), Load.Shape.events(1, 1), first);
    }
}
