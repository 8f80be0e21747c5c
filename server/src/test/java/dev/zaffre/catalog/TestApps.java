package dev.zaffre.catalog;

/** Apps for tests of other packages, without a database. */
public final class TestApps {
    private TestApps() {}

    public static App of(String yaml) {
        return BuiltInApps.read("test.yaml", yaml, AppSchema.fromClasspath());
    }

    public static App builtIn(String slug) {
        App app = BuiltInApps.load(AppSchema.fromClasspath()).get(slug);
        if (app == null) {
            throw new IllegalArgumentException(slug);
        }
        return app;
    }
}
