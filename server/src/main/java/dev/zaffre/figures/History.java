package dev.zaffre.figures;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Counts spans of the history itself, by ranges of ids, which rise with time. */
final class History {
    private static final String RUNS = """
            select environment_id, app, status, time_class, count(*) as number from (
                select environment_id, app, status,
                       case when status = 'COMPLETED' then
                           floor(8 * ln(greatest(1, extract(epoch from finished_at) * 1000
                               - ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint)))::int end as time_class
                from execution
                where id >= :from and id < :until and source not in ('Options', 'Test') and ENVIRONMENT) counted
            group by environment_id, app, status, time_class""";

    private static final String EVENTS = """
            select environment_id, count(*) filter (where status = 'ACCEPTED') as accepted,
                   count(*) filter (where status = 'DUPLICATE') as repeated
            from event where id >= :from and id < :until and source = 'Event' and ENVIRONMENT
            group by environment_id""";

    private History() {}

    /** @param only null: every environment */
    static Map<UUID, Counts> count(Handle handle, @Nullable EnvironmentId only, Instant from, Instant until) {
        Map<UUID, Counts> all = new HashMap<>();
        String environment = only == null ? "true" : "environment_id = :environment";
        handle.createQuery(RUNS.replace("ENVIRONMENT", environment))
                .bind("environment", only == null ? null : only.value())
                .bind("from", Ids.floor(from))
                .bind("until", Ids.floor(until))
                .map((row, context) -> {
                    Counts counts =
                            all.computeIfAbsent(row.getObject("environment_id", UUID.class), id -> new Counts());
                    counts.addRuns(row.getString("app"), row.getString("status"), row.getLong("number"));
                    int timeClass = row.getInt("time_class");
                    if (!row.wasNull()) {
                        counts.addTimes(timeClass, row.getLong("number"));
                    }
                    return counts;
                })
                .list();
        handle.createQuery(EVENTS.replace("ENVIRONMENT", environment))
                .bind("environment", only == null ? null : only.value())
                .bind("from", Ids.floor(from))
                .bind("until", Ids.floor(until))
                .map((row, context) -> {
                    Counts counts =
                            all.computeIfAbsent(row.getObject("environment_id", UUID.class), id -> new Counts());
                    counts.addEvents(row.getLong("accepted"), row.getLong("repeated"));
                    return counts;
                })
                .list();
        return all;
    }

    /** The moment of the oldest thing in it; empty history: null. */
    static @Nullable Instant beginning(Handle handle) {
        return handle.createQuery("select least((select id from execution order by id limit 1), (select id from event order by id limit 1))")
                .mapTo(UUID.class)
                .findOne()
                .map(Ids::instantOf)
                .orElse(null);
    }

    /** Runs of a span that are not over. */
    static long unfinished(Handle handle, Instant from, Instant until) {
        return handle.createQuery("select count(*) from job where execution_id >= :from and execution_id < :until")
                .bind("from", Ids.floor(from))
                .bind("until", Ids.floor(until))
                .mapTo(Long.class)
                .one();
    }
}
