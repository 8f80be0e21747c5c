package dev.zaffre;

import dev.zaffre.account.AccountImportRoutes;
import dev.zaffre.account.AccountTokenRoutes;
import dev.zaffre.account.HostedRoutes;
import dev.zaffre.account.LinkedAccountRoutes;
import dev.zaffre.account.OriginRoutes;
import dev.zaffre.account.SessionRoutes;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.catalog.AuthConfigRoutes;
import dev.zaffre.catalog.CatalogRoutes;
import dev.zaffre.catalog.DefinitionRoutes;
import dev.zaffre.catalog.LeadRoutes;
import dev.zaffre.catalog.openapi.OpenApiRoutes;
import dev.zaffre.connection.AccountIntegrations;
import dev.zaffre.connection.ActionRoutes;
import dev.zaffre.connection.ActionRunner;
import dev.zaffre.connection.AppSettingRoutes;
import dev.zaffre.connection.AppUsage;
import dev.zaffre.connection.ApplicationRoutes;
import dev.zaffre.connection.ConnectionRoutes;
import dev.zaffre.connection.OAuthFlow;
import dev.zaffre.connection.OAuthRoutes;
import dev.zaffre.connection.PortalAppRoutes;
import dev.zaffre.event.AccountWorkflowRoutes;
import dev.zaffre.event.EventDesignRoutes;
import dev.zaffre.event.EventIntake;
import dev.zaffre.event.EventLogRoutes;
import dev.zaffre.event.EventTypeRoutes;
import dev.zaffre.event.LastPayloads;
import dev.zaffre.event.TriggerRoutes;
import dev.zaffre.execution.ApiRuns;
import dev.zaffre.execution.BulkRerunRoutes;
import dev.zaffre.execution.CustomerLogRoutes;
import dev.zaffre.execution.ExecuteRoutes;
import dev.zaffre.execution.ExecutionRoutes;
import dev.zaffre.execution.Reruns;
import dev.zaffre.execution.TrialRoutes;
import dev.zaffre.figures.HomeFigures;
import dev.zaffre.http.Route;
import dev.zaffre.http.SystemRoutes;
import dev.zaffre.portal.PortalRoutes;
import dev.zaffre.webhook.DeliveryLog;
import dev.zaffre.webhook.DeliveryRoutes;
import dev.zaffre.webhook.WebhookRoutes;
import dev.zaffre.workflow.ConfigFieldRoutes;
import dev.zaffre.workflow.ConfigRoutes;
import dev.zaffre.workflow.Drafts;
import dev.zaffre.workflow.EventUsage;
import dev.zaffre.workflow.FieldOptions;
import dev.zaffre.workflow.MappingRoutes;
import dev.zaffre.workflow.WorkflowRoutes;
import dev.zaffre.workflow.WorkflowVersionRoutes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every route of the API, by area: who answers which path. */
final class RouteTable {
    private final Parts parts;
    private final Tuning tuning;
    private final Opened opened;
    private final List<Route> routes = new ArrayList<>();

    private final ActionRunner actions;
    private final ApiRuns runs;
    private final LastPayloads payloads;
    private final AppUsage appUsage;

    /** @param opened gets those that have something running */
    RouteTable(Parts parts, Tuning tuning, Opened opened) {
        this.parts = parts;
        this.tuning = tuning;
        this.opened = opened;
        this.actions = new ActionRunner(parts.refresher, parts.http);
        this.runs = new ApiRuns(parts.engine, parts.configs);
        this.payloads = new LastPayloads(parts.database, parts.types);
        this.appUsage = new AppUsage(parts.database, parts.connections);
    }

    /** Makes them; to be called once. */
    List<Route> all() {
        add(new SystemRoutes(Map.of("database", parts.database::isHealthy), parts.metrics).routes());
        accounts();
        apps();
        events();
        workflows();
        configs();
        executions();
        webhooks();
        add(parts.live.routes(parts.workflows, parts.catalog, parts.accounts));
        add(opened.add(new HomeFigures(parts.database, parts.catalog)).routes());
        add(parts.users.routes(parts.organizations, tuning.console()));
        return List.copyOf(routes);
    }

    private void add(List<Route> more) {
        routes.addAll(more);
    }

    private void accounts() {
        LinkedAccountRoutes accounts =
                new LinkedAccountRoutes(parts.accounts, new AccountIntegrations(parts.connections, parts.catalog));
        add(accounts.routes());
        add(new SessionRoutes(parts.accounts, parts.tokens, parts.organizations).routes());
        add(new AccountImportRoutes(parts.accounts).routes());
        add(new AccountTokenRoutes(parts.accounts, parts.tokens).routes());
        add(new HostedRoutes(parts.accounts, parts.tokens, parts.publicUrl).routes());
        add(new OriginRoutes(parts.origins).routes());
        add(new PortalRoutes(parts.portals, parts.tokens, parts.accounts, parts.catalog).routes());
        add(new AccountWorkflowRoutes(parts.accounts, parts.workflows, parts.configs, parts.catalog, appUsage)
                .routes());
        add(new ConnectionRoutes(
                        parts.connections,
                        parts.appSettings,
                        parts.catalog,
                        parts.accounts,
                        parts.http,
                        parts.clock,
                        accounts::active)
                .routes());
    }

    private void apps() {
        add(new CatalogRoutes(parts.catalog, parts.accounts).routes());
        add(new DefinitionRoutes(parts.catalog).routes());
        add(new AuthConfigRoutes(parts.catalog).routes());
        add(new LeadRoutes(parts.database, parts.accounts, parts.clock).routes());
        add(new OpenApiRoutes(parts.catalog, parts.http).routes());
        add(new ApplicationRoutes(parts.connections, parts.catalog, parts.accounts, parts.appSettings, appUsage)
                .routes());
        add(new AppSettingRoutes(parts.appSettings, parts.catalog, parts.publicUrl).routes());
        add(new ActionRoutes(parts.catalog, parts.accounts, actions).routes());
        OAuthFlow.Parts oauth = new OAuthFlow.Parts(
                parts.database,
                parts.vault,
                parts.clock,
                parts.appSettings,
                parts.catalog,
                parts.accounts,
                parts.connections,
                parts.http,
                parts.publicUrl);
        add(new OAuthRoutes(oauth).routes());
        add(new PortalAppRoutes(oauth, parts.portals).routes());
    }

    private void events() {
        add(new EventTypeRoutes(parts.types, parts.workflows).routes());
        EventUsage usage = new EventUsage(parts.database, parts.compiler, parts.types);
        add(new EventDesignRoutes(parts.types, parts.workflows, usage, parts.database, parts.clock).routes());
        EventIntake intake = new EventIntake(
                parts.clock, parts.workflows, parts.configs, parts.catalog, parts.connections, parts.engine);
        add(new TriggerRoutes(parts.accounts, parts.types, parts.catalog, tuning.rate(), intake).routes());
        add(new EventLogRoutes(parts.database, parts.accounts).routes());
    }

    private void workflows() {
        WorkflowRoutes workflows = new WorkflowRoutes(
                parts.workflows, parts.compiler, parts.configs, parts.accounts, parts.catalog, parts.types);
        add(workflows.routes());
        add(new WorkflowVersionRoutes(parts.workflows, parts.accounts, parts.compiler, workflows).routes());
        add(new TrialRoutes(new TrialRoutes.Parts(
                        parts.database,
                        parts.clock,
                        new Drafts(parts.workflows, parts.accounts, parts.compiler),
                        parts.accounts,
                        parts.configs,
                        parts.catalog,
                        parts.types,
                        payloads,
                        parts.engine))
                .routes());
    }

    private void configs() {
        FieldOptions options = new FieldOptions(
                parts.catalog,
                parts.workflows,
                (account, app, action, fields) -> actions.run(
                        account,
                        app,
                        Optional.empty(),
                        action,
                        fields,
                        Ids.next().toString()),
                runs::ask);
        add(new ConfigRoutes(parts.configs, parts.workflows, parts.accounts, parts.catalog, options, this::isConnected)
                .routes());
        add(new ConfigFieldRoutes(parts.configs, parts.workflows, parts.accounts, parts.catalog, options).routes());
        add(new MappingRoutes(
                        parts.configs, parts.workflows, parts.accounts, parts.catalog, options, parts.types, payloads)
                .routes());
    }

    /** Also an app that needs no connection. */
    private boolean isConnected(EnvironmentId environment, AccountId account, String app) {
        return parts.connections.has(environment, account, app)
                || parts.catalog
                        .find(environment, app)
                        .filter(found -> found.isOpen())
                        .isPresent();
    }

    private void executions() {
        add(new ExecutionRoutes(parts.database, parts.workflows, parts.accounts, parts.catalog).routes());
        add(new CustomerLogRoutes(parts.database, parts.workflows, parts.accounts, parts.catalog).routes());
        Reruns reruns = new Reruns(parts.database, parts.workflows, parts.configs);
        add(new ExecuteRoutes(parts.engine, reruns, parts.accounts, parts.workflows, parts.configs).routes());
        add(opened.add(new BulkRerunRoutes(parts.database, reruns, runs, parts.accounts))
                .routes());
    }

    private void webhooks() {
        DeliveryLog deliveries = new DeliveryLog(parts.database);
        add(new WebhookRoutes(parts.webhooks, deliveries, parts.catalog, parts.credentials).routes());
        add(new DeliveryRoutes(deliveries, parts.webhooks, parts.accounts).routes());
    }
}
