package dev.zaffre.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * One server measured without and with clients that listen to its live stream, in turns: the same process, so that only they are the
 * difference.
 */
final class Audience {
    /** The server looks every 10 s who listens; it rests as long before each run, so that none has an advantage of that. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(12);

    private final Product product;
    private final int clients;
    private final long restNanos;

    private Audience(Product product, int clients, long restNanos) {
        this.product = product;
        this.clients = clients;
        this.restNanos = restNanos;
    }

    /** The server without any, which is what the others are compared with, and with so many clients on each of these pages. */
    static List<Target> targets(Product product, int clients, List<LivePages> pages) {
        return targets(product, clients, pages, REST_NANOS);
    }

    static List<Target> targets(Product product, int clients, List<LivePages> pages, long restNanos) {
        Audience audience = new Audience(product, clients, restNanos);
        List<Target> targets = new ArrayList<>();
        targets.add(new Watched(product, product.name(), audience::without));
        for (LivePages page : pages) {
            String name = product.name() + ", " + clients + " live clients, " + page.word();
            targets.add(new Watched(product, name, run -> audience.with(page, run)));
        }
        return targets;
    }

    private Measurement without(Supplier<Measurement> run) {
        product.forgetListeners();
        rest();
        return run.get();
    }

    private void rest() {
        long began = System.nanoTime();
        for (long left = restNanos; left > 0; left = restNanos - (System.nanoTime() - began)) {
            LockSupport.parkNanos(left);
        }
    }

    private Measurement with(LivePages page, Supplier<Measurement> run) {
        rest();
        String execution = product.api().newestExecution();
        List<String> queries = IntStream.range(0, clients)
                .mapToObj(client -> page.query(client, product.accounts(), execution))
                .toList();
        try (LiveClients listening =
                LiveClients.open(product.address(), product.api().key(), queries)) {
            LiveClients.State before = listening.state();
            long began = System.nanoTime();
            Measurement measurement = run.get();
            double seconds = (System.nanoTime() - began) / 1e9;
            Map<Figure, Double> figures = new EnumMap<>(measurement.figures());
            add(figures, before, listening.state(), seconds);
            return new Measurement(figures, measurement.problem());
        }
    }

    private static void add(
            Map<Figure, Double> figures, LiveClients.State before, LiveClients.State after, double seconds) {
        List<LiveMessages.Counts> each = IntStream.range(0, after.messages().size())
                .mapToObj(client ->
                        after.messages().get(client).since(before.messages().get(client)))
                .toList();
        LiveMessages.Counts all = each.stream().reduce(new LiveMessages.Counts(0, 0, 0, 0), LiveMessages.Counts::plus);
        figures.put(Figure.LIVE_TOLD, (double)
                each.stream().filter(counts -> counts.told() > 0).count());
        figures.put(Figure.LIVE_MESSAGES, (double) all.told());
        figures.put(Figure.LIVE_MESSAGES_PER_SECOND, all.told() / seconds);
        figures.put(Figure.LIVE_MEGABYTES_PER_SECOND, all.bytes() / 1e6 / seconds);
        figures.put(Figure.LIVE_LEFT_OUT, (double) all.leftOut());
        figures.put(Figure.LIVE_RESETS, (double) all.resets());
        figures.put(Figure.LIVE_ENDED, (double) after.ended() - before.ended());
        figures.put(Figure.LIVE_READER_CPU_PERCENT, 100 * (after.cpuNanos() - before.cpuNanos()) / 1e9 / seconds);
    }
}
