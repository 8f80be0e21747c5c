package dev.zaffre.workflow;

import dev.zaffre.base.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The fields of one config as one read shows them, with their choices. What could not be looked up is told beside them. */
final class FieldView {
    private final Configs configs;
    private final ConfigSubjects.Subject subject;
    private final Config config;
    private final List<Workflows.Offer> offers;
    private final boolean withOptions;
    private final FieldOptions.Reading reading;
    private final ArrayNode errors = Json.array();
    private final Set<UUID> failed = new HashSet<>();

    /** @param offers the app's published workflows for the account */
    FieldView(
            Configs configs,
            FieldOptions options,
            ConfigSubjects.Subject subject,
            Config config,
            List<Workflows.Offer> offers,
            boolean withOptions) {
        this.configs = configs;
        this.subject = subject;
        this.config = config;
        this.offers = offers;
        this.withOptions = withOptions;
        this.reading = options.reading(subject, config.configId());
    }

    /** {@code [{id, name, error: {message}}]}, one for each field that has none of its choices for a reason. */
    ArrayNode errors() {
        return errors;
    }

    /** Asks for the choices of a field, without waiting for them. */
    void ask(ConfigField field) {
        if (withOptions) {
            sources(field).forEach(source -> begin(field, source));
        }
    }

    private List<OptionSource> sources(ConfigField field) {
        List<OptionSource> sources = new ArrayList<>();
        field.source("options").ifPresent(sources::add);
        if (ConfigLabels.known(field, config.labels()).isEmpty()) {
            field.source("labels").ifPresent(sources::add);
        }
        for (String column : List.of("lhs", "operator", "rhs")) {
            JsonNode options =
                    field.definition().path("rule_columns").path(column).path("options");
            if (options.isObject()) {
                sources.add(OptionSource.of(options));
            }
        }
        return sources;
    }

    ArrayNode all(List<ConfigField> fields) {
        ArrayNode list = Json.array();
        fields.forEach(field -> list.add(of(field)));
        return list;
    }

    ObjectNode of(ConfigField field) {
        ObjectNode json =
                field.toJson(ConfigAnswers.valuesOf(config, field.workflow()).get(field.key()));
        field.source("options").ifPresent(source -> json.set("options", choices(field, source, json)));
        Optional<JsonNode> labels = ConfigLabels.known(field, config.labels());
        if (!field.isMap()) {
            json.putArray("labels");
        } else if (labels.isPresent()) {
            json.set("labels", labels.get());
        } else {
            field.source("labels").ifPresent(source -> json.set("labels", choices(field, source, json)));
        }
        if (field.isMap()) {
            events(field).forEach(json.putArray("events")::add);
        }
        if (field.definition().has("rule_columns")) {
            ObjectNode columns = json.putObject("rule_columns");
            for (String column : List.of("lhs", "operator", "rhs")) {
                columns.set(column, column(field, RuleColumns.column(field, column, null)));
            }
        }
        return json;
    }

    /** Names of the events whose payloads a workflow maps with the field: with them a mapping can be tried. */
    private Set<String> events(ConfigField field) {
        Set<String> names = new TreeSet<>();
        for (Workflows.Offer offer : offers) {
            CompiledWorkflow compiled = offer.published().compiled();
            boolean own = field.workflow() == null
                    || field.workflow().equals(offer.stored().id());
            boolean maps = compiled.nodes().stream()
                    .anyMatch(node -> node.kind() instanceof Node.DataMapper mapper
                            && mapper.field().equals(field.key()));
            if (own && maps && compiled.event() != null) {
                names.add(compiled.event());
            }
        }
        return names;
    }

    /** A column with its choices. */
    ObjectNode column(ConfigField field, ObjectNode column) {
        JsonNode options = column.path("options");
        if (options.isObject()) {
            column.set("options", choices(field, OptionSource.of(options), column));
        } else if (!options.isArray()) {
            column.putArray("options");
        }
        return column;
    }

    private ArrayNode choices(ConfigField field, OptionSource source, ObjectNode shown) {
        FieldOptions.Question asked = withOptions ? begin(field, source) : null;
        if (asked == null) {
            return Json.array();
        }
        FieldOptions.Choices choices = reading.await(asked);
        if (choices.cut()) {
            shown.put("options_truncated", true);
        }
        if (choices.error() != null && failed.add(field.id())) {
            errors.addObject()
                    .put("id", field.id().toString())
                    .put("name", field.name())
                    .putObject("error")
                    .put("message", choices.error())
                    .put("error", choices.error());
        }
        return choices.list();
    }

    /** Null when the field depends on one that has no value: then there is nothing to choose from yet. */
    private FieldOptions.@Nullable Question begin(ConfigField field, OptionSource source) {
        ObjectNode values = values(field);
        JsonNode parent = null;
        if (field.parent().isPresent()) {
            parent = configs.fields().of(subject.environment(), subject.app()).stream()
                    .filter(other -> other.id().toString().equals(field.parent().get()))
                    .findFirst()
                    .map(other -> values.get(other.key()))
                    .orElse(null);
            if (FieldValues.isNothing(parent)) {
                return null;
            }
        }
        return reading.ask(source, field, values, parent);
    }

    /** What the field's workflow, or the app, would see as {@code {{config}}}. */
    private ObjectNode values(ConfigField field) {
        UUID workflow = field.workflow();
        return workflow == null
                ? config.fields()
                : configs.values(subject.environment(), subject.app(), config, workflow);
    }
}
