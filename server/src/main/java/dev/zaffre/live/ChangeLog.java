package dev.zaffre.live;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The two small tables that all processes share: who listens, and what changed. */
final class ChangeLog {
    /** Announced when somebody begins to listen in an environment: every process looks who does. */
    static final String LISTENERS = "live-listeners";
    /** Announced when something was noted. */
    static final String NOTED = "live-noted";

    /** How long changes are noted after the last listener said that there is one: streams come back within that time. */
    private static final Duration LEASE = Duration.ofSeconds(70);

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int BATCHES = 500;
    private static final int PAIR_BYTES = 32;

    private final Database database;
    private final Changes changes;

    ChangeLog(Database database, Changes changes) {
        this.database = database;
        this.changes = changes;
    }

    /** Where changes are to be noted now. */
    Set<UUID> heard() {
        return database.read(
                handle -> handle.createQuery("select environment_id from live_listener where until > clock_timestamp()")
                        .mapTo(UUID.class)
                        .set());
    }

    /**
     * Says that somebody listens, for the next minute.
     *
     * @return whether nobody did before: then the others know within a moment
     */
    boolean listen(EnvironmentId environment) {
        return database.transact(handle -> {
            boolean renewed = handle.createUpdate("""
                            update live_listener set until = clock_timestamp() + cast(:lease as interval)
                            where environment_id = :environment and until > clock_timestamp()""")
                            .bind("environment", environment.value())
                            .bind("lease", LEASE.toSeconds() + " s")
                            .execute()
                    > 0;
            if (!renewed) {
                handle.createUpdate("""
                                insert into live_listener (environment_id, since, until)
                                values (:environment, nextval('live_seq'), clock_timestamp() + cast(:lease as interval))
                                on conflict (environment_id) do update set since = excluded.since, until = excluded.until""")
                        .bind("environment", environment.value())
                        .bind("lease", LEASE.toSeconds() + " s")
                        .execute();
                changes.announce(handle, LISTENERS, environment.value().toString());
            }
            return !renewed;
        });
    }

    /** Writes down what changed; {@code seq} of the change does not matter. */
    void note(EnvironmentId environment, Change change) {
        database.run(handle -> {
            handle.createQuery("select pg_advisory_xact_lock(7310019, hashtext(:environment)) is null")
                    .bind("environment", environment.value().toString())
                    .mapTo(Boolean.class)
                    .one();
            handle.createUpdate("""
                            insert into live_change (environment_id, seq, runs, events, incomplete, created_at)
                            values (:environment, nextval('live_seq'), :runs, :events, :incomplete, clock_timestamp())""")
                    .bind("environment", environment.value())
                    .bind("runs", packed(change.runs()))
                    .bind("events", packed(change.events()))
                    .bind("incomplete", change.incomplete())
                    .execute();
            changes.announce(handle, NOTED, environment.value().toString());
        });
    }

    /** Not an array of PostgreSQL: those go over the wire as text, which with thousands of ids is most of what noting costs. */
    private static byte[] packed(Map<UUID, UUID> accounts) {
        ByteBuffer bytes = ByteBuffer.allocate(accounts.size() * PAIR_BYTES);
        accounts.forEach((id, account) -> {
            put(bytes, id);
            put(bytes, account);
        });
        return bytes.array();
    }

    private static void put(ByteBuffer bytes, UUID id) {
        bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    /** The newest number: what is noted from now on has a greater one. */
    long now(EnvironmentId environment) {
        return database.read(handle -> handle.createQuery("""
                        select greatest(
                            (select max(seq) from live_change where environment_id = :environment),
                            (select since from live_listener where environment_id = :environment))""")
                .bind("environment", environment.value())
                .mapTo(Long.class)
                .findOne()
                .orElse(0L));
    }

    /** The number from which on nothing is missing; empty when nobody listens. */
    OptionalLong since(EnvironmentId environment) {
        return database.read(handle -> handle.createQuery(
                                "select since from live_listener where environment_id = :environment")
                        .bind("environment", environment.value())
                        .mapTo(Long.class)
                        .findOne())
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** What was noted after a number, in order, taken together; at most {@code seq} up to {@code until}. */
    Change after(EnvironmentId environment, long seq, long until) {
        return database
                .read(handle -> handle.createQuery("""
                        select seq, runs, events, incomplete from live_change
                        where environment_id = :environment and seq > :seq and seq <= :until
                        order by seq limit :batches""")
                        .bind("environment", environment.value())
                        .bind("seq", seq)
                        .bind("until", until)
                        .bind("batches", BATCHES)
                        .map((row, context) -> change(row))
                        .list())
                .stream()
                .reduce(new Change(seq, Map.of(), Map.of(), false), Change::and);
    }

    private static Change change(ResultSet row) throws SQLException {
        return new Change(
                row.getLong("seq"),
                unpacked(row.getBytes("runs")),
                unpacked(row.getBytes("events")),
                row.getBoolean("incomplete"));
    }

    private static Map<UUID, UUID> unpacked(byte[] packed) {
        ByteBuffer bytes = ByteBuffer.wrap(packed);
        Map<UUID, UUID> accounts = LinkedHashMap.newLinkedHashMap(packed.length / PAIR_BYTES);
        while (bytes.hasRemaining()) {
            accounts.put(new UUID(bytes.getLong(), bytes.getLong()), new UUID(bytes.getLong(), bytes.getLong()));
        }
        return accounts;
    }

    /** Drops what is some minutes old, and remembers that nothing can be continued from there. */
    void forgetOld(EnvironmentId environment) {
        database.run(handle -> forgetOld(handle, environment));
    }

    private static void forgetOld(Handle handle, EnvironmentId environment) {
        handle.createUpdate("""
                        with gone as (
                            delete from live_change
                            where environment_id = :environment and created_at < clock_timestamp() - cast(:kept as interval)
                            returning seq)
                        update live_listener set since = greatest(since, (select max(seq) from gone))
                        where environment_id = :environment and exists (select 1 from gone)""")
                .bind("environment", environment.value())
                .bind("kept", KEPT.toSeconds() + " s")
                .execute();
    }
}
