package dev.zaffre.webhook;

import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.db.Snapshots;
import dev.zaffre.vault.Vault;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The webhooks of an environment, and the way in for everything that is told through them. A notice is written in its cause's own
 * transaction: it is sent when, and only when, what it tells has happened. A webhook made on another node counts here within a second.
 */
public final class Webhooks {
    /** What {@link Changes} calls the webhooks of an environment; its key is the environment. */
    private static final String KIND = "webhook";

    private static final int ENVIRONMENTS = 10_000;

    private final Database database;
    private final Changes changes;
    private final Clock clock;
    private final WebhookRows rows;
    private final WebhookMeters meters;
    private final Deliveries deliveries;
    private final Snapshots<EnvironmentId, Subscriptions> subscriptions;
    private volatile Runnable wake = () -> {};

    /** A notice and where it belongs. */
    public record Published(EnvironmentId environment, Notice notice) {}

    public Webhooks(Database database, Changes changes, Vault vault, Clock clock, MeterRegistry registry) {
        this.database = database;
        this.changes = changes;
        this.clock = clock;
        this.rows = new WebhookRows(vault);
        this.meters = new WebhookMeters(registry);
        this.deliveries = new Deliveries(database, clock, rows, meters);
        this.subscriptions = new Snapshots<>(
                changes,
                KIND,
                key -> new EnvironmentId(UUID.fromString(key)),
                ENVIRONMENTS,
                environment -> database.read(handle -> WebhookRows.subscriptions(handle, environment)));
    }

    // What happened
    // ----------------------------------------------------------------------------------------------------------------

    /** Whether any webhook of the environment asks for such notices: a look into memory. */
    public boolean wants(EnvironmentId environment, NoticeKind kind) {
        return subscriptions.get(environment).wanted().contains(kind);
    }

    /** Tells a notice when the handle's transaction commits. Costs nothing when nobody wants it. */
    public void publish(Handle handle, EnvironmentId environment, Notice notice) {
        try {
            publish(handle.getConnection(), List.of(new Published(environment, notice)));
        } catch (SQLException e) {
            throw new IllegalStateException("A notice could not be written", e);
        }
        if (handle.isInTransaction()) {
            handle.afterCommit(wake);
        }
    }

    /** As {@link #publish(Handle, EnvironmentId, Notice)}, of many, for the hot path: one statement, or none when nobody wants them. */
    public void publish(Connection connection, List<Published> notices) throws SQLException {
        List<Deliveries.Outgoing> outgoing = new ArrayList<>();
        for (Published published : notices) {
            Subscriptions known = subscriptions.get(published.environment());
            if (known.wanted().contains(published.notice().kind())) {
                address(published, known, outgoing);
            }
        }
        if (!outgoing.isEmpty()) {
            deliveries.insert(connection, outgoing);
        }
    }

    private static void address(Published published, Subscriptions known, List<Deliveries.Outgoing> outgoing) {
        byte[] payload = Json.writeBytes(published.notice().json(known.origin()));
        for (Subscriptions.Subscription one : known.all()) {
            if (one.wants(published.notice())) {
                outgoing.add(outgoing(
                        published.environment(), one.webhook(), published.notice(), payload, one.wantsResult()));
            }
        }
    }

    private static Deliveries.Outgoing outgoing(
            EnvironmentId environment, UUID webhook, Notice notice, byte[] payload, boolean withResult) {
        UUID id = Ids.next();
        return new Deliveries.Outgoing(
                id, id, environment, webhook, notice, payload, withResult ? result(notice) : null);
    }

    private static byte @Nullable [] result(Notice notice) {
        return notice instanceof Notice.OfWorkflow it && it.result() != null ? Json.writeBytes(it.result()) : null;
    }

    /** As receivers in this environment get it. */
    ObjectNode json(EnvironmentId environment, Notice notice) {
        return notice.json(subscriptions.get(environment).origin());
    }

    /** Sends one webhook a notice that nothing caused, whether it asks for such notices or not; the answer is the delivery's id. */
    UUID tryOut(EnvironmentId environment, UUID webhook, Notice notice) {
        byte[] payload =
                Json.writeBytes(notice.json(subscriptions.get(environment).origin()));
        Deliveries.Outgoing outgoing = outgoing(environment, webhook, notice, payload, true);
        database.run(handle -> {
            try {
                deliveries.insert(handle.getConnection(), List.of(outgoing));
            } catch (SQLException e) {
                throw new IllegalStateException("A trial could not be written", e);
            }
            handle.afterCommit(wake);
        });
        return outgoing.id();
    }

    /** Told when there is something to send. */
    void onPublished(Runnable listener) {
        wake = listener;
    }

    /** Sends a message once more, as a delivery of its own; the answer is its id. */
    UUID replay(EnvironmentId environment, UUID delivery) {
        UUID id = Ids.next();
        database.run(handle -> {
            deliveries.copy(handle, environment, delivery, id);
            handle.afterCommit(wake);
        });
        return id;
    }

    Instant now() {
        return clock.now();
    }

    WebhookMeters meters() {
        return meters;
    }

    Deliveries deliveries() {
        return deliveries;
    }

    // Who is told
    // ----------------------------------------------------------------------------------------------------------------

    List<Webhook> list(EnvironmentId environment) {
        return database.read(handle -> rows.list(handle, environment));
    }

    Optional<Webhook> find(EnvironmentId environment, UUID id) {
        return database.read(handle -> rows.find(handle, environment, id, false));
    }

    /** Which of these workflows the environment does not have. */
    List<UUID> missingWorkflows(EnvironmentId environment, List<UUID> workflows) {
        return database.read(handle -> WebhookRows.missing(handle, environment, workflows));
    }

    /** @param single it is to be the one that calls without an id mean, unless there is one */
    Webhook create(EnvironmentId environment, Webhook.Settings settings, Target target, boolean single) {
        UUID id = Ids.next();
        return database.transact(handle -> {
            // Two at once must not both become the single one.
            handle.createQuery("select 1 from environment where id = :environment for no key update")
                    .bind("environment", environment.value())
                    .mapTo(Integer.class)
                    .one();
            boolean first = single && rows.list(handle, environment).stream().noneMatch(Webhook::isSingle);
            Webhook webhook =
                    new Webhook(id, environment, first, settings, target, null, null, clock.now(), clock.now());
            rows.insert(handle, webhook);
            changes.announce(handle, KIND, environment.toString());
            return rows.find(handle, environment, id, false).orElseThrow();
        });
    }

    /** Empty: there is no such webhook. */
    Optional<Webhook> change(EnvironmentId environment, UUID id, UnaryOperator<Webhook> how) {
        Optional<Webhook> changed = database.transact(handle -> rows.find(handle, environment, id, true)
                .flatMap(before -> {
                    rows.update(handle, how.apply(before));
                    changes.announce(handle, KIND, environment.toString());
                    return rows.find(handle, environment, id, false);
                }));
        if (changed.isPresent() && !changed.get().settings().enabled()) {
            deliveries.cancelOrphans();
        }
        return changed;
    }

    void delete(EnvironmentId environment, UUID id) {
        boolean deleted = database.transact(handle -> {
            changes.announce(handle, KIND, environment.toString());
            return WebhookRows.delete(handle, environment, id);
        });
        if (deleted) {
            deliveries.cancelOrphans();
        }
    }

    /** Switches a webhook off that cannot be reached; true when it was on. */
    boolean disable(Handle handle, Webhook webhook, String reason, @Nullable Instant failingBefore) {
        boolean disabled = WebhookRows.disable(handle, webhook, reason, failingBefore);
        if (disabled) {
            changes.announce(handle, KIND, webhook.environment().toString());
        }
        return disabled;
    }
}
