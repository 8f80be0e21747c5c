package dev.zaffre;

import dev.zaffre.account.Credentials;
import dev.zaffre.account.LinkedAccountRoutes;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.account.Organizations;
import dev.zaffre.account.SessionTokenRoutes;
import dev.zaffre.account.SessionTokens;
import dev.zaffre.base.Clock;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.CatalogRoutes;
import dev.zaffre.config.Settings;
import dev.zaffre.connection.ConnectionRoutes;
import dev.zaffre.connection.Connections;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.db.DatabaseClock;
import dev.zaffre.db.embedded.EmbeddedPostgres;
import dev.zaffre.delivery.EgressPolicy;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.delivery.RateLimiter;
import dev.zaffre.event.EventIntake;
import dev.zaffre.event.EventLogRoutes;
import dev.zaffre.event.EventRate;
import dev.zaffre.event.EventTypeRoutes;
import dev.zaffre.event.EventTypes;
import dev.zaffre.event.TriggerRoutes;
import dev.zaffre.execution.ExecuteRoutes;
import dev.zaffre.execution.ExecutionRoutes;
import dev.zaffre.execution.Executions;
import dev.zaffre.execution.Reruns;
import dev.zaffre.http.HttpServer;
import dev.zaffre.http.Route;
import dev.zaffre.http.SystemRoutes;
import dev.zaffre.vault.Vault;
import dev.zaffre.workflow.ConfigFieldRoutes;
import dev.zaffre.workflow.ConfigRoutes;
import dev.zaffre.workflow.Configs;
import dev.zaffre.workflow.WorkflowCompiler;
import dev.zaffre.workflow.WorkflowRoutes;
import dev.zaffre.workflow.Workflows;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running server: the only place that wires. What was opened last is closed first. */
public final class App implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(App.class);
    /** Most runs of one linked account at one app that one process works on at once. */
    private static final int RUNS_PER_LANE = 64;

    private final Settings settings;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private @Nullable URI url;

    private App(Settings settings) {
        this.settings = settings;
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
            app.wire(clock);
            return app;
        } catch (RuntimeException e) {
            app.close();
            throw e;
        }
    }

    private void wire(@Nullable Clock givenClock) {
        Database database = opened(Database.open(address(), settings.database().connections()));
        warnWhenNotDurable(database);
        Changes changes = opened(new Changes(database));
        Clock clock = givenClock != null ? givenClock : opened(new DatabaseClock(database));
        Vault vault = Vault.inFile(settings.security().keysetFile());

        Organizations organizations = new Organizations(database, changes);
        SessionTokens tokens = new SessionTokens(database, changes, vault, clock, settings.security().session());
        LinkedAccounts accounts = new LinkedAccounts(database, changes, vault);
        Credentials credentials = opened(new Credentials(database, changes, organizations, tokens));
        Catalog catalog = new Catalog(database, changes);
        OutboundHttp http = opened(new OutboundHttp(
                new EgressPolicy(settings.outbound().allowLoopback()),
                clock,
                OutboundHttp.Limits.DEFAULT.withWholeCall(settings.outbound().deadline())));
        Connections connections = new Connections(database, changes, vault, catalog, http);
        EventTypes types = new EventTypes(database, changes);
        Configs configs = new Configs(database, changes);
        WorkflowCompiler compiler = new WorkflowCompiler(catalog, types, configs);
        Workflows workflows = new Workflows(database, changes, compiler::compileStored);

        Executions executions = opened(new Executions(
                database,
                clock,
                new Executions.Collaborators(
                        accounts, catalog, connections, workflows, configs, http, new RateLimiter(database, clock)),
                tuning()));
        accounts.onDelete(executions::endAll);
        workflows.onDelete(executions::endAll);
        EventIntake intake = new EventIntake(clock, workflows, configs, catalog, connections, executions);

        List<Route> routes = new ArrayList<>();
        routes.addAll(new SystemRoutes(Map.of("database", database::isHealthy), metrics).routes());
        routes.addAll(new LinkedAccountRoutes(accounts, connections).routes());
        routes.addAll(new SessionTokenRoutes(tokens, accounts).routes());
        routes.addAll(new CatalogRoutes(catalog, accounts).routes());
        routes.addAll(new ConnectionRoutes(connections, catalog, accounts).routes());
        routes.addAll(new EventTypeRoutes(types, workflows).routes());
        routes.addAll(new TriggerRoutes(accounts, types, catalog, rate(), intake).routes());
        routes.addAll(new EventLogRoutes(database, accounts).routes());
        routes.addAll(new WorkflowRoutes(workflows, accounts, catalog, types, configs, compiler).routes());
        routes.addAll(new ConfigRoutes(configs, workflows, accounts, catalog, connections::isConnected).routes());
        routes.addAll(new ConfigFieldRoutes(configs, workflows, accounts, catalog).routes());
        routes.addAll(new ExecutionRoutes(database, workflows, accounts).routes());
        routes.addAll(new ExecuteRoutes(
                        executions, new Reruns(database, workflows, configs), accounts, workflows, configs)
                .routes());

        organizations.bootstrap().ifPresent(this::writeCredentials);
        HttpServer server = opened(HttpServer.start(
                settings.server().host(), settings.server().port(), routes, credentials, metrics));
        url = URI.create("http://" + settings.server().host() + ":" + server.port());
        LOG.info("server.ready url={} connectors={}", url, catalog.builtInCount());
    }

    private Database.Address address() {
        Settings.Database database = settings.database();
        if (!database.isEmbedded()) {
            return new Database.Address(database.url(), database.user(), database.password().reveal());
        }
        EmbeddedPostgres postgres = opened(EmbeddedPostgres.start(settings.dataDirectory()));
        return new Database.Address(postgres.url(), postgres.user(), postgres.password());
    }
}
