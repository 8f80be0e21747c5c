package dev.zaffre.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Folders for what lives longer than one test, where JUnit's own do not fit. None is left when the JVM has ended in order. */
public final class TemporaryFolders {
    private static final int TRIES = 3;
    private static final Set<Path> FOLDERS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform()
                        .name("temporary-folders")
                        .unstarted(() -> FOLDERS.forEach(TemporaryFolders::delete)));
    }

    private TemporaryFolders() {}

    /** @param prefix of the folder's name */
    public static Path create(String prefix) {
        Path folder = createByHand(prefix);
        FOLDERS.add(folder);
        return folder;
    }

    /** Its owner deletes it, because something has to be stopped before. */
    static Path createByHand(String prefix) {
        try {
            return Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes the folder and what is in it. What cannot be deleted stays: tests have not failed for that. */
    public static void delete(Path folder) {
        FOLDERS.remove(folder);
        // Somebody who is ending may still have written a file meanwhile.
        for (int attempt = 0; attempt < TRIES && Files.exists(folder); attempt++) {
            try {
                Files.walkFileTree(folder, new Deletion());
            } catch (IOException e) {
                System.err.println("Not deleted: " + folder + ": " + e);
            }
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
