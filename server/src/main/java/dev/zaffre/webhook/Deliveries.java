package dev.zaffre.webhook;

import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Database;
import dev.zaffre.vault.Unreadable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** The table {@code webhook_delivery} as a queue: writing, claiming, and what became of it. */
final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    /** A delivery is over after a day and a little; older days' partitions need not be looked at. */
    private static final Duration OLDEST = Duration.ofDays(7);

    private final Database database;
    private final Clock clock;
    private final WebhookRows rows;
    private final WebhookMeters meters;

    /**
     * One message for one webhook.
     *
     * @param id of the delivery
     * @param message the first delivery of the same message
     * @param result of the workflow, when the webhook's body wants it
     */
    record Outgoing(
            UUID id,
            UUID message,
            EnvironmentId environment,
            UUID webhook,
            Notice notice,
            byte[] payload,
            byte @Nullable [] result) {
        @Nullable
        UUID account() {
            return notice.account() == null ? null : notice.account().value();
        }

        @Nullable
        UUID workflow() {
            return notice instanceof Notice.OfWorkflow it ? it.workflow() : null;
        }

        @Nullable
        UUID execution() {
            return notice instanceof Notice.OfWorkflow it ? it.execution() : null;
        }
    }

    /**
     * A delivery that this process has taken.
     *
     * @param attempt which one this is, from 1; also the token by which the result is accepted
     * @param body of earlier attempts; null: not made yet
     */
    record Claimed(
            UUID id,
            UUID message,
            Webhook webhook,
            int attempt,
            ObjectNode event,
            byte @Nullable [] result,
            byte @Nullable [] body,
            String accountName) {}

    /**
     * What became of an attempt.
     *
     * @param status of the delivery from now on
     * @param next when it is tried again
     * @param reason why it has not arrived
     * @param tried JSON of the attempt
     * @param response JSON of the answer
     */
    record Result(
            String status,
            Instant next,
            @Nullable String reason,
            ObjectNode tried,
            byte @Nullable [] body,
            @Nullable ObjectNode response) {}

    Deliveries(Database database, Clock clock, WebhookRows rows, WebhookMeters meters) {
        this.database = database;
        this.clock = clock;
        this.rows = rows;
        this.meters = meters;
    }

    /** A webhook that was deleted or disabled a moment ago, on another node, gets nothing. */
    private static final String INSERT = """
            insert into webhook_delivery (id, environment_id, webhook_id, account_id, event, app, workflow_id, execution_id,
                                          message_id, notice, result, status, next_at)
            select t.id, t.environment, t.webhook, t.account, t.event, t.app, t.workflow, t.execution, t.message, t.notice,
                   t.result, 'PENDING', ?
            from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::uuid[], ?::uuid[], ?::uuid[],
                        ?::bytea[], ?::bytea[])
              as t(id, environment, webhook, account, event, app, workflow, execution, message, notice, result)
            join webhook w on w.id = t.webhook and w.environment_id = t.environment and w.is_enabled""";

    /** In the connection's transaction, in one statement. */
    void insert(Connection connection, List<Outgoing> outgoing) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setTimestamp(1, Timestamp.from(clock.now()));
            array(statement, 2, "uuid", outgoing, Outgoing::id);
            array(statement, 3, "uuid", outgoing, it -> it.environment().value());
            array(statement, 4, "uuid", outgoing, Outgoing::webhook);
            array(statement, 5, "uuid", outgoing, Outgoing::account);
            array(statement, 6, "text", outgoing, it -> it.notice().kind().name());
            array(statement, 7, "text", outgoing, it -> it.notice().app());
            array(statement, 8, "uuid", outgoing, Outgoing::workflow);
            array(statement, 9, "uuid", outgoing, Outgoing::execution);
            array(statement, 10, "uuid", outgoing, Outgoing::message);
            array(statement, 11, "bytea", outgoing, Outgoing::payload);
            array(statement, 12, "bytea", outgoing, Outgoing::result);
            statement.executeUpdate();
        }
    }

    private static void array(
            PreparedStatement statement,
            int position,
            String type,
            List<Outgoing> outgoing,
            Function<Outgoing, @Nullable Object> value)
            throws SQLException {
        // The driver takes bytes in no other array.
        Object[] values = type.equals("bytea") ? new byte[outgoing.size()][] : new Object[outgoing.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(outgoing.get(i));
        }
        statement.setArray(position, statement.getConnection().createArrayOf(type, values));
    }

    /** Every webhook gets its share, however much waits for another one. What is taken comes back by itself after the lease. */
    private static final String CLAIM = """
            with due as (
                select d.id from webhook w cross join lateral (
                    select id, next_at from webhook_delivery
                    where webhook_id = w.id and status = 'PENDING' and next_at <= :now and id >= :oldest
                    order by next_at limit :each for update skip locked) d
                where w.is_enabled and w.id <> all(:busy)
                order by d.next_at limit :most)
            update webhook_delivery d set attempts = d.attempts + 1, next_at = :lease
            from due where d.id = due.id and d.id >= :oldest
            returning d.id""";

    private static final String CLAIMED = "select " + WebhookRows.SIGNER_ACTIVE + """
            , w.*, d.id as delivery, d.message_id, d.attempts, d.notice, d.result, d.body as sent,
                   coalesce(a.name, a.account_id) as account_name
            from webhook_delivery d
            join webhook w on w.id = d.webhook_id and w.environment_id = d.environment_id
            left join linked_account a on a.id = d.account_id and a.environment_id = d.environment_id
            where d.id = any(:ids) and d.id >= :oldest""";

    /**
     * @param busy webhooks that have enough under way
     * @param each at most so many of one webhook
     * @param most at most so many in all
     * @param lease how long they are this process's own
     */
    List<Claimed> claim(Set<UUID> busy, int each, int most, Duration lease) {
        Instant now = clock.now();
        UUID oldest = Ids.floor(now.minus(OLDEST));
        return database.transact(handle -> {
            List<UUID> ids = handle.createQuery(CLAIM)
                    .bind("now", Timestamp.from(now))
                    .bind("oldest", oldest)
                    .bind("each", each)
                    .bind("most", most)
                    .bind("lease", Timestamp.from(now.plus(lease)))
                    .bindArray("busy", UUID.class, List.copyOf(busy))
                    .mapTo(UUID.class)
                    .list();
            return ids.isEmpty()
                    ? List.of()
                    : handle
                            .createQuery(CLAIMED)
                            .bindArray("ids", UUID.class, ids)
                            .bind("oldest", oldest)
                            .map((row, context) -> claimed(row))
                            .stream()
                            .flatMap(Optional::stream)
                            .toList();
        });
    }

    /** Empty: its keys are not among this server's. It must not hold the others up; it is looked at again after the lease. */
    private Optional<Claimed> claimed(ResultSet row) throws SQLException {
        try {
            return Optional.of(opened(row));
        } catch (Unreadable e) {
            LOG.error("webhook.unreadable webhook={} {}", row.getString("id"), e.getMessage());
            return Optional.empty();
        }
    }

    private Claimed opened(ResultSet row) throws SQLException {
        ObjectNode event = (ObjectNode) Json.parse(row.getBytes("notice"));
        String name = row.getString("account_name");
        return new Claimed(
                row.getObject("delivery", UUID.class),
                row.getObject("message_id", UUID.class),
                rows.read(row),
                row.getInt("attempts"),
                event,
                row.getBytes("result"),
                row.getBytes("sent"),
                name == null ? event.path("linked_account_id").asString("") : name);
    }

    /**
     * Writes what became of an attempt.
     *
     * @return the delivery's status by now; empty: the lease ran out and another attempt has begun, nothing was written
     */
    static Optional<String> record(Handle handle, Claimed delivery, Result result) {
        return handle.createQuery("""
                        update webhook_delivery set
                            status = case when :status = 'PENDING' and (status = 'CANCELLED' or not exists (
                                              select 1 from webhook w where w.id = webhook_delivery.webhook_id
                                                and w.environment_id = webhook_delivery.environment_id and w.is_enabled))
                                          then 'CANCELLED' else :status end,
                            next_at = :next, reason = :reason, body = :body, response = :response,
                            tries = tries || cast(:tried as jsonb)
                        where id = :id and environment_id = :environment and attempts = :attempt
                          and status in ('PENDING', 'CANCELLED')
                        returning status""")
                .bind("id", delivery.id())
                .bind("environment", delivery.webhook().environment().value())
                .bind("attempt", delivery.attempt())
                .bind("status", result.status())
                .bind("next", Timestamp.from(result.next()))
                .bind("reason", result.reason())
                .bind("body", result.body())
                .bind("response", result.response() == null ? null : Json.writeBytes(result.response()))
                .bind("tried", Json.write(result.tried()))
                .mapTo(String.class)
                .findOne();
    }

    /** The same message as a new delivery. */
    void copy(Handle handle, EnvironmentId environment, UUID delivery, UUID copy) {
        handle.createUpdate("""
                        insert into webhook_delivery (id, environment_id, webhook_id, account_id, event, app, workflow_id,
                                                      execution_id, message_id, notice, result, status, next_at)
                        select :copy, environment_id, webhook_id, account_id, event, app, workflow_id, execution_id, message_id,
                               notice, result, 'PENDING', :now
                        from webhook_delivery where id = :id and environment_id = :environment""")
                .bind("copy", copy)
                .bind("id", delivery)
                .bind("environment", environment.value())
                .bind("now", Timestamp.from(clock.now()))
                .execute();
    }

    /** Tells the meters how many wait, counted up to 100,000. */
    void count() {
        long waiting = database.read(handle -> handle.createQuery("""
                        select count(*) from (
                            select 1 from webhook_delivery where status = 'PENDING' and id >= :oldest limit 100000) as waiting""")
                .bind("oldest", Ids.floor(clock.now().minus(OLDEST)))
                .mapTo(Long.class)
                .one());
        meters.waiting(waiting);
    }

    /** What waits for a webhook that is deleted or disabled waits in vain. */
    void cancelOrphans() {
        UUID oldest = Ids.floor(clock.now().minus(OLDEST));
        int cancelled = database.transact(
                handle -> handle.createUpdate("""
                        update webhook_delivery set status = 'CANCELLED', reason = 'the webhook was disabled or deleted'
                        where id >= :oldest and id = any(array(
                            select d.id from webhook_delivery d
                            where d.status = 'PENDING' and d.id >= :oldest
                              and not exists (select 1 from webhook w
                                              where w.id = d.webhook_id and w.environment_id = d.environment_id and w.is_enabled)
                            limit 5000 for update skip locked))""").bind("oldest", oldest).execute());
        meters.cancelled(cancelled);
    }
}
