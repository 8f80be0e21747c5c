package dev.zaffre.workflow;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.db.Snapshots;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Configs of linked accounts. Reads answer from a cache that every node drops when a config changes. The values in a
 * {@link Config} are complete: where the account gave none, the field's default stands.
 */
public final class Configs implements WorkflowCompiler.ConfigKeys {
    private static final String KIND = "config";
    /** Accounts whose configs are kept in memory; some hundred bytes each. */
    private static final int CACHED_ACCOUNTS = 50_000;

    private final Database database;
    private final Changes changes;
    private final ConfigFields fields;
    private final Snapshots<AccountId, List<Owned>> snapshots;

    private record Owned(EnvironmentId environment, Config config) {}

    public Configs(Database database, Changes changes) {
        this.database = database;
        this.changes = changes;
        this.fields = new ConfigFields(database, changes);
        this.snapshots = new Snapshots<>(
                changes, KIND, key -> new AccountId(UUID.fromString(key)), CACHED_ACCOUNTS, this::readAll);
        changes.listen(ConfigFields.KIND, environment -> snapshots.dropAll());
    }

    public Optional<Config> find(EnvironmentId environment, AccountId account, String app, String configId) {
        for (Owned owned : snapshots.get(account)) {
            Config config = owned.config();
            if (owned.environment().equals(environment)
                    && config.app().equals(app)
                    && config.configId().equals(configId)) {
                return Optional.of(config);
            }
        }
        return Optional.empty();
    }

    /** Every config of the account, of all apps. */
    public List<Config> all(EnvironmentId environment, AccountId account) {
        return snapshots.get(account).stream()
                .filter(owned -> owned.environment().equals(environment))
                .map(Owned::config)
                .toList();
    }

    /** The keys that <code>{{config.&lt;key&gt;}}</code> may name: the app's and, when one is given, the workflow's own. */
    @Override
    public Set<String> of(EnvironmentId environment, String app, @Nullable UUID workflow) {
        Set<String> keys = new LinkedHashSet<>();
        for (ConfigField field : fields.of(environment, app)) {
            if (field.workflow() == null || field.workflow().equals(workflow)) {
                keys.add(field.key());
            }
        }
        return keys;
    }

    @Override
    public Set<String> maps(EnvironmentId environment, String app, @Nullable UUID workflow) {
        Set<String> keys = new LinkedHashSet<>();
        for (ConfigField field : fields.of(environment, app)) {
            if (field.isMap() && (field.workflow() == null || field.workflow().equals(workflow))) {
                keys.add(field.key());
            }
        }
        return keys;
    }

    /**
     * What <code>{{config}}</code> is in a run of the workflow: its own values over the app's, defaults where there are none.
     *
     * @param config null when the account has none
     */
    public ObjectNode values(EnvironmentId environment, String app, @Nullable Config config, UUID workflow) {
        ObjectNode values = Json.object();
        addDefaults(values, fields.of(environment, app, null));
        addDefaults(values, fields.of(environment, app, workflow));
        if (config != null) {
            values.setAll(config.fields());
            Config.Switch own = config.workflows().get(workflow);
            if (own != null) {
                values.setAll(own.fields());
            }
        }
        return values;
    }

    ConfigFields fields() {
        return fields;
    }

    Config findOrCreate(EnvironmentId environment, AccountId account, String app, String configId) {
        Optional<Config> known = find(environment, account, app, configId);
        if (known.isPresent()) {
            return known.get();
        }
        database.run(handle -> {
            handle.createUpdate("""
                            insert into config (id, environment_id, account_id, app, config_id)
                            values (:id, :environment, :account, :app, :config)
                            on conflict do nothing
                            """)
                    .bind("id", Ids.next())
                    .bind("environment", environment.value())
                    .bind("account", account.value())
                    .bind("app", app)
                    .bind("config", configId)
                    .execute();
            changes.announce(handle, KIND, account.toString());
        });
        return find(environment, account, app, configId)
                .orElseThrow(() -> new IllegalStateException("The config " + configId + " was deleted meanwhile"));
    }

    boolean delete(EnvironmentId environment, AccountId account, Config config) {
        return database.transact(handle -> {
            int deleted = handle.createUpdate("""
                            delete from config where environment_id = :environment and account_id = :account and id = :id
                            """)
                    .bind("environment", environment.value())
                    .bind("account", account.value())
                    .bind("id", config.id())
                    .execute();
            changes.announce(handle, KIND, account.toString());
            return deleted == 1;
        });
    }

    /**
     * What a client changes of one workflow in a config.
     *
     * @param enabled null: stays as it is
     * @param otherwise whether it is enabled when nothing was ever said of it
     * @param values by key; a null value removes
     */
    record WorkflowChange(UUID workflow, @Nullable Boolean enabled, boolean otherwise, ObjectNode values) {}

    /**
     * What a client changes of a config.
     *
     * @param values of the app's fields, by key; a null value removes
     * @param labels lists by name; a null removes
     */
    record Change(ObjectNode values, List<WorkflowChange> workflows, ObjectNode labels) {
        boolean isNothing() {
            return values.isEmpty() && workflows.isEmpty() && labels.isEmpty();
        }
    }

    /** Changes all of it or nothing. Values that depend on a changed one, and are not given anew, are removed. */
    void change(EnvironmentId environment, AccountId account, Config config, Change change) {
        List<ConfigField> known = fields.of(environment, config.app());
        database.run(handle -> {
            // The lock makes two clients that change different fields both win.
            ObjectNode stored = handle.createQuery("""
                            select fields from config
                             where environment_id = :environment and account_id = :account and id = :id for update
                            """)
                    .bind("environment", environment.value())
                    .bind("account", account.value())
                    .bind("id", config.id())
                    .map((row, context) -> (ObjectNode) Json.read(row.getString("fields")))
                    .one();
            Change whole = withStale(known, stored, ownValues(handle, environment, config.id()), change);
            handle.createUpdate("""
                            update config set fields = cast(:fields as json), labels = cast(:labels as json), updated_at = now()
                             where environment_id = :environment and id = :id
                            """)
                    .bind("fields", Json.write(merged(stored, whole.values())))
                    .bind("labels", Json.write(merged(labels(handle, environment, config.id()), whole.labels())))
                    .bind("environment", environment.value())
                    .bind("id", config.id())
                    .execute();
            whole.workflows().forEach(one -> apply(handle, environment, config.id(), one));
            changes.announce(handle, KIND, account.toString());
        });
    }

    private static ObjectNode labels(Handle handle, EnvironmentId environment, UUID config) {
        return handle.createQuery("select labels from config where environment_id = :environment and id = :id")
                .bind("environment", environment.value())
                .bind("id", config)
                .map((row, context) -> (ObjectNode) Json.read(row.getString("labels")))
                .one();
    }

    /** What is stored of the workflows' own fields. */
    private static Map<UUID, ObjectNode> ownValues(Handle handle, EnvironmentId environment, UUID config) {
        Map<UUID, ObjectNode> own = new HashMap<>();
        handle.createQuery("""
                        select workflow_id, fields from config_workflow where environment_id = :environment and config = :config
                        """)
                .bind("environment", environment.value())
                .bind("config", config)
                .map((row, context) -> own.put(
                        row.getObject("workflow_id", UUID.class), (ObjectNode) Json.read(row.getString("fields"))))
                .list();
        return own;
    }

    /** The change, and the removal of what it makes stale. */
    private static Change withStale(
            List<ConfigField> fields, ObjectNode stored, Map<UUID, ObjectNode> own, Change change) {
        if (fields.stream().noneMatch(field -> field.parent().isPresent())) {
            return change;
        }
        Dependents dependents = new Dependents(fields);
        dependents.add(null, stored, change.values());
        Map<UUID, WorkflowChange> byWorkflow = new LinkedHashMap<>();
        own.keySet().forEach(id -> byWorkflow.put(id, new WorkflowChange(id, null, false, Json.object())));
        change.workflows().forEach(one -> byWorkflow.put(one.workflow(), one));
        byWorkflow.forEach((id, one) -> dependents.add(id, own.getOrDefault(id, Json.object()), one.values()));
        ObjectNode values = change.values().deepCopy();
        for (ConfigField field : dependents.stale()) {
            UUID workflow = field.workflow();
            WorkflowChange of = workflow == null ? null : byWorkflow.get(workflow);
            (of == null ? values : of.values()).putNull(field.key());
        }
        List<WorkflowChange> workflows = byWorkflow.values().stream()
                .filter(one -> one.enabled() != null || !one.values().isEmpty())
                .toList();
        return new Change(values, workflows, change.labels());
    }

    private static void apply(Handle handle, EnvironmentId environment, UUID config, WorkflowChange change) {
        ObjectNode stored = handle.createQuery("""
                        select fields from config_workflow
                         where environment_id = :environment and config = :config and workflow_id = :workflow
                        """)
                .bind("environment", environment.value())
                .bind("config", config)
                .bind("workflow", change.workflow())
                .map((row, context) -> (ObjectNode) Json.read(row.getString("fields")))
                .findOne()
                .orElseGet(Json::object);
        handle.createUpdate("""
                        insert into config_workflow (environment_id, config, workflow_id, enabled, fields)
                        values (:environment, :config, :workflow, coalesce(cast(:enabled as boolean), :otherwise), cast(:fields as json))
                        on conflict (config, workflow_id) do update
                           set enabled = coalesce(cast(:enabled as boolean), config_workflow.enabled), fields = excluded.fields
                        """)
                .bind("environment", environment.value())
                .bind("config", config)
                .bind("workflow", change.workflow())
                .bind("enabled", change.enabled())
                .bind("otherwise", change.otherwise())
                .bind("fields", Json.write(merged(stored, change.values())))
                .execute();
    }

    private static ObjectNode merged(ObjectNode stored, ObjectNode changes) {
        changes.properties().forEach(member -> {
            if (member.getValue().isNull()) {
                stored.remove(member.getKey());
            } else {
                stored.set(member.getKey(), member.getValue());
            }
        });
        return stored;
    }

    /** An account is in one environment only, so its id alone finds its configs; readers compare the environment. */
    private List<Owned> readAll(AccountId account) {
        return database.read(handle -> {
            Map<UUID, Map<UUID, Config.Switch>> switches = new HashMap<>();
            handle.createQuery("""
                            select w.config, w.workflow_id, w.enabled, w.fields
                              from config_workflow w join config c on c.id = w.config where c.account_id = :account
                            """)
                    .bind("account", account.value())
                    .map((row, context) -> switches.computeIfAbsent(
                                    row.getObject("config", UUID.class), id -> new LinkedHashMap<>())
                            .put(
                                    row.getObject("workflow_id", UUID.class),
                                    new Config.Switch(row.getBoolean("enabled"), (ObjectNode)
                                            Json.read(row.getString("fields")))))
                    .list();
            List<Owned> configs = handle.createQuery("""
                            select id, environment_id, app, config_id, fields, labels from config
                             where account_id = :account order by id
                            """)
                    .bind("account", account.value())
                    .map((row, context) -> read(row, switches))
                    .list();
            return configs.isEmpty()
                    ? configs
                    : withDefaults(
                            configs,
                            ConfigFields.read(handle, configs.getFirst().environment()));
        });
    }

    private static Owned read(ResultSet row, Map<UUID, Map<UUID, Config.Switch>> switches) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return new Owned(
                new EnvironmentId(row.getObject("environment_id", UUID.class)),
                new Config(
                        id,
                        row.getString("app"),
                        row.getString("config_id"),
                        (ObjectNode) Json.read(row.getString("fields")),
                        (ObjectNode) Json.read(row.getString("labels")),
                        switches.getOrDefault(id, Map.of())));
    }

    private static List<Owned> withDefaults(List<Owned> configs, List<ConfigField> fields) {
        for (Owned owned : configs) {
            List<ConfigField> ofApp = fields.stream()
                    .filter(field -> field.app().equals(owned.config().app()))
                    .toList();
            addDefaults(
                    owned.config().fields(),
                    ofApp.stream().filter(field -> field.workflow() == null).toList());
            owned.config()
                    .workflows()
                    .forEach((workflow, own) -> addDefaults(
                            own.fields(),
                            ofApp.stream()
                                    .filter(field -> Objects.equals(field.workflow(), workflow))
                                    .toList()));
        }
        return configs;
    }

    private static void addDefaults(ObjectNode values, List<ConfigField> fields) {
        for (ConfigField field : fields) {
            var otherwise = field.defaultValue();
            if (otherwise != null && !values.has(field.key())) {
                values.set(field.key(), otherwise);
            }
        }
    }
}
