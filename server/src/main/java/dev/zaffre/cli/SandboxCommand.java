package dev.zaffre.cli;

import dev.zaffre.sandbox.Sandbox;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Two made-up third-party apps to write to. */
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        description = {
            "Starts the sandbox: a CRM and a chat tool that check what they get and remember it.",
            "GET /_requests shows what arrived; POST /_plan makes the next answers fail."
        })
final class SandboxCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7401",
            description = "Port to listen on, on loopback; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Override
    public Integer call() throws InterruptedException {
        try (Sandbox sandbox = Sandbox.start(port)) {
            PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
            out.println("ready " + sandbox.url());
            out.println("apps: sandbox-crm (server_url " + sandbox.url() + ", api_key " + Sandbox.CRM_KEY
                    + "), sandbox-chat (server_url " + sandbox.url() + ", token " + Sandbox.CHAT_KEY + ")");
            out.flush();
            new CountDownLatch(1).await();
        }
        return 0;
    }
}
