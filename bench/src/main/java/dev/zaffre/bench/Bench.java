package dev.zaffre.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
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
            names = "--against",
            split = ",",
            description =
                    "Other builds of it, with their libraries beside them: measured in turns within the run, the first of them is what"
                            + " all others are compared with.")
    private List<Path> against = List.of();

    @Option(
            names = "--auth",
            split = ",",
            description =
                    "How accounts are connected, keybased or oauth2; both are measured in turns and compared (default: keybased).")
    private List<String> auths = List.of("keybased");

    @Option(
            names = "--startup",
            description = "Measure the starts of the server instead: --runs of each kind, in turns with --against.")
    private boolean startup;

    @Option(names = "--import", description = "With --startup: import this OpenAPI document as well.")
    @Nullable
    private Path document;

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

    @Option(
            names = "--live-clients",
            description =
                    "Measure, in turns with a server to which nobody listens, the same one while so many clients follow its live"
                            + " stream, at most 250.")
    private int liveClients;

    @Option(
            names = "--live-pages",
            split = ",",
            description =
                    "Which pages these have open: list, account, home, events, execution, mixed (default: mixed).")
    private List<String> livePages = List.of("mixed");

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
        System.out.print(report.comparisons());
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
        if (startup) {
            measureStarts(folder, report);
            return;
        }
        try (ThirdParty sink = ThirdParty.start(folder)) {
            if (toolsOnly) {
                try (Target tools = new ToolsAlone(sink)) {
                    measure(
                            List.of(tools),
                            sink,
                            report,
                            List.of(Scenario.CLOSED, Scenario.OPEN200, Scenario.OPEN1000));
                }
            } else {
                for (String peer : peers) {
                    measure(parse(Competitor.class, "--peer", peer), folder, sink, report);
                }
            }
        }
    }

    private void measureStarts(Path folder, Report report) {
        List<Startup> builds = builds().stream()
                .map(jar -> new Startup(label(jar), jar, document))
                .toList();
        inTurns(builds, Startup::name, report, "startup", runs, build -> {
            Path own = folder.resolve("start");
            try {
                return build.run(own);
            } finally {
                Folders.delete(own);
            }
        });
    }

    private void measure(Competitor competitor, Path folder, ThirdParty sink, Report report) {
        switch (competitor) {
            case ZAFFRE -> measureProducts(folder, sink, report);
            case CAMEL -> measurePeer(Peer.Kind.CAMEL, sink, report);
            case NODE_RED -> measurePeer(Peer.Kind.NODE_RED, sink, report);
        }
    }

    /** Each build with each way of connecting is a server of its own; all of them stay up, idle while another one has its turn. */
    private void measureProducts(Path folder, ThirdParty sink, Report report) {
        List<Auth> ways =
                auths.stream().map(word -> parse(Auth.class, "--auth", word)).toList();
        List<Product> products = new ArrayList<>();
        try {
            for (Path jar : builds()) {
                for (Auth auth : ways) {
                    String name = label(jar) + (auths.size() == 1 ? "" : ", " + auth.word());
                    Server server = Server.start(jar, folder.resolve("server-" + UUID.randomUUID()), List.of());
                    Product.of(name, server, sink.url(), auth, accounts)
                            .ifPresentOrElse(
                                    products::add,
                                    () -> System.err.println(name + ": left out, this build cannot connect so"));
                }
            }
            if (products.isEmpty()) {
                throw new ParameterException(
                        new CommandLine(new Bench()), "--auth " + String.join(",", auths) + " is known to no build");
            }
            measure(liveClients == 0 ? products : watched(products), sink, report, wanted());
        } finally {
            products.forEach(Product::close);
        }
    }

    private List<Target> watched(List<Product> products) {
        List<LivePages> pages = livePages.stream()
                .map(word -> parse(LivePages.class, "--live-pages", word))
                .toList();
        return products.stream()
                .flatMap(product -> Audience.targets(product, liveClients, pages).stream())
                .toList();
    }

    /** Both ways of answering: before and after the sink was called. They neither queue nor retry, so not all scenarios fit. */
    private void measurePeer(Peer.Kind kind, ThirdParty sink, Report report) {
        List<Scenario> load = wanted().stream()
                .filter(scenario -> scenario != Scenario.FLAKY && scenario != Scenario.BACKLOG)
                .toList();
        for (boolean synchronous : new boolean[] {true, false}) {
            try (Peer other = Peer.start(kind, sink.url(), synchronous)) {
                measure(List.of(other), sink, report, load);
            }
        }
    }

    private void measure(List<? extends Target> targets, ThirdParty sink, Report report, List<Scenario> list) {
        targets.forEach(target -> run(target, sink, Load.Shape.closed(connections, warmUp)));
        for (Scenario scenario : list) {
            switch (scenario) {
                case CLOSED -> several(targets, sink, report, scenario, Load.Shape.closed(connections, seconds), runs);
                case OPEN200 -> several(targets, sink, report, scenario, Load.Shape.open(200, seconds), runs);
                case OPEN1000 -> several(targets, sink, report, scenario, Load.Shape.open(1000, seconds), runs);
                case FLAKY -> {
                    sink.plan(2, 0);
                    several(targets, sink, report, scenario, Load.Shape.events(connections, flakyEvents), 1);
                    sink.plan(0, 0);
                }
                case IDLE ->
                    targets.forEach(target ->
                            report.add(target.name(), scenario.word(), List.of(Measurement.idle(target, 20))));
                case BACKLOG -> targets.forEach(target -> backlog(target, sink, report));
            }
        }
    }

    private void backlog(Target target, ThirdParty sink, Report report) {
        if (target instanceof Product product) {
            try (Backlog queue = Backlog.fill(product, sink, backlog, nextSequence)) {
                nextSequence += backlog;
                Load.Shape shape = Load.Shape.closed(connections, seconds);
                several(List.of(target), sink, report, Scenario.BACKLOG, shape, runs);
                report.add(target.name(), "drain of the backlog", List.of(queue.drain(target, sink, drainSeconds)));
            }
        }
    }

    private void several(
            List<? extends Target> targets,
            ThirdParty sink,
            Report report,
            Scenario scenario,
            Load.Shape shape,
            int times) {
        inTurns(targets, Target::name, report, scenario.word(), times, target -> run(target, sink, shape));
    }

    /** A, B, then B, A, and so on: what grows or wears off with time, and what a run leaves behind, falls on all alike. */
    private static <T> void inTurns(
            List<T> all,
            Function<? super T, String> name,
            Report report,
            String scenario,
            int times,
            Function<? super T, Measurement> measure) {
        List<List<Measurement>> measurements = new ArrayList<>();
        all.forEach(one -> measurements.add(new ArrayList<>()));
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, all.size()).boxed().toList());
        for (int i = 0; i < times; i++) {
            for (int one : order) {
                Measurement measurement = measure.apply(all.get(one));
                System.err.println(name.apply(all.get(one)) + ", " + scenario + ": " + measurement);
                measurements.get(one).add(measurement);
            }
            Collections.reverse(order);
        }
        report.addTurns(scenario, all.stream().map(name).toList(), measurements);
    }

    private Measurement run(Target target, ThirdParty sink, Load.Shape shape) {
        Measurement measurement = target.during(() -> Measurement.of(target, sink, shape, nextSequence, PATIENCE));
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

    /** The one that others are compared with first. */
    private List<Path> builds() {
        List<Path> jars = new ArrayList<>(against);
        jars.add(serverJar);
        for (Path jar : jars) {
            if (!Files.isRegularFile(jar)) {
                throw new ParameterException(
                        new CommandLine(new Bench()),
                        "There is no server at " + jar + ": build it with 'mvn -pl server -am package'");
            }
        }
        return jars;
    }

    private String label(Path jar) {
        return against.isEmpty() ? "Zaffre" : "Zaffre " + jar;
    }
}
