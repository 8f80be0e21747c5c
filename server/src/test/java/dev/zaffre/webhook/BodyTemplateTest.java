package dev.zaffre.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.zaffre.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

class BodyTemplateTest {
    private static final ObjectNode EVENT = (ObjectNode) Json.parse(
            "{\"event\":\"Workflow Errored\",\"linked_account_id\":\"acme\",\"workflow_name\":\"say \\\"hi\\\"\","
                    + "\"attempts_made\":5}");

    private static BodyTemplate template(Webhook.Type type, @Nullable JsonNode body) {
        return BodyTemplate.of(new Webhook.Settings(List.of(), null, List.of(), "POST", type, body, null, null, true));
    }

    private static String render(JsonNode body) {
        return text(template(Webhook.Type.CUSTOM, body));
    }

    private static String render(String body) {
        return render(StringNode.valueOf(body));
    }

    private static String text(BodyTemplate template) {
        JsonNode result = Json.parse("{\"id\":7}");
        return new String(template.render(EVENT, result, "Acme <Inc.>").bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void a_template_that_is_json_keeps_types_and_cannot_be_broken_by_values() {
        assertThat(
                        render(
                                "{\"name\":\"{{event.workflow_name}} failed\",\"n\":\"{{event.attempts_made}}\",\"r\":\"{{workflow_response}}\"}"))
                .isEqualTo("{\"name\":\"say \\\"hi\\\" failed\",\"n\":5,\"r\":{\"id\":7}}");
    }

    @Test
    void placeholders_may_stand_without_quotes() {
        assertThat(render("{\"all\":{{event}},\"id\": {{workflow_response.id}}, \"who\":\"{{linked_account_name}}\"}"))
                .isEqualTo("{\"all\":" + Json.write(EVENT) + ",\"id\":7,\"who\":\"Acme <Inc.>\"}");
        assertThat(render("[{{event.missing || 'none'}}]")).isEqualTo("[\"none\"]");
        assertThat(render("{{event}}")).isEqualTo(Json.write(EVENT));
    }

    @Test
    void a_template_may_be_given_as_json() {
        assertThat(render(Json.parse("{\"a\":[\"{{event.event}}\",1],\"gone\":\"{{event.nothing}}\"}")))
                .isEqualTo("{\"a\":[\"Workflow Errored\",1]}");
    }

    @Test
    void what_is_no_json_is_a_text() {
        BodyTemplate template = template(Webhook.Type.CUSTOM, StringNode.valueOf("<e>{{event.event}}</e>"));
        assertThat(text(template)).isEqualTo("<e>Workflow Errored</e>");
        assertThat(template.render(EVENT, null, "").contentType()).startsWith("text/plain");
    }

    @Test
    void slack_gets_a_line_in_which_data_stays_data() {
        ObjectNode event =
                EVENT.deepCopy().put("workflow_name", "<!channel> & co").put("error", "401 > 400");
        byte[] bytes =
                template(Webhook.Type.SLACK, null).render(event, null, "").bytes();
        assertThat(Json.parse(bytes).path("text").asString())
                .contains("*Workflow Errored*", "&lt;!channel&gt; &amp; co", "401 &gt; 400", "acme");
        assertThat(Json.parse(bytes).propertyNames()).containsExactly("text");
    }

    @Test
    void only_the_documented_names_are_known() {
        assertThatThrownBy(() -> render("{\"a\":\"{{config.x}}\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{{config.x}} is not known");
        assertThatThrownBy(() -> render("{{event")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void it_is_known_whether_the_workflows_answer_is_needed() {
        assertThat(template(Webhook.Type.CUSTOM, StringNode.valueOf("{{workflow_response.id}}"))
                        .wantsResult())
                .isTrue();
        assertThat(template(Webhook.Type.DEFAULT, null).wantsResult()).isFalse();
    }
}
