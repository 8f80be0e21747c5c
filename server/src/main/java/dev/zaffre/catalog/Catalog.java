package dev.zaffre.catalog;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.http.ApiError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** The apps of an environment: those that came with Zaffre and its own custom ones. Answers from memory. */
public final class Catalog {
    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);
    private static final int CACHED_ENVIRONMENTS = 1_000;
    /** In case an announcement is lost in a way that nobody notices. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final Duration WARM_UP_AFTER = Duration.ofSeconds(5);

    private final AppSchema schema = AppSchema.fromClasspath();
    private final BuiltInApps builtIn = BuiltInApps.ofThisBuild();
    private final CustomApps rows;
    private volatile LoadingCache<EnvironmentId, Map<String, App>> custom = cache();

    public Catalog(Database database, Changes changes) {
        this.rows = new CustomApps(database, changes);
        changes.listen(CustomApps.CHANGE, this::forget);
    }

    /**
     * Reads and checks all that came with the server, behind everybody's back, so that who lists the apps need not wait for it. Not at
     * once: the first seconds after a start belong to what has waited for it.
     */
    public void warmUp() {
        CompletableFuture.delayedExecutor(
                        WARM_UP_AFTER.toSeconds(),
                        TimeUnit.SECONDS,
                        task -> Thread.ofPlatform().daemon().name("catalog").start(task))
                .execute(() -> builtIn.check(schema));
    }

    private LoadingCache<EnvironmentId, Map<String, App>> cache() {
        return Caffeine.newBuilder()
                .maximumSize(CACHED_ENVIRONMENTS)
                .expireAfterWrite(LONGEST)
                .build(this::load);
    }

    public Optional<App> find(EnvironmentId environment, String slug) {
        return builtIn.contains(slug)
                ? builtIn.find(slug)
                : Optional.ofNullable(custom.get(environment).get(slug));
    }

    public List<App> list(EnvironmentId environment) {
        List<App> apps = new ArrayList<>(builtIn.all());
        apps.addAll(custom.get(environment).values());
        return apps;
    }

    public List<String> slugs(EnvironmentId environment) {
        List<String> slugs = new ArrayList<>(builtIn.slugs());
        slugs.addAll(custom.get(environment).keySet());
        return slugs;
    }

    /** An app that comes with Zaffre, the same in every environment. */
    public List<String> builtInSlugs() {
        return builtIn.slugs();
    }

    public Optional<App> findBuiltIn(String slug) {
        return builtIn.find(slug);
    }

    /**
     * Adds an app to an environment.
     *
     * @throws InvalidDefinition with every problem that was found
     * @throws ApiError 409 when there is an app of that slug
     */
    App add(EnvironmentId environment, ObjectNode definition) {
        String slug = check(definition).slug();
        if (rows.insert(environment, slug, definition).isEmpty()) {
            throw ApiError.conflict(
                    "APPLICATION_EXISTS",
                    "An application with slug '" + slug
                            + "' exists already; replace it with PUT /api/v2/public/application/" + slug);
        }
        custom.invalidate(environment);
        return find(environment, slug).orElseThrow();
    }

    /**
     * The custom app that a definition makes, not stored.
     *
     * @throws InvalidDefinition with every problem that was found
     * @throws ApiError 409 when an app of that slug comes with Zaffre
     */
    public App check(ObjectNode definition) {
        App app = AppReader.read("The body", definition, schema, Ids.next());
        if (builtIn.contains(app.slug())) {
            throw ApiError.conflict(
                    "APPLICATION_EXISTS", "'" + app.slug() + "' is an app that comes with Zaffre; choose another slug");
        }
        return app;
    }

    /** Adds an app to an environment, in place of its own of that slug where it has one; throws as {@link #check}. */
    public App put(EnvironmentId environment, ObjectNode definition) {
        String slug = check(definition).slug();
        if (rows.insert(environment, slug, definition).isEmpty() && !rows.update(environment, slug, definition)) {
            // Deleted in between.
            rows.insert(environment, slug, definition);
        }
        custom.invalidate(environment);
        return find(environment, slug).orElseThrow();
    }

    /** Empty when the environment has no custom app of that slug. */
    Optional<App> replace(EnvironmentId environment, String slug, ObjectNode definition) {
        App read = AppReader.read("The body", definition, schema, Ids.next());
        if (!read.slug().equals(slug)) {
            throw ApiError.badRequest(
                    "VALIDATION_ERROR",
                    "'slug' is '" + read.slug() + "', but the path names '" + slug + "'; a slug never changes");
        }
        if (!rows.update(environment, slug, definition)) {
            return Optional.empty();
        }
        custom.invalidate(environment);
        return find(environment, slug);
    }

    /** What uses the app and so stands against its deletion; when nothing does, it is gone. */
    List<String> delete(EnvironmentId environment, String slug) {
        List<String> uses = rows.deleteUnlessUsed(environment, slug);
        custom.invalidate(environment);
        return uses;
    }

    /** What a custom app's author wrote; empty when the environment has no such app. */
    Optional<ObjectNode> definition(EnvironmentId environment, String slug) {
        return rows.of(environment).stream()
                .filter(row -> row.slug().equals(slug))
                .findFirst()
                .map(row -> (ObjectNode) Json.read(row.definition()));
    }

    private Map<String, App> load(EnvironmentId environment) {
        Map<String, App> apps = new LinkedHashMap<>();
        for (CustomApps.Row row : rows.of(environment)) {
            try {
                apps.put(row.slug(), AppReader.read(row.slug(), Json.read(row.definition()), schema, row.id()));
            } catch (InvalidDefinition e) {
                // Was valid for the release that stored it. One such app must not take the others with it.
                LOG.error("custom_app.invalid environment={} slug={} {}", environment, row.slug(), e.getMessage());
            }
        }
        return Map.copyOf(apps);
    }

    private void forget(String key) {
        Optional<UUID> environment = Ids.parse(key);
        if (environment.isEmpty()) {
            // A new cache, because clearing one may miss what is being read at this moment.
            custom = cache();
        } else {
            custom.invalidate(new EnvironmentId(environment.get()));
        }
    }
}
