package dev.zaffre.connection;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Database;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What happened to a customer's connections, in sentences; it stays when they are gone. */
final class ConnectionLog {
    private static final int LONGEST = 500;
    private final Database database;

    ConnectionLog(Database database) {
        this.database = database;
    }

    enum Happened {
        CREATED,
        REAUTHENTICATED,
        REFRESHED,
        EXPIRED,
        FAILED,
        DELETED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whose connection it is about. */
    record Subject(
            EnvironmentId environment,
            AccountId account,
            String app,
            String authType,
            @Nullable String identifier) {}

    /** In the transaction that made it happen. */
    void write(Handle handle, Subject subject, Happened happened, @Nullable String message) {
        handle.createUpdate("""
                        insert into connection_log
                            (id, environment_id, account_id, app, auth_type, identifier, event, message)
                        values (:id, :environment, :account, :app, :auth_type, :identifier, :event, :message)
                        """)
                .bind("id", Ids.next())
                .bind("environment", subject.environment().value())
                .bind("account", subject.account().value())
                .bind("app", subject.app())
                .bind("auth_type", subject.authType())
                .bind("identifier", subject.identifier())
                .bind("event", happened.word())
                .bind("message", message == null ? null : storable(message))
                .execute();
    }

    /** The words may be a provider's: of any length, and with characters that PostgreSQL takes in no text. */
    static String storable(String message) {
        String text = message.replace("\0", "");
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    /** On its own: nothing else changed. */
    void write(Subject subject, Happened happened, @Nullable String message) {
        database.run(handle -> write(handle, subject, happened, message));
    }

    /** Newest first. */
    List<ObjectNode> page(EnvironmentId environment, AccountId account, Optional<String> app, int limit, int offset) {
        return database.read(handle -> handle.createQuery("""
                        select id, app, auth_type, identifier, event, message, created_at from connection_log
                        where environment_id = :environment and account_id = :account and app = coalesce(:app, app)
                        order by id desc limit :limit offset :offset
                        """)
                .bind("environment", environment.value())
                .bind("account", account.value())
                .bind("app", app.orElse(null))
                .bind("limit", limit)
                .bind("offset", offset)
                .map((row, context) -> Json.object()
                        .put("_id", row.getObject("id", UUID.class).toString())
                        .put("slug", row.getString("app"))
                        .put("auth_type", row.getString("auth_type"))
                        .put("identifier", row.getString("identifier"))
                        .put("event", row.getString("event"))
                        .put("message", row.getString("message"))
                        .put(
                                "createdAt",
                                row.getObject("created_at", OffsetDateTime.class)
                                        .toInstant()
                                        .toString()))
                .list());
    }

    /** Deletes what is older, a bounded number at a time. */
    void forget(Instant before, int most) {
        database.run(handle -> handle.createUpdate("""
                        delete from connection_log where id in (
                            select id from connection_log where created_at < :before order by created_at limit :most)
                        """)
                .bind("before", before)
                .bind("most", most)
                .execute());
    }

    long count(EnvironmentId environment, AccountId account, Optional<String> app) {
        return database.read(handle -> handle.createQuery("""
                        select count(*) from connection_log
                        where environment_id = :environment and account_id = :account and app = coalesce(:app, app)
                        """)
                .bind("environment", environment.value())
                .bind("account", account.value())
                .bind("app", app.orElse(null))
                .mapTo(Long.class)
                .one());
    }
}
