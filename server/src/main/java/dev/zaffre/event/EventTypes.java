package dev.zaffre.event;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.db.Snapshots;
import dev.zaffre.workflow.PayloadStructure;
import dev.zaffre.workflow.WorkflowCompiler;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The event types of every environment. What intake and the compiler ask is answered from memory. */
public final class EventTypes implements EventType.Source, WorkflowCompiler.Events, PayloadStructure {
    private static final String KIND = "event_type";

    private final Database database;
    private final Changes changes;
    private final Snapshots<EnvironmentId, Map<String, Known>> snapshots;

    private record Known(StoredEventType stored, EventType compiled) {}

    public EventTypes(Database database, Changes changes) {
        this.database = database;
        this.changes = changes;
        this.snapshots =
                new Snapshots<>(changes, KIND, key -> new EnvironmentId(UUID.fromString(key)), 1_000, this::readAll);
    }

    @Override
    public Optional<EventType> find(EnvironmentId environment, String name) {
        return known(environment, name).map(Known::compiled);
    }

    @Override
    public List<String> names(EnvironmentId environment) {
        return List.copyOf(snapshots.get(environment).keySet());
    }

    /** The JSON Schema of an event type. */
    @Override
    public Optional<JsonNode> schemaOf(EnvironmentId environment, String name) {
        return known(environment, name).map(known -> known.stored().schema());
    }

    /** The sample payload of an event type. */
    public Optional<JsonNode> sampleOf(EnvironmentId environment, String name) {
        return known(environment, name).map(known -> known.stored().sampleJson());
    }

    @Override
    public Optional<ObjectNode> ofEvent(EnvironmentId environment, String name) {
        return known(environment, name).map(known -> {
            JsonNode sample = known.stored().sampleJson();
            ObjectNode structure = Json.object();
            structure.set("payload", sample);
            structure.set("schema", known.stored().schema());
            return structure.set("schema_interpreted", SampleKeys.of(sample));
        });
    }

    @Override
    public ObjectNode ofSample(JsonNode sample) {
        ObjectNode structure = Json.object();
        structure.set("payload", sample);
        structure.set("schema", SchemaInference.infer(sample));
        return structure.set("schema_interpreted", SampleKeys.of(sample));
    }

    private Optional<Known> known(EnvironmentId environment, String name) {
        return Optional.ofNullable(snapshots.get(environment).get(name));
    }

    private Map<String, Known> readAll(EnvironmentId environment) {
        Map<String, Known> byName = new LinkedHashMap<>();
        list(environment).forEach(stored -> byName.put(stored.name(), new Known(stored, stored.compile())));
        return byName;
    }

    List<StoredEventType> list(EnvironmentId environment) {
        return database.read(handle -> handle.createQuery("""
                        select id, name, sample, json_schema, schema_origin, validation, idempotency, created_at, updated_at
                          from event_type where environment_id = :environment order by id
                        """)
                .bind("environment", environment.value())
                .map((row, context) -> read(row))
                .list());
    }

    /** By name, without regard to case; an empty text is in every name. */
    List<StoredEventType> search(EnvironmentId environment, String text, int offset, int limit) {
        return database.read(handle -> handle.createQuery("""
                        select id, name, sample, json_schema, schema_origin, validation, idempotency, created_at, updated_at
                          from event_type
                         where environment_id = :environment and position(lower(:text) in lower(name)) > 0
                         order by lower(name), name offset :offset limit :limit
                        """)
                .bind("environment", environment.value())
                .bind("text", text)
                .bind("offset", offset)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list());
    }

    /** How many {@link #search} would find. */
    long count(EnvironmentId environment, String text) {
        return database.read(handle -> handle.createQuery("""
                        select count(*) from event_type
                         where environment_id = :environment and position(lower(:text) in lower(name)) > 0
                        """)
                .bind("environment", environment.value())
                .bind("text", text)
                .mapTo(Long.class)
                .one());
    }

    Optional<StoredEventType> get(EnvironmentId environment, UUID id) {
        return database.read(handle -> handle.createQuery("""
                        select id, name, sample, json_schema, schema_origin, validation, idempotency, created_at, updated_at
                          from event_type where environment_id = :environment and id = :id
                        """)
                .bind("environment", environment.value())
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne());
    }

    /** False when the name is taken. */
    boolean insert(EnvironmentId environment, StoredEventType type) {
        return database.transact(handle -> announceIf(1 == bound(handle, environment, type, """
                        insert into event_type (id, environment_id, name, sample, json_schema, schema_origin, validation, idempotency)
                        values (:id, :environment, :name, :sample, cast(:schema as json), :origin, :validation,
                                cast(:idempotency as jsonb))
                        on conflict (environment_id, name) do nothing
                        """), handle, environment));
    }

    /** False when the name is taken by another one, or the row is gone. */
    boolean update(EnvironmentId environment, StoredEventType type) {
        return database.transact(handle -> announceIf(1 == bound(handle, environment, type, """
                        update event_type
                           set name = :name, sample = :sample, json_schema = cast(:schema as json), schema_origin = :origin,
                               validation = :validation, idempotency = cast(:idempotency as jsonb), updated_at = now()
                         where environment_id = :environment and id = :id
                           and not exists (select from event_type other
                                            where other.environment_id = :environment and other.name = :name and other.id <> :id)
                        """), handle, environment));
    }

    boolean delete(EnvironmentId environment, UUID id) {
        return database.transact(handle -> announceIf(
                1
                        == handle.createUpdate(
                                        "delete from event_type where environment_id = :environment and id = :id")
                                .bind("environment", environment.value())
                                .bind("id", id)
                                .execute(),
                handle,
                environment));
    }

    private boolean announceIf(boolean changed, Handle handle, EnvironmentId environment) {
        if (changed) {
            changes.announce(handle, KIND, environment.toString());
        }
        return changed;
    }

    private static int bound(Handle handle, EnvironmentId environment, StoredEventType type, String sql) {
        EventType.Idempotency idempotency = type.idempotency();
        return handle.createUpdate(sql)
                .bind("id", type.id())
                .bind("environment", environment.value())
                .bind("name", type.name())
                .bind("sample", type.sample())
                .bind("schema", Json.write(type.schema()))
                .bind("origin", type.schemaGiven() ? "given" : "inferred")
                .bind("validation", type.validationWord())
                .bind("idempotency", idempotency == null ? null : Json.write(StoredEventType.write(idempotency)))
                .execute();
    }

    private static StoredEventType read(ResultSet row) throws SQLException {
        @Nullable String idempotency = row.getString("idempotency");
        return new StoredEventType(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getBytes("sample"),
                Json.read(row.getString("json_schema")),
                row.getString("schema_origin").equals("given"),
                EventType.Validation.valueOf(row.getString("validation").toUpperCase(Locale.ROOT)),
                idempotency == null ? null : StoredEventType.readIdempotency(Json.read(idempotency)),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }
}
