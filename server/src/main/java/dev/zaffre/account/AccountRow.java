package dev.zaffre.account;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.db.Conditions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/**
 * A row of {@code linked_account}.
 *
 * @param accountId the company's {@code linked_account_id}
 * @param udf {@code [{_id, key_name, key_value, createdAt, updatedAt}]}
 * @param yourApp sealed by the vault
 */
record AccountRow(
        AccountId id,
        EnvironmentId environment,
        String accountId,
        @Nullable String name,
        ArrayNode udf,
        byte @Nullable [] yourApp,
        Instant createdAt,
        Instant updatedAt) {
    private static final String COLUMNS = """
            select id, environment_id, account_id, name, udf, your_app, created_at, updated_at
            from linked_account where environment_id = :environment
            """;

    static AccountRow from(ResultSet row) throws SQLException {
        return new AccountRow(
                new AccountId(row.getObject("id", UUID.class)),
                new EnvironmentId(row.getObject("environment_id", UUID.class)),
                row.getString("account_id"),
                row.getString("name"),
                Json.read(row.getString("udf")) instanceof ArrayNode array ? array : Json.array(),
                row.getBytes("your_app"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }

    static Optional<AccountRow> find(Handle handle, EnvironmentId environment, String accountId) {
        return handle.createQuery(COLUMNS + " and account_id = :account")
                .bind("environment", environment.value())
                .bind("account", accountId)
                .map((row, context) -> from(row))
                .findOne();
    }

    static Optional<AccountRow> find(Handle handle, EnvironmentId environment, AccountId id) {
        return handle.createQuery(COLUMNS + " and id = :id")
                .bind("environment", environment.value())
                .bind("id", id.value())
                .map((row, context) -> from(row))
                .findOne();
    }

    /** As {@link #find(Handle, EnvironmentId, AccountId)}; nobody else changes it until the transaction ends. */
    static Optional<AccountRow> lock(Handle handle, EnvironmentId environment, AccountId id) {
        return handle.createQuery(COLUMNS + " and id = :id for update")
                .bind("environment", environment.value())
                .bind("id", id.value())
                .map((row, context) -> from(row))
                .findOne();
    }

    /** Newest first. */
    static List<AccountRow> list(
            Handle handle, EnvironmentId environment, AccountFilter filter, int offset, int limit) {
        Conditions conditions = filter.conditions(environment);
        return handle.createQuery(
                        COLUMNS + " and " + conditions.sql() + " order by id desc offset :offset limit :limit")
                .bindMap(conditions.values())
                .bind("offset", offset)
                .bind("limit", limit)
                .map((row, context) -> from(row))
                .list();
    }

    static long count(Handle handle, EnvironmentId environment, AccountFilter filter) {
        Conditions conditions = filter.conditions(environment);
        return handle.createQuery("select count(*) from linked_account where " + conditions.sql())
                .bindMap(conditions.values())
                .mapTo(Long.class)
                .one();
    }

    /** Those of these ids that exist, by id; nobody else changes them until the transaction ends. */
    static Map<String, AccountRow> lockAll(Handle handle, EnvironmentId environment, Collection<String> accountIds) {
        Map<String, AccountRow> found = new HashMap<>();
        handle.createQuery(COLUMNS + " and account_id = any(:accounts) order by id for update")
                .bind("environment", environment.value())
                .bindArray("accounts", String.class, accountIds.toArray())
                .map((row, context) -> from(row))
                .forEach(row -> found.put(row.accountId(), row));
        return found;
    }

    /** How many of them were not there before. None of them has credentials yet. */
    static int insertAll(Handle handle, EnvironmentId environment, List<AccountRow> rows) {
        return handle.createUpdate("""
                        insert into linked_account (id, environment_id, account_id, name, udf, created_at, updated_at)
                        select id, :environment, account, name, cast(udf as jsonb), :now, :now
                        from unnest(:ids, :accounts, :names, :udfs) as given (id, account, name, udf)
                        on conflict (environment_id, account_id) do nothing
                        """)
                .bind("environment", environment.value())
                .bind("now", rows.isEmpty() ? Instant.EPOCH : rows.getFirst().createdAt())
                .bindArray("ids", UUID.class, all(rows, row -> row.id.value()))
                .bindArray("accounts", String.class, all(rows, AccountRow::accountId))
                .bindArray("names", String.class, all(rows, AccountRow::name))
                .bindArray("udfs", String.class, all(rows, row -> Json.write(row.udf)))
                .execute();
    }

    private static @Nullable Object[] all(List<AccountRow> rows, Function<AccountRow, @Nullable Object> value) {
        return rows.stream().map(value).toArray();
    }

    /** Changes names and user-defined fields. */
    static void updateAll(Handle handle, EnvironmentId environment, List<AccountRow> rows) {
        PreparedBatch batch = handle.prepareBatch("""
                update linked_account set name = :name, udf = cast(:udf as jsonb), updated_at = :updated
                where id = :id and environment_id = :environment
                """);
        for (AccountRow row : rows) {
            batch.bind("id", row.id.value())
                    .bind("environment", environment.value())
                    .bind("name", row.name)
                    .bind("udf", Json.write(row.udf))
                    .bind("updated", row.updatedAt)
                    .add();
        }
        if (!rows.isEmpty()) {
            batch.execute();
        }
    }

    /** False: an account of that name exists. */
    boolean insert(Handle handle) {
        return handle.createUpdate("""
                                insert into linked_account
                                    (id, environment_id, account_id, name, udf, your_app, created_at, updated_at)
                                values (:id, :environment, :account, :name, cast(:udf as jsonb), :yourApp, :created, :updated)
                                on conflict (environment_id, account_id) do nothing
                                """)
                        .bind("id", id.value())
                        .bind("environment", environment.value())
                        .bind("account", accountId)
                        .bind("name", name)
                        .bind("udf", Json.write(udf))
                        .bind("yourApp", yourApp)
                        .bind("created", createdAt)
                        .bind("updated", updatedAt)
                        .execute()
                == 1;
    }

    void update(Handle handle) {
        handle.createUpdate("""
                        update linked_account
                        set name = :name, udf = cast(:udf as jsonb), your_app = :yourApp, updated_at = :updated
                        where id = :id and environment_id = :environment
                        """)
                .bind("id", id.value())
                .bind("environment", environment.value())
                .bind("name", name)
                .bind("udf", Json.write(udf))
                .bind("yourApp", yourApp)
                .bind("updated", updatedAt)
                .execute();
    }
}
