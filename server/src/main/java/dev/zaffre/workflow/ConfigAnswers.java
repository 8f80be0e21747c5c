package dev.zaffre.workflow;

import dev.zaffre.base.Json;
import dev.zaffre.http.ApiError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A config as clients read it. */
final class ConfigAnswers {
    private final Configs configs;
    private final Workflows workflows;

    ConfigAnswers(Configs configs, Workflows workflows) {
        this.configs = configs;
        this.workflows = workflows;
    }

    ObjectNode config(ConfigSubjects.Subject subject, Config config) {
        ObjectNode json = Json.object().put("slug", config.app()).put("config_id", config.configId());
        json.set("fields", fields(configs.fields().of(subject.environment(), subject.app(), null), config.fields()));
        ArrayNode list = json.putArray("workflows");
        for (Workflows.Offer offer : offers(subject)) {
            if (offer.stored().hideInConfig()) {
                continue;
            }
            ObjectNode workflow = list.addObject()
                    .put("id", offer.stored().id().toString())
                    .put("name", offer.stored().name())
                    .put("description", offer.stored().description())
                    .putNull("icon")
                    .put("enabled", isEnabled(config, offer));
            workflow.set("fields", workflowFields(subject, config, offer));
        }
        json.putArray("field_errors");
        return json;
    }

    ArrayNode workflowFields(ConfigSubjects.Subject subject, Config config, Workflows.Offer offer) {
        Config.Switch own = config.workflows().get(offer.stored().id());
        return fields(
                configs.fields()
                        .of(subject.environment(), subject.app(), offer.stored().id()),
                own == null ? null : own.fields());
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

    private static ArrayNode fields(List<ConfigField> fields, @Nullable ObjectNode values) {
        ArrayNode list = Json.array();
        fields.forEach(field -> list.add(field.toJson(values == null ? null : values.get(field.key()))));
        return list;
    }
}
