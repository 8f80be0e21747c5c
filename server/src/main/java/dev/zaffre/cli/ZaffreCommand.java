package dev.zaffre.cli;

import dev.zaffre.config.InvalidSetting;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. Exit codes: 0 done, 1 failed, 2 not understood. */
@Command(
        name = "zaffre",
        description = "One event in, every connected app written.",
        mixinStandardHelpOptions = true,
        versionProvider = ZaffreCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed; the reason is the last line on stderr",
            "2:the command line or a setting was not understood"
        },
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            SandboxCommand.class,
            ConnectorCommand.class,
            LauncherCommands.Test.class,
            LauncherCommands.Bench.class,
            DoctorCommand.class,
            ConfigCommand.class,
            KeysCommand.class,
            UsersCommand.class,
            CompletionCommand.class,
        })
public final class ZaffreCommand implements Runnable {
    static final int FAILED = 1;
    static final int NOT_UNDERSTOOD = 2;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "With errors, print where they come from.")
    private boolean verbose;

    private ZaffreCommand() {}

    /** Ready to {@link CommandLine#execute}. */
    public static CommandLine commandLine() {
        ZaffreCommand root = new ZaffreCommand();
        return new CommandLine(root)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((problem, arguments) -> notUnderstood(problem))
                .setExecutionExceptionHandler((problem, command, parsed) -> root.failed(problem, command));
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getErr());
            throw new ParameterException(spec.commandLine(), "Which command?");
        }
    }

    private static int notUnderstood(ParameterException problem) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("zaffre: " + problem.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(problem, err)) {
            err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        err.flush();
        return NOT_UNDERSTOOD;
    }

    private int failed(Exception problem, CommandLine command) {
        PrintWriter err = command.getErr();
        if (verbose) {
            problem.printStackTrace(err);
        }
        err.println("zaffre: " + explain(problem));
        err.flush();
        return problem instanceof InvalidSetting ? NOT_UNDERSTOOD : FAILED;
    }

    /** Message and causes in one line. */
    static String explain(Throwable problem) {
        List<String> reasons = new ArrayList<>();
        for (Throwable at = problem; at != null; at = at.getCause()) {
            String reason = reason(at);
            if (reasons.stream().noneMatch(earlier -> earlier.contains(reason))) {
                reasons.add(reason);
            }
        }
        return String.join(": ", reasons).replaceAll("\\s*\\R\\s*", " ");
    }

    private static String reason(Throwable problem) {
        String kind = problem.getClass().getSimpleName();
        String message = problem.getMessage();
        if (message == null) {
            return kind;
        }
        // The message of these is the bare path.
        return problem instanceof FileSystemException && !message.contains(": ") ? kind + " " + message : message;
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = ZaffreCommand.class.getPackage().getImplementationVersion();
            return new String[] {"zaffre " + (version == null ? "(from source)" : version)};
        }
    }
}
