package dev.zaffre.execution;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.db.Database;
import dev.zaffre.db.GroupCommit;
import dev.zaffre.webhook.Notice;
import dev.zaffre.webhook.Webhooks;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The record of every run: attempts, their outcome and the run's next state are written in the same commit, and only by the node that
 * owns the run. What a node writes after it lost its lease changes nothing.
 */
final class Journal implements AutoCloseable {
    /** One: what waits gathers into fewer, larger transactions. Two were measured a quarter slower (docs/performance.md). */
    private static final int COMMITTERS = 1;

    /** See {@link GroupCommit}; measured in docs/performance.md. */
    private static final Duration PACE = Duration.ofMillis(4);

    private final Database database;
    private final Clock clock;
    private final LongSupplier node;
    private final Telling telling;
    private final Feed feed;
    private final GroupCommit<Entry, Fate> commits;

    /** Writes what webhooks are told, in the transaction of what it tells. */
    @FunctionalInterface
    interface Telling {
        void tell(java.sql.Connection connection, List<Webhooks.Published> notices) throws SQLException;
    }

    /** What happens to the run next. */
    sealed interface Next {
        /** It goes on here. */
        record Continue() implements Next {}

        /**
         * It is over.
         *
         * @param notice told to webhooks in the same transaction; null when nobody wants it
         */
        record Finish(
                String status,
                @Nullable String reason,
                @Nullable JsonNode result,
                @Nullable Notice notice) implements Next {}

        /**
         * It goes back to the queue.
         *
         * @param due when it is looked at again
         * @param parkedFor connection that must become active first, as {@link Step.Parked} names it
         * @param hold keeps the whole lane back, not only this run
         * @param pausesDeadline the wait is not the run's own doing: its time starts anew when it goes on
         */
        record Wait(
                Instant due,
                String reason,
                @Nullable String parkedFor,
                @Nullable LaneHold hold,
                boolean pausesDeadline) implements Next {}
    }

    /** @param failures in a row at this lane's app; 0 when the hold has another reason */
    record LaneHold(long lane, Instant until, int failures) {}

    record Entry(
            UUID execution,
            EnvironmentId environment,
            AccountId account,
            long lane,
            List<AttemptRow> attempts,
            Next next) {}

    /** What the database said of the run. */
    enum Fate {
        /** Written; the run is still this node's. */
        OURS,
        /** Written; somebody asked to stop the run. */
        STOP,
        /** Not written: the run is another node's, or it is over. */
        LOST
    }

    /** @param node the fencing token of this process at the moment of writing */
    Journal(Database database, Clock clock, LongSupplier node, Telling telling, Feed feed) {
        this.database = database;
        this.clock = clock;
        this.node = node;
        this.telling = telling;
        this.feed = feed;
        this.commits = new GroupCommit<>("journal", COMMITTERS, 256, PACE, this::write);
    }

    CompletableFuture<Fate> submit(Entry entry) {
        return commits.submit(entry);
    }

    private static final String LANES = """
            insert into lane as l (id, environment_id, account_id, due, held_until, failures)
            select id, environment, account, due, held, failures
            from unnest(?::bigint[], ?::uuid[], ?::uuid[], ?::timestamptz[], ?::timestamptz[], ?::int[])
              as t(id, environment, account, due, held, failures)
            order by id
            on conflict (id) do update set
                due = least(l.due, excluded.due),
                held_until = greatest(l.held_until, excluded.held_until),
                failures = greatest(l.failures, excluded.failures)""";

    private List<Fate> write(List<Entry> entries) throws SQLException {
        JournalStatement parts = JournalStatement.of(entries);
        Map<UUID, Boolean> stopped = parts.waits() || parts.tells()
                ? database.commit(connection -> {
                    Map<UUID, Boolean> mine = writeRuns(connection, entries, parts);
                    if (parts.waits()) {
                        writeLanes(connection, entries, mine);
                    }
                    if (parts.tells()) {
                        telling.tell(connection, notices(entries, mine));
                    }
                    return mine;
                })
                : database.single(connection -> writeRuns(connection, entries, parts));
        entries.forEach(entry -> {
            if (feed.isHeard(entry.environment()) && stopped.containsKey(entry.execution())) {
                feed.changed(entry.environment(), entry.account(), entry.execution());
            }
        });
        return entries.stream()
                .map(entry -> fate(stopped.get(entry.execution())))
                .toList();
    }

    /** A run that is another node's by now has not ended here. */
    private static List<Webhooks.Published> notices(List<Entry> entries, Map<UUID, Boolean> mine) {
        List<Webhooks.Published> notices = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.next() instanceof Next.Finish it && it.notice() != null && mine.containsKey(entry.execution())) {
                notices.add(new Webhooks.Published(entry.environment(), it.notice()));
            }
        }
        return notices;
    }

    private static Fate fate(@Nullable Boolean stop) {
        if (stop == null) {
            return Fate.LOST;
        }
        return stop ? Fate.STOP : Fate.OURS;
    }

    private record OfAttempt(Entry entry, AttemptRow row) {}

    private Map<UUID, Boolean> writeRuns(java.sql.Connection connection, List<Entry> entries, JournalStatement parts)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(parts.sql())) {
            bind(connection, statement, entries, parts);
            Map<UUID, Boolean> mine = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    mine.put(rows.getObject(1, UUID.class), rows.getBoolean(2));
                }
            }
            return mine;
        }
    }

    private void bind(
            java.sql.Connection connection, PreparedStatement statement, List<Entry> entries, JournalStatement parts)
            throws SQLException {
        List<UUID> ids = entries.stream().map(Entry::execution).sorted().toList();
        long owner = node.getAsLong();
        int at = bindEntries(connection, statement, entries);
        if (parts.finish()) {
            statement.setLong(at, owner);
            statement.setTimestamp(at + 1, Timestamp.from(clock.now()));
            at = bindBounds(statement, ids, at + 2);
        }
        if (parts.stay()) {
            statement.setLong(at++, owner);
        }
        if (parts.attempts()) {
            at = bindAttempts(connection, statement, entries, at);
        }
        if (parts.waits()) {
            at = bindWaiting(connection, statement, entries, at);
            bindBounds(statement, ids, at);
        }
    }

    static boolean finishes(Entry entry) {
        return entry.next() instanceof Next.Finish;
    }

    private static int bindEntries(java.sql.Connection connection, PreparedStatement statement, List<Entry> entries)
            throws SQLException {
        Columns columns = new Columns(connection);
        columns.add("uuid", entries, Entry::execution);
        columns.add("text", entries, entry -> finishes(entry) ? "F" : "K");
        columns.add("text", entries, entry -> entry.next() instanceof Next.Finish it ? it.status() : null);
        columns.add("text", entries, entry -> entry.next() instanceof Next.Finish it ? it.reason() : null);
        columns.addBytes(
                entries,
                entry -> entry.next() instanceof Next.Finish it && it.result() != null
                        ? Json.writeBytes(it.result())
                        : null);
        return columns.bind(statement, 1);
    }

    private static int bindAttempts(
            java.sql.Connection connection, PreparedStatement statement, List<Entry> entries, int at)
            throws SQLException {
        List<OfAttempt> rows = new ArrayList<>(entries.size());
        entries.forEach(entry -> entry.attempts().forEach(row -> rows.add(new OfAttempt(entry, row))));
        Columns columns = new Columns(connection);
        columns.add("uuid", rows, row -> row.entry().execution());
        columns.add("text", rows, row -> row.row().nodeId());
        columns.add("int4", rows, row -> row.row().attempt());
        columns.add("uuid", rows, row -> row.entry().environment().value());
        columns.add("uuid", rows, row -> row.entry().account().value());
        columns.add("text", rows, row -> row.row().status().word);
        columns.add("text", rows, row -> row.row().outcome());
        columns.add("text", rows, row -> row.row().reason());
        columns.add("timestamptz", rows, row -> row.row().startedAt().toString());
        columns.add("int8", rows, row -> row.row().took().toNanos() / 1000);
        columns.add("timestamptz", rows, row -> text(row.row().nextAt()));
        columns.addBytes(rows, row -> row.row().content().input());
        columns.addBytes(rows, row -> row.row().content().request());
        columns.addBytes(rows, row -> row.row().content().response());
        columns.addBytes(rows, row -> row.row().content().output());
        columns.add("bool", rows, row -> row.row().counts());
        return columns.bind(statement, at);
    }

    private record Waiting(Entry entry, Next.Wait pause) {}

    private static List<Waiting> waiting(List<Entry> entries) {
        List<Waiting> rows = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.next() instanceof Next.Wait wait) {
                rows.add(new Waiting(entry, wait));
            }
        }
        return rows;
    }

    /** Ids of our time compare in Java as they do in the database: their first and their variant bits never differ in sign. */
    private static int bindBounds(PreparedStatement statement, List<UUID> sorted, int at) throws SQLException {
        statement.setObject(at, sorted.getFirst());
        statement.setObject(at + 1, sorted.getLast());
        return at + 2;
    }

    private static int bindWaiting(
            java.sql.Connection connection, PreparedStatement statement, List<Entry> entries, int at)
            throws SQLException {
        List<Waiting> rows = waiting(entries);
        Columns columns = new Columns(connection);
        columns.add("uuid", rows, row -> row.entry().execution());
        columns.add(
                "timestamptz",
                rows,
                row -> row.pause().parkedFor() == null ? row.pause().due().toString() : "infinity");
        columns.add("text", rows, row -> row.pause().reason());
        columns.add("text", rows, row -> row.pause().parkedFor());
        columns.add("timestamptz", rows, row -> row.pause().pausesDeadline() ? "infinity" : null);
        return columns.bind(statement, at);
    }

    /** One row a lane, whatever the batch says of it. */
    private static final class LaneRow {
        private final long id;
        private final Entry entry;
        private @Nullable Instant due;
        private @Nullable Instant held;
        private int failures;

        LaneRow(long id, Entry entry) {
            this.id = id;
            this.entry = entry;
        }
    }

    private static void writeLanes(java.sql.Connection connection, List<Entry> entries, Map<UUID, Boolean> mine)
            throws SQLException {
        Map<Long, LaneRow> lanes = new java.util.TreeMap<>();
        for (Waiting row : waiting(entries)) {
            if (!Boolean.FALSE.equals(mine.get(row.entry().execution()))) {
                continue;
            }
            if (row.pause().parkedFor() == null) {
                LaneRow lane = lanes.computeIfAbsent(row.entry().lane(), id -> new LaneRow(id, row.entry()));
                lane.due = earlier(lane.due, row.pause().due());
            }
            LaneHold hold = row.pause().hold();
            if (hold != null) {
                LaneRow lane = lanes.computeIfAbsent(hold.lane(), id -> new LaneRow(id, row.entry()));
                lane.held = lane.held == null || hold.until().isAfter(lane.held) ? hold.until() : lane.held;
                lane.failures = Math.max(lane.failures, hold.failures());
            }
        }
        List<LaneRow> rows = List.copyOf(lanes.values());
        Columns columns = new Columns(connection);
        columns.add("int8", rows, row -> row.id);
        columns.add("uuid", rows, row -> row.entry.environment().value());
        columns.add("uuid", rows, row -> row.entry.account().value());
        columns.add("timestamptz", rows, row -> row.due == null ? "infinity" : row.due.toString());
        columns.add("timestamptz", rows, row -> row.held == null ? "-infinity" : row.held.toString());
        columns.add("int4", rows, row -> row.failures);
        try (PreparedStatement statement = connection.prepareStatement(LANES)) {
            columns.bind(statement, 1);
            statement.executeUpdate();
        }
    }

    private static Instant earlier(@Nullable Instant known, Instant other) {
        return known == null || other.isBefore(known) ? other : known;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    @Override
    public void close() {
        commits.close();
    }
}
