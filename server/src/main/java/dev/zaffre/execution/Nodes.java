package dev.zaffre.execution;

import dev.zaffre.db.Database;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process among the processes that share the database: one row with a lease, and a number that is never used twice. What a dead
 * node was running goes back to the queue. The database's clock decides.
 */
final class Nodes {
    private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);

    private final Database database;
    private final String name;
    private final Duration lease;
    private final AtomicLong id = new AtomicLong();

    Nodes(Database database, String name, Duration lease) {
        this.database = database;
        this.name = name;
        this.lease = lease;
    }

    /** The fencing token: what this process writes carries it. */
    long id() {
        return id.get();
    }

    void register() {
        id.set(database.transact(handle -> handle.createQuery("""
                        insert into node (name, lease_until) values (:name, clock_timestamp() + cast(:lease as interval)) returning id""")
                .bind("name", name)
                .bind("lease", interval())
                .mapTo(Long.class)
                .one()));
    }

    /**
     * Renews the lease.
     *
     * @return false when this node had been declared dead: it has a new number now, and its old runs are others'
     */
    boolean renew() {
        int renewed = database.transact(handle -> handle.createUpdate(
                        "update node set lease_until = clock_timestamp() + cast(:lease as interval) where id = :id")
                .bind("lease", interval())
                .bind("id", id())
                .execute());
        if (renewed == 0) {
            LOG.warn("node.declared_dead id={}: its runs went on elsewhere, it starts anew", id());
            register();
            return false;
        }
        return true;
    }

    /** Gives back what nodes without a living lease were running. */
    int reap() {
        return database.transact(handle -> reap(handle, "lease_until < clock_timestamp()"));
    }

    /** For a database that only this process can reach: every other node is dead, whatever its lease says. */
    int reapOthers() {
        return database.transact(handle -> reap(handle, "id <> " + id()));
    }

    /** Leaves in good order: what is still unfinished goes back to the queue at once. */
    void leave() {
        database.transact(handle -> reap(handle, "id = " + id()));
    }

    private static int reap(Handle handle, String which) {
        List<Long> dead = handle.createQuery(
                        "select id from node where " + which + " order by id for update skip locked")
                .mapTo(Long.class)
                .list();
        int given = 0;
        for (long node : dead) {
            given += giveBack(handle, node, List.of());
            handle.execute("delete from node where id = ?", node);
            LOG.info("node.reaped id={} runs={}", node, given);
        }
        return given;
    }

    /**
     * Puts a node's jobs back into the queue: jobs first, then their lanes, so that a claim which sees the lane sees the jobs.
     *
     * @param runs only these; empty for all
     */
    static int giveBack(Handle handle, long node, List<UUID> runs) {
        return handle.createQuery("""
                        with freed as (update job set owner = null, due = clock_timestamp() where owner = :node WHICH
                                       returning lane_id, environment_id, account_id),
                        lanes as (insert into lane as l (id, environment_id, account_id, due)
                                  select distinct on (lane_id) lane_id, environment_id, account_id, clock_timestamp() from freed
                                  order by lane_id
                                  on conflict (id) do update set due = least(l.due, excluded.due))
                        select count(*) from freed""".replace("WHICH", runs.isEmpty() ? "" : "and execution_id = any(:runs)"))
                .bind("node", node)
                .bindArray("runs", UUID.class, runs)
                .mapTo(Integer.class)
                .one();
    }

    private String interval() {
        return lease.toMillis() + " milliseconds";
    }
}
