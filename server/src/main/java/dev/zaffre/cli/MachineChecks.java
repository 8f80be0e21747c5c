package dev.zaffre.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.zaffre.config.Settings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What must be right about the machine. Each check says what it saw and how to put it right. */
final class MachineChecks {
    private static final int JAVA = 25;
    private static final double GIB = 1024.0 * 1024 * 1024;
    private static final double MEMORY_GIB = 1.0;
    private static final double DISK_FAIL_GIB = 0.5;
    private static final double DISK_WARN_GIB = 5;

    private MachineChecks() {}

    static List<Finding> run(Settings settings) {
        return Stream.of(
                        java(),
                        memory(),
                        disk(settings.dataDirectory()),
                        tools(settings),
                        port(settings.server()),
                        keyFile(settings))
                .toList();
    }

    static Finding java() {
        int version = Runtime.version().feature();
        String text =
                "Java " + Runtime.version() + " on " + Runtime.getRuntime().availableProcessors() + " processors";
        return version == JAVA
                ? Finding.ok("java", text)
                : Finding.warn("java", text, "Zaffre is built for and tested on Java " + JAVA + "; use that one.");
    }

    static Finding memory() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double total = system.getTotalMemorySize() / GIB;
        String text = gib(total) + " memory, of which the server may use "
                + gib(Runtime.getRuntime().maxMemory() / GIB);
        return total < MEMORY_GIB
                ? Finding.warn(
                        "memory",
                        text,
                        "Give it at least 1 GiB: the server takes up to 512 MiB, PostgreSQL 128 MiB and its caches.")
                : Finding.ok("memory", text);
    }

    static Finding disk(Path folder) {
        try {
            Path existing = existing(folder.toAbsolutePath());
            FileStore store = Files.getFileStore(existing);
            double free = store.getUsableSpace() / GIB;
            String text = gib(free) + " free for " + folder.toAbsolutePath() + " (" + store.type() + ")";
            if (!Files.isWritable(existing)) {
                return Finding.fail(
                        "disk", existing + " cannot be written", "Choose another data directory with --data.");
            }
            if (store.type().equals("tmpfs")) {
                return Finding.warn(
                        "disk", text, "A tmpfs is memory: what it holds is gone after a restart of the machine.");
            }
            if (free < DISK_WARN_GIB) {
                String fix =
                        "A million events with one call each take about 2 GiB; free space, or lower execution.retention_days.";
                return free < DISK_FAIL_GIB ? Finding.fail("disk", text, fix) : Finding.warn("disk", text, fix);
            }
            return Finding.ok("disk", text);
        } catch (IOException e) {
            return Finding.fail("disk", ZaffreCommand.explain(e), "Choose another data directory with --data.");
        }
    }

    private static Path existing(Path folder) {
        Path parent = folder.getParent();
        return Files.exists(folder) || parent == null ? folder : existing(parent);
    }

    static Finding tools(Settings settings) {
        List<String> missing = Stream.of("setpriv", "unshare", "setsid")
                .filter(tool ->
                        !Files.isExecutable(Path.of("/usr/bin", tool)) && !Files.isExecutable(Path.of("/bin", tool)))
                .toList();
        if (missing.isEmpty() || !settings.database().isEmbedded()) {
            return Finding.ok("util-linux", missing.isEmpty() ? "setpriv, unshare and setsid are there" : "not needed");
        }
        return Finding.warn(
                "util-linux",
                String.join(", ", missing) + " missing",
                "Install util-linux: without setpriv a kill -9 leaves PostgreSQL running until the next start, without unshare it"
                        + " cannot be started as root, without setsid Ctrl-C reaches it before the server has drained.");
    }

    static Finding port(Settings.Server server) {
        String place = server.host() + ":" + server.port();
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(server.host()), server.port()));
            return Finding.ok("port", place + " is free");
        } catch (IOException e) {
            return Finding.warn(
                    "port",
                    place + " cannot be taken: " + e.getMessage(),
                    "If that is not this server already running, choose another with --port.");
        }
    }

    static Finding keyFile(Settings settings) {
        Path credentials = settings.dataDirectory().resolve("credentials.json");
        try {
            boolean open = Files.exists(credentials)
                    && Files.getPosixFilePermissions(credentials).toString().matches(".*(GROUP|OTHERS).*");
            return open
                    ? Finding.fail("keys", credentials + " can be read by others", "chmod 600 " + credentials)
                    : Finding.ok(
                            "keys",
                            Files.exists(credentials) ? credentials + " is its owner's alone" : "none made yet");
        } catch (IOException e) {
            return Finding.warn("keys", ZaffreCommand.explain(e), "Check who may read " + credentials);
        }
    }

    private static String gib(double value) {
        return String.format(Locale.ROOT, "%.1f GiB", value);
    }
}
