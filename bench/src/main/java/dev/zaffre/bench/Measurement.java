package dev.zaffre.bench;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The figures of one run, or the medians of several.
 *
 * @param problem the first thing that went wrong; empty when nothing did
 */
record Measurement(Map<Figure, Double> figures, String problem) {
    private static final double MEBIBYTE = 1024.0 * 1024;

    /**
     * One run: load, then waiting until all accepted events arrived or none came for a while.
     *
     * @param patience how long no event may arrive before the missing ones count as lost
     */
    static Measurement of(Target target, ThirdParty sink, Load.Shape shape, long firstSequence, Duration patience) {
        ThirdParty.Counts countsBefore = sink.counts();
        ProcessUsage before = ProcessUsage.of(target.pid());
        Load.Sent sent = Load.run(target.address(), target.requests(), shape, firstSequence);
        awaitArrivals(sink, countsBefore.distinct() + sent.accepted().cardinality(), patience);
        ProcessUsage after = ProcessUsage.of(target.pid());
        ThirdParty.Counts counts = sink.counts().since(countsBefore);
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        addSent(figures, sent);
        double delivered = addArrived(figures, sent, sink.arrivals(firstSequence, sent.due().length));
        addUsed(figures, before, after, delivered / 1000);
        figures.put(Figure.DUPLICATES, (double) counts.duplicates());
        figures.put(Figure.BAD, (double) counts.bad());
        figures.put(Figure.KEY_CHANGES, (double) counts.keyChanges());
        String problem = counts.bad() > 0 ? "bad body: " + counts.badExample() : sent.firstProblem();
        return new Measurement(figures, problem);
    }

    private static void addSent(Map<Figure, Double> figures, Load.Sent sent) {
        double accepted = sent.accepted().cardinality();
        figures.put(Figure.SENT, (double) sent.due().length);
        figures.put(Figure.ACCEPTED, accepted);
        figures.put(Figure.ACCEPTED_PER_SECOND, accepted / sent.seconds());
        figures.put(Figure.ACCEPT_P50_MS, sent.accepting().milliseconds(0.5));
        figures.put(Figure.ACCEPT_P99_MS, sent.accepting().milliseconds(0.99));
        figures.put(Figure.ACCEPT_P999_MS, sent.accepting().milliseconds(0.999));
        figures.put(Figure.REFUSED, (double) sent.refused());
        figures.put(Figure.BROKEN, (double) sent.broken());
    }

    /** Delivered per second counts only what arrived while load was sent: a backlog left behind does not flatter it. */
    private static double addArrived(Map<Figure, Double> figures, Load.Sent sent, long[] arrived) {
        Latencies arriving = new Latencies();
        long inTime = 0;
        long lost = 0;
        long last = sent.endedNanos();
        for (int i = 0; i < arrived.length; i++) {
            if (arrived[i] != 0) {
                arriving.add(arrived[i] - sent.due()[i]);
                inTime += arrived[i] <= sent.endedNanos() ? 1 : 0;
                last = Math.max(last, arrived[i]);
            } else if (sent.accepted().get(i)) {
                lost++;
            }
        }
        figures.put(Figure.DELIVERED_PER_SECOND, inTime / sent.seconds());
        figures.put(Figure.DRAIN_SECONDS, (last - sent.endedNanos()) / 1e9);
        figures.put(Figure.LOST, (double) lost);
        figures.put(Figure.ARRIVAL_P50_MS, arriving.milliseconds(0.5));
        figures.put(Figure.ARRIVAL_P99_MS, arriving.milliseconds(0.99));
        figures.put(Figure.ARRIVAL_P999_MS, arriving.milliseconds(0.999));
        return arriving.count();
    }

    static void addUsed(Map<Figure, Double> figures, ProcessUsage before, ProcessUsage after, double thousands) {
        figures.put(
                Figure.SERVER_CPU_SECONDS_PER_1000, (after.serverCpuSeconds() - before.serverCpuSeconds()) / thousands);
        figures.put(
                Figure.POSTGRES_CPU_SECONDS_PER_1000,
                (after.postgresCpuSeconds() - before.postgresCpuSeconds()) / thousands);
        addMemory(figures, after);
    }

    private static void addMemory(Map<Figure, Double> figures, ProcessUsage usage) {
        figures.put(Figure.SERVER_MB, usage.serverBytes() / MEBIBYTE);
        figures.put(Figure.POSTGRES_MB, usage.postgresBytes() / MEBIBYTE);
    }

    /** Waits until the sink has this many distinct events; gives up after a time without a new one. */
    static void awaitArrivals(ThirdParty sink, long distinct, Duration patience) {
        long lastCount = -1;
        long lastProgress = System.nanoTime();
        while (true) {
            long now = System.nanoTime();
            long count = sink.counts().distinct();
            lastProgress = count > lastCount ? now : lastProgress;
            lastCount = count;
            if (count >= distinct || now - lastProgress > patience.toNanos()) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    /** CPU and memory without any load. */
    static Measurement idle(Target target, int seconds) {
        ProcessUsage before = ProcessUsage.of(target.pid());
        long started = System.nanoTime();
        while (System.nanoTime() - started < TimeUnit.SECONDS.toNanos(seconds)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        ProcessUsage after = ProcessUsage.of(target.pid());
        double used = after.serverCpuSeconds()
                - before.serverCpuSeconds()
                + after.postgresCpuSeconds()
                - before.postgresCpuSeconds();
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        figures.put(Figure.IDLE_CPU_PERCENT, 100 * used / seconds);
        addMemory(figures, after);
        return new Measurement(figures, "");
    }

    /** Of each figure by itself. */
    static Measurement median(List<Measurement> runs) {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        for (Figure figure : Figure.values()) {
            double[] values = runs.stream()
                    .mapToDouble(run -> run.figures().getOrDefault(figure, Double.NaN))
                    .filter(value -> !Double.isNaN(value))
                    .sorted()
                    .toArray();
            if (values.length > 0) {
                figures.put(figure, (values[(values.length - 1) / 2] + values[values.length / 2]) / 2);
            }
        }
        String problem = runs.stream()
                .map(Measurement::problem)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        return new Measurement(figures, problem);
    }

    /** The figures in words, for the progress line of one run. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        figures.forEach((figure, value) -> text.append(figure.member())
                .append('=')
                .append(figure.format(value))
                .append(' '));
        return text + (problem.isEmpty() ? "" : "problem: " + problem);
    }
}
