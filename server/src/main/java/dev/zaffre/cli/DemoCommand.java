package dev.zaffre.cli;

import dev.zaffre.App;
import dev.zaffre.base.Json;
import dev.zaffre.config.DataDirectory;
import dev.zaffre.config.SettingSources;
import dev.zaffre.config.Settings;
import dev.zaffre.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** The main job on real input, in one command: exit 0 only when the apps received exactly what they should. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Sends one event into two sandbox apps and shows what arrived.",
            "Starts PostgreSQL, the server and the sandbox on free loopback ports, does over the public API what a company does, and"
                    + " succeeds only if what arrived is right."
        })
final class DemoCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where to keep the data; else in a temporary folder that is deleted.")
    private @Nullable Path data;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the server; else a free one.")
    private String port = "0";

    @Option(names = "--keep", description = "Leave everything running, to go on by hand, until Ctrl-C.")
    private boolean keep;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path given = data;
        Path folder = given == null ? Files.createTempDirectory("zaffre-demo-") : given;
        // Nothing of this machine's settings: a demo must not write into a real database.
        Settings settings = SettingSources.resolve(
                        null,
                        Map.of(),
                        Map.of(
                                "data_dir", folder.toString(),
                                "server.port", port,
                                "events.rate", "unlimited",
                                "outbound.allow_loopback", "true",
                                "log.level", "warn"))
                .settings();
        Logging.configure(settings.log());
        DemoReport report =
                new DemoReport(Objects.requireNonNull(spec).commandLine().getOut());
        Stop stop = new Stop(given == null ? folder : null);
        Thread hook = Thread.ofPlatform().name("stop").unstarted(stop::close);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return run(settings, report, stop);
        } finally {
            stop.close();
        }
    }

    private int run(Settings settings, DemoReport report, Stop stop) throws IOException, InterruptedException {
        report.title();
        stop.add(DataDirectory.claim(settings.dataDirectory()));
        Sandbox sandbox = Sandbox.start(0);
        stop.add(sandbox);
        App app = App.start(settings);
        stop.add(app);
        report.started(app.url(), sandbox.url());
        JsonNode credentials = Json.parse(Files.readAllBytes(app.credentialsFile()));
        String key =
                credentials.path("environments").path("test").path("api_key").asString();
        try (PublicApi api = new PublicApi(app.url(), key, DemoJob.ACCOUNT)) {
            DemoJob job = new DemoJob(api, sandbox);
            job.prepare();
            report.prepared(job.targets());
            report.curl(app.url() + "/api/v2/public/event", keep ? key : "<api-key>");
            JsonNode answer = job.send("/event");
            report.answered(answer);
            List<DemoJob.Arrival> both = job.await(answer);
            boolean right = both.size() == job.targets().size();
            for (DemoJob.Arrival arrival : both) {
                report.arrival(arrival, arrival.isRight(1));
                right &= arrival.isRight(1);
            }
            List<DemoJob.Arrival> one = job.await(job.send("/event/sandbox-crm"));
            boolean onlyOne = one.size() == 1
                    && one.getFirst().isRight(2)
                    && sandbox.requests("chat").stream()
                                    .filter(request ->
                                            request.path("method").asString("").equals("POST"))
                                    .count()
                            == 1;
            report.onlyOneApp(onlyOne);
            right &= onlyOne;
            report.verdict(right);
            if (keep) {
                report.howToGoOn(app.url(), sandbox.url(), credentials, app.credentialsFile());
                new CountDownLatch(1).await();
            }
            return right ? 0 : ZaffreCommand.FAILED;
        }
    }

    /** What was started, stopped in the opposite order, once, whether by the end or by Ctrl-C. */
    private static final class Stop implements AutoCloseable {
        private final java.util.ArrayDeque<AutoCloseable> started = new java.util.ArrayDeque<>();
        private final @Nullable Path temporary;

        Stop(@Nullable Path temporary) {
            this.temporary = temporary;
        }

        synchronized void add(AutoCloseable part) {
            started.push(part);
        }

        @Override
        public synchronized void close() {
            while (!started.isEmpty()) {
                try {
                    started.pop().close();
                } catch (Exception e) {
                    // The rest must be stopped all the same.
                    System.err.println("zaffre: while stopping: " + ZaffreCommand.explain(e));
                }
            }
            if (temporary != null && Files.exists(temporary)) {
                delete(temporary);
            }
        }

        private static void delete(Path folder) {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                System.err.println("zaffre: " + folder + " could not be deleted: " + e.getMessage());
            }
        }
    }
}
