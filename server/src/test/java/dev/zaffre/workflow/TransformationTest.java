package dev.zaffre.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.zaffre.base.Json;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class TransformationTest {
    private static final Scope SCOPE = new JsonScope((ObjectNode) Json.parse("""
            {"event":{"first":"Mark","last":"Twain","age":42,"big":9007199254740993,"one":1.0,"huge":1e400,"vast":1e999999999,
              "tiny":1e-999999999,"zero":0e999999999,"none":null,"tags":["a","b"],"expression":"1+1","dots":"a.b.c",
              "lines":[{"price":2,"count":3},{"price":5,"count":1}]}}"""));

    private static String applied(String expression) {
        return Json.write(Transformation.compile(expression).apply(SCOPE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "event.first & ' ' & event.last ¦ \"Mark Twain\"",
                "{\"name\": event.first, \"adult\": event.age >= 18} ¦ {\"name\":\"Mark\",\"adult\":true}",
                "$sum(event.lines.(price * count)) ¦ 11",
                "event.age / 4 ¦ 10.5",
                "event.gone ¦ null",
                "event.none ¦ null",
                "{\"a\": event.none, \"b\": event.gone} ¦ {\"a\":null}",
                "event.big ¦ 9007199254740993",
                "event.one ¦ 1.0",
                "event.huge ¦ \"1e400\"",
                "event.vast ¦ \"1e999999999\"",
                "event.tiny ¦ \"1e-999999999\"",
                "event.zero ¦ 0",
                "event.tags ¦ [\"a\",\"b\"]",
                "event.lines[price > 2] ¦ {\"price\":5,\"count\":1}",
                "$uppercase(event.first) ¦ \"MARK\"",
                "$replace(event.first, /a(.)/, 'e$1') ¦ \"Merk\"",
                "$replace('a.b', '.', 'x') ¦ \"axb\"",
                "$split(event.dots, '.') ¦ [\"a\",\"b\",\"c\"]",
                "$contains(event.dots, 'a.b') ¦ true",
                "$contains(event.first, 'M.rk') ¦ false",
                "$match(event.first, /[a-z]+/).match ¦ \"ark\"",
                "$join(event.tags, '-') ¦ \"a-b\"",
                "$pad('x', -3, '0') ¦ \"00x\"",
                "'x' ~> $pad(3, '-') ¦ \"x--\"",
                "function($x){$x} ¦ null",
                "(event.expression) ¦ \"1+1\"",
            })
    void expressions(String expression, String expected) {
        assertThat(applied(expression)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "(",
                "event.",
                "{\"a\": }",
                "$f(",
                "[1..",
                "'open",
                "/open",
                "event.first &",
                "))",
                "a b c"
            })
    void what_is_not_jsonata_is_refused_with_its_place(String expression) {
        assertThatThrownBy(() -> Transformation.compile(expression)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "( $f := function($n){ $f($n + 1) + 1 }; $f(1) )",
                "( $f := function($n){ $f($n + 1) }; $f(1) )",
                "( $f := function($s, $n){ $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($f('xxxxxxxx', 60)) )",
                "( $f := function($s, $n){ $n = 0 ? $s : $f([$s, $s], $n - 1) }; $f([1], 60) )",
                "( $f := function($s, $n){ $n = 0 ? $s : $f({'a': $s, 'b': $s}, $n - 1) }; $string($f({}, 60)) )",
                "[1..10000000]",
                "$sum([1..9000000])",
                "[1..1000].([1..1000].([1..1000]))",
                "$map([1..100000], function($i){ $pad('x', 9000) & $i })",
                "$pad('x', 1000000000)",
                "$join([1..90000].('x'), $pad('y', 9000))",
                "$replace($pad('x', 9999, 'x'), 'x', $pad('y', 9999))",
                "$eval('1+1')",
                "$eval(event.expression)",
                "$error('no')",
                "1 + 'a'",
                "event.first()",
                "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(a+)+$/)",
                "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(a|a)*$/)",
                "/(a+)+$/('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')",
                "$match('aa', /(a)\\1/)",
            })
    void what_exceeds_its_bounds_fails_in_time(String expression) {
        Transformation transformation = Transformation.compile(expression);
        long start = System.nanoTime();
        assertThatThrownBy(() -> transformation.apply(SCOPE)).isInstanceOf(IllegalStateException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void a_match_that_does_not_end_is_left_behind() {
        Transformation slow = Transformation.compile("$match($pad('', 4000, 'a'), /a*a*b/)");
        assertThatThrownBy(() -> slow.apply(SCOPE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("longer than");
        assertThat(applied("$match('ab', /b/).index")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^\\d{4}-\\d{2}$",
                "(\\w+)@(\\w+)\\.com",
                "(?:ab)+",
                "(\\d{3})+",
                "(\\.\\d+)?",
                "[*+?(]+",
                "[^]a]*",
                "\\(a+\\)+",
                "a|b",
                "(a|b)"
            })
    void usual_regular_expressions_are_allowed(String pattern) {
        RegexSafety.check(pattern);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+",
                "(a*)*b",
                "((a+))*",
                "(a|b)+",
                "(a?){30}",
                "(a{1,5}){9}",
                "(.)\\1",
                "(?<x>a)\\k<x>",
                "((a|b)c)*"
            })
    void explosive_regular_expressions_are_refused(String pattern) {
        assertThatThrownBy(() -> RegexSafety.check(pattern)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void many_threads_share_one_expression() throws Exception {
        Transformation shared = Transformation.compile(
                "{\"id\": id, \"twice\": $map(list, function($x){ $x & $string($$.id) }), \"sum\": $sum([1..50])}");
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Future<String>> results = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                Scope scope = new JsonScope((ObjectNode) Json.parse("{\"id\":" + i + ",\"list\":[\"a\",\"b\"]}"));
                results.add(threads.submit(() -> Json.write(shared.apply(scope))));
            }
            for (int i = 0; i < 2000; i++) {
                assertThat(results.get(i).get())
                        .isEqualTo("{\"id\":" + i + ",\"twice\":[\"a" + i + "\",\"b" + i + "\"],\"sum\":1275}");
            }
        }
    }
}
