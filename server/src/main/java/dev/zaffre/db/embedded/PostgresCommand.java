package dev.zaffre.db.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How PostgreSQL's programs are run on this machine: as root or not, and tied to this process or not. */
final class PostgresCommand {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresCommand.class);
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/bin"), Path.of("/bin"));

    private PostgresCommand() {}

    /** Whether the kernel will stop a server that {@link #server} starts when this process ends, however it ends. */
    static boolean isGuarded() {
        return isInstalled("setpriv");
    }

    /** A server of its own session (so that Ctrl-C in a terminal reaches only us, who stop it in order) that dies with its parent. */
    static List<String> server(List<String> command) throws IOException {
        List<String> wrapped = new ArrayList<>();
        if (isInstalled("setsid")) {
            wrapped.add("setsid");
        }
        wrapped.addAll(notAsRoot());
        if (isGuarded()) {
            wrapped.addAll(List.of("setpriv", "--pdeathsig", "INT"));
        } else {
            LOG.warn(
                    "postgres.unguarded setpriv (util-linux) is missing: after a kill -9 PostgreSQL lives on until the next start");
        }
        wrapped.addAll(command);
        return wrapped;
    }

    /** Runs a program to its end. */
    static void run(List<String> command) throws IOException {
        List<String> wrapped = new ArrayList<>(notAsRoot());
        wrapped.addAll(command);
        execute(wrapped);
    }

    /** PostgreSQL refuses to run as root; in a user namespace without a mapping it does not see that it is. */
    private static List<String> notAsRoot() throws IOException {
        if (!isRoot()) {
            return List.of();
        }
        List<String> namespace = List.of("unshare", "-U");
        try {
            execute(List.of("unshare", "-U", "true"));
        } catch (IOException e) {
            throw new IOException(
                    "PostgreSQL does not run as root, and this system does not let it run in a user namespace (util-linux's unshare -U)."
                            + " Start Zaffre as another user, or name a PostgreSQL of your own with --database-url",
                    e);
        }
        return namespace;
    }

    private static boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    private static boolean isInstalled(String program) {
        return PROGRAMS.stream().anyMatch(folder -> Files.isExecutable(folder.resolve(program)));
    }

    private static void execute(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }
}
