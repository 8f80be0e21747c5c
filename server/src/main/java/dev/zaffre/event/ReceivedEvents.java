package dev.zaffre.event;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.db.Conditions;
import dev.zaffre.db.Database;
import dev.zaffre.http.Period;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the log of received events. */
final class ReceivedEvents {
    /** Counting and paging end here: a log of millions must not be walked for a page number. */
    static final int COUNTED = 10_000;

    private final Database database;

    ReceivedEvents(Database database) {
        this.database = database;
    }

    /** What a list is narrowed to; null is everything. */
    record Filter(
            @Nullable AccountId account,
            @Nullable String name,
            @Nullable String status,
            Period period) {
        Conditions in(EnvironmentId environment) {
            return new Conditions("e.environment_id = :environment and e.source = 'Event'")
                    .value("environment", environment.value())
                    .and("e.account_id = :account", "account", account == null ? null : account.value())
                    .and("e.name = :name", "name", name)
                    .and("e.status = :status", "status", status)
                    .idWithin("e.id", period.from(), period.until());
        }
    }

    /** How many there are, up to {@link #COUNTED}; one more stands for "more than that". */
    int count(EnvironmentId environment, Filter filter) {
        Conditions conditions = filter.in(environment);
        return database.read(handle -> handle.createQuery("select count(*) from (select 1 from event e where "
                        + conditions.sql() + " limit " + (COUNTED + 1) + ") counted")
                .bindMap(conditions.values())
                .mapTo(Integer.class)
                .one());
    }

    /** One page, newest first, without payload and headers. */
    List<ObjectNode> list(EnvironmentId environment, Filter filter, int offset, int limit) {
        Conditions conditions = filter.in(environment);
        return database.read(handle -> {
            Map<UUID, ObjectNode> events = new LinkedHashMap<>();
            handle.createQuery("""
                            select e.id, e.name, e.status, e.duplicate_of, e.config_id, e.app, e.instance_tag, e.url, e.warnings,
                                   linked_account.account_id as linked_account
                              from event e left join linked_account on linked_account.id = e.account_id
                             where\s""" + conditions.sql() + " order by e.id desc offset :offset limit :limit")
                    .bindMap(conditions.values())
                    .bind("offset", offset)
                    .bind("limit", limit)
                    .map((row, context) -> summary(row))
                    .forEach(event ->
                            events.put(UUID.fromString(event.path("_id").asString()), event));
            addOutcome(handle, environment, events);
            return List.copyOf(events.values());
        });
    }

    /** Those of the ids that there are, oldest first, without payload and headers. */
    List<ObjectNode> among(EnvironmentId environment, List<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<UUID> sorted = ids.stream().sorted().toList();
        return database.read(handle -> {
            Map<UUID, ObjectNode> events = new LinkedHashMap<>();
            handle.createQuery("""
                            select e.id, e.name, e.status, e.duplicate_of, e.config_id, e.app, e.instance_tag, e.url, e.warnings,
                                   linked_account.account_id as linked_account
                              from event e left join linked_account on linked_account.id = e.account_id
                             where e.environment_id = :environment and e.source = 'Event' and e.id = any(:ids)
                               and e.id between :first and :last order by e.id""")
                    .bind("environment", environment.value())
                    .bindArray("ids", UUID.class, sorted)
                    .bind("first", sorted.getFirst())
                    .bind("last", sorted.getLast())
                    .map((row, context) -> summary(row))
                    .forEach(event ->
                            events.put(UUID.fromString(event.path("_id").asString()), event));
            addOutcome(handle, environment, events);
            return List.copyOf(events.values());
        });
    }

    Optional<ObjectNode> get(EnvironmentId environment, @Nullable AccountId account, UUID id) {
        Conditions conditions = new Filter(account, null, null, new Period(null, null)).in(environment);
        return database.read(handle -> {
            Optional<ObjectNode> found = handle.createQuery("""
                            select e.id, e.name, e.status, e.duplicate_of, e.config_id, e.app, e.instance_tag, e.url, e.warnings,
                                   linked_account.account_id as linked_account, e.payload, e.headers
                              from event e left join linked_account on linked_account.id = e.account_id
                             where e.id = :id and\s""" + conditions.sql())
                    .bindMap(conditions.values())
                    .bind("id", id)
                    .map((row, context) -> addPayload(summary(row), row))
                    .findOne();
            found.ifPresent(event -> addOutcome(handle, environment, Map.of(id, event)));
            return found;
        });
    }

    private static ObjectNode summary(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        String receivedAt = Ids.instantOf(id).toString();
        JsonNode warnings = json(row.getString("warnings"));
        ObjectNode event = Json.object()
                .put("_id", id.toString())
                .put("name", row.getString("name"))
                .put("linked_account_id", row.getString("linked_account"))
                .put("status", row.getString("status"))
                .put("duplicate_of", row.getString("duplicate_of"))
                .put("config_id", row.getString("config_id"))
                .put("slug", row.getString("app"))
                .put("instance_tag", row.getString("instance_tag"))
                .put("url", row.getString("url"))
                .put("received_at", receivedAt)
                .put("createdAt", receivedAt);
        event.set("warnings", warnings);
        event.set("schema_warnings", warnings);
        event.putArray("executions");
        event.putArray("skipped");
        return event;
    }

    private static ObjectNode addPayload(ObjectNode event, ResultSet row) throws SQLException {
        byte[] payload = row.getBytes("payload");
        event.set("payload", parsed(payload));
        event.put("raw_payload", new String(payload, StandardCharsets.UTF_8));
        event.set("headers", json(row.getString("headers")));
        return event;
    }

    /** Null when it is no JSON: the text beside it tells what came. */
    private static JsonNode parsed(byte[] payload) {
        try {
            return Json.parse(payload);
        } catch (Json.Malformed e) {
            return Json.object().nullNode();
        }
    }

    private static JsonNode json(@Nullable String stored) {
        return stored == null ? Json.object().nullNode() : Json.read(stored);
    }

    /** What became of the events: the executions that they started, the workflows that they did not. */
    private static void addOutcome(Handle handle, EnvironmentId environment, Map<UUID, ObjectNode> events) {
        if (events.isEmpty()) {
            return;
        }
        String ids = events.keySet().stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
        handle.createQuery("""
                        select x.event_id, x.id, x.workflow_id, w.name as workflow_name, x.app, x.status
                          from execution x left join workflow w on w.id = x.workflow_id
                         where x.environment_id = :environment and x.event_id = any(cast(:ids as uuid[])) order by x.id
                        """)
                .bind("environment", environment.value())
                .bind("ids", ids)
                .map((row, context) -> into(events, row, "executions")
                        .put("id", row.getString("id"))
                        .put("workflow_id", row.getString("workflow_id"))
                        .put("workflow_name", row.getString("workflow_name"))
                        .put("app", row.getString("app"))
                        .put("status", row.getString("status")))
                .list();
        handle.createQuery("""
                        select s.event_id, s.workflow_id, w.name as workflow_name, s.reason, s.message
                          from event_skip s left join workflow w on w.id = s.workflow_id
                         where s.environment_id = :environment and s.event_id = any(cast(:ids as uuid[])) order by s.workflow_id
                        """)
                .bind("environment", environment.value())
                .bind("ids", ids)
                .map((row, context) -> into(events, row, "skipped")
                        .put("workflow_id", row.getString("workflow_id"))
                        .put("workflow_name", row.getString("workflow_name"))
                        .put("reason", row.getString("reason"))
                        .put("message", row.getString("message")))
                .list();
    }

    private static ObjectNode into(Map<UUID, ObjectNode> events, ResultSet row, String member) throws SQLException {
        JsonNode event = events.get(row.getObject("event_id", UUID.class));
        return event != null && event.get(member) instanceof ArrayNode list ? list.addObject() : Json.object();
    }
}
