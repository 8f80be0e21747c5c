package dev.zaffre.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.zaffre.base.Json;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Scope;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class ConditionTest {
    private static final Scope SCOPE = new JsonScope((ObjectNode) Json.parse("""
            {"n":5,"f":5.0,"t":"5","word":"Mark Twain","empty":"","null":null,"yes":true,"list":[1,"two",3.0,null],"object":{"a":1},
             "big":9007199254740993,"vast":1e999999999,"tiny":1e-999999999,"pct":"100%","code":"a_b","json":"[5,6]","none":[]}"""));

    private static boolean holds(String left, String operator, String right) {
        return Condition.parse(Json.object()
                        .put("variable", left)
                        .put("operator", operator)
                        .set("value", Json.parse(right)))
                .holds(SCOPE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "{{n}} ¦ eq ¦ 5 ¦ true",
                "{{n}} ¦ eq ¦ 5.00 ¦ true",
                "{{n}} ¦ eq ¦ \"5\" ¦ true",
                "{{t}} ¦ eq ¦ 5 ¦ true",
                "{{t}} ¦ eq ¦ \"5.0\" ¦ false",
                "{{n}} ¦ eq ¦ \"five\" ¦ false",
                "{{word}} ¦ eq ¦ \"Mark Twain\" ¦ true",
                "{{word}} ¦ eq ¦ \"mark twain\" ¦ false",
                "{{word}} ¦ eq ¦ \"{{word}}\" ¦ true",
                "{{yes}} ¦ eq ¦ \"true\" ¦ true",
                "{{yes}} ¦ eq ¦ true ¦ true",
                "{{list}} ¦ eq ¦ \"two\" ¦ true",
                "{{list}} ¦ eq ¦ 3 ¦ true",
                "{{list}} ¦ eq ¦ 4 ¦ false",
                "{{gone}} ¦ eq ¦ 0 ¦ false",
                "{{gone}} ¦ eq ¦ null ¦ true",
                "{{object}} ¦ eq ¦ {\"a\":1} ¦ true",
                "{{big}} ¦ eq ¦ 9007199254740992 ¦ false",
                "{{vast}} ¦ eq ¦ 10e999999998 ¦ true",
                "{{n}} ¦ neq ¦ 5.0 ¦ false",
                "{{n}} ¦ neq ¦ \"5.0\" ¦ true",
                "{{n}} ¦ neq ¦ 6 ¦ true",
                "{{word}} ¦ neq ¦ \"x\" ¦ true",
                "{{word}} ¦ neq ¦ \"Mark Twain\" ¦ false",
                "{{gone}} ¦ neq ¦ \"\" ¦ false",
                "{{n}} ¦ gt ¦ 4 ¦ true",
                "{{n}} ¦ gt ¦ 5 ¦ false",
                "{{t}} ¦ gt ¦ \" 4.9 \" ¦ true",
                "{{word}} ¦ gt ¦ 1 ¦ false",
                "{{gone}} ¦ lt ¦ 1 ¦ false",
                "{{null}} ¦ lte ¦ 1 ¦ false",
                "{{yes}} ¦ gte ¦ 0 ¦ false",
                "{{n}} ¦ lt ¦ 5.1 ¦ true",
                "{{n}} ¦ gte ¦ 5 ¦ true",
                "{{n}} ¦ lte ¦ 5 ¦ true",
                "{{n}} ¦ lte ¦ \"5 apples\" ¦ false",
                "{{vast}} ¦ gt ¦ 1 ¦ true",
                "{{tiny}} ¦ lt ¦ {{n}} ¦ true",
                "{{vast}} ¦ gt ¦ \"1e99999999999\" ¦ false",
                "{{word}} ¦ like ¦ \"Mark%\" ¦ true",
                "{{word}} ¦ like ¦ \"%Twain\" ¦ true",
                "{{word}} ¦ like ¦ \"%k T%\" ¦ true",
                "{{word}} ¦ like ¦ \"M_rk Twain\" ¦ true",
                "{{word}} ¦ like ¦ \"Mark\" ¦ false",
                "{{word}} ¦ like ¦ \"Mark_\" ¦ false",
                "{{word}} ¦ like ¦ \"%%%\" ¦ true",
                "{{word}} ¦ like ¦ \".*\" ¦ false",
                "{{empty}} ¦ like ¦ \"%\" ¦ true",
                "{{empty}} ¦ like ¦ \"_\" ¦ false",
                "{{pct}} ¦ like ¦ \"100\\\\%\" ¦ true",
                "{{word}} ¦ like ¦ \"Mark\\\\%\" ¦ false",
                "{{code}} ¦ like ¦ \"a\\\\_b\" ¦ true",
                "{{n}} ¦ like ¦ \"5\" ¦ true",
                "{{word}} ¦ contains ¦ \"rk T\" ¦ true",
                "{{word}} ¦ contains ¦ \"rkT\" ¦ false",
                "{{list}} ¦ contains ¦ \"two\" ¦ true",
                "{{list}} ¦ contains ¦ \"1\" ¦ true",
                "{{list}} ¦ contains ¦ \"tw\" ¦ false",
                "{{gone}} ¦ contains ¦ \"\" ¦ false",
                "{{list}} ¦ not_contains ¦ 9 ¦ true",
                "{{word}} ¦ not_contains ¦ \"Mark\" ¦ false",
                "{{gone}} ¦ not_contains ¦ \"x\" ¦ true",
                "{{n}} ¦ included_in ¦ [4,5] ¦ true",
                "{{n}} ¦ included_in ¦ [\"5\"] ¦ true",
                "{{n}} ¦ included_in ¦ \"{{json}}\" ¦ true",
                "{{n}} ¦ included_in ¦ \"{{list}}\" ¦ false",
                "{{n}} ¦ included_in ¦ 5 ¦ false",
                "{{n}} ¦ included_in ¦ \"[5\" ¦ false",
                "{{n}} ¦ not_included_in ¦ [4] ¦ true",
                "{{n}} ¦ not_included_in ¦ [5] ¦ false",
                "{{null}} ¦ is_null ¦ null ¦ true",
                "{{gone}} ¦ is_null ¦ null ¦ false",
                "{{empty}} ¦ is_null ¦ null ¦ false",
                "{{null}} ¦ not_null ¦ null ¦ false",
                "{{n}} ¦ not_null ¦ null ¦ true",
                "{{n}} ¦ exist ¦ null ¦ true",
                "{{none}} ¦ exist ¦ null ¦ true",
                "{{null}} ¦ exist ¦ null ¦ false",
                "{{empty}} ¦ exist ¦ null ¦ false",
                "{{gone}} ¦ exist ¦ null ¦ false",
                "{{gone}} ¦ not_exist ¦ null ¦ true",
                "{{empty}} ¦ not_exist ¦ null ¦ true",
                "{{n}} ¦ not_exist ¦ null ¦ false",
                "{{word}} ¦ starts_with ¦ \"Mark\" ¦ true",
                "{{word}} ¦ starts_with ¦ \"mark\" ¦ false",
                "{{gone}} ¦ starts_with ¦ \"\" ¦ false",
                "{{word}} ¦ ends_with ¦ \"wain\" ¦ true",
                "{{word}} ¦ ends_with ¦ \"Mark\" ¦ false",
            })
    void operators(String left, String operator, String right, boolean expected) {
        assertThat(holds(left, operator, right.startsWith("{{") ? "\"" + right + "\"" : right))
                .isEqualTo(expected);
    }

    @Test
    void groups_nest() {
        Condition condition = Condition.parse(Json.parse("""
                {"or":[{"and":[{"variable":"{{n}}","operator":"gt","value":9},{"left":"{{word}}","operator":"exist"}]},
                       {"and":[{"left":"{{n}}","operator":"lt","right":9},[{"variable":"{{yes}}","operator":"eq","value":true}]]}]}"""));
        assertThat(condition.holds(SCOPE)).isTrue();
        assertThat(Json.write(condition.explain(SCOPE))).isEqualTo("""
                [{"variable":"{{n}}","operator":"gt","value":9,"actual":5,"result":false},\
                {"variable":"{{word}}","operator":"exist","value":null,"actual":"Mark Twain","result":true},\
                {"variable":"{{n}}","operator":"lt","value":9,"actual":5,"result":true},\
                {"variable":"{{yes}}","operator":"eq","value":true,"actual":true,"result":true}]""");
        assertThat(condition.mentions())
                .extracting(mention -> mention.pointer())
                .containsExactly(
                        "/or/0/and/0/variable", "/or/0/and/1/left", "/or/1/and/0/left", "/or/1/and/1/0/variable");
        assertThat(Condition.parse(Json.parse("{\"and\":[]}")).holds(SCOPE)).isTrue();
        assertThat(Condition.parse(Json.parse("{\"or\":[]}")).holds(SCOPE)).isTrue();
        assertThat(Condition.parse(Json.parse("{\"or\":[{\"variable\":\"{{n}}\",\"operator\":\"eq\",\"value\":1}]}"))
                        .holds(SCOPE))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "{\"and\":[{\"variable\":\"{{a}}\",\"operator\":\"contain\"}]} ¦ /and/0/operator ¦ Did you mean \"contains\"?",
                "{\"variable\":\"{{a}}\",\"operator\":\"equals\"} ¦ /operator ¦ It is one of eq, neq",
                "{\"variable\":\"{{a}}\"} ¦ /operator ¦ is missing",
                "{\"operator\":\"eq\"} ¦ /variable ¦ is missing",
                "{\"variable\":\"{{a\",\"operator\":\"eq\"} ¦ /variable ¦ column 1",
                "{\"variable\":\"a\",\"operator\":\"eq\",\"value\":[\"{{\"]} ¦ /value/0 ¦ column 1",
                "{\"variable\":\"a\",\"operator\":\"eq\",\"value\":\"{{\"} ¦ /value: ¦ column 1",
                "{\"and\":{}} ¦ /and ¦ array",
                "{\"and\":[],\"or\":[]} ¦ not both ¦ and",
                "[1] ¦ /0 ¦ object",
            })
    void what_is_not_a_condition_is_refused_with_its_place(String document, String pointer, String reason) {
        assertThatThrownBy(() -> Condition.parse(Json.parse(document)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(pointer)
                .hasMessageContaining(reason);
    }

    @Test
    void neither_a_pattern_nor_a_number_makes_a_comparison_slow() {
        String text = "a".repeat(250_000);
        long start = System.nanoTime();
        assertThat(Operator.like(text, "%a".repeat(120) + "b")).isFalse();
        assertThat(Operator.like(text, "%" + "a".repeat(250) + "b%")).isFalse();
        assertThat(Operator.like(text, "%".repeat(257))).isFalse();
        for (String right : List.of("1e-999999999", "1e999999999", "-1e999999999", "1e99999999999999", "0e999999999")) {
            assertThat(holds("{{vast}}", "lt", "\"" + right + "\"")).isFalse();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
}
