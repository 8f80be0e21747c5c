package dev.zaffre.workflow;

import dev.zaffre.base.Json;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Request;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A config as clients read it. */
final class ConfigAnswers {
    private final Configs configs;
    private final Workflows workflows;
    private final FieldOptions options;

    ConfigAnswers(Configs configs, Workflows workflows, FieldOptions options) {
        this.configs = configs;
        this.workflows = workflows;
        this.options = options;
    }

    /** Whether choices are to be looked up: clients that show no form spare themselves the time. */
    static boolean wantsOptions(Request request) {
        return !request.header("disable_field_options")
                .map("true"::equalsIgnoreCase)
                .orElse(false);
    }

    ObjectNode config(ConfigSubjects.Subject subject, Config config, boolean withOptions) {
        List<Workflows.Offer> all = offers(subject);
        List<Workflows.Offer> offers =
                all.stream().filter(offer -> !offer.stored().hideInConfig()).toList();
        FieldView view = new FieldView(configs, options, subject, config, all, withOptions);
        List<ConfigField> own = configs.fields().of(subject.environment(), subject.app(), null);
        // Everything is asked before the first answer is waited for.
        own.forEach(view::ask);
        offers.forEach(offer -> fieldsOf(subject, offer).forEach(view::ask));

        ObjectNode json = Json.object().put("slug", config.app()).put("config_id", config.configId());
        json.set("fields", view.all(own));
        ArrayNode list = json.putArray("workflows");
        Set<String> pages = new LinkedHashSet<>();
        own.forEach(field -> page(field).ifPresent(pages::add));
        for (Workflows.Offer offer : offers) {
            ObjectNode workflow = list.addObject()
                    .put("id", offer.stored().id().toString())
                    .put("name", offer.stored().name())
                    .put("description", offer.stored().description())
                    .putNull("icon")
                    .put("enabled", isEnabled(config, offer));
            workflow.set("fields", view.all(fieldsOf(subject, offer)));
            fieldsOf(subject, offer).forEach(field -> page(field).ifPresent(pages::add));
        }
        json.set("labels", config.labels());
        pages.forEach(json.putArray("pages")::add);
        json.put("tenant_config", false);
        json.set("field_errors", view.errors());
        return json;
    }

    /** One field; why its choices are missing stands in {@code error}. */
    ObjectNode field(ConfigSubjects.Subject subject, Config config, ConfigField field, boolean withOptions) {
        FieldView view = new FieldView(configs, options, subject, config, offers(subject), withOptions);
        view.ask(field);
        ObjectNode json = view.of(field);
        if (!view.errors().isEmpty()) {
            json.set("error", view.errors().get(0).path("error"));
        }
        return json;
    }

    /** The columns of a rule_engine field for one value of its left side. */
    ObjectNode ruleColumn(ConfigSubjects.Subject subject, Config config, ConfigField field, @Nullable JsonNode lhs) {
        FieldView view = new FieldView(configs, options, subject, config, offers(subject), true);
        ObjectNode answer = Json.object();
        ObjectNode columns = answer.putObject("rule_column");
        columns.set("lhs", lhs == null ? columns.nullNode() : lhs);
        for (String column : List.of("operator", "rhs")) {
            columns.set(column, view.column(field, RuleColumns.column(field, column, lhs)));
        }
        answer.putArray("conditional_code_stdout");
        answer.set(
                "error",
                view.errors().isEmpty()
                        ? answer.nullNode()
                        : view.errors().get(0).path("error"));
        return answer;
    }

    /** A workflow's own fields, choices left alone. */
    ArrayNode workflowFields(ConfigSubjects.Subject subject, Config config, Workflows.Offer offer) {
        return new FieldView(configs, options, subject, config, offers(subject), false).all(fieldsOf(subject, offer));
    }

    private List<ConfigField> fieldsOf(ConfigSubjects.Subject subject, Workflows.Offer offer) {
        return configs.fields()
                .of(subject.environment(), subject.app(), offer.stored().id());
    }

    private static Optional<String> page(ConfigField field) {
        return field.definition().path("associated_page").stringValueOpt().filter(name -> !name.isBlank());
    }

    /** @throws ApiError 404 when the app has no such published workflow for this account */
    Workflows.Offer offer(ConfigSubjects.Subject subject, String id) {
        return offers(subject).stream()
                .filter(offer -> offer.stored().id().toString().equalsIgnoreCase(id))
                .findFirst()
                .orElseThrow(() -> ApiError.notFound("INVALID_WORKFLOW_ID", "Workflow not found"));
    }

    /** A private workflow has no switch and no fields: its owner publishes it or does not. */
    private List<Workflows.Offer> offers(ConfigSubjects.Subject subject) {
        return workflows
                .offers(subject.environment(), subject.app(), subject.account().id())
                .stream()
                .filter(offer -> offer.stored().account() == null)
                .filter(offer -> offer.published().admits(subject.account().udf()))
                .toList();
    }

    static boolean isEnabled(@Nullable Config config, Workflows.Offer offer) {
        Config.Switch said =
                config == null ? null : config.workflows().get(offer.stored().id());
        return said == null ? offer.published().autoEnable() : said.enabled();
    }

    /** The values that a config holds for a field: the app's, or those of the workflow whose field it is. */
    static ObjectNode valuesOf(Config config, @Nullable UUID workflow) {
        if (workflow == null) {
            return config.fields();
        }
        Config.Switch own = config.workflows().get(workflow);
        return own == null ? Json.object() : own.fields();
    }
}
