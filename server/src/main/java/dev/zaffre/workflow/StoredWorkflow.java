package dev.zaffre.workflow;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.Json;
import dev.zaffre.http.Caller;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A workflow as its row holds it.
 *
 * @param account the one it is private to; null: public
 * @param accountName that account's {@code linked_account_id}
 * @param draft {@code {trigger, nodes, edges, settings}}
 * @param revision how often the workflow was saved: who saves may say which one was read
 * @param changedBy who saved last, in words
 * @param publishedVersion null: not published
 * @param udfFilter {@code [{key_name, key_value}]}
 */
record StoredWorkflow(
        UUID id,
        @Nullable AccountId account,
        @Nullable String accountName,
        String app,
        String name,
        @Nullable String description,
        @Nullable String alias,
        ObjectNode draft,
        int revision,
        @Nullable String changedBy,
        @Nullable Integer publishedVersion,
        int latestVersion,
        boolean autoEnable,
        boolean hideInConfig,
        ArrayNode udfFilter,
        boolean udfMatchAll,
        Instant createdAt,
        Instant updatedAt) {
    /** What a document consists of; everything else belongs to the workflow, whatever its version. */
    static final List<String> DOCUMENT = List.of("trigger", "nodes", "edges", "settings");

    static final String COLUMNS = """
            w.id, w.account_id, a.account_id as account_name, w.app, w.name, w.description, w.alias, w.draft, w.draft_revision, w.draft_by,
            w.published_version, w.latest_version, w.auto_enable, w.hide_in_config, w.udf_filter, w.udf_filter_match, w.created_at, w.updated_at
            """;

    static StoredWorkflow read(ResultSet row) throws SQLException {
        UUID account = row.getObject("account_id", UUID.class);
        return new StoredWorkflow(
                row.getObject("id", UUID.class),
                account == null ? null : new AccountId(account),
                row.getString("account_name"),
                row.getString("app"),
                row.getString("name"),
                row.getString("description"),
                row.getString("alias"),
                (ObjectNode) Json.read(row.getString("draft")),
                row.getInt("draft_revision"),
                row.getString("draft_by"),
                row.getObject("published_version", Integer.class),
                row.getInt("latest_version"),
                row.getBoolean("auto_enable"),
                row.getBoolean("hide_in_config"),
                (ArrayNode) Json.read(row.getString("udf_filter")),
                row.getString("udf_filter_match").equals("all"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }

    /** What runs: the document with the app it belongs to, as versions keep it. */
    ObjectNode document() {
        return document(draft);
    }

    /** The same of what a draft may become. */
    ObjectNode document(ObjectNode other) {
        ObjectNode document = Json.object().put("slug", app);
        DOCUMENT.stream().filter(other::has).forEach(name -> document.set(name, other.path(name)));
        return document;
    }

    /** Without the document. */
    ObjectNode summary(Caller caller) {
        Integer published = publishedVersion;
        ObjectNode json = Json.object()
                .put("_id", id.toString())
                .put("name", name)
                .put("description", description)
                .putNull("icon")
                .put("slug", app)
                .put("workflow_alias", alias)
                .put("org_id", caller.organization().toString())
                .put("environment", caller.environmentName())
                .put("linked_account_id", accountName)
                .put("published", published != null)
                .put("autoEnable", autoEnable)
                .put("hide_in_config", hideInConfig)
                .put("version", published == null ? latestVersion : published)
                .put("latest_version", latestVersion)
                .put("revision", revision)
                .put("changed_by", changedBy)
                .put("udf_filter_operator", udfMatchAll ? "all" : "any")
                .put("createdAt", createdAt.toString())
                .put("updatedAt", updatedAt.toString());
        json.set("udf_filter", udfFilter);
        return json;
    }

    /** @param document the draft or a version's */
    ObjectNode toJson(Caller caller, JsonNode document) {
        ObjectNode json = summary(caller);
        json.set("trigger", document.has("trigger") ? document.path("trigger") : json.nullNode());
        json.set("nodes", document.has("nodes") ? document.path("nodes") : Json.array());
        json.set("edges", document.has("edges") ? document.path("edges") : Json.array());
        json.set("settings", document.has("settings") ? document.path("settings") : Json.object());
        return json;
    }
}
