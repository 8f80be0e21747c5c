package dev.zaffre.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a process and the PostgreSQL under it have used, from {@code /proc} (Linux).
 *
 * @param serverCpuSeconds user and system time of the process itself
 * @param postgresCpuSeconds of the postmaster, its live children, and the ended ones it has waited for
 * @param serverBytes resident set of the process
 * @param postgresBytes proportional set of PostgreSQL's processes: shared pages are counted once
 */
record ProcessUsage(double serverCpuSeconds, double postgresCpuSeconds, long serverBytes, long postgresBytes) {
    /** Of USER_HZ, which is 100 on every Linux that this runs on. */
    private static final double TICKS_PER_SECOND = 100;

    /** One line of {@code /proc/PID/stat}. Times are in ticks; the last two are of ended children that were waited for. */
    record Stat(long pid, String name, long parent, long user, long system, long childUser, long childSystem) {
        /** The name is in brackets and may itself have spaces and brackets. */
        static Stat parse(String line) {
            int open = line.indexOf('(');
            int close = line.lastIndexOf(')');
            String[] rest = line.substring(close + 2).split(" ");
            return new Stat(
                    Long.parseLong(line.substring(0, open).strip()),
                    line.substring(open + 1, close),
                    Long.parseLong(rest[1]),
                    Long.parseLong(rest[11]),
                    Long.parseLong(rest[12]),
                    Long.parseLong(rest[13]),
                    Long.parseLong(rest[14]));
        }

        double ownSeconds() {
            return (user + system) / TICKS_PER_SECOND;
        }

        double endedChildrenSeconds() {
            return (childUser + childSystem) / TICKS_PER_SECOND;
        }
    }

    static ProcessUsage of(long pid) {
        Map<Long, Stat> all = stats();
        Set<Long> postgres = descendants(pid, all, stat -> stat.name().startsWith("postgres"));
        double postgresCpu = 0;
        long postgresBytes = 0;
        for (long child : postgres) {
            Stat stat = all.get(child);
            if (stat != null) {
                postgresCpu += stat.ownSeconds();
                postgresCpu += postgres.contains(stat.parent()) ? 0 : stat.endedChildrenSeconds();
                postgresBytes += proportionalBytes(child);
            }
        }
        Stat server = all.get(pid);
        return new ProcessUsage(
                server == null ? 0 : server.ownSeconds(), postgresCpu, bytes(pid, "status", "VmRSS:"), postgresBytes);
    }

    private static Map<Long, Stat> stats() {
        Map<Long, Stat> stats = new HashMap<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                String line = readOrEmpty(process.resolve("stat"));
                if (!line.isEmpty()) {
                    Stat stat = Stat.parse(line);
                    stats.put(stat.pid(), stat);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("CPU can be counted on Linux only", e);
        }
        return stats;
    }

    /** Empty when the process ended between the listing and the reading. */
    private static String readOrEmpty(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private static Set<Long> descendants(long pid, Map<Long, Stat> all, Predicate<Stat> wanted) {
        Set<Long> family = new HashSet<>(Set.of(pid));
        boolean grew = true;
        while (grew) {
            grew = false;
            for (Stat stat : all.values()) {
                grew |= family.contains(stat.parent()) && family.add(stat.pid());
            }
        }
        Set<Long> found = new HashSet<>();
        for (Stat stat : all.values()) {
            if (family.contains(stat.pid()) && wanted.test(stat)) {
                found.add(stat.pid());
            }
        }
        return found;
    }

    private static long proportionalBytes(long pid) {
        long proportional = bytes(pid, "smaps_rollup", "Pss:");
        // Another user's process in a namespace of its own may not be looked into; its private pages are the next best.
        return proportional > 0 ? proportional : bytes(pid, "status", "RssAnon:");
    }

    private static long bytes(long pid, String file, String field) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), file))) {
                if (line.startsWith(field)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        } catch (IOException e) {
            return 0;
        }
        return 0;
    }
}
