package dev.zaffre.execution;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.db.Database;
import dev.zaffre.db.GroupCommit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The accepting transaction: event, fan-out, skipped workflows, queue entries and idempotency key are committed together, or nothing
 * is. Concurrent callers share commits.
 */
public final class Acceptance implements AutoCloseable {
    /** One: what waits gathers into fewer, larger transactions. Two were measured a quarter slower (docs/performance.md). */
    private static final int COMMITTERS = 1;

    /** See {@link GroupCommit}; measured in docs/performance.md. */
    private static final Duration PACE = Duration.ofMillis(2);

    private final Database database;
    private final Clock clock;
    private final GroupCommit<Offer, Verdict> commits;

    /** One received occurrence. The payload is the original bytes. */
    public record NewEvent(
            UUID id,
            EnvironmentId environment,
            AccountId account,
            String source,
            @Nullable String name,
            @Nullable String configId,
            @Nullable String app,
            @Nullable String instanceTag,
            String url,
            @Nullable JsonNode headers,
            byte[] payload,
            @Nullable JsonNode warnings) {}

    /**
     * One run that the event starts.
     *
     * @param owner the node that will run it at once; null: it waits in its lane
     */
    public record NewExecution(
            UUID id,
            UUID workflow,
            int version,
            String app,
            String configId,
            @Nullable Long owner,
            Instant deadline,
            boolean sync,
            @Nullable UUID rerunOf) {}

    /** A workflow that listens to the event and does not run for it. */
    public record Skip(UUID workflow, String reason, String message) {}

    /**
     * Makes repeats of one event the same event.
     *
     * @param bodyHash of what a repeat must equal; empty when a repeat may differ
     */
    public record Claim(String key, byte[] bodyHash, Instant now, Instant expires) {}

    /**
     * Everything of one trigger. For a rerun {@code event} is null: the old one stays.
     *
     * @param source of the runs; a rerun has that of the run before
     */
    public record Offer(
            EnvironmentId environment,
            AccountId account,
            String source,
            UUID eventId,
            @Nullable NewEvent event,
            List<NewExecution> executions,
            List<Skip> skips,
            @Nullable Claim claim) {}

    /** What became of an offer. */
    public sealed interface Verdict {
        record Accepted() implements Verdict {}

        /** The same event came before; it is logged as a duplicate and nothing runs. */
        record Duplicate(UUID firstEvent) implements Verdict {}

        /** The same key came before with another body; nothing is kept. */
        record KeyReused(UUID firstEvent) implements Verdict {}
    }

    public Acceptance(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.commits = new GroupCommit<>("accept", COMMITTERS, 256, PACE, this::write);
    }

    /** See {@link GroupCommit#submit}. */
    public CompletableFuture<Verdict> submit(Offer offer) {
        return commits.submit(offer);
    }

    private List<Verdict> write(List<Offer> offers) throws SQLException {
        if (offers.stream().allMatch(offer -> offer.claim() == null)) {
            database.single(connection -> {
                insert(connection, offers);
                return offers;
            });
            return offers.stream().<Verdict>map(offer -> new Verdict.Accepted()).toList();
        }
        return database.commit(connection -> {
            List<Verdict> verdicts = resolveClaims(connection, offers);
            List<Offer> kept = new ArrayList<>();
            for (int i = 0; i < offers.size(); i++) {
                switch (verdicts.get(i)) {
                    case Verdict.Accepted accepted -> kept.add(offers.get(i));
                    case Verdict.Duplicate duplicate ->
                        insertDuplicate(connection, offers.get(i), duplicate.firstEvent());
                    case Verdict.KeyReused reused -> {
                        // nothing is kept of it
                    }
                }
            }
            if (!kept.isEmpty()) {
                insert(connection, kept);
            }
            return verdicts;
        });
    }

    // Idempotency
    // -----------------------------------------------------------------------------------------------------------------

    private record ClaimKey(UUID environment, UUID account, String key) implements Comparable<ClaimKey> {
        private static final Comparator<ClaimKey> ORDER = Comparator.comparing(ClaimKey::environment)
                .thenComparing(ClaimKey::account)
                .thenComparing(ClaimKey::key);

        @Override
        public int compareTo(ClaimKey other) {
            return ORDER.compare(this, other);
        }
    }

    private record Holder(UUID event, byte[] bodyHash) {}

    private static List<Verdict> resolveClaims(Connection connection, List<Offer> offers) throws SQLException {
        // The first of each key in this batch asks the table; in sorted order, so that two committers cannot block each
        // other.
        Map<ClaimKey, Offer> firsts = new java.util.TreeMap<>();
        for (Offer offer : offers) {
            if (offer.claim() != null) {
                firsts.putIfAbsent(key(offer, offer.claim()), offer);
            }
        }
        Map<ClaimKey, Holder> holders = new HashMap<>();
        for (var entry : firsts.entrySet()) {
            holders.put(entry.getKey(), hold(connection, entry.getValue(), entry.getKey()));
        }
        List<Verdict> verdicts = new ArrayList<>(offers.size());
        for (Offer offer : offers) {
            verdicts.add(verdict(offer, holders));
        }
        return verdicts;
    }

    private static ClaimKey key(Offer offer, Claim claim) {
        return new ClaimKey(offer.environment().value(), offer.account().value(), claim.key());
    }

    private static Verdict verdict(Offer offer, Map<ClaimKey, Holder> holders) {
        Claim claim = offer.claim();
        if (claim == null) {
            return new Verdict.Accepted();
        }
        Holder holder = java.util.Objects.requireNonNull(holders.get(key(offer, claim)));
        if (holder.event().equals(offer.eventId())) {
            return new Verdict.Accepted();
        }
        return Arrays.equals(holder.bodyHash(), claim.bodyHash())
                ? new Verdict.Duplicate(holder.event())
                : new Verdict.KeyReused(holder.event());
    }

    /** Takes the key when it is free or expired; answers who has it now. */
    private static Holder hold(Connection connection, Offer offer, ClaimKey key) throws SQLException {
        Claim claim = java.util.Objects.requireNonNull(offer.claim());
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into idempotency as held (environment_id, account_id, key, event_id, body_hash, expires_at)
                values (?, ?, ?, ?, ?, ?)
                on conflict (environment_id, account_id, key) do update set
                    event_id   = case when held.expires_at <= ? then excluded.event_id else held.event_id end,
                    body_hash  = case when held.expires_at <= ? then excluded.body_hash else held.body_hash end,
                    expires_at = case when held.expires_at <= ? then excluded.expires_at else held.expires_at end
                returning event_id, body_hash""")) {
            statement.setObject(1, key.environment());
            statement.setObject(2, key.account());
            statement.setString(3, key.key());
            statement.setObject(4, offer.eventId());
            statement.setBytes(5, claim.bodyHash());
            statement.setTimestamp(6, Timestamp.from(claim.expires()));
            for (int i = 7; i <= 9; i++) {
                statement.setTimestamp(i, Timestamp.from(claim.now()));
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Holder(row.getObject(1, UUID.class), row.getBytes(2));
            }
        }
    }

    private static void insertDuplicate(Connection connection, Offer offer, UUID firstEvent) throws SQLException {
        NewEvent event = java.util.Objects.requireNonNull(offer.event());
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into event (id, environment_id, account_id, source, name, status, duplicate_of, config_id, app,
                                   instance_tag, url, payload)
                values (?, ?, ?, ?, ?, 'DUPLICATE', ?, ?, ?, ?, ?, ?)""")) {
            statement.setObject(1, event.id());
            statement.setObject(2, event.environment().value());
            statement.setObject(3, event.account().value());
            statement.setString(4, event.source());
            statement.setString(5, event.name());
            statement.setObject(6, firstEvent);
            statement.setString(7, event.configId());
            statement.setString(8, event.app());
            statement.setString(9, event.instanceTag());
            statement.setString(10, event.url());
            statement.setBytes(11, event.payload());
            statement.executeUpdate();
        }
    }

    // The rows
    // --------------------------------------------------------------------------------------------------------------------

    private static final String EVENTS = """
            new_event as (
                insert into event (id, environment_id, account_id, source, name, status, config_id, app, instance_tag, url,
                                   headers, payload, warnings)
                select id, environment, account, source, name, 'ACCEPTED', config, app, tag, url, headers::jsonb, payload,
                       warnings::jsonb
                from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                            ?::text[], ?::bytea[], ?::text[])
                  as t(id, environment, account, source, name, config, app, tag, url, headers, payload, warnings)),
            """;

    private static final String SKIPS = """
            new_skip as (
                insert into event_skip (event_id, environment_id, account_id, workflow_id, reason, message)
                select * from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[])),
            """;

    private static final String RUNS = """
            run as (
                select * from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::int[], ?::text[], ?::text[],
                                     ?::bigint[], ?::bigint[], ?::timestamptz[], ?::bool[], ?::uuid[], ?::text[], ?::text[])
                  as t(id, environment, account, event, workflow, version, app, config, lane, owner, deadline, sync, rerun, tag,
                       source)),
            new_execution as (
                insert into execution (id, environment_id, account_id, event_id, workflow_id, version, app, config_id, status,
                                       source, sync, rerun_of, instance_tag, deadline_at)
                select id, environment, account, event, workflow, version, app, config,
                       case when owner is null then 'QUEUED' else 'RUNNING' end, source, sync, rerun, tag, deadline
                from run)
            """;

    private static final String LANES = """
            , new_lane as (
                insert into lane as l (id, environment_id, account_id, due)
                select distinct on (lane) lane, environment, account, ?::timestamptz from run where owner is null
                order by lane
                on conflict (id) do update set due = least(l.due, excluded.due))
            """;

    private static final String JOBS = """
            insert into job (execution_id, lane_id, due, owner, environment_id, account_id)
            select id, lane, ?::timestamptz, owner, environment, account from run""";

    /** Every part of a statement costs the database something, rows or not: what has none is left out. */
    private void insert(Connection connection, List<Offer> offers) throws SQLException {
        List<NewEvent> events = new ArrayList<>(offers.size());
        List<OfSkip> skips = new ArrayList<>();
        List<OfRun> runs = new ArrayList<>(offers.size());
        for (Offer offer : offers) {
            if (offer.event() != null) {
                events.add(offer.event());
            }
            offer.skips().forEach(skip -> skips.add(new OfSkip(offer, skip)));
            offer.executions().forEach(run -> runs.add(new OfRun(offer, run)));
        }
        boolean someWait = runs.stream().anyMatch(row -> row.run().owner() == null);
        String sql = "with " + (events.isEmpty() ? "" : EVENTS) + (skips.isEmpty() ? "" : SKIPS) + RUNS
                + (someWait ? LANES : "") + JOBS;
        Columns columns = new Columns(connection);
        if (!events.isEmpty()) {
            addEvents(columns, events);
        }
        if (!skips.isEmpty()) {
            addSkips(columns, skips);
        }
        addRuns(columns, runs);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int at = columns.bind(statement, 1);
            Timestamp now = Timestamp.from(clock.now());
            statement.setTimestamp(at, now);
            if (someWait) {
                statement.setTimestamp(at + 1, now);
            }
            statement.executeUpdate();
        }
    }

    private static void addEvents(Columns columns, List<NewEvent> events) throws SQLException {
        columns.add("uuid", events, NewEvent::id);
        columns.add("uuid", events, event -> event.environment().value());
        columns.add("uuid", events, event -> event.account().value());
        columns.add("text", events, NewEvent::source);
        columns.add("text", events, NewEvent::name);
        columns.add("text", events, NewEvent::configId);
        columns.add("text", events, NewEvent::app);
        columns.add("text", events, NewEvent::instanceTag);
        columns.add("text", events, NewEvent::url);
        columns.add("text", events, event -> text(event.headers()));
        columns.addBytes(events, NewEvent::payload);
        columns.add("text", events, event -> text(event.warnings()));
    }

    private record OfSkip(Offer offer, Skip skip) {}

    private static void addSkips(Columns columns, List<OfSkip> rows) throws SQLException {
        columns.add("uuid", rows, row -> row.offer().eventId());
        columns.add("uuid", rows, row -> row.offer().environment().value());
        columns.add("uuid", rows, row -> row.offer().account().value());
        columns.add("uuid", rows, row -> row.skip().workflow());
        columns.add("text", rows, row -> row.skip().reason());
        columns.add("text", rows, row -> row.skip().message());
    }

    private record OfRun(Offer offer, NewExecution run) {}

    private static void addRuns(Columns columns, List<OfRun> rows) throws SQLException {
        columns.add("uuid", rows, row -> row.run().id());
        columns.add("uuid", rows, row -> row.offer().environment().value());
        columns.add("uuid", rows, row -> row.offer().account().value());
        columns.add("uuid", rows, row -> row.offer().eventId());
        columns.add("uuid", rows, row -> row.run().workflow());
        columns.add("int4", rows, row -> row.run().version());
        columns.add("text", rows, row -> row.run().app());
        columns.add("text", rows, row -> row.run().configId());
        columns.add(
                "int8", rows, row -> Lanes.id(row.offer().account(), row.run().app()));
        columns.add("int8", rows, row -> row.run().owner());
        columns.add("timestamptz", rows, row -> row.run().deadline().toString());
        columns.add("bool", rows, row -> row.run().sync());
        columns.add("uuid", rows, row -> row.run().rerunOf());
        columns.add(
                "text",
                rows,
                row -> row.offer().event() == null ? null : row.offer().event().instanceTag());
        columns.add("text", rows, row -> row.offer().source());
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        return node == null ? null : node.toString();
    }

    @Override
    public void close() {
        commits.close();
    }
}
