package dev.zaffre.bench;

import dev.zaffre.db.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Many jobs waiting in the server's queue. The first of each account comes in by the API and is refused once, so that it waits in its
 * lane; the others are copies of it, written straight into the database because a million calls would only measure intake again.
 */
final class Backlog implements AutoCloseable {
    private static final int ACCOUNTS = 1000;
    /** Sequence numbers of the copies are this far out of the way of the load's. */
    private static final long AHEAD = 500_000_000L;

    private final Connection connection;
    private int jobs;

    private Backlog(Connection connection) {
        this.connection = connection;
    }

    static Backlog of(Database.Address address) throws SQLException {
        return new Backlog(DriverManager.getConnection(address.url(), address.user(), address.password()));
    }

    /** Queues this many jobs over 1,000 accounts (fewer jobs, fewer accounts), due in ten years. */
    static Backlog fill(Product product, ThirdParty sink, int jobs, long firstSequence) {
        int accounts = Math.min(ACCOUNTS, jobs);
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= accounts; i++) {
            names.add("waiting-" + i);
            product.link(names.getLast());
        }
        long before = sink.counts().distinct();
        sink.plan(1, 0);
        Load.run(product.address(), product.requestsOf(names), Load.Shape.events(16, accounts), firstSequence);
        Measurement.awaitArrivals(sink, before + accounts, java.time.Duration.ofSeconds(30));
        sink.plan(0, 0);
        try {
            Backlog backlog = of(product.database());
            backlog.copy(jobs / accounts, firstSequence + AHEAD);
            if (backlog.jobs < jobs / accounts * accounts) {
                throw new IllegalStateException("Only %d of %d jobs could be queued: not every account has a lane"
                        .formatted(backlog.jobs, jobs));
            }
            return backlog;
        } catch (SQLException e) {
            throw new IllegalStateException("The backlog could not be written", e);
        }
    }

    /** For every execution of an account whose name starts with "waiting-", this many that wait. */
    void copy(int each, long firstSequence) throws SQLException {
        execute("""
                create temporary table copy as
                select e.id as old_execution, e.event_id as old_event, l.id as lane_id,
                       uuidv7() as new_event, uuidv7() as new_execution,
                       %d + row_number() over () as sequence
                from execution e
                join linked_account a on a.id = e.account_id and a.account_id like 'waiting-%%'
                join lane l on l.account_id = e.account_id
                cross join generate_series(1, %d)
                """.formatted(firstSequence, each));
        execute("analyze copy");
        insertCopies(
                "event",
                "o.id = c.old_event",
                Map.of(
                        "id",
                        "c.new_event",
                        "payload",
                        "convert_to(regexp_replace(convert_from(o.payload, 'UTF8'), '\"seq\": ?\\d+', "
                                + "'\"seq\":' || c.sequence), 'UTF8')"));
        insertCopies(
                "execution",
                "o.id = c.old_execution",
                Map.of(
                        "id",
                        "c.new_execution",
                        "event_id",
                        "c.new_event",
                        "status",
                        "'QUEUED'",
                        "reason",
                        "null",
                        "finished_at",
                        "null",
                        "deadline_at",
                        "now() + interval '30 years'"));
        jobs = execute("""
                insert into job (execution_id, lane_id, due, environment_id, account_id)
                select c.new_execution, c.lane_id, now() + interval '10 years', l.environment_id, l.account_id
                from copy c join lane l on l.id = c.lane_id
                """);
        execute("""
                update lane set due = least(due, now() + interval '10 years')
                where id in (select lane_id from copy)
                """);
        for (String table : List.of("event", "execution", "job", "lane")) {
            execute("analyze " + table);
        }
    }

    /** All columns as they are, but for those that are given. */
    private void insertCopies(String table, String join, Map<String, String> changed) throws SQLException {
        List<String> columns = new ArrayList<>();
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select column_name from information_schema.columns where table_schema = 'public' and table_name = '"
                                + table + "' order by ordinal_position")) {
            while (rows.next()) {
                String column = rows.getString(1);
                columns.add(column);
                values.add(changed.getOrDefault(column, "o." + column));
            }
        }
        execute("insert into %s (%s) select %s from %s o join copy c on %s"
                .formatted(table, String.join(", ", columns), String.join(", ", values), table, join));
    }

    /**
     * Makes all of them due and watches them arrive.
     *
     * @param seconds at most; 0 until nothing has come for 30 s
     */
    Measurement drain(Target target, ThirdParty sink, int seconds) {
        ThirdParty.Counts before = sink.counts();
        ProcessUsage usedBefore = ProcessUsage.of(target.pid());
        try {
            release();
        } catch (SQLException e) {
            throw new IllegalStateException("The backlog could not be made due", e);
        }
        long started = System.nanoTime();
        long arrived = 0;
        long lastArrival = started;
        while (arrived < jobs) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            long now = System.nanoTime();
            long count = sink.counts().distinct() - before.distinct();
            lastArrival = count > arrived ? now : lastArrival;
            arrived = count;
            boolean over = seconds > 0 && now - started > TimeUnit.SECONDS.toNanos(seconds);
            if (over || now - lastArrival > TimeUnit.SECONDS.toNanos(30)) {
                break;
            }
        }
        ThirdParty.Counts counts = sink.counts().since(before);
        double took = (lastArrival - started) / 1e9;
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        figures.put(Figure.DELIVERED_PER_SECOND, arrived / took);
        figures.put(Figure.DRAIN_SECONDS, took);
        figures.put(Figure.DUPLICATES, (double) counts.duplicates());
        figures.put(Figure.BAD, (double) counts.bad());
        figures.put(Figure.KEY_CHANGES, (double) counts.keyChanges());
        Measurement.addUsed(figures, usedBefore, ProcessUsage.of(target.pid()), arrived / 1000.0);
        return new Measurement(figures, counts.badExample());
    }

    /** Makes all of them due now. */
    void release() throws SQLException {
        execute("update job set due = clock_timestamp() where owner is null and due > now() + interval '1 year'");
        execute("update lane set due = clock_timestamp() where id in (select lane_id from copy)");
    }

    int jobs() {
        return jobs;
    }

    private int execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return statement.getUpdateCount();
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
