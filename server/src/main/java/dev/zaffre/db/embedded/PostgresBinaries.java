package dev.zaffre.db.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Unpacks the PostgreSQL that came as a library, once per user and version. */
final class PostgresBinaries {
    /** Part of the folder's name, so that another version unpacks beside it. The same as {@code version.postgres-binaries} in the POM. */
    static final String VERSION = "18.6.0";

    /** What {@code PG_VERSION} in a data directory must say. */
    static final String MAJOR = "18";

    private PostgresBinaries() {}

    /**
     * The folder with {@code bin/postgres}.
     *
     * @param otherwise where to unpack when the user's cache cannot be written, as for system users without a home
     * @throws IOException when there is none for this platform, or it cannot be unpacked
     */
    static Path unpacked(Path otherwise) throws IOException {
        Path cache = cacheFolder();
        Path target = (isUsable(cache) ? cache : otherwise.toAbsolutePath()).resolve("postgresql-" + VERSION);
        if (Files.isExecutable(target.resolve("bin/postgres"))) {
            return target;
        }
        Files.createDirectories(target.getParent());
        Path fresh = Files.createTempDirectory(target.getParent(), "unpacking-");
        try {
            unpack(fresh);
            // Readable by whoever PostgreSQL runs as, which is not root even when we are.
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            delete(fresh);
            if (!Files.isExecutable(target.resolve("bin/postgres"))) {
                throw e;
            }
            // Another process was quicker.
        }
        return target;
    }

    private static boolean isUsable(Path cache) {
        try {
            Files.createDirectories(cache);
            return Files.isWritable(cache);
        } catch (IOException e) {
            return false;
        }
    }

    private static Path cacheFolder() {
        String given = System.getenv("XDG_CACHE_HOME");
        Path base = given != null && !given.isBlank()
                ? Path.of(given)
                : Path.of(System.getProperty("user.home", "/nonexistent"), ".cache");
        return base.resolve("zaffre");
    }

    private static void unpack(Path target) throws IOException {
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String archive = "/postgres-linux-" + (machine.equals("aarch64") ? "arm_64" : "x86_64") + ".txz";
        try (InputStream resource = PostgresBinaries.class.getResourceAsStream(archive)) {
            if (resource == null || !System.getProperty("os.name").startsWith("Linux")) {
                throw new IOException("no embedded PostgreSQL for this platform (" + System.getProperty("os.name") + " "
                        + machine + "): start one yourself and name it with --database-url");
            }
            try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(resource))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    write(tar, entry, target);
                }
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
            throw new IOException("entry outside the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, file);
        Files.setPosixFilePermissions(
                file, PosixFilePermissions.fromString((entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
    }

    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
