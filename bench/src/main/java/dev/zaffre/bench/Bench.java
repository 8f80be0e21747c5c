package dev.zaffre.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * Measures the packaged server, or a peer doing the same job, from outside: this process makes the load, the sink and the target are
 * processes of their own. Exit code 0 when no event was lost, no body was wrong and no
 * idempotency key changed between attempts, 1 otherwise.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures events per second, latency, CPU and memory of the packaged server.")
public final class Bench implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private enum Competitor {
        ZAFFRE,
        CAMEL,
        NODE_RED
    }

    @Option(names = "--server-jar", description = "The packaged server (default: ${DEFAULT-VALUE}).")
    private Path serverJar = Path.of("server/target/zaffre.jar");

    @Option(
            names = "--scenario",
            split = ",",
            description = "all, closed, open200, open1000, backlog, flaky, idle (default: all).")
    private List<String> scenarios = List.of("all");

    @Option(names = "--seconds", description = "Length of a run (default: ${DEFAULT-VALUE}).")
    private int seconds = 10;

    @Option(
            names = "--warm-up",
            description = "Seconds of closed loop before the first run (default: ${DEFAULT-VALUE}).")
    private int warmUp = 15;

    @Option(names = "--connections", description = "Of the closed loop (default: ${DEFAULT-VALUE}).")
    private int connections = 32;

    @Option(names = "--runs", description = "Medians are of this many (default: ${DEFAULT-VALUE}).")
    private int runs = 3;

    @Option(names = "--accounts", description = "Linked accounts, taken in turn (default: ${DEFAULT-VALUE}).")
    private int accounts = 50;

    @Option(names = "--flaky-events", description = "Events of the flaky scenario (default: ${DEFAULT-VALUE}).")
    private int flakyEvents = 20_000;

    @Option(names = "--backlog", description = "Jobs queued in the backlog scenario (default: ${DEFAULT-VALUE}).")
    private int backlog = 1_000_000;

    @Option(
            names = "--drain-seconds",
            description =
                    "Longest measurement of the backlog's drain; 0 waits for its end (default: ${DEFAULT-VALUE}).")
    private int drainSeconds = 60;

    @Option(
            names = "--peer",
            split = ",",
            description =
                    "Measure camel or node-red instead, installed on first use; several, and zaffre, make one table.")
    private List<String> peers = List.of("zaffre");

    @Option(
            names = "--tools-only",
            description = "Measure the load generator against the sink: the ceiling of all figures.")
    private boolean toolsOnly;

    @Option(
            names = "--jmh",
            description = "Run the microbenchmarks instead; an optional pattern of their names follows.",
            arity = "0..1",
            fallbackValue = ".*")
    @Nullable
    private String jmh;

    @Option(names = "--json", description = "Write all figures there.")
    @Nullable
    private Path json;

    private String[] arguments = new String[0];
    private long nextSequence = Arrivals.FIRST;

    /** The arguments are those of {@code --help}. */
    public static void main(String[] arguments) {
        Bench bench = new Bench();
        bench.arguments = arguments;
        System.exit(new CommandLine(bench).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, RunnerException {
        if (jmh != null) {
            new Runner(new OptionsBuilder().include("dev.zaffre.bench." + jmh).build()).run();
            return 0;
        }
        Report report = new Report(Machine.current(), Arrays.asList(arguments));
        Path folder = Files.createTempDirectory("zaffre-bench");
        try {
            measure(folder, report);
        } finally {
            Folders.delete(folder);
        }
        System.out.println(report.machineLine());
        System.out.println(report.table());
        System.out.print(report.problems());
        if (json != null) {
            report.write(json);
        }
        return report.rows().stream().allMatch(Bench::isRight) ? 0 : 1;
    }

    private static boolean isRight(Report.Row row) {
        return row.runs().stream()
                .allMatch(run -> run.figures().getOrDefault(Figure.LOST, 0.0) == 0
                        && run.figures().getOrDefault(Figure.BAD, 0.0) == 0
                        && run.figures().getOrDefault(Figure.KEY_CHANGES, 0.0) == 0);
    }

    private void measure(Path folder, Report report) {
        try (ThirdParty sink = ThirdParty.start(folder)) {
            if (toolsOnly) {
                try (Target tools = new ToolsAlone(sink)) {
                    measure(tools, sink, report, List.of(Scenario.CLOSED, Scenario.OPEN200, Scenario.OPEN1000));
                }
            } else {
                for (String peer : peers) {
                    measure(parse(Competitor.class, "--peer", peer), folder, sink, report);
                }
            }
        }
    }

    private void measure(Competitor competitor, Path folder, ThirdParty sink, Report report) {
        switch (competitor) {
            case ZAFFRE -> {
                try (Product product = Product.start(requireJar(), folder, sink.url(), accounts)) {
                    measure(product, sink, report, wanted());
                }
            }
            case CAMEL -> measurePeer(Peer.Kind.CAMEL, sink, report);
            case NODE_RED -> measurePeer(Peer.Kind.NODE_RED, sink, report);
        }
    }

    /** Both ways of answering: before and after the sink was called. They neither queue nor retry, so not all scenarios fit. */
    private void measurePeer(Peer.Kind kind, ThirdParty sink, Report report) {
        List<Scenario> load = wanted().stream()
                .filter(scenario -> scenario != Scenario.FLAKY && scenario != Scenario.BACKLOG)
                .toList();
        for (boolean synchronous : new boolean[] {true, false}) {
            try (Peer other = Peer.start(kind, sink.url(), synchronous)) {
                measure(other, sink, report, load);
            }
        }
    }

    private void measure(Target target, ThirdParty sink, Report report, List<Scenario> list) {
        run(target, sink, Load.Shape.closed(connections, warmUp));
        for (Scenario scenario : list) {
            switch (scenario) {
                case CLOSED -> several(target, sink, report, scenario, Load.Shape.closed(connections, seconds), runs);
                case OPEN200 -> several(target, sink, report, scenario, Load.Shape.open(200, seconds), runs);
                case OPEN1000 -> several(target, sink, report, scenario, Load.Shape.open(1000, seconds), runs);
                case FLAKY -> {
                    sink.plan(2, 0);
                    several(target, sink, report, scenario, Load.Shape.events(connections, flakyEvents), 1);
                    sink.plan(0, 0);
                }
                case IDLE -> report.add(target.name(), scenario.word(), List.of(Measurement.idle(target, 20)));
                case BACKLOG -> backlog(target, sink, report);
            }
        }
    }

    private void backlog(Target target, ThirdParty sink, Report report) {
        if (target instanceof Product product) {
            try (Backlog queue = Backlog.fill(product, sink, backlog, nextSequence)) {
                nextSequence += backlog;
                several(target, sink, report, Scenario.BACKLOG, Load.Shape.closed(connections, seconds), runs);
                report.add(target.name(), "drain of the backlog", List.of(queue.drain(target, sink, drainSeconds)));
            }
        }
    }

    private void several(
            Target target, ThirdParty sink, Report report, Scenario scenario, Load.Shape shape, int times) {
        List<Measurement> measurements = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Measurement measurement = run(target, sink, shape);
            System.err.println(target.name() + ", " + scenario.word() + ": " + measurement);
            measurements.add(measurement);
        }
        report.add(target.name(), scenario.word(), measurements);
    }

    private Measurement run(Target target, ThirdParty sink, Load.Shape shape) {
        Measurement measurement = Measurement.of(target, sink, shape, nextSequence, PATIENCE);
        nextSequence += measurement.figures().getOrDefault(Figure.SENT, 0.0).longValue();
        return measurement;
    }

    private List<Scenario> wanted() {
        if (scenarios.contains("all")) {
            return List.of(Scenario.values());
        }
        return scenarios.stream()
                .map(word -> parse(Scenario.class, "--scenario", word))
                .toList();
    }

    private static <E extends Enum<E>> E parse(Class<E> type, String option, String word) {
        try {
            return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            String known = String.join(
                    ", ",
                    Arrays.stream(type.getEnumConstants())
                            .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .toList());
            throw new ParameterException(
                    new CommandLine(new Bench()), option + " '" + word + "' is not one of " + known, e);
        }
    }

    private Path requireJar() {
        if (!Files.isRegularFile(serverJar)) {
            throw new ParameterException(
                    new CommandLine(new Bench()),
                    "--server-jar " + serverJar + " is not there: build it with 'mvn -pl server -am package'");
        }
        return serverJar;
    }
}
