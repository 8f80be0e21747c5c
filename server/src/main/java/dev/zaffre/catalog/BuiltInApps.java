package dev.zaffre.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The apps that come with Zaffre: one folder each under {@code connectors/}, named in {@code connectors/index.txt}. */
final class BuiltInApps {
    private BuiltInApps() {}

    /**
     * Every built-in app by its slug.
     *
     * @throws InvalidDefinition naming file, place and reason: such a build must not start
     */
    static Map<String, App> load(AppSchema schema) {
        Map<String, App> apps = new LinkedHashMap<>();
        text("connectors/index.txt")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .forEach(slug -> {
                    String file = "connectors/" + slug + "/app.yaml";
                    App app = read(file, text(file), schema);
                    if (!app.slug().equals(slug)) {
                        throw new IllegalStateException(file + " must say slug: " + slug + ", not " + app.slug());
                    }
                    apps.put(slug, app);
                });
        return apps;
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
