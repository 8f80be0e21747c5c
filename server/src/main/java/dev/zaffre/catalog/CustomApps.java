package dev.zaffre.catalog;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.node.ObjectNode;

/** The rows of apps that environments have added themselves. */
final class CustomApps {
    static final String CHANGE = "custom_app";
    private final Database database;
    private final Changes changes;

    CustomApps(Database database, Changes changes) {
        this.database = database;
        this.changes = changes;
    }

    record Row(UUID id, String slug, String definition) {}

    List<Row> of(EnvironmentId environment) {
        return database.read(handle -> handle.createQuery("""
                        select id, slug, definition::text as definition
                        from custom_app where environment_id = :environment order by slug
                        """)
                .bind("environment", environment.value())
                .map((row, context) ->
                        new Row(row.getObject("id", UUID.class), row.getString("slug"), row.getString("definition")))
                .list());
    }

    /** Empty when the environment has an app of that slug already. */
    Optional<UUID> insert(EnvironmentId environment, String slug, ObjectNode definition) {
        UUID id = Ids.next();
        boolean inserted = database.transact(handle -> {
            int rows = handle.createUpdate("""
                            insert into custom_app (id, environment_id, slug, definition)
                            values (:id, :environment, :slug, cast(:definition as json))
                            on conflict (environment_id, slug) do nothing
                            """)
                    .bind("id", id)
                    .bind("environment", environment.value())
                    .bind("slug", slug)
                    .bind("definition", Json.write(definition))
                    .execute();
            announce(handle, environment);
            return rows == 1;
        });
        return inserted ? Optional.of(id) : Optional.empty();
    }

    /** False when there is none. */
    boolean update(EnvironmentId environment, String slug, ObjectNode definition) {
        return database.transact(handle -> {
            int rows = handle.createUpdate("""
                            update custom_app set definition = cast(:definition as json), updated_at = now()
                            where environment_id = :environment and slug = :slug
                            """)
                    .bind("environment", environment.value())
                    .bind("slug", slug)
                    .bind("definition", Json.write(definition))
                    .execute();
            announce(handle, environment);
            return rows == 1;
        });
    }

    /** What stands against the deletion, in words; when nothing does, the app is gone. */
    List<String> deleteUnlessUsed(EnvironmentId environment, String slug) {
        return database.transact(handle -> {
            List<String> uses = new ArrayList<>();
            count(handle, environment, slug, "connection", "connected accounts", uses);
            count(handle, environment, slug, "workflow", "workflows", uses);
            count(handle, environment, slug, "config", "configs", uses);
            if (uses.isEmpty()) {
                handle.createUpdate("delete from custom_app where environment_id = :environment and slug = :slug")
                        .bind("environment", environment.value())
                        .bind("slug", slug)
                        .execute();
                announce(handle, environment);
            }
            return uses;
        });
    }

    private static void count(
            Handle handle, EnvironmentId environment, String slug, String table, String words, List<String> uses) {
        long count = handle.createQuery(
                        "select count(*) from <table> where environment_id = :environment and app = :slug")
                .define("table", table)
                .bind("environment", environment.value())
                .bind("slug", slug)
                .mapTo(Long.class)
                .one();
        if (count > 0) {
            uses.add(count + " " + words);
        }
    }

    private void announce(Handle handle, EnvironmentId environment) {
        changes.announce(handle, CHANGE, environment.toString());
    }
}
