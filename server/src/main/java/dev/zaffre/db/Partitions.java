package dev.zaffre.db;

import dev.zaffre.base.Clock;
import dev.zaffre.base.Ids;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One partition a day for every history table: made ahead, dropped by retention. Days are UTC. */
public final class Partitions {
    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);
    private static final List<String> TABLES =
            List.of("event", "event_skip", "execution", "attempt", "webhook_delivery");
    private static final int DAYS_AHEAD = 3;
    /** Any constant: one process at a time looks after the partitions. */
    private static final long LOCK = 7_310_001L;

    private final Database database;
    private final Clock clock;
    private final int retentionDays;

    /** @param retentionDays whole days that are kept besides today */
    public Partitions(Database database, Clock clock, int retentionDays) {
        this.database = database;
        this.clock = clock;
        this.retentionDays = retentionDays;
    }

    /** Makes what is missing and drops what is too old. Cheap when there is nothing to do; to be called at start and every hour. */
    public void maintain() {
        LocalDate today = LocalDate.ofInstant(clock.now(), ZoneOffset.UTC);
        // A transaction for each: one that held two tables could wait in a circle with a query that joins them.
        for (String table : TABLES) {
            database.run(handle -> {
                handle.execute("select pg_advisory_xact_lock(" + LOCK + ")");
                // Yesterday as well: a node's clock may run behind the database's.
                for (int day = -1; day <= DAYS_AHEAD; day++) {
                    create(handle, table, today.plusDays(day));
                }
            });
            tooOld(table, today.minusDays(retentionDays)).forEach(this::drop);
        }
    }

    /** A query that takes long keeps its day a little longer: the next time will do. */
    private void drop(String partition) {
        try {
            database.run(handle -> {
                handle.execute("set local lock_timeout = '3s'");
                handle.execute("drop table if exists " + partition);
            });
            LOG.info("partition.dropped {}", partition);
        } catch (JdbiException e) {
            LOG.warn("partition.kept {} for now: {}", partition, e.getMessage());
        }
    }

    private static void create(Handle handle, String table, LocalDate day) {
        handle.execute("create table if not exists " + name(table, day) + " partition of " + table
                + " for values from ('" + bound(day) + "') to ('" + bound(day.plusDays(1)) + "')"
                // An execution is updated once or twice: with room in its page that touches no index.
                + (table.equals("execution") ? " with (fillfactor = 75)" : ""));
    }

    private List<String> tooOld(String table, LocalDate oldest) {
        List<String> partitions = database.read(handle ->
                handle.createQuery("""
                        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
                        where i.inhparent = cast(:table as regclass)""").bind("table", table).mapTo(String.class).list());
        String limit = name(table, oldest);
        return partitions.stream()
                .filter(name -> name.length() == limit.length() && name.compareTo(limit) < 0)
                .toList();
    }

    private static String name(String table, LocalDate day) {
        return table + "_" + DateTimeFormatter.BASIC_ISO_DATE.format(day);
    }

    private static String bound(LocalDate day) {
        // The lowest id of that instant, variant and version bits left out, so that no id falls between two days.
        return new java.util.UUID(
                        Ids.floor(day.atStartOfDay().toInstant(ZoneOffset.UTC)).getMostSignificantBits() & ~0xFFFFL, 0)
                .toString();
    }
}
