package dev.zaffre.workflow;

import dev.zaffre.base.Json;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A field that an app's config offers in an environment.
 *
 * @param workflow the one whose own field it is; null: shared by all of the app
 * @param key <code>{{config.&lt;key&gt;}}</code>
 * @param definition what else is said of it: name, field_type, required, default, help_text, placeholder, options, hidden,
 *     multiple, parent
 */
record ConfigField(UUID id, String app, @Nullable UUID workflow, String key, ObjectNode definition) {
    static final List<String> TYPES = List.of("text", "number", "email", "url", "date", "textarea", "select", "json");

    String name() {
        return definition.path("name").asString();
    }

    String type() {
        return definition.path("field_type").asString();
    }

    boolean multiple() {
        return definition.path("multiple").asBoolean(false);
    }

    @Nullable
    JsonNode defaultValue() {
        JsonNode value = definition.get("default");
        return value == null || value.isNull() ? null : value;
    }

    /** What a config shows of it; the default stands in for a value. */
    ObjectNode toJson(@Nullable JsonNode value) {
        ObjectNode json = definitionJson();
        json.remove("default");
        JsonNode shown = value == null ? defaultValue() : value;
        json.set("value", shown == null ? json.nullNode() : shown);
        json.putArray("labels");
        return json;
    }

    /** What the company wrote, with every member. */
    ObjectNode definitionJson() {
        JsonNode none = Json.object().nullNode();
        JsonNode otherwise = defaultValue();
        ObjectNode json = Json.object()
                .put("id", id.toString())
                .put("key", key)
                .put("name", name())
                .put("field_type", type())
                .put("required", definition.path("required").asBoolean(false))
                .put("hidden", definition.path("hidden").asBoolean(false))
                .put("multiple", multiple());
        json.set("default", otherwise == null ? none : otherwise);
        json.set("defaultValue", otherwise == null ? none : otherwise);
        for (String text : List.of("help_text", "placeholder", "parent", "associated_page")) {
            json.set(text, definition.has(text) ? definition.path(text) : none);
        }
        json.set("options", definition.has("options") ? definition.path("options") : Json.array());
        return json.put("workflow_id", workflow == null ? null : workflow.toString());
    }
}
