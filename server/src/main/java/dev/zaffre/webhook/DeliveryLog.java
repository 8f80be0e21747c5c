package dev.zaffre.webhook;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Conditions;
import dev.zaffre.db.Database;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Period;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The table {@code webhook_delivery} as a log. */
public final class DeliveryLog {
    /** Counting and paging end here: a log of millions must not be walked for a page number. */
    static final int COUNTED = 10_000;

    private final Database database;

    public DeliveryLog(Database database) {
        this.database = database;
    }

    /** What a list is narrowed to; null is everything. */
    record Filter(
            @Nullable UUID webhook,
            @Nullable NoticeKind kind,
            @Nullable String status,
            @Nullable AccountId account,
            Period period) {
        static final Filter NONE = new Filter(null, null, null, null, new Period(null, null));

        Conditions in(EnvironmentId environment) {
            return new Conditions("d.environment_id = :environment")
                    .value("environment", environment.value())
                    .and("d.webhook_id = :webhook", "webhook", webhook)
                    .and("d.event = :event", "event", kind == null ? null : kind.name())
                    .and("d.status = :status", "status", status)
                    .and("d.account_id = :account", "account", account == null ? null : account.value())
                    .idWithin("d.id", period.from(), period.until());
        }
    }

    /** A delivery, and what the routes ask of it. */
    record Entry(UUID webhook, ObjectNode json) {}

    /** How many there are, up to {@link #COUNTED}; one more stands for "more than that". */
    int count(EnvironmentId environment, Filter filter) {
        Conditions conditions = filter.in(environment);
        return database.read(
                handle -> handle.createQuery("select count(*) from (select 1 from webhook_delivery d where "
                                + conditions.sql() + " limit " + (COUNTED + 1) + ") counted")
                        .bindMap(conditions.values())
                        .mapTo(Integer.class)
                        .one());
    }

    /** One page, newest first, without bodies. */
    List<ObjectNode> list(EnvironmentId environment, Filter filter, int offset, int limit) {
        Conditions conditions = filter.in(environment);
        return database.read(
                handle -> handle.createQuery("""
                        select d.* from webhook_delivery d where\s""" + conditions.sql() + " order by d.id desc offset :offset limit :limit")
                        .bindMap(conditions.values())
                        .bind("offset", offset)
                        .bind("limit", limit)
                        .map((row, context) -> summary(row))
                        .list());
    }

    Optional<Entry> get(EnvironmentId environment, UUID id) {
        Conditions conditions = Filter.NONE.in(environment);
        return database.read(handle -> handle.createQuery("""
                        select d.* from webhook_delivery d where d.id = :id and\s""" + conditions.sql())
                .bindMap(conditions.values())
                .bind("id", id)
                .map((row, context) -> new Entry(row.getObject("webhook_id", UUID.class), whole(row)))
                .findOne());
    }

    /** @throws ApiError 404 when there is no such delivery */
    Response shown(Request request, UUID id) {
        return get(request.requireCaller().environment(), id)
                .map(entry -> Response.json(
                        entry.json().put("environment", request.requireCaller().environmentName())))
                .orElseThrow(DeliveryLog::notFound);
    }

    static ApiError notFound() {
        return ApiError.notFound("RESOURCE_NOT_FOUND", "Webhook delivery not found");
    }

    private static ObjectNode summary(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        UUID message = row.getObject("message_id", UUID.class);
        String status = row.getString("status");
        Timestamp next = row.getTimestamp("next_at");
        JsonNode tries = Json.read(row.getString("tries"));
        ObjectNode json = Json.object()
                .put("_id", id.toString())
                .put("webhook_id", row.getString("webhook_id"))
                .put("event", NoticeKind.valueOf(row.getString("event")).title())
                .put("linked_account_id", notice(row).path("linked_account_id").asString(null))
                .put("slug", row.getString("app"))
                .put("workflow_id", row.getString("workflow_id"))
                .put("instance_id", row.getString("execution_id"))
                .put("status", status)
                .put("attempts", row.getInt("attempts"));
        JsonNode last = tries.isEmpty() ? Json.object() : tries.get(tries.size() - 1);
        json.set("status_code", last.path("status_code").isInt() ? last.get("status_code") : json.nullNode());
        return json.put("reason", row.getString("reason"))
                .put(
                        "next_attempt_at",
                        status.equals("PENDING") ? next.toInstant().toString() : null)
                .put("replay_of", message.equals(id) ? null : message.toString())
                .put("createdAt", Ids.instantOf(id).toString());
    }

    private static ObjectNode whole(ResultSet row) throws SQLException {
        ObjectNode json = summary(row);
        byte[] body = row.getBytes("body");
        byte[] response = row.getBytes("response");
        json.set("payload", notice(row));
        json.put("body", body == null ? null : new String(body, StandardCharsets.UTF_8));
        json.set("response", response == null ? json.nullNode() : Json.parse(response));
        json.set("tries", Json.read(row.getString("tries")) instanceof ArrayNode tries ? tries : Json.array());
        return json;
    }

    private static JsonNode notice(ResultSet row) throws SQLException {
        return Json.parse(row.getBytes("notice"));
    }
}
