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
 * @param type text, password, number, boolean, email, url, date, select, multi-select, object, array, json
 * @param defaultValue used when nothing is given
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
        List<Option> options) {
    /** A choice of a select. */
    public record Option(String name, String value) {}

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
                        .toList());
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
        return json;
    }

    private static @Nullable String text(JsonNode json, String name) {
        JsonNode value = json.get(name);
        return value == null ? null : value.asString();
    }
}
