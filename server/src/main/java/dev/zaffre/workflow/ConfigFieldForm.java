package dev.zaffre.workflow;

import dev.zaffre.base.Closest;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Action;
import dev.zaffre.catalog.App;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import dev.zaffre.template.TemplateTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the fields that a company defines for the config of an app.
 *
 * @param before the fields so far: one that keeps its key keeps its id
 */
record ConfigFieldForm(Workflows workflows, App app, EnvironmentId environment, List<ConfigField> before) {
    private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
    private static final int MOST_FIELDS = 200;
    /** What the templates of an option source may name. */
    private static final List<String> ROOTS = List.of("config", "parent", "linked_account");

    /** @throws ApiError 400 naming the field, 404 for a workflow that does not exist */
    List<ConfigField> read(JsonNode given) {
        if (!given.isArray() || given.size() > MOST_FIELDS) {
            throw Members.wrong("fields", "must be a list of at most " + MOST_FIELDS + " fields");
        }
        List<ConfigField> fields = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (JsonNode item : given) {
            if (!(item instanceof ObjectNode said)) {
                throw Members.wrong("fields", "must hold objects");
            }
            ConfigField field = field(said);
            if (!keys.add(field.key() + "/" + field.workflow())) {
                throw Members.wrong("key", "'" + field.key() + "' is used twice");
            }
            fields.add(field);
        }
        fields.forEach(field -> linkParent(field, fields));
        fields.forEach(field -> requireNoCircle(field, fields));
        return fields;
    }

    private ConfigField field(ObjectNode said) {
        String name = Members.text(said, "name", 128)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> Members.wrong("name", "is required for every field"));
        String key = Members.text(said, "key", 64).orElseGet(() -> keyOf(name));
        if (!KEY.matcher(key).matches()) {
            throw Members.wrong(
                    "key", "'" + key + "' must be letters, digits and underscores, and not begin with a digit");
        }
        String type = Members.text(said, "field_type", 32).orElse("text");
        if (!ConfigField.TYPES.contains(type)) {
            throw Members.wrong(
                    "field_type",
                    "must be one of " + String.join(", ", ConfigField.TYPES) + "."
                            + Closest.hint(type, ConfigField.TYPES));
        }
        UUID workflow = workflow(said);
        ObjectNode definition = Json.object().put("name", name).put("field_type", type);
        for (String flag : List.of("required", "hidden", "multiple")) {
            Members.flag(said, flag).ifPresent(value -> definition.put(flag, value));
        }
        addText(said, definition, "help_text", "help");
        addText(said, definition, "placeholder", "placeholder");
        addText(said, definition, "parent", "parent");
        addText(said, definition, "associated_page", "page");
        choices(said, "options").ifPresent(options -> definition.set("options", options));
        choices(said, "labels").ifPresent(labels -> definition.set("labels", labels));
        Members.given(said, "rule_columns")
                .ifPresent(columns -> definition.set(
                        "rule_columns", RuleColumns.define(columns, options -> checked("rule_columns", options))));
        UUID id = before.stream()
                .filter(old -> old.key().equals(key) && Objects.equals(old.workflow(), workflow))
                .map(ConfigField::id)
                .findFirst()
                .orElseGet(Ids::next);
        ConfigField field = new ConfigField(id, app.slug(), workflow, key, definition);
        Members.given(said, "default")
                .or(() -> Members.given(said, "defaultValue"))
                .ifPresent(value -> definition.set("default", FieldValues.check(field, value, Json.object())));
        return field;
    }

    private static void addText(ObjectNode said, ObjectNode definition, String name, String synonym) {
        Members.text(said, name, 2_000)
                .or(() -> Members.text(said, synonym, 2_000))
                .ifPresent(value -> definition.put(name, value));
    }

    // Choices
    // ----------------------------------------------------------------------------------------------------------

    private Optional<JsonNode> choices(ObjectNode said, String member) {
        return Members.given(said, member)
                .map(given -> member.equals("labels") ? labels(given) : checked(member, given));
    }

    private JsonNode labels(JsonNode given) {
        if (given instanceof ObjectNode said && said.path("source").asString("").equals("request")) {
            ObjectNode kept = Json.object().put("source", "request");
            Members.text(said, "key", 128).ifPresent(key -> kept.put("key", key));
            return kept;
        }
        return given.isArray() ? ConfigLabels.list("labels", given) : checked("labels", given);
    }

    /** A list of {@code {name, value}}, or where it comes from. */
    private JsonNode checked(String member, JsonNode given) {
        if (given.isObject()) {
            requireSource(member, given);
            return given;
        }
        boolean wellFormed = given.isArray()
                && given.size() <= OptionSource.MOST
                && given.valueStream().allMatch(option -> option.path("name").isString() && option.has("value"));
        if (!wellFormed) {
            throw Members.wrong(
                    member,
                    "must be a list of at most " + OptionSource.MOST
                            + " {name, value}, or say where it comes from: {source: action, action_fields or workflow, ...}");
        }
        return given;
    }

    private void requireSource(String member, JsonNode said) {
        OptionSource source;
        try {
            source = OptionSource.of(said);
        } catch (IllegalArgumentException e) {
            throw Members.wrong(member, String.valueOf(e.getMessage()));
        }
        switch (source) {
            case OptionSource.FromAction action -> {
                requireAction(member, action.action());
                action.fields().mentions().forEach(mention -> requireKnown(member, mention));
            }
            case OptionSource.FromFields fields -> requireAction(member, fields.action());
            case OptionSource.FromWorkflow workflow -> requireWorkflow(workflow.workflow());
        }
    }

    private void requireAction(String member, String action) {
        List<String> ids = app.actions().stream().map(Action::id).toList();
        if (!ids.contains(action)) {
            throw Members.wrong(
                    member + ".action",
                    "'" + action + "' is no action of " + app.slug() + "." + Closest.hint(action, ids));
        }
    }

    private static void requireKnown(String member, TemplateTree.Mention mention) {
        String root = mention.path().segments().getFirst();
        if (!ROOTS.contains(root)) {
            throw Members.wrong(
                    member + ".fields" + mention.pointer().replace('/', '.'),
                    "names {{" + mention.path() + "}}: it may name " + String.join(", ", ROOTS) + "."
                            + Closest.hint(root, ROOTS));
        }
    }

    // Other fields and workflows
    // ---------------------------------------------------------------------------------------

    private @Nullable UUID workflow(ObjectNode said) {
        Optional<String> id = Members.text(said, "workflow_id", 64);
        if (id.isEmpty()) {
            return null;
        }
        return id.flatMap(Ids::parse)
                .map(this::requireWorkflow)
                .filter(workflow -> workflow.app().equals(app.slug()))
                .map(StoredWorkflow::id)
                .orElseThrow(ConfigFieldForm::unknownWorkflow);
    }

    private StoredWorkflow requireWorkflow(UUID id) {
        return workflows.find(environment, id).orElseThrow(ConfigFieldForm::unknownWorkflow);
    }

    private static ApiError unknownWorkflow() {
        return ApiError.notFound("INVALID_WORKFLOW_ID", "Workflow not found");
    }

    /** A parent is a field of the app, or of the same workflow; it is said by key or id and kept by id. */
    private static void linkParent(ConfigField field, List<ConfigField> fields) {
        Optional<String> said = field.parent();
        if (said.isEmpty() || said.get().isBlank()) {
            field.definition().remove("parent");
            return;
        }
        List<ConfigField> visible = fields.stream()
                .filter(other -> other.workflow() == null || Objects.equals(other.workflow(), field.workflow()))
                .toList();
        ConfigField parent = visible.stream()
                .filter(other -> other.isCalled(said.get()))
                .findFirst()
                .orElseThrow(() -> Members.wrong(
                        "parent",
                        "of " + field.shown() + ": there is no field '" + said.get() + "'."
                                + Closest.hint(
                                        said.get(),
                                        visible.stream().map(ConfigField::key).toList())));
        field.definition().put("parent", parent.id().toString());
    }

    private static void requireNoCircle(ConfigField field, List<ConfigField> fields) {
        Set<String> seen = new HashSet<>();
        Optional<String> next = Optional.of(field.id().toString());
        while (next.isPresent()) {
            String id = next.get();
            if (!seen.add(id)) {
                throw Members.wrong("parent", "of " + field.shown() + " leads back to itself");
            }
            next = fields.stream()
                    .filter(other -> other.id().toString().equals(id))
                    .findFirst()
                    .flatMap(ConfigField::parent);
        }
    }

    /** "Default folder" becomes {@code default_folder}. */
    private static String keyOf(String name) {
        String key = name.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        return Character.isDigit(key.charAt(0)) ? "_" + key : key;
    }
}
