package dev.zaffre.workflow;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.db.Snapshots;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The config fields that a company defined for its apps. Reads answer from memory. */
final class ConfigFields {
    static final String KIND = "config_field";

    private final Database database;
    private final Changes changes;
    private final Snapshots<EnvironmentId, List<ConfigField>> snapshots;

    ConfigFields(Database database, Changes changes) {
        this.database = database;
        this.changes = changes;
        this.snapshots = new Snapshots<>(
                changes,
                KIND,
                key -> new EnvironmentId(UUID.fromString(key)),
                1_000,
                environment -> database.read(handle -> read(handle, environment)));
    }

    /** In the order in which the company listed them. */
    List<ConfigField> of(EnvironmentId environment, String app) {
        return snapshots.get(environment).stream()
                .filter(field -> field.app().equals(app))
                .toList();
    }

    /** The app's own fields, or those of one of its workflows. */
    List<ConfigField> of(EnvironmentId environment, String app, @Nullable UUID workflow) {
        return of(environment, app).stream()
                .filter(field -> Objects.equals(field.workflow(), workflow))
                .toList();
    }

    /** Makes these the app's fields. Values of fields that are gone stay stored but are shown nowhere. */
    void replace(EnvironmentId environment, String app, List<ConfigField> fields) {
        database.run(handle -> {
            // One at a time: two that replace the same list would otherwise insert the same keys.
            handle.execute("select pg_advisory_xact_lock(hashtextextended(?, 0))", environment + "/" + app);
            handle.createUpdate("delete from config_field where environment_id = :environment and app = :app")
                    .bind("environment", environment.value())
                    .bind("app", app)
                    .execute();
            for (int position = 0; position < fields.size(); position++) {
                insert(handle, environment, fields.get(position), position);
            }
            changes.announce(handle, KIND, environment.toString());
        });
    }

    private static void insert(Handle handle, EnvironmentId environment, ConfigField field, int position) {
        handle.createUpdate("""
                        insert into config_field (id, environment_id, app, workflow_id, key, definition, position)
                        values (:id, :environment, :app, cast(:workflow as uuid), :key, cast(:definition as json), :position)
                        """)
                .bind("id", field.id())
                .bind("environment", environment.value())
                .bind("app", field.app())
                .bind("workflow", field.workflow())
                .bind("key", field.key())
                .bind("definition", Json.write(field.definition()))
                .bind("position", position)
                .execute();
    }

    static List<ConfigField> read(Handle handle, EnvironmentId environment) {
        return handle.createQuery("""
                        select id, app, workflow_id, key, definition from config_field
                         where environment_id = :environment order by app, position
                        """)
                .bind("environment", environment.value())
                .map((row, context) -> new ConfigField(
                        row.getObject("id", UUID.class),
                        row.getString("app"),
                        Optional.ofNullable(row.getObject("workflow_id", UUID.class))
                                .orElse(null),
                        row.getString("key"),
                        (ObjectNode) Json.read(row.getString("definition"))))
                .list();
    }
}
