package dev.zaffre.catalog;

import dev.zaffre.base.EnvironmentId;
import java.util.List;
import java.util.Optional;

/** The apps of an environment: those that came with Zaffre and its own custom ones. Answers from memory. */
public final class Catalog {
    private Catalog() {}

    public Optional<App> find(EnvironmentId environment, String slug) {
        throw new UnsupportedOperationException();
    }

    public List<App> list(EnvironmentId environment) {
        throw new UnsupportedOperationException();
    }
}
