package dev.zaffre.workflow;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.http.Access;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The fields that an app's config offers (for the company), and single values of them (for the customer). */
public final class ConfigFieldRoutes {
    private final ConfigSubjects subjects;
    private final Configs configs;
    private final ConfigAnswers answers;
    private final Workflows workflows;
    private final Catalog catalog;

    public ConfigFieldRoutes(
            Configs configs, Workflows workflows, LinkedAccounts accounts, Catalog catalog, FieldOptions options) {
        this.subjects = new ConfigSubjects(configs, accounts, catalog);
        this.configs = configs;
        this.answers = new ConfigAnswers(configs, workflows, options);
        this.workflows = workflows;
        this.catalog = catalog;
    }

    public List<Route> routes() {
        String definitions = "/api/v2/public/application/{slug}/config-field";
        String values = "/api/v2/public/config/field";
        return List.of(
                Route.get(definitions, Access.KEY, this::definitions),
                Route.put(definitions, Access.KEY, this::define),
                Route.post(values, Access.KEY_OR_SESSION, this::all).needs(Role.VIEWER),
                Route.get(values + "/{field_id}", Access.KEY_OR_SESSION, this::get),
                Route.post(values + "/{field_id}", Access.KEY_OR_SESSION, this::get)
                        .needs(Role.VIEWER),
                Route.put(values + "/{field_id}", Access.KEY_OR_SESSION, this::set),
                Route.delete(values + "/{field_id}", Access.KEY_OR_SESSION, this::clear),
                Route.post("/api/v2/public/config/rule-engine/{field_id}", Access.KEY_OR_SESSION, this::ruleColumn)
                        .needs(Role.VIEWER));
    }

    // Values
    // -----------------------------------------------------------------------------------------------------------

    private Response all(Request request) {
        ConfigSubjects.Subject subject = subjects.ofHeader(request);
        Config config = subjects.requireOrDefault(subject, configId(request, subject));
        return Response.json(answers.config(subject, config, ConfigAnswers.wantsOptions(request)));
    }

    private Response get(Request request) {
        ConfigSubjects.Subject subject = subjects.ofHeader(request);
        ConfigField field = field(request, subject);
        Config config = subjects.requireOrDefault(subject, configId(request, subject));
        return answer(request, subject, config, field);
    }

    private Response answer(Request request, ConfigSubjects.Subject subject, Config config, ConfigField field) {
        return Response.json(answers.field(subject, config, field, ConfigAnswers.wantsOptions(request)));
    }

    private Response set(Request request) {
        ConfigSubjects.Subject subject = subjects.ofHeader(request);
        ConfigField field = field(request, subject);
        ObjectNode body = request.jsonObject();
        if (!body.has("value")) {
            throw Members.wrong("value", "is required; DELETE removes a value");
        }
        Config config = subjects.requireOrDefault(subject, configId(request, subject));
        ObjectNode values = Json.object();
        FieldValues.put(values, field, body.path("value"), config.labels());
        return changed(request, subject, config, field, values);
    }

    private Response clear(Request request) {
        ConfigSubjects.Subject subject = subjects.ofHeader(request);
        ConfigField field = field(request, subject);
        Config config = subjects.requireOrDefault(subject, configId(request, subject));
        return changed(request, subject, config, field, Json.object().putNull(field.key()));
    }

    private Response changed(
            Request request, ConfigSubjects.Subject subject, Config config, ConfigField field, ObjectNode values) {
        UUID workflow = field.workflow();
        Configs.Change change = new Configs.Change(values, List.of(), Json.object());
        if (workflow != null) {
            boolean otherwise =
                    answers.offer(subject, workflow.toString()).published().autoEnable();
            change = new Configs.Change(
                    Json.object(),
                    List.of(new Configs.WorkflowChange(workflow, null, otherwise, values)),
                    Json.object());
        }
        configs.change(subject.environment(), subject.account().id(), config, change);
        return answer(request, subject, subjects.require(subject, config.configId()), field);
    }

    private Response ruleColumn(Request request) {
        ConfigSubjects.Subject subject = subjects.ofHeader(request);
        ConfigField field = field(request, subject);
        RuleColumns.require(field, request.pathValue("field_id"));
        ObjectNode asked = Members.object(request.jsonObject(), "rule_column")
                .orElseThrow(() ->
                        Members.wrong("rule_column", "is required, as in {\"rule_column\": {\"lhs\": \"amount\"}}"));
        JsonNode lhs = Members.given(asked, "lhs")
                .map(said -> said.isObject() ? said.path("value") : said)
                .orElse(null);
        Config config = subjects.requireOrDefault(subject, configId(request, subject));
        return Response.json(answers.ruleColumn(subject, config, field, lhs));
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
        List<ConfigField> fields = new ConfigFieldForm(
                        workflows,
                        catalog.find(environment, app).orElseThrow(),
                        environment,
                        configs.fields().of(environment, app))
                .read(body.isArray() ? body : body.path("fields"));
        configs.fields().replace(environment, app, fields);
        return definitions(request);
    }

    private String app(Request request) {
        String app = request.pathValue("slug");
        ConfigSubjects.requireApp(catalog, request, app);
        return app;
    }
}
