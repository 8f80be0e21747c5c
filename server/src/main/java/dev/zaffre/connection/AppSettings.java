package dev.zaffre.connection;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.AuthScheme;
import dev.zaffre.catalog.OAuth2;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** What the company set for its apps, by environment. Reads answer from a cache that every node drops on a change. */
public final class AppSettings {
    static final String KIND = "app_setting";
    private static final int CACHED_ENVIRONMENTS = 1_000;
    /** In case an announcement is lost in a way that nobody notices. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Database database;
    private final Changes changes;
    private final Vault vault;
    private volatile LoadingCache<EnvironmentId, Map<String, Setting>> cache = cache();

    /**
     * @param enabled the company's customers are offered the app
     * @param clientId of the company's OAuth client at the provider
     * @param secrets {@code client_secret}, and what else the connector asks the company for
     * @param scopes the optional ones that are asked for
     */
    record Setting(boolean enabled, @Nullable String clientId, Map<String, Secret> secrets, List<String> scopes) {
        static final Setting USUAL = new Setting(true, null, Map.of(), List.of());
        static final String CLIENT_SECRET = "client_secret";

        /** What must be set before anybody can connect, and is not: names as the settings' form has them. */
        List<String> missing(OAuth2 scheme) {
            List<String> missing = new ArrayList<>();
            if (scheme.needsClient() && clientId == null) {
                missing.add("client_id");
            }
            if (scheme.needsClient() && !secrets.containsKey(CLIENT_SECRET)) {
                missing.add(CLIENT_SECRET);
            }
            scheme.settings().stream()
                    .filter(field -> field.required() && field.defaultValue() == null)
                    .filter(field -> !secrets.containsKey(field.name()))
                    .forEach(field -> missing.add("settings." + field.name()));
            return missing;
        }

        /** Of the ways to connect an app those that lack nothing; none for an app that asks for nothing. */
        List<AuthScheme> ways(App app) {
            return app.schemes().stream()
                    .filter(way -> !(way instanceof AuthScheme.None))
                    .filter(way ->
                            !(way instanceof OAuth2 oauth) || missing(oauth).isEmpty())
                    .toList();
        }

        /** Why nobody can connect by OAuth, and what to do; empty: nothing is missing. */
        Optional<String> lack(App app) {
            return app.oauth()
                    .map(this::missing)
                    .filter(missing -> !missing.isEmpty())
                    .map(missing -> "The settings of '" + app.slug() + "' lack " + String.join(", ", missing)
                            + "; set " + (missing.size() == 1 ? "it" : "them")
                            + " with PUT /api/v2/public/application/" + app.slug() + "/settings");
        }
    }

    public AppSettings(Database database, Changes changes, Vault vault) {
        this.database = database;
        this.changes = changes;
        this.vault = vault;
        changes.listen(KIND, this::forget);
    }

    private LoadingCache<EnvironmentId, Map<String, Setting>> cache() {
        return Caffeine.newBuilder()
                .maximumSize(CACHED_ENVIRONMENTS)
                .expireAfterWrite(LONGEST)
                .build(this::load);
    }

    Setting of(EnvironmentId environment, String app) {
        return cache.get(environment).getOrDefault(app, Setting.USUAL);
    }

    /** Whether the company's customers are offered the app; nothing is sent to one that they are not. */
    public boolean isEnabled(EnvironmentId environment, String app) {
        return of(environment, app).enabled();
    }

    void save(EnvironmentId environment, String app, Setting setting) {
        ArrayNode scopes = Json.array();
        setting.scopes().forEach(scopes::add);
        database.run(handle -> {
            // The vault binds what it seals to the row's id, so the id must be known before.
            UUID id = handle.createQuery("""
                            insert into app_setting (id, environment_id, app, sealed) values (:id, :environment, :app, '')
                            on conflict (environment_id, app) do update set updated_at = now()
                            returning id
                            """)
                    .bind("id", Ids.next())
                    .bind("environment", environment.value())
                    .bind("app", app)
                    .mapTo(UUID.class)
                    .one();
            handle.createUpdate("""
                            update app_setting set enabled = :enabled, client_id = :client, sealed = :sealed,
                                scopes = cast(:scopes as json)
                            where id = :id and environment_id = :environment
                            """)
                    .bind("enabled", setting.enabled())
                    .bind("client", setting.clientId())
                    .bind("sealed", vault.sealMap(KIND, id, setting.secrets()))
                    .bind("scopes", Json.write(scopes))
                    .bind("id", id)
                    .bind("environment", environment.value())
                    .execute();
            changes.announce(handle, KIND, environment.toString());
        });
        cache.invalidate(environment);
    }

    private Map<String, Setting> load(EnvironmentId environment) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        database.read(handle -> handle.createQuery("""
                                select id, app, enabled, client_id, sealed, scopes::text as scopes from app_setting
                                where environment_id = :environment
                                """)
                        .bind("environment", environment.value())
                        .map((row, context) -> Map.entry(row.getString("app"), setting(row)))
                        .list())
                .forEach(entry -> settings.put(entry.getKey(), entry.getValue()));
        return Map.copyOf(settings);
    }

    private Setting setting(ResultSet row) throws SQLException {
        List<String> scopes = new ArrayList<>();
        for (JsonNode scope : Json.read(row.getString("scopes"))) {
            scopes.add(scope.asString());
        }
        return new Setting(
                row.getBoolean("enabled"),
                row.getString("client_id"),
                vault.openMap(KIND, row.getObject("id", UUID.class), row.getBytes("sealed")),
                scopes);
    }

    private void forget(String key) {
        Optional<UUID> environment = Ids.parse(key);
        if (environment.isEmpty()) {
            // A new cache, because clearing one may miss what is being read at this moment.
            cache = cache();
        } else {
            cache.invalidate(new EnvironmentId(environment.get()));
        }
    }
}
