package dev.zaffre.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Two made-up third-party apps to write to. */
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        description = {
            "Starts the sandbox: a CRM and a chat tool that check what they get and remember it.",
            "GET /_requests shows what arrived; POST /_plan makes the next answers fail."
        })
final class SandboxCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7401",
            description = "Port to listen on; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Override
    public Integer call() {
        throw new Failure("the sandbox is not in this build (port " + port + ")");
    }
}
