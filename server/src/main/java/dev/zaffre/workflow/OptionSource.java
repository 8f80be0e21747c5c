package dev.zaffre.workflow;

import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Template;
import dev.zaffre.template.TemplateTree;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Where the choices of a field come from when its definition does not list them. */
sealed interface OptionSource {
    /** Choices of one field; more are cut off. */
    int MOST = 1_000;

    /**
     * What a read action of the config's app answers.
     *
     * @param said the definition: the same one asks the same
     * @param fields the action's inputs; their templates know {@code config}, {@code parent} and {@code linked_account}
     * @param items path to the list in the answer; empty: the answer is the list
     * @param name path in an element, or a template over it
     * @param type path to what kind of value the choice takes, for typed mappings; null: not told
     */
    record FromAction(
            JsonNode said,
            String action,
            TemplateTree fields,
            List<String> items,
            String name,
            String value,
            @Nullable String type)
            implements OptionSource {
        /** @throws IllegalStateException when there is no list at the path */
        @Override
        public ArrayNode read(JsonNode answer) {
            JsonNode list = JsonScope.walk(answer, items, 0);
            if (list == null || !list.isArray()) {
                throw new IllegalStateException("The answer of " + action + " has no list "
                        + (items.isEmpty() ? "in it" : "at '" + String.join(".", items) + "'"));
            }
            ArrayNode choices = Json.array();
            for (JsonNode item : list) {
                JsonNode chosen = of(item, value);
                if (chosen != null && !chosen.isNull() && choices.size() <= MOST) {
                    ObjectNode choice = choices.addObject().put("name", Template.text(of(item, name)));
                    choice.set("value", chosen);
                    JsonNode kind = type == null ? null : of(item, type);
                    if (kind != null && kind.isString()) {
                        choice.set("type", kind);
                    }
                }
            }
            return choices;
        }

        private static @Nullable JsonNode of(JsonNode item, String said) {
            if (!item.isContainer()) {
                return item;
            }
            if (said.contains("{{")) {
                return item instanceof ObjectNode object
                        ? Template.compile(said).render(new JsonScope(object))
                        : null;
            }
            return JsonScope.walk(item, path(said), 0);
        }
    }

    /** The inputs of an action of the app: what a mapping can fill. Each tells its type and whether it is required. */
    record FromFields(JsonNode said, String action) implements OptionSource {
        /** @param answer the fields as the API shows them */
        @Override
        public ArrayNode read(JsonNode answer) {
            ArrayNode choices = Json.array();
            add(answer, "", "", choices);
            return choices;
        }

        /** Members of an object follow it, as dotted paths. */
        private static void add(JsonNode fields, String label, String path, ArrayNode into) {
            for (JsonNode field : fields) {
                String name = label + field.path("label").asString("");
                String value = path + field.path("name").asString("");
                ObjectNode choice = into.addObject().put("name", name).put("value", value);
                choice.set("type", field.path("type"));
                choice.put("required", field.path("required").asBoolean(false) && !field.has("default"));
                if (field.path("type").asString("").equals("object")) {
                    add(field.path("fields"), name + ": ", value + ".", into);
                }
            }
        }
    }

    /** What the Response node of a workflow says: {@code [{name, value}]}. It must be published and have the API trigger. */
    record FromWorkflow(JsonNode said, UUID workflow) implements OptionSource {
        /** @throws IllegalStateException when it is no such list */
        @Override
        public ArrayNode read(JsonNode answer) {
            if (!answer.isArray()) {
                throw new IllegalStateException("The workflow's Response node must answer a list of {name, value}");
            }
            ArrayNode choices = Json.array();
            for (JsonNode item : answer) {
                JsonNode chosen = item.isContainer() ? item.get("value") : item;
                if (chosen == null) {
                    throw new IllegalStateException(
                            "The workflow's Response node must answer {name, value}; one has no value");
                }
                if (choices.size() <= MOST) {
                    JsonNode name = item.isContainer() && item.has("name") ? item.path("name") : chosen;
                    ObjectNode choice = choices.addObject().put("name", Template.text(name));
                    choice.set("value", chosen);
                    if (item.path("type").isString()) {
                        choice.set("type", item.path("type"));
                    }
                }
            }
            return choices;
        }
    }

    JsonNode said();

    /** The choices in an answer; one more than {@link #MOST} stands for "more than that". */
    ArrayNode read(JsonNode answer);

    /**
     * Reads {@code {source: action, action, fields, items, name, value}}, {@code {source: action_fields, action}} or
     * {@code {source: workflow, workflow_id}}.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    static OptionSource of(JsonNode said) {
        String source = said.path("source").asString("");
        return switch (source) {
            case "action" -> {
                JsonNode fields = said.path("fields");
                if (said.path("action").asString("").isBlank() || !(fields.isMissingNode() || fields.isObject())) {
                    throw new IllegalArgumentException("needs 'action', and 'fields' must be an object of its inputs");
                }
                yield new FromAction(
                        said,
                        said.path("action").asString(),
                        TemplateTree.compile(fields.isObject() ? fields : Json.object()),
                        path(said.path("items").asString("")),
                        checked(said.path("name").asString("name")),
                        checked(said.path("value").asString("value")),
                        said.has("type") ? checked(said.path("type").asString("")) : null);
            }
            case "action_fields" -> new FromFields(said, said.path("action").asString(""));
            case "workflow" ->
                new FromWorkflow(
                        said,
                        Ids.parse(said.path("workflow_id").asString(""))
                                .orElseThrow(() -> new IllegalArgumentException("needs 'workflow_id'")));
            default -> throw new IllegalArgumentException("has the source 'action', 'action_fields' or 'workflow'");
        };
    }

    private static String checked(String pathOrTemplate) {
        Template.compile(pathOrTemplate);
        return pathOrTemplate;
    }

    private static List<String> path(String dotted) {
        return dotted.isEmpty() ? List.of() : List.of(dotted.split("\\."));
    }
}
