package dev.zaffre.cli;

import dev.zaffre.App;
import dev.zaffre.config.DataDirectory;
import dev.zaffre.config.ListenAddress;
import dev.zaffre.config.Settings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the server until it is told to stop. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Starts the server.",
            "On the first start it makes an organization with the environments test and production and writes their API keys to"
                    + " credentials.json in the data directory, with a one-time link to the console for its first owner.",
            "Prints 'ready URL' on stdout when it takes requests; logs go to stderr. SIGTERM and Ctrl-C stop it in order."
        })
final class UpCommand implements Callable<Integer> {
    @Mixin
    private SettingOptions options = new SettingOptions();

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = options.resolve().settings();
        Logging.configure(settings.log());
        DataDirectory.claim(settings.dataDirectory());
        ListenAddress.check(settings.server());
        App app = App.start(settings);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(app::close));
        PrintWriter out = options.out();
        out.println("ready " + app.url());
        app.firstOwner()
                .ifPresent(owner -> out.println(
                        "console " + owner.setPasswordUrl() + " (one time, to set the password of the first owner)"));
        out.flush();
        new CountDownLatch(1).await();
        return 0;
    }
}
