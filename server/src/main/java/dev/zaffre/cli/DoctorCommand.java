package dev.zaffre.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Checks the machine, the settings and the database. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Checks the machine, the settings and the database.")
final class DoctorCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new Failure("the checks are not in this build");
    }
}
