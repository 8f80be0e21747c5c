package dev.zaffre.execution;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.db.Conditions;
import dev.zaffre.db.Database;
import dev.zaffre.execution.ExecutionQueries.Filter;
import dev.zaffre.execution.ExecutionQueries.Row;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The history from the newest back, in requests of bounded cost, whatever is looked for: each walks at most so many executions along
 * the index of ids. No filter has an index of its own, because every index would be paid for by every run that is written.
 */
final class ExecutionHistory {
    static final int WALKED = 100_000;
    /** The name of the event is in another table. */
    static final int WALKED_BY_EVENT = 25_000;

    private static final int COUNTED_BY_EVENT = 1_000;

    private final Database database;

    ExecutionHistory(Database database) {
        this.database = database;
    }

    /**
     * One page.
     *
     * @param next where to go on; null when the end of the history was reached
     * @param searchedInPart the walk ended before the page was full and before the history did
     * @param count how many there are among those that were walked; null but for the first page
     * @param countedInPart there are at least so many: counting ended at 10,000 (1,000 by an event's name)
     */
    record Page(
            List<Row> rows,
            @Nullable UUID next,
            boolean searchedInPart,
            @Nullable Integer count,
            boolean countedInPart) {}

    /** @param before only older ones; null: from the newest on */
    Page page(EnvironmentId environment, Filter filter, @Nullable UUID before, int limit) {
        Conditions along = along(environment, filter, before);
        Conditions narrowed = filter.narrow(new Conditions("true"));
        int walked = filter.event() == null ? WALKED : WALKED_BY_EVENT;
        return database.read(handle -> {
            List<Row> rows = rows(handle, walk(along, narrowed, walked, limit + 1), along, narrowed);
            boolean full = rows.size() > limit;
            Optional<UUID> end = full ? Optional.empty() : end(handle, along, walked);
            UUID next = full ? rows.get(limit - 1).id() : end.orElse(null);
            // A page that is not full has all that there are: what is rare is not walked to once more.
            int most = filter.event() == null ? ExecutionQueries.COUNTED : COUNTED_BY_EVENT;
            int found = full && before == null
                    ? count(handle, matching(along, narrowed, walked, "1"), most, along, narrowed)
                    : rows.size();
            Integer count = before == null ? Math.min(found, most) : null;
            return new Page(full ? rows.subList(0, limit) : rows, next, end.isPresent(), count, found > most);
        });
    }

    private static Conditions along(EnvironmentId environment, Filter filter, @Nullable UUID before) {
        Conditions along = filter.where(environment)
                .idWithin("x.id", filter.period().from(), filter.period().until());
        return along.and("x.id < :before", "before", before).and("x.id = :execution", "execution", filter.execution());
    }

    /** Filters before it joins, and joins only what is shown. */
    static String walk(Conditions along, Conditions narrowed, int walked, int limit) {
        return ExecutionQueries.COLUMNS + " from (" + matching(along, narrowed, walked, "x.*")
                + " order by x.id desc limit "
                + limit + """
                ) x
                  left join workflow w on w.id = x.workflow_id and w.environment_id = x.environment_id
                  left join linked_account a on a.id = x.account_id and a.environment_id = x.environment_id
                 order by x.id desc""";
    }

    private static String matching(Conditions along, Conditions narrowed, int walked, String columns) {
        boolean named = narrowed.sql().contains("w.");
        return "select " + columns + " from (select * from execution x where " + along.sql()
                + " order by x.id desc limit " + walked + ") x "
                + (named ? "left join workflow w on w.id = x.workflow_id " : "") + "where " + narrowed.sql();
    }

    private static List<Row> rows(Handle handle, String sql, Conditions along, Conditions narrowed) {
        return handle.createQuery(sql)
                .bindMap(along.values())
                .bindMap(narrowed.values())
                .map((row, context) -> ExecutionQueries.row(row))
                .list();
    }

    private static int count(Handle handle, String matching, int most, Conditions along, Conditions narrowed) {
        return handle.createQuery("select count(*) from (" + matching + " limit " + (most + 1) + ") counted")
                .bindMap(along.values())
                .bindMap(narrowed.values())
                .mapTo(Integer.class)
                .one();
    }

    /** The last one of the walk, when there are more behind it. */
    private static Optional<UUID> end(Handle handle, Conditions along, int walked) {
        return handle.createQuery("select x.id from execution x where " + along.sql() + " order by x.id desc offset "
                        + (walked - 1) + " limit 1")
                .bindMap(along.values())
                .mapTo(UUID.class)
                .findOne();
    }

    /** How the database would go about it: for tests. */
    List<String> plan(EnvironmentId environment, Filter filter, int limit) {
        Conditions along = along(environment, filter, null);
        Conditions narrowed = filter.narrow(new Conditions("true"));
        return database.read(
                handle -> handle.createQuery("explain (costs off) " + walk(along, narrowed, WALKED, limit + 1))
                        .bindMap(along.values())
                        .bindMap(narrowed.values())
                        .mapTo(String.class)
                        .list());
    }
}
