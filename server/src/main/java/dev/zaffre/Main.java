package dev.zaffre;

import dev.zaffre.cli.ZaffreCommand;

/** Where the jar begins: hands the command line on and ends with its exit code. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(ZaffreCommand.commandLine().execute(arguments));
    }
}
