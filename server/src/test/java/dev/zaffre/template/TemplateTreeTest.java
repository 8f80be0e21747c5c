package dev.zaffre.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.zaffre.base.Json;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class TemplateTreeTest {
    private static final Scope SCOPE = new JsonScope((ObjectNode) Json.parse("""
            {"event":{"name":"Mark","id":9007199254740993,"none":null,"empty":"","line":"a\\r\\nX: b","path":"a/b"}}"""));

    private static String rendered(String tree) {
        return Json.write(
                Objects.requireNonNull(TemplateTree.compile(Json.parse(tree)).render(SCOPE)));
    }

    @Test
    void members_that_resolve_to_nothing_are_dropped_and_elements_become_null() {
        assertThat(rendered("""
                {"a":"{{event.name}}","b":"{{event.gone}}","c":{"d":"{{event.gone}}"},"e":["{{event.gone}}",1,"{{event.id}}"],
                 "f":"{{event.none}}","g":"x{{event.gone}}","h":1.50,"i":null,"{{event.name}}":true}"""))
                .isEqualTo(
                        "{\"a\":\"Mark\",\"c\":{},\"e\":[null,1,9007199254740993],\"f\":null,\"g\":\"x\",\"h\":1.50,\"i\":null,\"{{event.name}}\":true}");
        assertThat(TemplateTree.compile(Json.parse("\"{{event.gone}}\"")).render(SCOPE))
                .isNull();
    }

    @Test
    void each_rendering_is_a_tree_of_its_own() {
        TemplateTree tree = TemplateTree.compile(Json.parse("{\"a\":{\"b\":1}}"));
        JsonNode first = Objects.requireNonNull(tree.render(SCOPE));
        ((ObjectNode) first.get("a")).put("b", 2);
        assertThat(Json.write(Objects.requireNonNull(tree.render(SCOPE)))).isEqualTo("{\"a\":{\"b\":1}}");
    }

    @Test
    void mentions_carry_the_pointer_of_their_string() {
        assertThat(TemplateTree.compile(Json.parse("{\"a/b\":[1,\"{{x.y}} {{z || 1}}\"]}"))
                        .mentions())
                .containsExactly(
                        new TemplateTree.Mention("/a~1b/1", new Template.Path(List.of("x", "y"), false)),
                        new TemplateTree.Mention("/a~1b/1", new Template.Path(List.of("z"), true)));
    }

    @Test
    void a_broken_template_is_refused_with_its_pointer() {
        assertThatThrownBy(() -> TemplateTree.compile(Json.parse("{\"a\":[\"{{x\"]}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("/a/0: ")
                .hasMessageContaining("column 1");
    }

    @Test
    void a_request_is_escaped_by_target_and_its_blanks_are_left_out() {
        ObjectNode request = (ObjectNode) Json.parse("""
                {"url":"https://x.com/{{event.path}}?a={{event.path}}",
                 "query":{"q":"{{event.id}}","empty":"{{event.empty}}","none":"{{event.none}}","gone":"{{event.gone}}","p":"{{event.path}}"},
                 "headers":{"X-A":"{{event.line}}","X-B":"{{event.empty}}","X-C":"{{event.id}}"},
                 "body":{"e":"{{event.empty}}","n":"{{event.none}}","g":"{{event.gone}}"}}""");
        assertThat(Json.write(Objects.requireNonNull(
                        TemplateTree.compileRequest(request).render(SCOPE))))
                .isEqualTo(
                        "{\"url\":\"https://x.com/a%2Fb?a=a%2Fb\",\"query\":{\"q\":9007199254740993,\"p\":\"a/b\"},"
                                + "\"headers\":{\"X-A\":\"a  X: b\",\"X-C\":\"9007199254740993\"},\"body\":{\"e\":\"\",\"n\":null}}");
    }
}
