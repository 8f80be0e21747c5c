package dev.zaffre.workflow;

import dev.zaffre.base.Json;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import dev.zaffre.template.Template;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The left sides of mappings that a client sends with a config: {@code [{name, value}]} for every mapping without labels of its own,
 * or {@code {<field>: [{name, value}]}}; older clients write {@code {<field>: {fields: [...]}}}. They are kept with the config.
 */
final class ConfigLabels {
    /** What a plain list is kept under. */
    private static final String EVERY = "*";

    private static final int MOST_LISTS = 100;
    private static final int LONGEST = 1_000;

    private ConfigLabels() {}

    /**
     * @return lists by name; null for one that came empty and is to be forgotten. Clients without labels send an empty list, which says nothing
     * @throws ApiError 400
     */
    static ObjectNode read(ObjectNode body) {
        Optional<JsonNode> given = Members.given(body, "labels").or(() -> Members.given(body, "map_fields_object"));
        ObjectNode lists = Json.object();
        if (given.isEmpty()) {
            return lists;
        }
        JsonNode said = given.get();
        if (said.isArray()) {
            return said.isEmpty() ? lists : lists.set(EVERY, list("labels", said));
        }
        if (!said.isObject() || said.size() > MOST_LISTS) {
            throw Members.wrong(
                    "labels", "must be a list of {name, value}, or an object of at most " + MOST_LISTS + " such lists");
        }
        said.properties().forEach(entry -> {
            JsonNode list = entry.getValue().isObject() ? entry.getValue().path("fields") : entry.getValue();
            ArrayNode read = list("labels." + entry.getKey(), list);
            lists.set(entry.getKey(), read.isEmpty() ? lists.nullNode() : read);
        });
        return lists;
    }

    /** The list as it is kept. */
    static ArrayNode list(String member, JsonNode given) {
        if (!given.isArray() || given.size() > OptionSource.MOST) {
            throw Members.wrong(member, "must be a list of at most " + OptionSource.MOST + " {name, value}");
        }
        ArrayNode list = Json.array();
        for (JsonNode item : given) {
            JsonNode value = item.isContainer() ? item.path("value") : item;
            JsonNode name = item.has("name") ? item.path("name") : value;
            boolean right = !value.isContainer() && !Template.text(value).isEmpty() && name.isString();
            if (!right
                    || Template.text(value).length() > LONGEST
                    || Template.text(name).length() > LONGEST) {
                throw Members.wrong(
                        member, "must hold {name, value}: texts of at most " + LONGEST + " characters, none empty");
            }
            ObjectNode label = list.addObject().put("name", Template.text(name));
            label.set("value", value);
            if (item.path("type").isString()) {
                label.set("type", item.path("type"));
            }
        }
        return list;
    }

    /**
     * The labels that need not be looked up anywhere: what was sent for the field, else what its definition lists, else what was
     * sent for all. Empty when another app or a workflow has to be asked, or nothing was ever said.
     */
    static Optional<JsonNode> known(ConfigField field, ObjectNode sent) {
        String chosen = field.definition().at("/labels/key").asString(field.key());
        for (String name : List.of(chosen, field.key(), field.id().toString(), field.name())) {
            if (sent.path(name).isArray()) {
                return Optional.of(sent.path(name));
            }
        }
        if (field.definition().path("labels").isArray()) {
            return Optional.of(field.listed("labels"));
        }
        return field.source("labels").isPresent() ? Optional.empty() : Optional.ofNullable(sent.get(EVERY));
    }
}
