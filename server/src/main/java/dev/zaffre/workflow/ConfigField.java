package dev.zaffre.workflow;

import dev.zaffre.base.Json;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A field that an app's config offers in an environment.
 *
 * @param workflow the one whose own field it is; null: shared by all of the app
 * @param key <code>{{config.&lt;key&gt;}}</code>
 * @param definition what else is said of it: name, field_type, required, default, help_text, placeholder, options, labels, hidden,
 *     multiple, parent (an id), associated_page, rule_columns
 */
record ConfigField(UUID id, String app, @Nullable UUID workflow, String key, ObjectNode definition) {
    static final List<String> TYPES = List.of(
            "text",
            "number",
            "url",
            "email",
            "date",
            "textarea",
            "select",
            "multi-select",
            "json",
            "map",
            "map_v2",
            "rule_engine");

    String name() {
        return definition.path("name").asString();
    }

    String type() {
        return definition.path("field_type").asString();
    }

    boolean multiple() {
        return type().equals("multi-select") || definition.path("multiple").asBoolean(false);
    }

    boolean required() {
        return definition.path("required").asBoolean(false);
    }

    boolean hidden() {
        return definition.path("hidden").asBoolean(false);
    }

    /** Whether its value maps names to names. */
    boolean isMap() {
        return type().equals("map") || type().equals("map_v2");
    }

    /** Id of the field that it depends on. */
    Optional<String> parent() {
        return definition.path("parent").stringValueOpt();
    }

    /** "Folder" (folder): how messages name it. */
    String shown() {
        return "'" + name() + "' (" + key + ")";
    }

    boolean isCalled(String idOrKey) {
        return id.toString().equals(idOrKey) || key.equals(idOrKey);
    }

    @Nullable
    JsonNode defaultValue() {
        JsonNode value = definition.get("default");
        return value == null || value.isNull() ? null : value;
    }

    /** Choices that the definition lists; empty when it names where they come from. */
    JsonNode listed(String member) {
        JsonNode listed = definition.path(member);
        return listed.isArray() ? listed : Json.array();
    }

    /** Where the choices of {@code options} or {@code labels} come from when the definition does not list them. */
    Optional<OptionSource> source(String member) {
        JsonNode said = definition.path(member);
        boolean sent = said.path("source").asString("").equals("request");
        return said.isObject() && !sent ? Optional.of(OptionSource.of(said)) : Optional.empty();
    }

    /** What a config shows of it, before choices are looked up; the default stands in for a value. */
    ObjectNode toJson(@Nullable JsonNode value) {
        ObjectNode json = definitionJson();
        json.remove("default");
        JsonNode shown = value == null ? defaultValue() : value;
        json.set("value", shown == null ? json.nullNode() : shown);
        json.set("options", listed("options"));
        json.set("labels", listed("labels"));
        JsonNode options = definition.path("options");
        return json.put(
                "data_source",
                options.isObject() ? options.path("source").asString("") : options.isArray() ? "static" : null);
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
                .put("required", required())
                .put("hidden", hidden())
                .put("multiple", multiple());
        json.set("default", otherwise == null ? none : otherwise);
        json.set("defaultValue", otherwise == null ? none : otherwise);
        for (String text : List.of("help_text", "placeholder", "parent", "associated_page")) {
            json.set(text, definition.has(text) ? definition.path(text) : none);
        }
        for (String choices : List.of("options", "labels")) {
            json.set(choices, definition.has(choices) ? definition.path(choices) : Json.array());
        }
        if (definition.has("rule_columns")) {
            json.set("rule_columns", definition.path("rule_columns"));
        }
        return json.put("workflow_id", workflow == null ? null : workflow.toString());
    }
}
