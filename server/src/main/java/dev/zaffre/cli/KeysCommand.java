package dev.zaffre.cli;

import dev.zaffre.config.DataDirectory;
import dev.zaffre.config.Settings;
import dev.zaffre.db.Database;
import dev.zaffre.vault.Vault;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The keys that encrypt customers' credentials. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Changes the key that encrypts customers' credentials.",
            "'keys rotate' adds a key, 'keys reseal' then seals with it what older keys sealed. Both work beside running servers."
        },
        subcommands = {KeysCommand.Rotate.class, KeysCommand.ResealCommand.class})
final class KeysCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Which one: rotate or reseal?");
    }

    private static Vault vault(Settings settings) {
        Path file = settings.security().keysetFile();
        if (!Files.exists(file)) {
            throw new Failure(
                    "there is no keyset " + file
                            + ": the first start of the server makes it. Name another with --data or --set security.keyset_file=FILE");
        }
        return Vault.inFile(file);
    }

    /** Touches the file alone. */
    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = {
                "Adds a key to the keyset file; new values are sealed with it, older ones stay readable.",
                "Servers that share the file take it up by themselves. Copy the file to servers that have their own, then run"
                        + " 'zaffre keys reseal'."
            })
    static final class Rotate implements Callable<Integer> {
        @Mixin
        private SettingOptions options = new SettingOptions();

        @Override
        public Integer call() {
            Settings settings = options.resolve().settings();
            Vault vault = vault(settings);
            Path file = settings.security().keysetFile().toAbsolutePath();
            int key;
            // Two at once would each write a file without the other's key.
            DataDirectory held =
                    DataDirectory.claim(Objects.requireNonNull(file.getParent()), file.getFileName() + ".lock");
            try {
                key = vault.rotate();
            } finally {
                held.close();
            }
            PrintWriter out = options.out();
            out.println("key " + Integer.toUnsignedString(key) + " added to " + file + "; new values use it");
            out.println("Servers with a copy of their own: copy the file to them now. Then: zaffre keys reseal");
            out.flush();
            return 0;
        }
    }

    /** Touches the database alone. */
    @Command(
            name = "reseal",
            mixinStandardHelpOptions = true,
            description = {
                "Seals with the newest key what older keys sealed, a few rows at a time.",
                "May be stopped and repeated; ends with 1 when a row could not be opened. Changes nothing else."
            })
    static final class ResealCommand implements Callable<Integer> {
        @Mixin
        private SettingOptions options = new SettingOptions();

        @Override
        public Integer call() {
            Settings settings = options.resolve().settings();
            Logging.configure(new Settings.Log(settings.log().format(), "warn"));
            Vault vault = vault(settings);
            return BesideServer.run(settings, database -> reseal(database, vault));
        }

        private int reseal(Database database, Vault vault) {
            PrintWriter out = options.out();
            boolean complete = true;
            Reseal reseal = new Reseal(database, vault);
            for (Reseal.Column column : Reseal.COLUMNS) {
                Reseal.Count count = reseal.column(column, progress -> print(out, progress, "..."));
                print(out, count, "done");
                complete &= count.unreadable() == 0;
            }
            if (!complete) {
                out.println("Some rows are sealed with a key that is not in this keyset; they were left as they are.");
                out.flush();
            }
            return complete ? 0 : ZaffreCommand.FAILED;
        }

        private static void print(PrintWriter out, Reseal.Count count, String state) {
            out.println(count.column().table() + "." + count.column().name() + ": " + count.resealed() + " resealed, "
                    + count.current() + " were current, " + count.unreadable() + " unreadable, " + state);
            out.flush();
        }
    }
}
