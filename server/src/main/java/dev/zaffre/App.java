package dev.zaffre;

import dev.zaffre.account.AccountImportRoutes;
import dev.zaffre.account.AccountTokenRoutes;
import dev.zaffre.account.AllowedOrigins;
import dev.zaffre.account.Credentials;
import dev.zaffre.account.HostedRoutes;
import dev.zaffre.account.LinkedAccountRoutes;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.account.Organizations;
import dev.zaffre.account.OriginRoutes;
import dev.zaffre.account.SessionRoutes;
import dev.zaffre.account.SessionTokens;
import dev.zaffre.base.Clock;
import dev.zaffre.base.Ids;
import dev.zaffre.catalog.AuthConfigRoutes;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.CatalogRoutes;
import dev.zaffre.catalog.DefinitionRoutes;
import dev.zaffre.catalog.LeadRoutes;
import dev.zaffre.catalog.openapi.OpenApiRoutes;
import dev.zaffre.config.Settings;
import dev.zaffre.connection.AccountDeletion;
import dev.zaffre.connection.AccountIntegrations;
import dev.zaffre.connection.ActionRoutes;
import dev.zaffre.connection.ActionRunner;
import dev.zaffre.connection.AppSettingRoutes;
import dev.zaffre.connection.AppSettings;
import dev.zaffre.connection.AppUsage;
import dev.zaffre.connection.ApplicationRoutes;
import dev.zaffre.connection.ConnectionMeters;
import dev.zaffre.connection.ConnectionNotices;
import dev.zaffre.connection.ConnectionRoutes;
import dev.zaffre.connection.Connections;
import dev.zaffre.connection.OAuthFlow;
import dev.zaffre.connection.OAuthRoutes;
import dev.zaffre.connection.PortalAppRoutes;
import dev.zaffre.connection.TokenRefresher;
import dev.zaffre.console.Assets;
import dev.zaffre.console.PageRoutes;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.db.DatabaseClock;
import dev.zaffre.db.Durability;
import dev.zaffre.db.embedded.EmbeddedPostgres;
import dev.zaffre.delivery.EgressPolicy;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.delivery.RateLimiter;
import dev.zaffre.event.AccountWorkflowRoutes;
import dev.zaffre.event.EventDesignRoutes;
import dev.zaffre.event.EventIntake;
import dev.zaffre.event.EventLogRoutes;
import dev.zaffre.event.EventTypeRoutes;
import dev.zaffre.event.EventTypes;
import dev.zaffre.event.LastPayloads;
import dev.zaffre.event.TriggerRoutes;
import dev.zaffre.execution.ApiRuns;
import dev.zaffre.execution.BulkRerunRoutes;
import dev.zaffre.execution.CustomerLogRoutes;
import dev.zaffre.execution.ExecuteRoutes;
import dev.zaffre.execution.ExecutionRoutes;
import dev.zaffre.execution.Executions;
import dev.zaffre.execution.Reruns;
import dev.zaffre.execution.TrialRoutes;
import dev.zaffre.figures.HomeFigures;
import dev.zaffre.http.HttpOptions;
import dev.zaffre.http.HttpServer;
import dev.zaffre.http.Rehearsal;
import dev.zaffre.http.Route;
import dev.zaffre.http.SystemRoutes;
import dev.zaffre.live.Live;
import dev.zaffre.portal.PortalPageRoutes;
import dev.zaffre.portal.PortalRoutes;
import dev.zaffre.portal.Portals;
import dev.zaffre.user.ConsoleUsers;
import dev.zaffre.vault.Vault;
import dev.zaffre.webhook.DeliveryLog;
import dev.zaffre.webhook.DeliveryRoutes;
import dev.zaffre.webhook.WebhookRoutes;
import dev.zaffre.webhook.WebhookSender;
import dev.zaffre.webhook.Webhooks;
import dev.zaffre.workflow.ConfigFieldRoutes;
import dev.zaffre.workflow.ConfigRoutes;
import dev.zaffre.workflow.Configs;
import dev.zaffre.workflow.Drafts;
import dev.zaffre.workflow.EventUsage;
import dev.zaffre.workflow.FieldOptions;
import dev.zaffre.workflow.MappingRoutes;
import dev.zaffre.workflow.WorkflowCompiler;
import dev.zaffre.workflow.WorkflowRoutes;
import dev.zaffre.workflow.WorkflowVersionRoutes;
import dev.zaffre.workflow.Workflows;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running server: the only place that wires. What was opened last is closed first. */
public final class App implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(App.class);

    private final Settings settings;
    private final Tuning tuning;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private @Nullable URI url;
    private List<Route> served = List.of();
    private @Nullable Executions executions;
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
        SessionTokens tokens = new SessionTokens(
                database, changes, vault, clock, settings.security().session());
        LinkedAccounts accounts = new LinkedAccounts(database, changes, vault, clock, tokens);
        Credentials credentials = opened(new Credentials(database, changes, tokens));
        Catalog catalog = new Catalog(database, changes);
        OutboundHttp http =
                opened(new OutboundHttp(new EgressPolicy(settings.outbound().allowLoopback()), clock, tuning.call()));
        Webhooks webhooks = new Webhooks(database, changes, vault, clock, metrics);
        Connections connections = new Connections(database, changes, vault);
        connections.onChange(new ConnectionNotices(webhooks, accounts, clock));
        ConnectionMeters connectionMeters = new ConnectionMeters(metrics);
        connections.onChange(connectionMeters);
        AppSettings appSettings = new AppSettings(database, changes, vault);
        TokenRefresher refresher =
                opened(new TokenRefresher(database, connections, appSettings, catalog, http, clock, connectionMeters));
        refresher.start();
        EventTypes types = new EventTypes(database, changes);
        Configs configs = new Configs(database, changes);
        WorkflowCompiler compiler = new WorkflowCompiler(catalog, types, configs);
        Workflows workflows = new Workflows(database, changes, compiler::compileStored);

        Live live = opened(new Live(database, changes));
        Executions engine = opened(new Executions(
                database,
                clock,
                new Executions.Collaborators(
                        accounts,
                        catalog,
                        connections,
                        refresher,
                        workflows,
                        configs,
                        http,
                        new RateLimiter(database, clock),
                        webhooks,
                        metrics,
                        live.feed()),
                tuning.engine()));
        executions = engine;
        accounts.onDelete(engine::endAll);
        accounts.onDelete(new AccountDeletion(connections, appSettings, catalog, http, clock));
        workflows.onDelete(engine::endAll);
        EventIntake intake = new EventIntake(clock, workflows, configs, catalog, connections, engine);

        List<Route> routes = new ArrayList<>();
        routes.addAll(new SystemRoutes(Map.of("database", database::isHealthy), metrics).routes());
        LinkedAccountRoutes accountRoutes =
                new LinkedAccountRoutes(accounts, new AccountIntegrations(connections, catalog));
        routes.addAll(accountRoutes.routes());
        routes.addAll(new SessionRoutes(accounts, tokens, organizations).routes());
        routes.addAll(new AccountImportRoutes(accounts).routes());
        routes.addAll(new AccountTokenRoutes(accounts, tokens).routes());
        routes.addAll(new HostedRoutes(accounts, tokens, this::publicUrl).routes());
        AllowedOrigins origins = new AllowedOrigins(database, changes, this::publicUrl);
        routes.addAll(new OriginRoutes(origins).routes());
        Portals portals = new Portals(database, changes, tokens);
        routes.addAll(new PortalRoutes(portals, tokens, accounts, catalog).routes());
        routes.addAll(new CatalogRoutes(catalog, accounts).routes());
        routes.addAll(new DefinitionRoutes(catalog).routes());
        routes.addAll(new AuthConfigRoutes(catalog).routes());
        routes.addAll(new LeadRoutes(database, accounts, clock).routes());
        routes.addAll(new OpenApiRoutes(catalog, http).routes());
        AppUsage appUsage = new AppUsage(database, connections);
        routes.addAll(new ApplicationRoutes(connections, catalog, accounts, appSettings, appUsage).routes());
        routes.addAll(new AccountWorkflowRoutes(accounts, workflows, configs, catalog, appUsage).routes());
        routes.addAll(
                new ConnectionRoutes(connections, appSettings, catalog, accounts, http, clock, accountRoutes::active)
                        .routes());
        routes.addAll(new AppSettingRoutes(appSettings, catalog, this::publicUrl).routes());
        OAuthFlow.Parts oauth = new OAuthFlow.Parts(
                database, vault, clock, appSettings, catalog, accounts, connections, http, this::publicUrl);
        routes.addAll(new OAuthRoutes(oauth).routes());
        routes.addAll(new PortalAppRoutes(oauth, portals).routes());
        ActionRunner actions = new ActionRunner(refresher, http);
        routes.addAll(new ActionRoutes(catalog, accounts, actions).routes());
        routes.addAll(new EventTypeRoutes(types, workflows).routes());
        EventUsage usage = new EventUsage(database, compiler, types);
        routes.addAll(new EventDesignRoutes(types, workflows, usage, database, clock).routes());
        routes.addAll(new TriggerRoutes(accounts, types, catalog, tuning.rate(), intake).routes());
        routes.addAll(new EventLogRoutes(database, accounts).routes());
        WorkflowRoutes workflowRoutes = new WorkflowRoutes(workflows, compiler, configs, accounts, catalog, types);
        routes.addAll(workflowRoutes.routes());
        routes.addAll(new WorkflowVersionRoutes(workflows, accounts, compiler, workflowRoutes).routes());
        LastPayloads payloads = new LastPayloads(database, types);
        routes.addAll(new TrialRoutes(new TrialRoutes.Parts(
                        database,
                        clock,
                        new Drafts(workflows, accounts, compiler),
                        accounts,
                        configs,
                        catalog,
                        types,
                        payloads,
                        engine))
                .routes());
        FieldOptions options = new FieldOptions(
                catalog,
                workflows,
                (account, app, action, fields) -> actions.run(
                        account,
                        app,
                        Optional.empty(),
                        action,
                        fields,
                        Ids.next().toString()),
                new ApiRuns(engine, configs)::ask);
        routes.addAll(new ConfigRoutes(
                        configs,
                        workflows,
                        accounts,
                        catalog,
                        options,
                        (environment, account, app) -> connections.has(environment, account, app)
                                || catalog.find(environment, app)
                                        .map(dev.zaffre.catalog.App::isOpen)
                                        .orElse(false))
                .routes());
        routes.addAll(new ConfigFieldRoutes(configs, workflows, accounts, catalog, options).routes());
        routes.addAll(new MappingRoutes(configs, workflows, accounts, catalog, options, types, payloads).routes());
        routes.addAll(live.routes(workflows, catalog, accounts));
        routes.addAll(opened(new HomeFigures(database, catalog)).routes());
        routes.addAll(new ExecutionRoutes(database, workflows, accounts, catalog).routes());
        routes.addAll(new CustomerLogRoutes(database, workflows, accounts, catalog).routes());
        Reruns reruns = new Reruns(database, workflows, configs);
        routes.addAll(new ExecuteRoutes(engine, reruns, accounts, workflows, configs).routes());
        routes.addAll(opened(new BulkRerunRoutes(database, reruns, new ApiRuns(engine, configs), accounts))
                .routes());

        ConsoleUsers users = opened(new ConsoleUsers(database, changes, clock, this::publicUrl));
        routes.addAll(users.routes(organizations, tuning.console()));

        DeliveryLog deliveries = new DeliveryLog(database);
        routes.addAll(new WebhookRoutes(webhooks, deliveries, catalog, credentials).routes());
        routes.addAll(new DeliveryRoutes(deliveries, webhooks, accounts).routes());
        opened(new WebhookSender(database, clock, http, webhooks, tuning.call().wholeCall()));

        CredentialsFile file = new CredentialsFile(credentialsFile());
        organizations.bootstrap().ifPresent(file::write);
        served = List.copyOf(routes);
        Rehearsal.hold(routes, credentials, "/api/v2/public/event");
        Assets assets = new Assets();
        routes.addAll(new PageRoutes(assets).routes());
        routes.addAll(new PortalPageRoutes(portals, tokens, origins, assets).routes());
        HttpServer server = opened(HttpServer.start(
                settings.server().host(),
                settings.server().port(),
                routes,
                credentials,
                metrics,
                HttpOptions.DEFAULTS
                        .withDrain(tuning.drain().dividedBy(5))
                        .withOrigins(origins)
                        .withSignedIn(users.signedIn())));
        url = URI.create("http://" + settings.server().host() + ":" + server.port());
        firstOwner = users.bootstrap();
        firstOwner.ifPresent(owner -> file.add(publicUrl(), owner));
        LOG.info("server.ready url={}", url);
        catalog.warmUp();
    }

    private Database.Address address() {
        Settings.Database database = settings.database();
        if (!database.isEmbedded()) {
            return new Database.Address(
                    database.url(), database.user(), database.password().reveal());
        }
        EmbeddedPostgres postgres = opened(
                EmbeddedPostgres.start(settings.dataDirectory(), tuning.drain().plusSeconds(5)));
        return new Database.Address(postgres.url(), postgres.user(), postgres.password());
    }

    /** An accepted event must survive a crash of the database: where it would not, the log says so at every start. */
    private static void warnWhenNotDurable(Database database) {
        try {
            Durability.read(database.address())
                    .weakened()
                    .forEach(weakness -> LOG.error("database.not_durable {}", weakness));
        } catch (SQLException e) {
            throw new IllegalStateException("The database's durability settings could not be read", e);
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    /** How others reach this server, without a slash at the end. */
    private String publicUrl() {
        String set = settings.server().publicUrl();
        return set.isEmpty() ? url().toString() : set;
    }

    public URI url() {
        return java.util.Objects.requireNonNull(url);
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
        return executions == null ? 0 : executions.runningNow();
    }

    /** Takes no more requests, waits for what is under way, stops the embedded database. */
    @Override
    public synchronized void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.warn("server.close", e);
            }
        }
    }
}
