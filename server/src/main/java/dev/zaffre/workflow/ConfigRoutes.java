package dev.zaffre.workflow;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a linked account set for an app: field values, and which workflows are on. */
public final class ConfigRoutes {
    private static final int LONGEST_ID = 256;

    private final ConfigSubjects subjects;
    private final Configs configs;
    private final ConfigAnswers answers;
    private final Connected connected;

    /** Whether an account may use an app: it has an active connection, or the app asks for none. */
    @FunctionalInterface
    public interface Connected {
        boolean is(EnvironmentId environment, AccountId account, String app);
    }

    public ConfigRoutes(
            Configs configs,
            Workflows workflows,
            LinkedAccounts accounts,
            Catalog catalog,
            FieldOptions options,
            Connected connected) {
        this.subjects = new ConfigSubjects(configs, accounts, catalog);
        this.configs = configs;
        this.answers = new ConfigAnswers(configs, workflows, options);
        this.connected = connected;
    }

    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(List.of(
                Route.get("/api/v2/public/slug/{slug}/configs", Access.KEY_OR_SESSION, this::list),
                Route.patch(
                        "/api/v2/public/slug/{slug}/config/{config_id}/workflows/{workflow_id}",
                        Access.KEY_OR_SESSION,
                        this::toggle),
                Route.put(
                        "/api/v2/public/slug/{slug}/config/{config_id}/workflows/{workflow_id}",
                        Access.KEY_OR_SESSION,
                        this::toggle)));
        routes.addAll(family("/api/v2/public", Access.KEY_OR_SESSION));
        routes.addAll(family("/api/v2/f-sdk", Access.SESSION));
        return List.copyOf(routes);
    }

    private List<Route> family(String base, Access access) {
        return List.of(
                Route.post(base + "/config", access, this::findOrCreate),
                Route.put(base + "/config", access, this::update),
                Route.get(base + "/slug/{slug}/config", access, this::get),
                Route.get(base + "/slug/{slug}/config/{config_id}", access, this::get),
                Route.delete(base + "/slug/{slug}/config", access, this::delete),
                Route.delete(base + "/slug/{slug}/config/{config_id}", access, this::delete));
    }

    private Response findOrCreate(Request request) {
        ObjectNode body = request.jsonObject();
        ConfigSubjects.Subject subject = subjects.ofBody(request, body);
        String configId = configId(request, body, subject.account());
        Config config =
                configs.findOrCreate(subject.environment(), subject.account().id(), subject.app(), configId);
        return answer(request, subject, applied(subject, config, body));
    }

    private Response update(Request request) {
        ObjectNode body = request.jsonObject();
        ConfigSubjects.Subject subject = subjects.ofBody(request, body);
        Config config = subjects.requireOrDefault(subject, configId(request, body, subject.account()));
        return answer(request, subject, applied(subject, config, body));
    }

    private Response get(Request request) {
        ConfigSubjects.Subject subject = subjects.ofPath(request);
        return answer(request, subject, subjects.require(subject, pathConfigId(request, subject)));
    }

    private Response answer(Request request, ConfigSubjects.Subject subject, Config config) {
        return Response.json(answers.config(subject, config, ConfigAnswers.wantsOptions(request)));
    }

    private Response delete(Request request) {
        ConfigSubjects.Subject subject = subjects.ofPath(request);
        Config config = subjects.require(subject, pathConfigId(request, subject));
        configs.delete(subject.environment(), subject.account().id(), config);
        return Response.message("Installation Deleted Success");
    }

    private Response list(Request request) {
        ConfigSubjects.Subject subject = subjects.ofPath(request);
        ArrayNode all = Json.array();
        configs.all(subject.environment(), subject.account().id()).stream()
                .filter(config -> config.app().equals(subject.app()))
                .forEach(config ->
                        all.addObject().put("config_id", config.configId()).put("tenant_config", false));
        return Response.json(all);
    }

    private Response toggle(Request request) {
        ConfigSubjects.Subject subject = subjects.ofPath(request);
        boolean enabled = Members.flag(request.jsonObject(), "enabled")
                .orElseThrow(() -> Members.wrong("enabled", "must be true or false"));
        Config config = subjects.requireOrDefault(subject, pathConfigId(request, subject));
        Workflows.Offer offer = answers.offer(subject, request.pathValue("workflow_id"));
        Configs.WorkflowChange toggled = changeOf(subject, offer, enabled, Json.object());
        change(subject, config, new Configs.Change(Json.object(), List.of(toggled), Json.object()));
        Config after = subjects.require(subject, config.configId());
        ObjectNode answer = Json.object();
        ObjectNode workflow = answer.putArray("workflows").addObject();
        workflow.put("id", offer.stored().id().toString()).put("enabled", ConfigAnswers.isEnabled(after, offer));
        workflow.set("data_slots", answers.workflowFields(subject, after, offer));
        return Response.json(answer);
    }

    /** Applies what the body says of fields and workflows, all of it or nothing. */
    private Config applied(ConfigSubjects.Subject subject, Config config, ObjectNode body) {
        List<ConfigField> fields = configs.fields().of(subject.environment(), subject.app(), null);
        ObjectNode sent = ConfigLabels.read(body);
        ObjectNode labels = config.labels().deepCopy();
        labels.setAll(sent);
        ObjectNode values = FieldValues.read(either(body, "fields", "application_data_slots"), fields, labels);
        List<Configs.WorkflowChange> changes = new ArrayList<>();
        JsonNode workflows = either(body, "workflows", "workflows");
        if (!workflows.isNull() && !workflows.isArray()) {
            throw Members.wrong("workflows", "must be a list of {id, enabled, fields}");
        }
        for (JsonNode item : workflows) {
            if (!(item instanceof ObjectNode said)) {
                throw Members.wrong("workflows", "must be a list of {id, enabled, fields}");
            }
            Workflows.Offer offer = answers.offer(subject, said.path("id").asString(""));
            UUID id = offer.stored().id();
            ObjectNode own = FieldValues.read(
                    either(said, "fields", "data_slots"),
                    configs.fields().of(subject.environment(), subject.app(), id),
                    labels);
            changes.add(changeOf(subject, offer, Members.flag(said, "enabled").orElse(null), own));
        }
        return change(subject, config, new Configs.Change(values, changes, sent));
    }

    private Configs.WorkflowChange changeOf(
            ConfigSubjects.Subject subject, Workflows.Offer offer, @Nullable Boolean enabled, ObjectNode values) {
        String app = subject.app();
        if (Boolean.TRUE.equals(enabled)
                && !connected.is(subject.environment(), subject.account().id(), app)) {
            throw ApiError.badRequest(
                    "VALIDATION_ERROR",
                    "The workflow cannot be enabled: the linked account "
                            + subject.account().name() + " is not connected to " + app + ". Connect the app first");
        }
        return new Configs.WorkflowChange(
                offer.stored().id(), enabled, offer.published().autoEnable(), values);
    }

    private Config change(ConfigSubjects.Subject subject, Config config, Configs.Change change) {
        if (change.isNothing()) {
            return config;
        }
        change.workflows().stream()
                .filter(one -> Boolean.TRUE.equals(one.enabled()))
                .forEach(one -> requireValues(subject, config, change.values(), one));
        configs.change(subject.environment(), subject.account().id(), config, change);
        return subjects.require(subject, config.configId());
    }

    /** A workflow that is switched on must find what the customer has to fill in; hidden fields are the company's affair. */
    private void requireValues(
            ConfigSubjects.Subject subject, Config config, ObjectNode values, Configs.WorkflowChange change) {
        ObjectNode all = configs.values(subject.environment(), subject.app(), config, change.workflow());
        all.setAll(values);
        all.setAll(change.values());
        for (ConfigField field : configs.fields().of(subject.environment(), subject.app())) {
            boolean counts = field.workflow() == null || field.workflow().equals(change.workflow());
            if (counts && field.required() && !field.hidden() && FieldValues.isNothing(all.get(field.key()))) {
                throw FieldValues.refused(
                        "MISSING_REQUIRED_FIELD",
                        field,
                        "The workflow cannot be enabled: the field " + field.shown(),
                        "is required and has no value");
            }
        }
    }

    private static JsonNode either(ObjectNode body, String name, String synonym) {
        return Members.given(body, name).or(() -> Members.given(body, synonym)).orElseGet(body::nullNode);
    }

    private static String configId(Request request, ObjectNode body, LinkedAccount account) {
        return Members.text(body, "config_id", LONGEST_ID)
                .filter(id -> !id.isBlank())
                .or(() -> request.header("config_id"))
                .orElse(account.name());
    }

    private static String pathConfigId(Request request, ConfigSubjects.Subject subject) {
        String id = request.pathValues().get("config_id");
        return id == null || id.isBlank() ? subject.account().name() : id;
    }
}
