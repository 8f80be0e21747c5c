package dev.zaffre.connection;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Action;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.FieldSpec;
import dev.zaffre.http.ApiError;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Template;
import dev.zaffre.template.TemplateTree;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The choices of an action's field that only the app knows, such as a customer's own lists: read now, with its connection. */
final class FieldChoices {
    /** Nobody chooses from more. */
    private static final int MOST = 1_000;

    private final ActionRunner runner;

    FieldChoices(ActionRunner runner) {
        this.runner = runner;
    }

    /**
     * @param given the action's fields as far as they are known
     * @return {@code [{name, value}]}
     * @throws ApiError 400 when a field that this one depends on is missing, 502 when the app did not give a list
     */
    ArrayNode of(LinkedAccount account, App app, Optional<String> connection, FieldSpec field, ObjectNode given) {
        ArrayNode choices = Json.array();
        field.options()
                .forEach(
                        option -> choices.addObject().put("name", option.name()).put("value", option.value()));
        FieldSpec.OptionsFrom from = field.optionsFrom();
        if (from == null) {
            return choices;
        }
        for (String parent : field.dependsOn()) {
            if (Template.text(given.get(parent)).isBlank()) {
                throw ApiError.badRequest(
                        "VALIDATION_ERROR", "'" + field.name() + "' depends on '" + parent + "': send it in 'fields'");
            }
        }
        Action action = app.action(from.action()).orElseThrow();
        ObjectNode seen = Json.object();
        seen.set("fields", given);
        JsonNode inputs = TemplateTree.compile(from.fields()).render(new JsonScope(seen));
        ObjectNode answer = runner.run(
                account,
                app,
                connection,
                action,
                inputs instanceof ObjectNode it ? it : Json.object(),
                Ids.next().toString());
        JsonNode list = JsonScope.walk(answer.get("data"), from.items(), 0);
        if (!answer.path("node_status").asString("").equals("Success") || list == null || !list.isArray()) {
            String said = answer.at("/error/message").asString("");
            throw ApiError.of(
                    502,
                    "EXTERNAL_API_ERROR",
                    "EXTERNAL_API_FAILURE",
                    app.name() + " did not give the choices of '" + field.name() + "'"
                            + (said.isEmpty() ? "" : ": " + said));
        }
        add(choices, list, from.name(), from.value());
        return choices;
    }

    private static void add(ArrayNode choices, JsonNode list, List<String> name, List<String> value) {
        for (JsonNode item : list) {
            JsonNode chosen = JsonScope.walk(item, value, 0);
            if (chosen != null && !chosen.isNull() && !chosen.isContainer() && choices.size() < MOST) {
                String shown = Template.text(JsonScope.walk(item, name, 0));
                choices.addObject()
                        .put("name", shown.isEmpty() ? Template.text(chosen) : shown)
                        .set("value", chosen);
            }
        }
    }
}
