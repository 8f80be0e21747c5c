package dev.zaffre.workflow;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.http.Period;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The SQL of workflows and their versions. */
final class WorkflowRows {
    private static final String SELECT = "select " + StoredWorkflow.COLUMNS
            + " from workflow w left join linked_account a on a.id = w.account_id where w.environment_id = :environment ";

    private WorkflowRows() {}

    /**
     * What a list is narrowed to; null is everything.
     *
     * @param account sees public workflows and its own private ones
     * @param onlyPrivate only the account's own, or without an account only private ones
     * @param ownOrPublished what is not the account's own is shown only when it is published
     */
    record Filter(
            @Nullable AccountId account,
            boolean onlyPrivate,
            boolean ownOrPublished,
            @Nullable String app,
            @Nullable String name,
            @Nullable Boolean published,
            Period period) {
        private String conditions() {
            return (account == null ? "" : " and (w.account_id is null or w.account_id = :account)")
                    + (onlyPrivate ? " and w.account_id is not null" : "")
                    + (ownOrPublished ? " and (w.account_id is not null or w.published_version is not null)" : "")
                    + (app == null ? "" : " and w.app = :app")
                    + (name == null ? "" : " and position(lower(:name) in lower(w.name)) > 0")
                    + (published == null ? "" : " and (w.published_version is not null) = :published")
                    + (period.from() == null ? "" : " and w.id >= :from")
                    + (period.until() == null ? "" : " and w.id < :until");
        }

        private Map<String, Object> values(EnvironmentId environment) {
            Map<String, Object> values = new HashMap<>();
            values.put("environment", environment.value());
            put(values, "account", account == null ? null : account.value());
            put(values, "app", app);
            put(values, "name", name);
            put(values, "published", published);
            put(values, "from", period.from() == null ? null : Ids.floor(period.from()));
            put(values, "until", period.until() == null ? null : Ids.floor(period.until()));
            return values;
        }

        private static void put(Map<String, Object> values, String name, @Nullable Object value) {
            if (value != null) {
                values.put(name, value);
            }
        }
    }

    static List<StoredWorkflow> list(Handle handle, EnvironmentId environment, Filter filter, int offset, int limit) {
        return handle.createQuery(SELECT + filter.conditions() + " order by w.id desc offset :offset limit :limit")
                .bindMap(filter.values(environment))
                .bind("offset", offset)
                .bind("limit", limit)
                .map((row, context) -> StoredWorkflow.read(row))
                .list();
    }

    static long count(Handle handle, EnvironmentId environment, Filter filter) {
        return handle.createQuery(
                        "select count(*) from workflow w where w.environment_id = :environment " + filter.conditions())
                .bindMap(filter.values(environment))
                .mapTo(Long.class)
                .one();
    }

    static Optional<StoredWorkflow> find(Handle handle, EnvironmentId environment, UUID id) {
        return handle.createQuery(SELECT + " and w.id = :id")
                .bind("environment", environment.value())
                .bind("id", id)
                .map((row, context) -> StoredWorkflow.read(row))
                .findOne();
    }

    /** As {@link #find}; nobody else changes the row until the transaction ends. */
    static Optional<StoredWorkflow> lock(Handle handle, EnvironmentId environment, UUID id) {
        return handle.createQuery(SELECT + " and w.id = :id for update of w")
                .bind("environment", environment.value())
                .bind("id", id)
                .map((row, context) -> StoredWorkflow.read(row))
                .findOne();
    }

    /** False when the alias is taken. */
    static boolean insert(Handle handle, EnvironmentId environment, StoredWorkflow workflow, @Nullable String author) {
        AccountId account = workflow.account();
        return 1
                == bound(handle.createUpdate("""
                                insert into workflow (id, environment_id, account_id, app, name, description, alias, draft, draft_by,
                                                      auto_enable, hide_in_config, udf_filter, udf_filter_match)
                                values (:id, :environment, cast(:account as uuid), :app, :name, :description, :alias, cast(:draft as json), :author,
                                        :autoEnable, :hide, cast(:udf as jsonb), :match)
                                on conflict (environment_id, alias) do nothing
                                """), environment, workflow)
                        .bind("account", account == null ? null : account.value())
                        .bind("app", workflow.app())
                        .bind("author", author)
                        .execute();
    }

    /** False when the alias is taken by another one, or the draft is not of the revision that was read. */
    static boolean update(
            Handle handle,
            EnvironmentId environment,
            StoredWorkflow workflow,
            @Nullable String author,
            @Nullable Integer read) {
        return 1
                == bound(handle.createUpdate("""
                                update workflow
                                   set name = :name, description = :description, alias = :alias, draft = cast(:draft as json),
                                       auto_enable = :autoEnable, hide_in_config = :hide, udf_filter = cast(:udf as jsonb),
                                       udf_filter_match = :match, updated_at = now(),
                                       draft_revision = draft_revision + 1, draft_by = :author
                                 where environment_id = :environment and id = :id
                                   and draft_revision = coalesce(cast(:read as integer), draft_revision)
                                   and not exists (select from workflow other where other.environment_id = :environment
                                                      and other.alias = :alias and other.id <> :id)
                                """), environment, workflow)
                        .bind("author", author)
                        .bind("read", read)
                        .execute();
    }

    private static <T extends SqlStatement<T>> T bound(
            T statement, EnvironmentId environment, StoredWorkflow workflow) {
        return statement
                .bind("id", workflow.id())
                .bind("environment", environment.value())
                .bind("name", workflow.name())
                .bind("description", workflow.description())
                .bind("alias", workflow.alias())
                .bind("draft", Json.write(workflow.draft()))
                .bind("autoEnable", workflow.autoEnable())
                .bind("hide", workflow.hideInConfig())
                .bind("udf", Json.write(workflow.udfFilter()))
                .bind("match", workflow.udfMatchAll() ? "all" : "any");
    }

    static void delete(Handle handle, EnvironmentId environment, UUID id) {
        handle.createUpdate("delete from workflow where environment_id = :environment and id = :id")
                .bind("environment", environment.value())
                .bind("id", id)
                .execute();
    }

    /** @param published null: none is */
    static void setPublished(
            Handle handle, EnvironmentId environment, UUID id, @Nullable Integer published, int latest) {
        handle.createUpdate("""
                        update workflow set published_version = cast(:published as integer), latest_version = :latest, updated_at = now()
                         where environment_id = :environment and id = :id
                        """)
                .bind("published", published)
                .bind("latest", latest)
                .bind("environment", environment.value())
                .bind("id", id)
                .execute();
    }

    /**
     * A document that is kept for good.
     *
     * @param number from 1; below 0 for a draft that is tried
     */
    record NewVersion(
            int number,
            ObjectNode document,
            @Nullable String note,
            @Nullable String author) {}

    static void insertVersion(Handle handle, EnvironmentId environment, UUID id, NewVersion version) {
        handle.createUpdate("""
                        insert into workflow_version (environment_id, workflow_id, version, document, note, created_by)
                        values (:environment, :id, :version, cast(:document as json), :note, :author)
                        """)
                .bind("environment", environment.value())
                .bind("id", id)
                .bind("version", version.number())
                .bind("document", Json.write(version.document()))
                .bind("note", version.note())
                .bind("author", version.author())
                .execute();
    }

    /** Number of the draft that was tried last; 0 when none was. */
    static int lastTrial(Handle handle, EnvironmentId environment, UUID id) {
        return handle.createQuery("""
                        select least(0, min(version)) from workflow_version
                         where environment_id = :environment and workflow_id = :id
                        """)
                .bind("environment", environment.value())
                .bind("id", id)
                .mapTo(Integer.class)
                .findOne()
                .orElse(0);
    }

    /** All but the newest hundred: longer than any of their runs may wait, others are kept as well. */
    static void forgetTrials(Handle handle, EnvironmentId environment, UUID id) {
        handle.createUpdate("""
                        delete from workflow_version
                         where environment_id = :environment and workflow_id = :id and version < 0
                           and created_at < now() - interval '31 days'
                           and version > (select min(version) + 100 from workflow_version
                                           where environment_id = :environment and workflow_id = :id)
                        """)
                .bind("environment", environment.value())
                .bind("id", id)
                .execute();
    }

    static Optional<ObjectNode> version(Handle handle, EnvironmentId environment, UUID id, int version) {
        return handle.createQuery("""
                        select document from workflow_version
                         where environment_id = :environment and workflow_id = :id and version = :version
                        """)
                .bind("environment", environment.value())
                .bind("id", id)
                .bind("version", version)
                .map((row, context) -> (ObjectNode) Json.read(row.getString("document")))
                .findOne();
    }

    /** One published version, without its document. */
    record Version(
            int number, @Nullable String note, @Nullable String createdBy, Instant createdAt) {}

    /** Newest first. */
    static List<Version> versions(Handle handle, EnvironmentId environment, UUID id, int offset, int limit) {
        return handle.createQuery("""
                        select version, note, created_by, created_at from workflow_version
                         where environment_id = :environment and workflow_id = :id and version > 0
                         order by version desc offset :offset limit :limit
                        """)
                .bind("environment", environment.value())
                .bind("id", id)
                .bind("offset", offset)
                .bind("limit", limit)
                .map((row, context) -> new Version(
                        row.getInt("version"),
                        row.getString("note"),
                        row.getString("created_by"),
                        row.getTimestamp("created_at").toInstant()))
                .list();
    }

    /** Those whose draft or published version holds a text, as it is written in JSON. */
    static List<StoredWorkflow> mentioning(Handle handle, EnvironmentId environment, String written, int limit) {
        return handle.createQuery(SELECT + """
                         and (position(:written in cast(w.draft as text)) > 0
                              or exists (select from workflow_version v
                                          where v.environment_id = :environment and v.workflow_id = w.id
                                            and v.version = w.published_version
                                            and position(:written in cast(v.document as text)) > 0))
                         order by lower(w.name), w.id limit :limit
                        """)
                .bind("environment", environment.value())
                .bind("written", written)
                .bind("limit", limit)
                .map((row, context) -> StoredWorkflow.read(row))
                .list();
    }

    /** Every published workflow of the environment. */
    static List<StoredWorkflow> published(Handle handle, EnvironmentId environment) {
        return handle.createQuery(SELECT + " and w.published_version is not null order by w.id")
                .bind("environment", environment.value())
                .map((row, context) -> StoredWorkflow.read(row))
                .list();
    }
}
