package dev.zaffre;

import dev.zaffre.account.AllowedOrigins;
import dev.zaffre.account.Credentials;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.account.Organizations;
import dev.zaffre.account.SessionTokens;
import dev.zaffre.base.Clock;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.config.Settings;
import dev.zaffre.connection.AccountDeletion;
import dev.zaffre.connection.AppSettings;
import dev.zaffre.connection.ConnectionMeters;
import dev.zaffre.connection.ConnectionNotices;
import dev.zaffre.connection.Connections;
import dev.zaffre.connection.TokenRefresher;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.delivery.EgressPolicy;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.delivery.RateLimiter;
import dev.zaffre.event.EventTypes;
import dev.zaffre.execution.Executions;
import dev.zaffre.live.Live;
import dev.zaffre.portal.Portals;
import dev.zaffre.user.ConsoleUsers;
import dev.zaffre.vault.Vault;
import dev.zaffre.webhook.WebhookSender;
import dev.zaffre.webhook.Webhooks;
import dev.zaffre.workflow.Configs;
import dev.zaffre.workflow.WorkflowCompiler;
import dev.zaffre.workflow.Workflows;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;

/** What one server consists of below its routes: each is made here, once, of those before it. */
final class Parts {
    final Database database;
    final Changes changes;
    final Clock clock;
    final Vault vault;
    final PrometheusMeterRegistry metrics;
    final OutboundHttp http;
    /** How others reach this server, without a slash at the end; known when it listens. */
    final Supplier<String> publicUrl;

    final Organizations organizations;
    final SessionTokens tokens;
    final LinkedAccounts accounts;
    final Credentials credentials;
    final AllowedOrigins origins;
    final Portals portals;
    final ConsoleUsers users;

    final Catalog catalog;
    final Webhooks webhooks;
    final AppSettings appSettings;
    final Connections connections;
    final TokenRefresher refresher;
    final EventTypes types;
    final Configs configs;
    final WorkflowCompiler compiler;
    final Workflows workflows;
    final Live live;
    final Executions engine;

    Parts(Ground ground, Settings settings, Tuning tuning, Supplier<String> publicUrl, Opened opened) {
        database = ground.database();
        changes = ground.changes();
        clock = ground.clock();
        metrics = ground.metrics();
        this.publicUrl = publicUrl;
        vault = Vault.inFile(settings.security().keysetFile());
        http = opened.add(
                new OutboundHttp(new EgressPolicy(settings.outbound().allowLoopback()), clock, tuning.call()));

        organizations = new Organizations(database, changes);
        tokens = new SessionTokens(
                database, changes, vault, clock, settings.security().session());
        accounts = new LinkedAccounts(database, changes, vault, clock, tokens);
        credentials = opened.add(new Credentials(database, changes, tokens));
        origins = new AllowedOrigins(database, changes, publicUrl);
        portals = new Portals(database, changes, tokens);
        users = opened.add(new ConsoleUsers(database, changes, clock, publicUrl));

        catalog = new Catalog(database, changes);
        webhooks = new Webhooks(database, changes, vault, clock, metrics);
        appSettings = new AppSettings(database, changes, vault);
        connections = new Connections(database, changes, vault);
        connections.onChange(new ConnectionNotices(webhooks, accounts, clock));
        ConnectionMeters connectionMeters = new ConnectionMeters(metrics);
        connections.onChange(connectionMeters);
        refresher = opened.add(
                new TokenRefresher(database, connections, appSettings, catalog, http, clock, connectionMeters));
        types = new EventTypes(database, changes);
        configs = new Configs(database, changes);
        compiler = new WorkflowCompiler(catalog, types, configs);
        workflows = new Workflows(database, changes, compiler::compileStored);
        live = opened.add(new Live(database, changes));
        engine = opened.add(new Executions(database, clock, collaborators(), tuning.engine()));
        opened.add(
                new WebhookSender(database, clock, http, webhooks, tuning.call().wholeCall()));
        refresher.start();
        whatGoesWithThem();
    }

    private Executions.Collaborators collaborators() {
        return new Executions.Collaborators(
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
                live.feed());
    }

    /** Nothing of an account or a workflow that is gone goes on. */
    private void whatGoesWithThem() {
        accounts.onDelete(engine::endAll);
        accounts.onDelete(new AccountDeletion(connections, appSettings, catalog, http, clock));
        workflows.onDelete(engine::endAll);
    }
}
