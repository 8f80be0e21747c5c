package dev.zaffre.workflow;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The fields that an app's config offers (for the company), and single values of them (for the customer). */
public final class ConfigFieldRoutes {
    private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
    private static final int MOST_FIELDS = 200;

    private final ConfigSubjects subjects;
    private final Configs configs;
    private final ConfigAnswers answers;
    private final Workflows workflows;
    private final Catalog catalog;

    public ConfigFieldRoutes(Configs configs, Workflows workflows, LinkedAccounts accounts, Catalog catalog) {
        this.subjects = new ConfigSubjects(configs, accounts, catalog);
        this.configs = configs;
        this.answers = new ConfigAnswers(configs, workflows);
        this.workflows = workflows;
        this.catalog = catalog;
    }

    public List<Route> routes() {
        String definitions = "/api/v2/public/application/{slug}/config-field";
        String values = "/api/v2/public/config/field";
        return List.of(
                Route.get(definitions, Access.KEY, this::definitions),
                Route.put(definitions, Access.KEY, this::define),
                Route.post(values, Access.KEY_OR_SESSION, this::all),
                Route.get(values + "/{field_id}", Access.KEY_OR_SESSION, this::get),
                Route.post(values + "/{field_id}", Access.KEY_OR_SESSION, this::get),
                Route.put(values + "/{field_id}", Access.KEY_OR_SESSION, this::set),
                Route.delete(values + "/{field_id}", Access.KEY_OR_SESSION, this::clear));
    }

    // Values
    // -----------------------------------------------------------------------------------------------------------

    private Response all(Request request) {
        ConfigSubjects.Subject subject = subjects.ofHeader(request);
        return Response.json(answers.config(subject, subjects.requireOrDefault(subject, configId(request, subject))));
    }

    private Response get(Request request) {
        ConfigSubjects.Subject subject = subjects.ofHeader(request);
        ConfigField field = field(request, subject);
        Config config = subjects.requireOrDefault(subject, configId(request, subject));
        return Response.json(field.toJson(valuesOf(config, field).get(field.key())));
    }

    private Response set(Request request) {
        ConfigSubjects.Subject subject = subjects.ofHeader(request);
        ConfigField field = field(request, subject);
        ObjectNode body = request.jsonObject();
        if (!body.has("value")) {
            throw Members.wrong("value", "is required; DELETE removes a value");
        }
        return changed(request, subject, field, body.path("value"));
    }

    private Response clear(Request request) {
        ConfigSubjects.Subject subject = subjects.ofHeader(request);
        return changed(request, subject, field(request, subject), Json.object().nullNode());
    }

    private Response changed(Request request, ConfigSubjects.Subject subject, ConfigField field, JsonNode value) {
        Config config = subjects.requireOrDefault(subject, configId(request, subject));
        ObjectNode values = Json.object();
        FieldValues.put(values, field, value);
        UUID workflow = field.workflow();
        if (workflow == null) {
            configs.change(subject.environment(), subject.account().id(), config, values, List.of());
        } else {
            boolean otherwise =
                    answers.offer(subject, workflow.toString()).published().autoEnable();
            configs.change(
                    subject.environment(),
                    subject.account().id(),
                    config,
                    Json.object(),
                    List.of(new Configs.WorkflowChange(workflow, null, otherwise, values)));
        }
        Config after = subjects.require(subject, config.configId());
        return Response.json(field.toJson(valuesOf(after, field).get(field.key())));
    }

    private static ObjectNode valuesOf(Config config, ConfigField field) {
        UUID workflow = field.workflow();
        if (workflow == null) {
            return config.fields();
        }
        Config.Switch own = config.workflows().get(workflow);
        return own == null ? Json.object() : own.fields();
    }

    private ConfigField field(Request request, ConfigSubjects.Subject subject) {
        List<ConfigField> candidates = configs.fields().of(subject.environment(), subject.app());
        Optional<String> workflow = request.queryValue("workflow_id");
        if (workflow.isPresent()) {
            UUID id = answers.offer(subject, workflow.get()).stored().id();
            candidates = candidates.stream()
                    .filter(field -> id.equals(field.workflow()))
                    .toList();
        }
        return FieldValues.require(candidates, request.pathValue("field_id"));
    }

    private static String configId(Request request, ConfigSubjects.Subject subject) {
        return request.queryValue("config_id")
                .or(() -> request.header("config_id"))
                .orElse(subject.account().name());
    }

    // Definitions
    // ------------------------------------------------------------------------------------------------------

    private Response definitions(Request request) {
        String app = app(request);
        ArrayNode list = Json.array();
        configs.fields()
                .of(request.requireCaller().environment(), app)
                .forEach(field -> list.add(field.definitionJson()));
        return Response.json(list);
    }

    private Response define(Request request) {
        String app = app(request);
        EnvironmentId environment = request.requireCaller().environment();
        JsonNode body = request.json();
        JsonNode given = body.isArray() ? body : body.path("fields");
        if (!given.isArray() || given.size() > MOST_FIELDS) {
            throw Members.wrong("fields", "must be a list of at most " + MOST_FIELDS + " fields");
        }
        List<ConfigField> before = configs.fields().of(environment, app);
        List<ConfigField> fields = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (JsonNode item : given) {
            if (!(item instanceof ObjectNode said)) {
                throw Members.wrong("fields", "must hold objects");
            }
            ConfigField field = read(environment, app, said, before);
            if (!keys.add(field.key() + "/" + field.workflow())) {
                throw Members.wrong("key", "'" + field.key() + "' is used twice");
            }
            fields.add(field);
        }
        configs.fields().replace(environment, app, fields);
        return definitions(request);
    }

    private ConfigField read(EnvironmentId environment, String app, ObjectNode said, List<ConfigField> before) {
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
            throw Members.wrong("field_type", "must be one of " + String.join(", ", ConfigField.TYPES));
        }
        UUID workflow = workflow(environment, app, said);
        ObjectNode definition = Json.object().put("name", name).put("field_type", type);
        for (String flag : List.of("required", "hidden", "multiple")) {
            Members.flag(said, flag).ifPresent(value -> definition.put(flag, value));
        }
        for (String text : List.of("help_text", "placeholder", "parent", "associated_page")) {
            Members.text(said, text, 2_000).ifPresent(value -> definition.put(text, value));
        }
        addOptions(said, definition);
        UUID id = before.stream()
                .filter(old -> old.key().equals(key) && Objects.equals(old.workflow(), workflow))
                .map(ConfigField::id)
                .findFirst()
                .orElseGet(Ids::next);
        ConfigField field = new ConfigField(id, app, workflow, key, definition);
        Members.given(said, "default")
                .or(() -> Members.given(said, "defaultValue"))
                .ifPresent(value -> definition.set("default", FieldValues.check(field, value)));
        return field;
    }

    private static void addOptions(ObjectNode said, ObjectNode definition) {
        Optional<JsonNode> options = Members.given(said, "options");
        if (options.isEmpty()) {
            return;
        }
        boolean wellFormed = options.get().isArray()
                && options.get()
                        .valueStream()
                        .allMatch(option -> option.path("name").isString() && option.has("value"));
        if (!wellFormed) {
            throw Members.wrong("options", "must be a list of {name, value}");
        }
        definition.set("options", options.get());
    }

    private @Nullable UUID workflow(EnvironmentId environment, String app, ObjectNode said) {
        Optional<String> id = Members.text(said, "workflow_id", 64);
        return id.isEmpty()
                ? null
                : id.flatMap(Ids::parse)
                        .flatMap(parsed -> workflows.find(environment, parsed))
                        .filter(workflow -> workflow.app().equals(app))
                        .map(StoredWorkflow::id)
                        .orElseThrow(() -> ApiError.notFound("INVALID_WORKFLOW_ID", "Workflow not found"));
    }

    private String app(Request request) {
        String app = request.pathValue("slug");
        ConfigSubjects.requireApp(catalog, request, app);
        return app;
    }

    /** "Default folder" becomes {@code default_folder}. */
    private static String keyOf(String name) {
        String key = name.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        return Character.isDigit(key.charAt(0)) ? "_" + key : key;
    }
}
