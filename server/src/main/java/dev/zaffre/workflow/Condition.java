package dev.zaffre.workflow;

import dev.zaffre.base.Json;
import dev.zaffre.template.Scope;
import dev.zaffre.template.Template;
import dev.zaffre.template.TemplateTree;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** A rule: comparisons, in groups of AND or OR. */
public sealed interface Condition permits Condition.Group, Condition.Comparison, ConfiguredRules {
    boolean holds(Scope scope);

    /**
     * What each comparison saw: {@code [{variable, operator, value, actual, result}]}, as the run shows it. {@code variable} is the
     * template on the left, {@code actual} what it stood for, {@code value} the right side.
     */
    ArrayNode explain(Scope scope);

    /** Every path mentioned, with its JSON pointer from the condition's root. */
    List<TemplateTree.Mention> mentions();

    /**
     * Reads {@code {"and": [...]}}, {@code {"or": [...]}}, an array (all must hold), or a row
     * {@code {"variable": "{{event.age}}", "operator": "gte", "value": 18}}; {@code left} and {@code right} are accepted for
     * {@code variable} and {@code value}. An empty group holds. {@code {"rules": "{{config.rules}}"}} stands for what a customer
     * put into a config field of type rule_engine.
     *
     * @throws IllegalArgumentException with the JSON pointer, the reason and the closest operator
     */
    static Condition parse(JsonNode document) {
        return ConditionParser.parse(document);
    }

    /** @param all every member must hold; else one is enough */
    record Group(boolean all, List<Condition> members, List<TemplateTree.Mention> mentions) implements Condition {
        @Override
        public boolean holds(Scope scope) {
            for (Condition member : members) {
                if (member.holds(scope) != all) {
                    return !all;
                }
            }
            return all || members.isEmpty();
        }

        @Override
        public ArrayNode explain(Scope scope) {
            ArrayNode rows = Json.array();
            members.forEach(member -> rows.addAll(member.explain(scope)));
            return rows;
        }
    }

    record Comparison(Template left, Operator operator, TemplateTree right, List<TemplateTree.Mention> mentions)
            implements Condition {
        @Override
        public boolean holds(Scope scope) {
            return operator.holds(left.render(scope), operator.isUnary() ? null : right.render(scope));
        }

        @Override
        public ArrayNode explain(Scope scope) {
            @Nullable JsonNode actual = left.render(scope);
            @Nullable JsonNode value = operator.isUnary() ? null : right.render(scope);
            ArrayNode rows = Json.array();
            rows.addObject()
                    .put("variable", left.source())
                    .put("operator", operator.word())
                    .set("value", value)
                    .set("actual", actual)
                    .put("result", operator.holds(actual, value));
            return rows;
        }
    }
}
