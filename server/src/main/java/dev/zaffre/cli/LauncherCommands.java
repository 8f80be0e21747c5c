package dev.zaffre.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Commands that the launcher does itself, because they need the sources: here so that help and completion know them. */
final class LauncherCommands {
    private LauncherCommands() {}

    private static Integer refuse(String command, List<String> arguments) {
        throw new Failure("'" + command + "' builds from the sources: in a checkout of the project, run ./zaffre "
                + command + (arguments.isEmpty() ? "" : " " + String.join(" ", arguments)));
    }

    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = "Builds everything and runs every test (launcher only).")
    static final class Test implements Callable<Integer> {
        @Parameters(arity = "0..*", paramLabel = "MAVEN-ARGUMENT", description = "Handed on to 'mvn verify'.")
        private List<String> arguments = List.of();

        @Override
        public Integer call() {
            return refuse("test", arguments);
        }
    }

    @Command(
            name = "bench",
            mixinStandardHelpOptions = true,
            description = "Measures the packaged server (launcher only).")
    static final class Bench implements Callable<Integer> {
        @Parameters(arity = "0..*", paramLabel = "ARGUMENT", description = "Handed on; see './zaffre bench --help'.")
        private List<String> arguments = List.of();

        @Override
        public Integer call() {
            return refuse("bench", arguments);
        }
    }
}
