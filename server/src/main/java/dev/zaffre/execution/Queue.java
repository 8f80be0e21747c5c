package dev.zaffre.execution;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.db.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What waits: lanes in turn, and in each lane its jobs by due time and order of arrival. */
final class Queue {
    /** Lanes in one claim. */
    static final int LANES = 20;

    /** A down lane is looked at by one run at a time, and not again before this. */
    static final Duration PROBE_SPACING = Duration.ofSeconds(30);

    private final Database database;
    private final Clock clock;

    /**
     * A run that is now this node's.
     *
     * @param failures of its lane in a row, as the database has them
     */
    record Claimed(UUID execution, long lane, int failures) {}

    /** How much of a lane may be taken. */
    @FunctionalInterface
    interface Room {
        /** @param inOrder the lane's next job is one of those that go out one behind the other */
        int of(long lane, boolean inOrder);
    }

    private record Turn(long lane, int failures, boolean inOrder) {}

    Queue(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Two statements, because the second must see everything that was committed before the lanes were locked: with one, a job that
     * came in between would be overlooked, and its lane put to sleep for good.
     */
    private static final String TAKE_TURNS = """
            select id, failures, in_order_until > '-infinity' and in_order_until >= coalesce((
                       select j.due from job j where j.lane_id = lane.id and j.owner is null order by j.due, j.seq limit 1),
                       'infinity') as in_order
            from lane
            where greatest(due, held_until) <= ? and due < 'infinity'
            order by greatest(due, held_until) limit 20 for update skip locked""";

    /** What a run waits in the queue beyond its own due time is not its doing: its deadline moves by as much. */
    private static final String CLAIM = """
            with turn as (select * from unnest(?::bigint[], ?::int[], ?::int[]) as t(id, failures, room)),
            picked as (
                select j.execution_id, j.lane_id, j.due, j.seq, turn.failures from turn cross join lateral (
                    select execution_id, lane_id, due, seq from job
                    where lane_id = turn.id and owner is null and due <= ?
                    order by due, seq
                    limit case when turn.failures >= 10 then least(1, turn.room) else turn.room end for update skip locked) j
                limit ?),
            taken as (
                update job set owner = ? from picked where job.execution_id = picked.execution_id and job.owner is null
                returning job.execution_id, job.lane_id, picked.due, picked.seq, picked.failures),
            rotated as (
                update lane set
                    due = coalesce((
                        select greatest(j.due, ?) from job j
                        where j.lane_id = lane.id and j.owner is null
                          and not exists (select 1 from picked where picked.execution_id = j.execution_id)
                        order by j.due, j.seq limit 1), 'infinity'),
                    held_until = case when turn.failures >= 10 then cast(? as timestamptz) else held_until end
                from turn where lane.id = turn.id),
            shown as (
                update execution x set status = 'RUNNING', reason = null,
                    deadline_at = x.deadline_at + greatest(cast(? as timestamptz) - taken.due, interval '0')
                from taken where x.id = taken.execution_id and x.status in ('QUEUED', 'WAITING'))
            select execution_id, lane_id, failures from taken order by due, seq""";

    /**
     * Takes due jobs for this node, fairly by lane.
     *
     * @param room at most so many of each lane
     * @param most at most so many in all
     */
    List<Claimed> claim(long node, Room room, int most) throws SQLException {
        Timestamp now = Timestamp.from(clock.now());
        return database.commit(connection -> {
            List<Turn> turns = takeTurns(connection, now);
            return turns.isEmpty() ? List.of() : claim(connection, turns, now, node, room, most);
        });
    }

    private static List<Turn> takeTurns(Connection connection, Timestamp now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKE_TURNS)) {
            statement.setTimestamp(1, now);
            List<Turn> turns = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    turns.add(new Turn(rows.getLong(1), rows.getInt(2), rows.getBoolean(3)));
                }
            }
            return turns;
        }
    }

    private static List<Claimed> claim(
            Connection connection, List<Turn> turns, Timestamp now, long node, Room room, int most)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "int8", turns.stream().map(Turn::lane).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "int4", turns.stream().map(Turn::failures).toArray()));
            Object[] rooms = turns.stream()
                    .map(turn -> room.of(turn.lane(), turn.inOrder()))
                    .toArray();
            statement.setArray(3, connection.createArrayOf("int4", rooms));
            statement.setTimestamp(4, now);
            statement.setInt(5, most);
            statement.setLong(6, node);
            statement.setTimestamp(7, now);
            statement.setTimestamp(8, Timestamp.from(now.toInstant().plus(PROBE_SPACING)));
            statement.setTimestamp(9, now);
            List<Claimed> claimed = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    claimed.add(new Claimed(rows.getObject(1, UUID.class), rows.getLong(2), rows.getInt(3)));
                }
            }
            return claimed;
        }
    }

    /** Lanes that other nodes found throttled or down, and until when. */
    void learnHolds(Lanes lanes) {
        database.read(handle -> {
            handle.createQuery(
                            "select id, held_until, failures from lane where held_until > :now and held_until < 'infinity' limit 5000")
                    .bind("now", Timestamp.from(clock.now()))
                    .map((row, context) -> {
                        lanes.learn(
                                row.getLong(1),
                                row.getInt(3),
                                row.getTimestamp(2).toInstant());
                        return 0;
                    })
                    .list();
            return 0;
        });
    }

    /** Which of these lanes have nothing due any more. */
    List<Long> emptied(Long[] lanes) {
        return database.read(handle -> handle.createQuery("""
                        select t.id from unnest(cast(:lanes as bigint[])) as t(id)
                        where not exists (select 1 from job j where j.lane_id = t.id and j.owner is null and j.due <= :now)""")
                .bindArray("lanes", Long.class, (Object[]) lanes)
                .bind("now", Timestamp.from(clock.now()))
                .mapTo(Long.class)
                .list());
    }

    /** The lane's app answers again: what waits in it is due, in order. */
    void release(long lane) {
        database.run(handle -> handle.createUpdate("""
                        update lane set failures = 0, held_until = '-infinity',
                            due = least(due, coalesce((select min(j.due) from job j where j.lane_id = lane.id and j.owner is null),
                                                      'infinity'))
                        where id = :lane""").bind("lane", lane).execute());
    }

    /**
     * A connection is active again: what was parked for it is due, and goes out in the order in which it came: a lane is served by
     * the few, oldest first, until the last of them has been taken.
     *
     * @param identifier of the connection; null when its app does not name it
     */
    int unpark(EnvironmentId environment, AccountId account, String app, @Nullable String identifier) {
        Timestamp now = Timestamp.from(clock.now());
        return database.transact(handle -> handle.createQuery("""
                        with locked as (select execution_id from job
                                        where environment_id = :environment and account_id = :account and parked in (:app, :one)
                                          and owner is null for update),
                        freed as (update job set parked = null, due = :now from locked
                                  where job.execution_id = locked.execution_id and job.environment_id = :environment
                                  returning job.execution_id, job.lane_id),
                        lanes as (insert into lane as l (id, environment_id, account_id, due, in_order_until)
                                  select distinct on (lane_id) lane_id, cast(:environment as uuid), cast(:account as uuid),
                                         cast(:now as timestamptz), cast(:now as timestamptz)
                                  from freed order by lane_id
                                  on conflict (id) do update set due = least(l.due, excluded.due),
                                      in_order_until = excluded.in_order_until)
                        select count(*) from freed""")
                .bind("now", now)
                .bind("environment", environment.value())
                .bind("account", account.value())
                .bind("app", app)
                .bind("one", Step.Parked.connection(app, identifier))
                .mapTo(Integer.class)
                .one());
    }

    /** The net under {@link #unpark}: a run may have been parked in the moment in which its connection was renewed. */
    void unparkForgotten() {
        record Forgotten(
                UUID environment,
                UUID account,
                String app,
                @Nullable String identifier) {}
        List<Forgotten> forgotten = database.read(handle -> handle.createQuery("""
                        select distinct j.environment_id, j.account_id, c.app, c.identifier from job j
                        join connection c on c.environment_id = j.environment_id and c.account_id = j.account_id
                            and j.parked in (c.app, c.app || ' ' || c.identifier)
                        where j.parked is not null and j.owner is null and c.status = 'active'""")
                .map((row, context) -> new Forgotten(
                        row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getString(3), row.getString(4)))
                .list());
        forgotten.forEach(it ->
                unpark(new EnvironmentId(it.environment()), new AccountId(it.account()), it.app(), it.identifier()));
    }

    /** Jobs whose history was dropped while they waited: there is nothing left to run. */
    void discard(long node, List<UUID> executions) {
        database.run(
                handle -> handle.createUpdate("delete from job where owner = :node and execution_id = any(:executions)")
                        .bind("node", node)
                        .bindArray("executions", UUID.class, executions)
                        .execute());
    }

    /** Runs in the queue, parked ones included; counted up to 100,000. */
    long waiting() {
        return database.read(handle -> handle.createQuery(
                        "select count(*) from (select 1 from job where owner is null limit 100000) as waiting")
                .mapTo(Long.class)
                .one());
    }

    /** Idempotency keys whose window is over, a few at a time. */
    void forgetExpired() {
        database.run(handle -> handle.createUpdate("""
                        delete from idempotency where ctid = any(array(
                            select ctid from idempotency where expires_at < :now limit 5000))""")
                .bind("now", Timestamp.from(clock.now()))
                .execute());
    }

    /** Jobs of this node that it does not run: a commit's answer was lost. They go back to the queue. */
    int giveBackUnknown(long node, java.util.function.Predicate<UUID> isKnown) {
        return database.transact(handle -> {
            List<UUID> unknown = handle
                    .createQuery("select execution_id from job where owner = :node")
                    .bind("node", node)
                    .mapTo(UUID.class)
                    .stream()
                    .filter(id -> !isKnown.test(id))
                    .toList();
            return unknown.isEmpty() ? 0 : Nodes.giveBack(handle, node, unknown);
        });
    }
}
