package dev.zaffre.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The main job on real input. */
@Command(name = "demo", mixinStandardHelpOptions = true, description = "Runs one event through everything.")
final class DemoCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new Failure("the demo is not in this build");
    }
}
