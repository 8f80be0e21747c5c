package dev.zaffre.portal;

import dev.zaffre.account.SessionTokens;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.db.Snapshots;
import dev.zaffre.http.Caller;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The portals of all environments. Known to every node within a second of a change. */
public final class Portals {
    private static final String CHANGED = "portal_setting";
    private static final int CACHED = 1_000;

    private final Database database;
    private final Changes changes;
    private final SessionTokens tokens;
    private final Snapshots<EnvironmentId, PortalSettings> settings;

    public Portals(Database database, Changes changes, SessionTokens tokens) {
        this.database = database;
        this.changes = changes;
        this.tokens = tokens;
        this.settings = new Snapshots<>(
                changes,
                CHANGED,
                key -> new EnvironmentId(UUID.fromString(key)),
                CACHED,
                key -> database.read(handle -> read(handle, key)));
    }

    private static PortalSettings read(Handle handle, EnvironmentId environment) {
        return handle.createQuery("select settings::text from portal_setting where environment_id = :environment")
                .bind("environment", environment.value())
                .mapTo(String.class)
                .findOne()
                .map(text -> new PortalSettings((ObjectNode) Json.read(text)))
                .orElse(PortalSettings.USUAL);
    }

    public PortalSettings of(EnvironmentId environment) {
        return settings.get(environment);
    }

    /** As a customer sees it who came with this session token: what the link says goes before what the environment says. */
    public PortalSettings of(Caller caller) {
        return linked(caller.environment(), caller.credential());
    }

    PortalSettings linked(EnvironmentId environment, UUID token) {
        PortalSettings own = of(environment);
        return tokens.hosted(environment, token)
                .map(kept -> own.over(parsed(kept)))
                .orElse(own);
    }

    private static JsonNode parsed(byte[] kept) {
        try {
            return Json.parse(kept);
        } catch (Json.Malformed e) {
            return Json.object();
        }
    }

    PortalSettings change(EnvironmentId environment, UnaryOperator<PortalSettings> change) {
        return database.transact(handle -> {
            // Made first, so that two who change different members at once do so one after the other.
            handle.createUpdate("""
                            insert into portal_setting (environment_id) values (:environment)
                            on conflict (environment_id) do update set settings = portal_setting.settings
                            """).bind("environment", environment.value()).execute();
            PortalSettings after = change.apply(read(handle, environment));
            handle.createUpdate("""
                            update portal_setting set settings = cast(:settings as json) where environment_id = :environment
                            """)
                    .bind("environment", environment.value())
                    .bind("settings", Json.write(after.values()))
                    .execute();
            changes.announce(handle, CHANGED, environment.toString());
            return after;
        });
    }
}
