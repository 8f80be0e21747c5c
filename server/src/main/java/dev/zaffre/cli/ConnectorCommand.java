package dev.zaffre.cli;

import dev.zaffre.catalog.App;
import dev.zaffre.catalog.AuthScheme;
import dev.zaffre.catalog.DefinitionFile;
import dev.zaffre.conformance.Conformance;
import dev.zaffre.conformance.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** For who writes connectors: data in a folder, no code. */
@Command(
        name = "connector",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Makes and checks connectors: third-party apps as data, one folder each.",
            "'connector new acme' writes one that works, of a made-up app; change it, and ask 'connector check acme' and"
                    + " 'connector test acme' what is left."
        },
        subcommands = {
            ConnectorCommand.New.class,
            ConnectorCommand.Check.class,
            ConnectorCommand.Test.class,
            ConnectorCommand.ListAll.class,
            ConnectorImportCommand.class
        })
final class ConnectorCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "Which one: new, check, test, list or import?");
    }

    /** Touches nothing that is there but the index. */
    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            description = "Writes the files of a new connector, with comments that say what each part is for.")
    static final class New implements Callable<Integer> {
        private static final String SLUG = "[a-z0-9]+([_-][a-z0-9]+)*";
        private static final int LONGEST = 60;

        /** What an author may begin with. */
        enum Auth {
            KEYBASED,
            OAUTH2
        }

        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private ConnectorFolder folder = new ConnectorFolder();

        @Parameters(paramLabel = "SLUG", description = "Names the app in the API; small letters, digits and dashes.")
        private String slug = "";

        @Option(
                names = "--auth",
                paramLabel = "KIND",
                defaultValue = "keybased",
                description = "How customers connect: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
        private Auth auth = Auth.KEYBASED;

        @Override
        public Integer call() throws IOException {
            if (!slug.matches(SLUG) || slug.length() > LONGEST) {
                throw new ParameterException(
                        Objects.requireNonNull(spec).commandLine(),
                        "'" + slug + "' cannot be a slug: small letters, digits and single dashes, such as acme-crm");
            }
            Path connectors = folder.path();
            if (Files.exists(connectors.resolve(slug))) {
                throw new Failure(connectors.resolve(slug) + " is there already; nothing was changed");
            }
            PrintWriter out = folder.out();
            new ConnectorTemplate(slug, auth == Auth.OAUTH2)
                    .write(connectors)
                    .forEach(file -> out.println("wrote " + file));
            out.println("It describes a made-up app and passes every check but one. Next:");
            out.println("  1. change app.yaml where it says TODO; your editor completes and checks it");
            out.println("  2. ./zaffre connector check " + slug + "    what is wrong or left to do, by file and line");
            out.println("  3. golden.json: what each action must send, copied from the app's documentation");
            out.println("  4. fixtures/: what the app answers to the verification, as success and as failure"
                    + (auth == Auth.OAUTH2 ? ", and its token answer" : ""));
            out.println("  5. ./zaffre connector test " + slug);
            out.flush();
            return 0;
        }
    }

    /** Reads alone. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Checks the files of connectors against the schema and our own rules.",
                "One line for everything that is wrong: file:line: reason. Ends with 1 when there is any."
            })
    static final class Check implements Callable<Integer> {
        @Mixin
        private ConnectorFolder folder = new ConnectorFolder();

        @Parameters(arity = "0..*", paramLabel = "SLUG", description = "Which; all when none is named.")
        private List<String> slugs = List.of();

        @Override
        public Integer call() throws IOException {
            PrintWriter out = folder.out();
            List<String> indexed = Files.readAllLines(folder.path().resolve(ConnectorFolder.INDEX));
            int wrong = 0;
            for (Path connector : folder.folders(slugs)) {
                List<String> problems = new ArrayList<>();
                try (Conformance suite = Conformance.of(connector)) {
                    suite.problems().stream()
                            .map(DefinitionFile.Fault::toString)
                            .forEach(problems::add);
                }
                String slug = connector.getFileName().toString();
                if (!indexed.contains(slug)) {
                    problems.add(folder.path().resolve(ConnectorFolder.INDEX) + ":1: lacks the line '" + slug + "'");
                }
                problems.forEach(out::println);
                if (problems.isEmpty()) {
                    out.println("ok    " + slug);
                }
                wrong += problems.isEmpty() ? 0 : 1;
            }
            out.flush();
            return wrong == 0 ? 0 : ZaffreCommand.FAILED;
        }
    }

    /** Calls nobody but a server of its own on this machine. */
    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = {
                "Runs the conformance suite over connectors, against a server on this machine that plays the app.",
                "One line a check: passed, failed or n/a, and why. Ends with 1 when one failed. Needs no network and no database."
            })
    static final class Test implements Callable<Integer> {
        @Mixin
        private ConnectorFolder folder = new ConnectorFolder();

        @Option(names = "--failures", description = "Print only what failed, and the sum.")
        private boolean failures;

        @Parameters(arity = "0..*", paramLabel = "SLUG", description = "Which; all when none is named.")
        private List<String> slugs = List.of();

        @Override
        public Integer call() {
            Map<Result.State, Integer> counts = new EnumMap<>(Result.State.class);
            List<Path> connectors = folder.folders(slugs);
            for (Path connector : connectors) {
                try (Conformance suite = Conformance.of(connector)) {
                    for (Result result : suite.run()) {
                        counts.merge(result.state(), 1, Integer::sum);
                        if (!failures || result.state() == Result.State.FAILED) {
                            print(connector.getFileName().toString(), result);
                        }
                    }
                }
            }
            int failed = counts.getOrDefault(Result.State.FAILED, 0);
            folder.out()
                    .println(connectors.size() + (connectors.size() == 1 ? " connector: " : " connectors: ")
                            + counts.getOrDefault(Result.State.PASSED, 0)
                            + " checks passed, " + failed + " failed, "
                            + counts.getOrDefault(Result.State.NOT_APPLICABLE, 0) + " not applicable");
            folder.out().flush();
            return failed == 0 ? 0 : ZaffreCommand.FAILED;
        }

        private void print(String slug, Result result) {
            String state = switch (result.state()) {
                case PASSED -> "passed";
                case FAILED -> "failed";
                case NOT_APPLICABLE -> "n/a";
            };
            String reason =
                    result.reason().isEmpty() ? "" : ": " + result.reason().replace("\n", "\n        ");
            folder.out().printf(Locale.ROOT, "%-7s %s: %s%s%n", state, slug, result.check(), reason);
        }
    }

    /** Reads alone. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the connectors: slug, name, how to connect, actions.")
    static final class ListAll implements Callable<Integer> {
        @Mixin
        private ConnectorFolder folder = new ConnectorFolder();

        @Override
        public Integer call() {
            for (Path connector : folder.folders(List.of())) {
                try (Conformance suite = Conformance.of(connector)) {
                    Optional<App> app = suite.app();
                    String slug = connector.getFileName().toString();
                    folder.out()
                            .println(app.map(ListAll::line)
                                    .orElse(slug + "  cannot be used; see: zaffre connector check " + slug));
                }
            }
            folder.out().flush();
            return 0;
        }

        private static String line(App app) {
            String ways = app.schemes().stream().map(AuthScheme::type).collect(Collectors.joining(", "));
            return String.format(
                    Locale.ROOT,
                    "%-20s %-24s %-17s %2d actions  %s",
                    app.slug(),
                    app.name(),
                    ways,
                    // All apps have the raw request.
                    app.actions().size() - 1,
                    String.join(", ", app.categories()));
        }
    }
}
