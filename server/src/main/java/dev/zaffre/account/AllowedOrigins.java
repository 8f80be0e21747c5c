package dev.zaffre.account;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.db.Snapshots;
import dev.zaffre.http.Origins;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * Which pages may call with the session tokens of an environment; an empty list: every page. Known to every node within a second
 * of a change; browsers remember what they were told before for ten minutes.
 */
public final class AllowedOrigins implements Origins {
    private static final String CHANGED = "allowed_origin";

    private final Database database;
    private final Changes changes;
    private final Supplier<String> publicUrl;
    private final Snapshots<String, Lists> lists;
    /** For the time in which the database does not answer. */
    private volatile Optional<Lists> last = Optional.empty();

    /** @param open whether there is an environment without a list */
    private record Lists(Map<EnvironmentId, List<OriginPattern>> byEnvironment, boolean open) {}

    /** @param publicUrl how browsers reach this server: the pages that it serves itself may always call */
    public AllowedOrigins(Database database, Changes changes, Supplier<String> publicUrl) {
        this.database = database;
        this.changes = changes;
        this.publicUrl = publicUrl;
        this.lists = new Snapshots<>(changes, CHANGED, key -> key, 1, key -> database.read(AllowedOrigins::read));
    }

    private static Lists read(Handle handle) {
        Map<EnvironmentId, List<OriginPattern>> all = new HashMap<>();
        boolean[] open = new boolean[1];
        handle.createQuery("""
                        select e.id, a.origins from environment e left join allowed_origin a on a.environment_id = e.id
                        """)
                .map((row, context) -> {
                    EnvironmentId environment = new EnvironmentId(row.getObject("id", UUID.class));
                    java.sql.Array origins = row.getArray("origins");
                    if (origins == null) {
                        open[0] = true;
                    } else {
                        all.put(environment, patterns((String[]) origins.getArray()));
                    }
                    return environment;
                })
                .list();
        return new Lists(all, open[0] || all.isEmpty());
    }

    private static List<OriginPattern> patterns(String[] texts) {
        return List.of(texts).stream().map(OriginPattern::new).toList();
    }

    private Optional<Lists> known() {
        try {
            last = Optional.of(lists.get(CHANGED));
        } catch (RuntimeException e) {
            if (!Database.isUnavailable(e)) {
                throw e;
            }
        }
        return last;
    }

    @Override
    public boolean open() {
        return known().map(Lists::open).orElse(true);
    }

    @Override
    public boolean somewhere(String origin) {
        return known().map(all ->
                        all.open() || all.byEnvironment().values().stream().anyMatch(list -> admits(list, origin)))
                .orElse(true);
    }

    @Override
    public boolean in(EnvironmentId environment, String origin) {
        List<OriginPattern> list = lists.get(CHANGED).byEnvironment().getOrDefault(environment, List.of());
        return list.isEmpty() || admits(list, origin) || isOwn(origin);
    }

    private static boolean admits(List<OriginPattern> list, String origin) {
        return list.stream().anyMatch(pattern -> pattern.admits(origin));
    }

    private boolean isOwn(String origin) {
        URI own = URI.create(publicUrl.get());
        return OriginPattern.read(own.getScheme() + "://" + own.getRawAuthority())
                .map(pattern -> pattern.admits(origin))
                .orElse(false);
    }

    /** The environment's list as it is known here, in the form of a policy's sources; empty when every page may call. */
    public List<String> listed(EnvironmentId environment) {
        return lists.get(CHANGED).byEnvironment().getOrDefault(environment, List.of()).stream()
                .map(OriginPattern::text)
                .toList();
    }

    List<String> of(EnvironmentId environment) {
        return database.read(handle -> handle.createQuery(
                        "select unnest(origins) from allowed_origin where environment_id = :environment")
                .bind("environment", environment.value())
                .mapTo(String.class)
                .list());
    }

    /** Replaces the list. */
    void set(EnvironmentId environment, List<OriginPattern> origins) {
        database.transact(handle -> {
            if (origins.isEmpty()) {
                handle.createUpdate("delete from allowed_origin where environment_id = :environment")
                        .bind("environment", environment.value())
                        .execute();
            } else {
                handle.createUpdate("""
                                insert into allowed_origin (environment_id, origins) values (:environment, :origins)
                                on conflict (environment_id) do update set origins = excluded.origins
                                """)
                        .bind("environment", environment.value())
                        .bindArray(
                                "origins",
                                String.class,
                                origins.stream().map(OriginPattern::text).toArray())
                        .execute();
            }
            changes.announce(handle, CHANGED, Changes.EVERYTHING);
            return true;
        });
    }
}
