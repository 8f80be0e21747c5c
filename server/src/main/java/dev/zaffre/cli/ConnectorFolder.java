package dev.zaffre.cli;

import dev.zaffre.base.Closest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where the connectors are, for the commands that work on them. */
final class ConnectorFolder {
    private static final String NAME = "connectors";
    static final String INDEX = "index.txt";

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description =
                    "The folder with the connectors. Default: 'connectors' here or above, else that of the checkout.")
    private @Nullable Path given;

    PrintWriter out() {
        return Objects.requireNonNull(command).commandLine().getOut();
    }

    /** @throws Failure when there is none */
    Path path() {
        Path folder = given;
        if (folder != null) {
            if (!Files.isDirectory(folder)) {
                throw new Failure("there is no folder " + folder);
            }
            return folder;
        }
        Path here = Path.of("").toAbsolutePath();
        for (Path at = here; at != null; at = at.getParent()) {
            if (isOne(at.resolve(NAME))) {
                return here.relativize(at.resolve(NAME));
            }
        }
        return besideTheJar();
    }

    /** {@code ./zaffre} may be called from anywhere: its jar is in {@code server/target} of the checkout. */
    private static Path besideTheJar() {
        try {
            Path code = Path.of(ConnectorFolder.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (Path at = code; at != null; at = at.getParent()) {
                if (isOne(at.resolve(NAME)) && !at.equals(code)) {
                    return at.resolve(NAME);
                }
            }
        } catch (URISyntaxException e) {
            // Then there is nothing to be found beside it.
        }
        throw new Failure("there is no folder 'connectors' here or above; name one with --folder");
    }

    /** Class paths have a copy, which nobody wants to edit; only the original has the explanations beside it. */
    private static boolean isOne(Path folder) {
        return Files.exists(folder.resolve(INDEX)) && !folder.toString().contains("/target/");
    }

    /** Every connector's slug. */
    List<String> slugs() {
        try (Stream<Path> all = Files.list(path())) {
            return all.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The folders of these connectors, or of all when none is named.
     *
     * @throws Failure when one is not there
     */
    List<Path> folders(List<String> wanted) {
        List<String> all = slugs();
        for (String slug : wanted) {
            if (!all.contains(slug)) {
                throw new Failure("there is no connector '" + slug + "' in " + path() + "." + Closest.hint(slug, all));
            }
        }
        return (wanted.isEmpty() ? all : wanted).stream().map(path()::resolve).toList();
    }
}
