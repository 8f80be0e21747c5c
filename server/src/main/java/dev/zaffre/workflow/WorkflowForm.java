package dev.zaffre.workflow;

import dev.zaffre.base.Json;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what a request says of a workflow. A draft may be anything of roughly the right form: what is wrong with it is told when
 * it is published.
 */
final class WorkflowForm {
    private static final int LONGEST_NAME = 256;
    private static final int MOST_NODES = 500;
    private static final int MOST_EDGES = 2_000;
    private static final int MOST_CONDITIONS = 50;
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F-]{36}");

    private WorkflowForm() {}

    /** What the body leaves out stays as it was. */
    static StoredWorkflow read(ObjectNode body, StoredWorkflow before) {
        return new StoredWorkflow(
                before.id(),
                before.account(),
                before.accountName(),
                before.app(),
                name(body).orElse(before.name()),
                body.has("description")
                        ? Members.text(body, "description", 4_000).orElse(null)
                        : before.description(),
                body.has("workflow_alias") ? alias(body).orElse(null) : before.alias(),
                draft(body, before.draft()),
                before.revision(),
                before.changedBy(),
                before.publishedVersion(),
                before.latestVersion(),
                Members.flag(body, "autoEnable").orElse(before.autoEnable()),
                Members.flag(body, "hide_in_config").orElse(before.hideInConfig()),
                body.has("udf_filter") ? udfFilter(body) : before.udfFilter(),
                udfMatchAll(body).orElse(before.udfMatchAll()),
                before.createdAt(),
                before.updatedAt());
    }

    static Optional<String> name(ObjectNode body) {
        return Members.text(body, "name", LONGEST_NAME).filter(text -> !text.isBlank());
    }

    /** A draft that only holds the Start node. */
    static ObjectNode empty() {
        ObjectNode draft = Json.object();
        draft.putArray("nodes").addObject().put("id", "1").put("name", "Start").put("type", "start");
        draft.putArray("edges");
        return draft.set("settings", Json.object());
    }

    private static Optional<String> alias(ObjectNode body) {
        Optional<String> alias = Members.text(body, "workflow_alias", 100).filter(text -> !text.isBlank());
        if (alias.isPresent()
                && (!ALIAS.matcher(alias.get()).matches()
                        || ID.matcher(alias.get()).matches())) {
            throw Members.wrong(
                    "workflow_alias",
                    "must be letters, digits, dots, hyphens and underscores, and not look like an id");
        }
        return alias;
    }

    /** The draft with what the body says of it. */
    static ObjectNode draft(ObjectNode body, ObjectNode before) {
        ObjectNode draft = before.deepCopy();
        for (String name : StoredWorkflow.DOCUMENT) {
            JsonNode said = body.get(name);
            if (said == null) {
                continue;
            }
            if (said.isNull()) {
                draft.remove(name);
                continue;
            }
            boolean list = name.equals("nodes") || name.equals("edges");
            boolean wellFormed =
                    list ? said.isArray() && said.valueStream().allMatch(JsonNode::isObject) : said.isObject();
            if (!wellFormed) {
                throw Members.wrong(name, list ? "must be a list of objects" : "must be an object");
            }
            int most = name.equals("nodes") ? MOST_NODES : MOST_EDGES;
            if (list && said.size() > most) {
                throw Members.wrong(name, "must be at most " + most);
            }
            draft.set(name, said);
        }
        return draft;
    }

    private static ArrayNode udfFilter(ObjectNode body) {
        ArrayNode filter = Json.array();
        Optional<JsonNode> given = Members.given(body, "udf_filter");
        if (given.isEmpty()) {
            return filter;
        }
        if (!given.get().isArray() || given.get().size() > MOST_CONDITIONS) {
            throw notAFilter();
        }
        for (JsonNode condition : given.get()) {
            JsonNode value = condition.path("key_value");
            if (!condition.path("key_name").isString() || !value.isValueNode() || value.isNull()) {
                throw notAFilter();
            }
            filter.addObject()
                    .put("key_name", condition.path("key_name").asString())
                    .put("key_value", value.asString());
        }
        if (Json.write(filter).contains("\\u0000")) {
            throw notAFilter();
        }
        return filter;
    }

    private static ApiError notAFilter() {
        return Members.wrong(
                "udf_filter", "must be a list of at most " + MOST_CONDITIONS + " conditions {key_name, key_value}");
    }

    private static Optional<Boolean> udfMatchAll(ObjectNode body) {
        return Members.text(body, "udf_filter_operator", 16).map(word -> switch (word.toLowerCase(Locale.ROOT)) {
            case "all", "and" -> true;
            case "any", "or" -> false;
            default -> throw Members.wrong("udf_filter_operator", "must be all or any");
        });
    }
}
