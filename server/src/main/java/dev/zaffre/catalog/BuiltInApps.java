package dev.zaffre.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The apps that come with Zaffre: one folder each under {@code connectors/}, named in {@code connectors/index.txt}. They are the same
 * for every environment of a process and never change, so each is read once, when it is first asked for: reading all of them at the
 * start would cost a second.
 */
final class BuiltInApps {
    private static final Logger LOG = LoggerFactory.getLogger(BuiltInApps.class);
    private static final BuiltInApps OF_THIS_BUILD = new BuiltInApps();

    private final List<String> slugs = index();
    private final Set<String> names = Set.copyOf(slugs);
    private final Map<String, Optional<App>> read = new ConcurrentHashMap<>();
    private final AtomicBoolean checked = new AtomicBoolean();

    private BuiltInApps() {}

    static BuiltInApps ofThisBuild() {
        return OF_THIS_BUILD;
    }

    List<String> slugs() {
        return slugs;
    }

    boolean contains(String slug) {
        return names.contains(slug);
    }

    Optional<App> find(String slug) {
        return names.contains(slug) ? read.computeIfAbsent(slug, BuiltInApps::readOrRefuse) : Optional.empty();
    }

    /** In the order of the index. */
    List<App> all() {
        List<App> apps = new ArrayList<>(slugs.size());
        slugs.forEach(slug -> find(slug).ifPresent(apps::add));
        return apps;
    }

    /** The tests of the build have proven all of them; should one be broken all the same, the others work without it. */
    private static Optional<App> readOrRefuse(String slug) {
        String file = file(slug);
        try {
            return Optional.of(AppReader.readChecked(file, new DefinitionFile(file, text(file)).json(), null));
        } catch (InvalidDefinition e) {
            LOG.error("catalog.refused app={} {}", slug, e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Holds every file against the published schema, once in a process; one that does not fit is refused whole. To be called where
     * nobody waits: it takes about a second.
     */
    void check(AppSchema schema) {
        if (!checked.compareAndSet(false, true)) {
            return;
        }
        for (String slug : slugs) {
            String file = file(slug);
            try {
                read(file, text(file), schema);
                find(slug);
            } catch (InvalidDefinition e) {
                LOG.error("catalog.refused app={} {}", slug, e.getMessage());
                read.put(slug, Optional.empty());
            }
        }
    }

    /**
     * Every built-in app by its slug.
     *
     * @throws InvalidDefinition naming file, place and reason: such a build must not be delivered
     */
    static Map<String, App> load(AppSchema schema) {
        Map<String, App> apps = new LinkedHashMap<>();
        for (String slug : index()) {
            String file = file(slug);
            App app = read(file, text(file), schema);
            if (!app.slug().equals(slug)) {
                throw new IllegalStateException(file + " must say slug: " + slug + ", not " + app.slug());
            }
            apps.put(slug, app);
        }
        return apps;
    }

    private static List<String> index() {
        return text("connectors/index.txt")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static String file(String slug) {
        return "connectors/" + slug + "/app.yaml";
    }

    /** @throws InvalidDefinition with the line of everything that is wrong */
    static App read(String file, String yaml, AppSchema schema) {
        DefinitionFile definition = new DefinitionFile(file, yaml);
        try {
            return definition.read(schema);
        } catch (InvalidDefinition e) {
            throw new InvalidDefinition(file, definition.faults(schema), e);
        }
    }

    static String text(String resource) {
        try (InputStream in = BuiltInApps.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The build lacks " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
