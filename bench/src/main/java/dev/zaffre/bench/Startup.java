package dev.zaffre.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a build of the server takes from the start of its process until it takes requests, and how long it takes to make an app of
 * an OpenAPI document.
 *
 * @param document imported into a server that has just started, and by the command; null for none
 */
record Startup(String name, Path jar, @Nullable Path document) {
    /** One start of each kind, in a new folder: the first, one after it, and one after it with the archive of classes. */
    Measurement run(Path folder) {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        // As the launcher does it: the first server that ends in order leaves its classes there.
        List<String> archive = List.of(
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + folder.resolve("classes.jsa").toAbsolutePath(),
                "-Xlog:cds*=off",
                "-Xlog:aot*=off");
        start(folder, archive, Figure.FIRST_START_MS, figures).close();
        try (Server server = start(folder, List.of(), Figure.NEXT_START_MS, figures)) {
            // Of the server alone; wall time says little on a machine where others work.
            double cpu = ProcessUsage.of(server.child().pid()).serverCpuSeconds();
            figures.put(Figure.NEXT_START_CPU_MS, 1000 * cpu);
            importInto(server, folder, figures);
        }
        start(folder, archive, Figure.ARCHIVED_START_MS, figures).close();
        return new Measurement(figures, "");
    }

    private Server start(Path folder, List<String> flags, Figure figure, Map<Figure, Double> figures) {
        long began = System.nanoTime();
        Server server = Server.start(jar, folder, flags);
        figures.put(figure, millisecondsSince(began));
        return server;
    }

    /** The second time, the app is replaced by itself. */
    private void importInto(Server server, Path folder, Map<Figure, Double> figures) {
        if (document == null) {
            return;
        }
        try (ProductApi api = server.api()) {
            if (!api.offers(ProductApi.IMPORT)) {
                return;
            }
            String text = Files.readString(document);
            for (Figure figure : List.of(Figure.IMPORT_MS, Figure.IMPORT_AGAIN_MS)) {
                long began = System.nanoTime();
                api.importDocument(text);
                figures.put(figure, millisecondsSince(began));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The document could not be read", e);
        }
        figures.put(Figure.IMPORT_COMMAND_MS, importByCommand(folder, document));
    }

    private double importByCommand(Path folder, Path file) {
        List<String> command = new ArrayList<>(Server.java(jar, List.of()));
        command.addAll(List.of("connector", "import", file.toAbsolutePath().toString(), "--out", folder + "/imported"));
        long began = System.nanoTime();
        Child.start(command, folder, folder.resolve("import.log"), Map.of()).awaitSuccess(120);
        return millisecondsSince(began);
    }

    private static double millisecondsSince(long began) {
        return (System.nanoTime() - began) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
}
