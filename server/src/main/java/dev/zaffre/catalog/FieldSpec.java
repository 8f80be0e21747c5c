package dev.zaffre.catalog;

import dev.zaffre.base.Json;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One input of an action, or of an authentication form.
 *
 * @param type text, textarea, password, number, boolean, email, url, date, select, multi-select, object, array, json
 * @param defaultValue used when nothing is given
 * @param optionsFrom where the choices come from when the app alone knows them
 * @param dependsOn fields that must be given before this one can be chosen
 * @param fields members of an object, or of each object of an array
 */
public record FieldSpec(
        String name,
        String label,
        String type,
        boolean required,
        @Nullable JsonNode defaultValue,
        @Nullable String help,
        @Nullable String placeholder,
        @Nullable JsonNode example,
        List<Option> options,
        @Nullable OptionsFrom optionsFrom,
        List<String> dependsOn,
        List<FieldSpec> fields) {
    /** A choice of a select. */
    public record Option(String name, String value) {}

    /**
     * Choices that another action of the app reads.
     *
     * @param fields its inputs, a tree of templates over the fields of this action
     * @param items where its output has the list; empty when the output is the list
     */
    public record OptionsFrom(
            String action, JsonNode fields, List<String> items, List<String> name, List<String> value) {
        static @Nullable OptionsFrom of(@Nullable JsonNode json) {
            if (json == null) {
                return null;
            }
            List<String> value = AnswerRule.path(json.path("value").asString());
            return new OptionsFrom(
                    json.path("action").asString(),
                    json.has("fields") ? json.path("fields") : Json.object(),
                    json.has("items") ? AnswerRule.path(json.path("items").asString()) : List.of(),
                    json.has("name") ? AnswerRule.path(json.path("name").asString()) : value,
                    value);
        }
    }

    /** From a definition that has the right form. */
    static FieldSpec of(JsonNode json) {
        String name = json.path("name").asString();
        return new FieldSpec(
                name,
                json.path("label").asString(name),
                json.path("type").asString("text"),
                json.path("required").asBoolean(false),
                json.get("default"),
                text(json, "help"),
                text(json, "placeholder"),
                json.get("example"),
                StreamSupport.stream(json.path("options").spliterator(), false)
                        .map(option -> new Option(
                                option.path("name").asString(),
                                option.path("value").asString()))
                        .toList(),
                OptionsFrom.of(json.get("options_from")),
                StreamSupport.stream(json.path("depends_on").spliterator(), false)
                        .map(JsonNode::asString)
                        .toList(),
                listOf(json.path("fields")));
    }

    static List<FieldSpec> listOf(JsonNode json) {
        return StreamSupport.stream(json.spliterator(), false)
                .map(FieldSpec::of)
                .toList();
    }

    /** The form in which the API shows it; published clients read {@code options}, {@code multiple} and {@code help_text} unasked. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("name", name)
                .put("label", label)
                .put("type", type)
                .put("required", required)
                .put("multiple", type.equals("multi-select"))
                .put("placeholder", placeholder == null ? "" : placeholder)
                .put("help_text", help == null ? "" : help);
        if (defaultValue != null) {
            json.set("default", defaultValue);
        }
        if (example != null) {
            json.set("example", example);
        }
        ArrayNode choices = json.putArray("options");
        options.forEach(option -> choices.addObject().put("name", option.name()).put("value", option.value()));
        json.put("dynamic_options", optionsFrom != null);
        ArrayNode parents = json.putArray("depends_on");
        dependsOn.forEach(parents::add);
        if (!fields.isEmpty()) {
            ArrayNode members = json.putArray("fields");
            fields.forEach(field -> members.add(field.toJson()));
        }
        return json;
    }

    private static @Nullable String text(JsonNode json, String name) {
        JsonNode value = json.get(name);
        return value == null ? null : value.asString();
    }
}
