package dev.zaffre.cli;

import dev.zaffre.config.ListenAddress;
import dev.zaffre.config.Settings;
import dev.zaffre.db.Database;
import dev.zaffre.user.ConsoleUsers;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Who uses the console, for whoever has the server's machine. */
@Command(
        name = "users",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Lists the users of the console, or makes a new one-time link for one who cannot sign in.",
            "Works beside running servers. Everything else about users is done in the console: Settings > Users."
        },
        subcommands = {UsersCommand.ListCommand.class, UsersCommand.Link.class})
final class UsersCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Which one: list or link?");
    }

    private static int on(Settings settings, ToIntFunction<Database> work) {
        Logging.configure(new Settings.Log(settings.log().format(), "warn"));
        return BesideServer.run(settings, work);
    }

    /** Changes nothing. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists e-mail address, role, name and whether a password is set.")
    static final class ListCommand implements Callable<Integer> {
        @Mixin
        private SettingOptions options = new SettingOptions();

        @Override
        public Integer call() {
            PrintWriter out = options.out();
            return on(options.resolve().settings(), database -> {
                for (ConsoleUsers.Listed user : ConsoleUsers.list(database)) {
                    out.printf(
                            Locale.ROOT,
                            "%-32s %-10s %s%s%s%n",
                            user.email(),
                            user.role().name(),
                            user.name(),
                            user.hasPassword() ? "" : "  (no password yet)",
                            user.blocked() ? "  (blocked)" : "");
                }
                out.flush();
                return 0;
            });
        }
    }

    /** The way back in. */
    @Command(
            name = "link",
            mixinStandardHelpOptions = true,
            description = {
                "Makes a one-time link with which the user sets a new password.",
                "Good for seven days; earlier links of the user become worthless, and a lock of sign-in ends."
            })
    static final class Link implements Callable<Integer> {
        @Mixin
        private SettingOptions options = new SettingOptions();

        @Parameters(paramLabel = "EMAIL", description = "Whose; see 'zaffre users list'.")
        private String email = "";

        @Override
        public Integer call() {
            Settings settings = options.resolve().settings();
            String url =
                    ListenAddress.publicUrl(settings.server(), settings.server().port());
            return on(settings, database -> {
                String link = ConsoleUsers.newLink(database, email, url)
                        .orElseThrow(() -> new Failure("there is no user " + email
                                + " who is not blocked; 'zaffre users list' shows them all"));
                PrintWriter out = options.out();
                out.println(link);
                out.flush();
                return 0;
            });
        }
    }
}
