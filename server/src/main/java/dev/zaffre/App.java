package dev.zaffre;

import dev.zaffre.base.Clock;
import dev.zaffre.config.ListenAddress;
import dev.zaffre.config.Settings;
import dev.zaffre.console.Assets;
import dev.zaffre.console.PageRoutes;
import dev.zaffre.http.HttpOptions;
import dev.zaffre.http.HttpServer;
import dev.zaffre.http.Rehearsal;
import dev.zaffre.http.Route;
import dev.zaffre.portal.PortalPageRoutes;
import dev.zaffre.user.ConsoleUsers;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running server: opens its parts, listens, and closes them again. */
public final class App implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(App.class);

    private final Settings settings;
    private final Tuning tuning;
    private final Opened opened = new Opened();
    private @Nullable URI url;
    private List<Route> served = List.of();
    private @Nullable Parts parts;
    private Optional<ConsoleUsers.FirstOwner> firstOwner = Optional.empty();

    private App(Settings settings) {
        this.settings = settings;
        this.tuning = new Tuning(settings);
    }

    /**
     * Starts everything and returns when requests are taken.
     *
     * @throws RuntimeException when something cannot be started; what was is closed again
     */
    public static App start(Settings settings) {
        return start(settings, null);
    }

    /** As {@link #start(Settings)}, with a clock of the caller's: for tests that move it. */
    public static App start(Settings settings, @Nullable Clock clock) {
        App app = new App(settings);
        try {
            app.open(clock);
            return app;
        } catch (RuntimeException e) {
            app.close();
            throw e;
        }
    }

    private void open(@Nullable Clock clock) {
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Ground ground = Ground.open(settings, tuning, clock, metrics, opened);
        Parts made = new Parts(ground, settings, tuning, this::publicUrl, opened);
        parts = made;
        served = new RouteTable(made, tuning, opened).all();
        CredentialsFile file = new CredentialsFile(credentialsFile());
        made.organizations.bootstrap().ifPresent(file::write);
        Rehearsal.hold(served, made.credentials, "/api/v2/public/event");
        listen(made);
        firstOwner = made.users.bootstrap();
        firstOwner.ifPresent(owner -> file.add(publicUrl(), owner));
        LOG.info("server.ready url={}", url);
        made.catalog.warmUp();
    }

    /** The API's routes and the pages of console and portal. */
    private void listen(Parts made) {
        Assets assets = new Assets();
        List<Route> all = new ArrayList<>(served);
        all.addAll(new PageRoutes(assets).routes());
        all.addAll(new PortalPageRoutes(made.portals, made.tokens, made.origins, assets).routes());
        HttpServer server = opened.add(HttpServer.start(
                settings.server().host(),
                settings.server().port(),
                all,
                made.credentials,
                made.metrics,
                HttpOptions.DEFAULTS
                        .withDrain(tuning.drain().dividedBy(5))
                        .withOrigins(made.origins)
                        .withSignedIn(made.users.signedIn())));
        url = ListenAddress.url(settings.server().host(), server.port());
    }

    /** How others reach this server, without a slash at the end. */
    private String publicUrl() {
        return ListenAddress.publicUrl(settings.server(), url().getPort());
    }

    public URI url() {
        return Objects.requireNonNull(url);
    }

    /** The API's table of routes: everything that is served, but for the pages of console and portal. */
    public List<Route> routes() {
        return served;
    }

    /** The owner that this start has made, with the link to set the password; empty when there were users already. */
    public Optional<ConsoleUsers.FirstOwner> firstOwner() {
        return firstOwner;
    }

    /** The keys and the owner made on the first start. */
    public Path credentialsFile() {
        return settings.dataDirectory().resolve("credentials.json");
    }

    /** Runs that this process works on now. */
    public int runsInMemory() {
        return parts == null ? 0 : parts.engine.runningNow();
    }

    /** Takes no more requests, waits for what is under way, stops the embedded database. */
    @Override
    public void close() {
        opened.close();
    }
}
