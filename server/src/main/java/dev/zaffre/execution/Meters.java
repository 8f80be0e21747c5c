package dev.zaffre.execution;

import dev.zaffre.delivery.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The engine's figures for {@code /metrics}. */
final class Meters {
    private final MeterRegistry registry;
    private final Map<String, Counter> finished = new ConcurrentHashMap<>();
    private final Map<Class<?>, Timer> calls = new ConcurrentHashMap<>();
    private final Timer runTime;
    private final AtomicLong waiting = new AtomicLong();

    Meters(MeterRegistry registry, Supplier<Number> inMemory) {
        this.registry = registry;
        this.runTime = Timer.builder("zaffre.execution.time")
                .description("From accepting the event to the end of the run, waiting included")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        Gauge.builder("zaffre.executions.in.memory", inMemory).register(registry);
        Gauge.builder("zaffre.queue.waiting", waiting, AtomicLong::get)
                .description("Runs in the queue, counted up to 100,000")
                .register(registry);
    }

    void called(Outcome outcome, Duration took) {
        calls.computeIfAbsent(
                        outcome.getClass(),
                        type -> Timer.builder("zaffre.calls")
                                .description("Calls to apps by outcome")
                                .tag("outcome", type.getSimpleName())
                                .register(registry))
                .record(took);
    }

    void finished(String status, Duration sinceAccepted) {
        finished.computeIfAbsent(
                        status,
                        it -> Counter.builder("zaffre.executions.finished")
                                .tag("status", it)
                                .register(registry))
                .increment();
        runTime.record(sinceAccepted);
    }

    void waiting(long runs) {
        waiting.set(runs);
    }
}
