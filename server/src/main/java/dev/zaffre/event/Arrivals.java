package dev.zaffre.event;

import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.db.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * How often events of each type have come lately. It looks at the newest {@link #LOOKED_AT} events of an environment and no further: what
 * a list costs must not grow with the history.
 */
final class Arrivals {
    static final int LOOKED_AT = 10_000;

    private static final Duration DAY = Duration.ofHours(24);

    private final Database database;
    private final Clock clock;

    Arrivals(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param count in the last 24 hours */
    record Arrival(Instant last, int count) {}

    /**
     * @param isExact false: more than were looked at came in the last 24 hours, so that counts are "at least"
     */
    record Recent(Map<String, Arrival> byName, boolean isExact) {}

    Recent recent(EnvironmentId environment) {
        UUID since = Ids.floor(clock.now().minus(DAY));
        Map<String, Arrival> byName = new HashMap<>();
        int[] within = new int[1];
        database.read(handle -> handle.createQuery("""
                        select name, max(cast(id as text)) as last, count(*) filter (where id >= :since) as counted
                          from (select id, name, source from event where environment_id = :environment
                                 order by id desc limit :most) newest
                         where source = 'Event' and name is not null group by name
                        """)
                .bind("environment", environment.value())
                .bind("since", since)
                .bind("most", LOOKED_AT)
                .map((row, context) -> {
                    within[0] += row.getInt("counted");
                    return byName.put(
                            row.getString("name"),
                            new Arrival(Ids.instantOf(UUID.fromString(row.getString("last"))), row.getInt("counted")));
                })
                .list());
        return new Recent(byName, within[0] < LOOKED_AT);
    }
}
