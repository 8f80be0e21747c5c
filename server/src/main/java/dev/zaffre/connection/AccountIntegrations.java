package dev.zaffre.connection;

import dev.zaffre.account.Integrations;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;

/** What a linked account shows of its connections: no secret among it. */
public final class AccountIntegrations implements Integrations {
    private final Connections connections;
    private final Catalog catalog;

    public AccountIntegrations(Connections connections, Catalog catalog) {
        this.connections = connections;
        this.catalog = catalog;
    }

    @Override
    public Map<AccountId, ArrayNode> of(EnvironmentId environment, Collection<AccountId> accounts) {
        Map<AccountId, ArrayNode> all = new HashMap<>();
        for (Connections.Shown connection : connections.of(environment, accounts)) {
            Optional<App> app = catalog.find(environment, connection.app());
            all.computeIfAbsent(connection.account(), account -> Json.array())
                    .addObject()
                    .put("type", connection.app())
                    .put("name", app.map(App::name).orElse(connection.app()))
                    .put("icon", app.map(App::icon).orElse(""))
                    .put("identifier", connection.identifier())
                    .put("app_id", app.map(found -> found.id().toString()).orElse(null))
                    .put("auth_type", connection.authType())
                    .put("connection_id", connection.id().toString())
                    .put("status", connection.active() ? "active" : "expired")
                    .put("reason", connection.reason())
                    .put("refresh_token_expired", !connection.active())
                    .put("reauth_required", !connection.active())
                    .put("createdAt", connection.createdAt().toString())
                    .put("updatedAt", connection.updatedAt().toString());
        }
        return all;
    }
}
