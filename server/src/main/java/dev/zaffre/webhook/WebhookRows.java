package dev.zaffre.webhook;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** SQL on the table {@code webhook}. */
final class WebhookRows {
    /** Read with every delivery: a key that was revoked a moment ago, on whatever node, does not sign the next one. */
    static final String SIGNER_ACTIVE = """
            exists (select 1 from api_key k
                    where k.id = w.api_key_id and k.environment_id = w.environment_id and k.revoked_at is null)
                as signer_active""";

    private static final String SELECT =
            "select w.*, " + SIGNER_ACTIVE + " from webhook w where w.environment_id = :environment ";

    private final Vault vault;

    WebhookRows(Vault vault) {
        this.vault = vault;
    }

    List<Webhook> list(Handle handle, EnvironmentId environment) {
        return handle.createQuery(SELECT + " order by id")
                .bind("environment", environment.value())
                .map((row, context) -> read(row))
                .list();
    }

    /** @param lock until the end of the transaction */
    Optional<Webhook> find(Handle handle, EnvironmentId environment, UUID id, boolean lock) {
        return handle.createQuery(SELECT + " and id = :id" + (lock ? " for update of w" : ""))
                .bind("environment", environment.value())
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne();
    }

    Webhook read(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return new Webhook(
                id,
                new EnvironmentId(row.getObject("environment_id", UUID.class)),
                row.getBoolean("is_single"),
                settings(row),
                Target.open(
                        vault,
                        id,
                        row.getBytes("sealed"),
                        row.getObject("api_key_id", UUID.class),
                        row.getBoolean("signer_active")),
                row.getString("disabled_reason"),
                instant(row.getTimestamp("failing_since")),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }

    private static Webhook.Settings settings(ResultSet row) throws SQLException {
        String body = row.getString("body");
        return new Webhook.Settings(
                List.of((String[]) row.getArray("events").getArray()),
                row.getString("app"),
                List.of((UUID[]) row.getArray("workflow_ids").getArray()),
                row.getString("method"),
                Webhook.Type.valueOf(row.getString("type").toUpperCase(Locale.ROOT)),
                body == null ? null : Json.read(body),
                row.getString("description"),
                row.getString("group_name"),
                row.getBoolean("is_enabled"));
    }

    /** Who wants to be told what; opens nothing sealed. */
    static Subscriptions subscriptions(Handle handle, EnvironmentId environment) {
        Optional<Notice.Origin> origin = handle.createQuery(
                        "select organization_id, name from environment where id = :environment")
                .bind("environment", environment.value())
                .map((row, context) -> new Notice.Origin(row.getObject(1, UUID.class), row.getString(2)))
                .findOne();
        return origin.map(found -> Subscriptions.of(
                        found,
                        handle.createQuery(SELECT + " and is_enabled order by id")
                                .bind("environment", environment.value())
                                .map((row, context) ->
                                        Subscriptions.Subscription.of(row.getObject("id", UUID.class), settings(row)))
                                .list()))
                .orElse(Subscriptions.NONE);
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }

    void insert(Handle handle, Webhook webhook) {
        bound(handle, webhook, """
                insert into webhook (id, environment_id, is_single, events, app, workflow_ids, method, type, body, description,
                                     group_name, is_enabled, sealed, api_key_id)
                values (:id, :environment, :single, :events, :app, :workflows, :method, :type, cast(:body as json), :description,
                        :group, :enabled, :sealed, cast(:signing as uuid))""");
    }

    void update(Handle handle, Webhook webhook) {
        bound(handle, webhook, """
                update webhook set events = :events, app = :app, workflow_ids = :workflows, method = :method, type = :type,
                    body = cast(:body as json), description = :description, group_name = :group, is_enabled = :enabled,
                    sealed = :sealed, api_key_id = cast(:signing as uuid), disabled_reason = :reason, failing_since = :failing, updated_at = clock_timestamp()
                where id = :id and environment_id = :environment""");
    }

    private void bound(Handle handle, Webhook webhook, String sql) {
        Webhook.Settings settings = webhook.settings();
        Target.Signer signer = webhook.target().signer();
        handle.createUpdate(sql)
                .bind("id", webhook.id())
                .bind("environment", webhook.environment().value())
                .bind("single", webhook.isSingle())
                .bindArray("events", String.class, settings.events())
                .bind("app", settings.app())
                .bindArray("workflows", UUID.class, settings.workflows())
                .bind("method", settings.method())
                .bind("type", settings.type().text())
                .bind("body", settings.body() == null ? null : Json.write(settings.body()))
                .bind("description", settings.description())
                .bind("group", settings.group())
                .bind("enabled", settings.enabled())
                .bind("sealed", webhook.target().seal(vault, webhook.id()))
                .bind("signing", signer == null ? null : signer.id())
                .bind("reason", webhook.disabledReason())
                .bind("failing", webhook.failingSince() == null ? null : Timestamp.from(webhook.failingSince()))
                .execute();
    }

    static boolean delete(Handle handle, EnvironmentId environment, UUID id) {
        return handle.createUpdate("delete from webhook where id = :id and environment_id = :environment")
                        .bind("id", id)
                        .bind("environment", environment.value())
                        .execute()
                == 1;
    }

    /** Which of these workflows the environment does not have. */
    static List<UUID> missing(Handle handle, EnvironmentId environment, List<UUID> workflows) {
        List<UUID> there = handle.createQuery("""
                        select id from workflow where environment_id = :environment and id = any(:ids)""")
                .bind("environment", environment.value())
                .bindArray("ids", UUID.class, workflows)
                .mapTo(UUID.class)
                .list();
        return workflows.stream().filter(id -> !there.contains(id)).toList();
    }

    // What the sender learns
    // ----------------------------------------------------------------------------------------------------------------

    static void arrived(Handle handle, Webhook webhook) {
        handle.createUpdate("""
                        update webhook set failing_since = null
                        where id = :id and environment_id = :environment and failing_since is not null""")
                .bind("id", webhook.id())
                .bind("environment", webhook.environment().value())
                .execute();
    }

    /**
     * Holds the webhook until the end of the transaction: one that is being disabled meanwhile must be seen as such, or its delivery
     * would go on waiting.
     */
    static void failed(Handle handle, Webhook webhook, Instant now) {
        handle.createUpdate("""
                        update webhook set failing_since = coalesce(failing_since, :now)
                        where id = :id and environment_id = :environment""")
                .bind("id", webhook.id())
                .bind("environment", webhook.environment().value())
                .bind("now", Timestamp.from(now))
                .execute();
    }

    /**
     * True: it was enabled until now, and nobody has changed it since it was read.
     *
     * @param failingBefore only when nothing has arrived since before that; null: whatever was
     */
    static boolean disable(Handle handle, Webhook webhook, String reason, @Nullable Instant failingBefore) {
        return handle.createUpdate("""
                        update webhook set is_enabled = false, disabled_reason = :reason
                        where id = :id and environment_id = :environment and is_enabled and updated_at = :seen
                          and (cast(:before as timestamptz) is null or failing_since <= :before)""")
                        .bind("id", webhook.id())
                        .bind("environment", webhook.environment().value())
                        .bind("reason", reason)
                        .bind("seen", Timestamp.from(webhook.updatedAt()))
                        .bind("before", failingBefore == null ? null : Timestamp.from(failingBefore))
                        .execute()
                == 1;
    }
}
