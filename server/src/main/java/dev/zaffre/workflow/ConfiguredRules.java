package dev.zaffre.workflow;

import dev.zaffre.base.Json;
import dev.zaffre.template.Scope;
import dev.zaffre.template.Template;
import dev.zaffre.template.TemplateTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Rules that the customer made in a config field of type rule_engine. A row's left side is a path in the event; it may begin with
 * {@code event.} or be {@code linked_account.udf.<key>}. Customers write these, so nothing else can be named, and the right side is
 * taken literally. No rules hold.
 *
 * @param rules stands for what the field holds: {@code {{config.<key>}}}
 */
record ConfiguredRules(Template rules, List<TemplateTree.Mention> mentions) implements Condition {
    @Override
    public boolean holds(Scope scope) {
        return holds(rules.render(scope), scope);
    }

    private static boolean holds(@Nullable JsonNode rule, Scope scope) {
        if (rule == null || !rule.isObject()) {
            return true;
        }
        if (rule.has("and")) {
            return rule.path("and").valueStream().allMatch(member -> holds(member, scope));
        }
        if (rule.has("or")) {
            JsonNode members = rule.path("or");
            return members.isEmpty() || members.valueStream().anyMatch(member -> holds(member, scope));
        }
        return compare(rule, scope);
    }

    private static boolean compare(JsonNode row, Scope scope) {
        Optional<Operator> operator = Operator.of(row.path("operator").asString(""));
        return operator.isPresent() && operator.get().holds(left(row, scope), row.get("rhs"));
    }

    private static @Nullable JsonNode left(JsonNode row, Scope scope) {
        String said = Template.text(row.path("lhs"))
                .replace("{{", "")
                .replace("}}", "")
                .strip();
        List<String> path = new ArrayList<>(List.of(said.split("\\.")));
        boolean whole = said.startsWith("event.") || said.startsWith("linked_account.udf.");
        if (!whole) {
            path.addFirst("event");
        }
        return scope.resolve(path);
    }

    @Override
    public ArrayNode explain(Scope scope) {
        ArrayNode rows = Json.array();
        explain(rules.render(scope), scope, rows);
        return rows;
    }

    private static void explain(@Nullable JsonNode rule, Scope scope, ArrayNode rows) {
        if (rule == null || !rule.isObject()) {
            return;
        }
        for (JsonNode member : rule.has("and") ? rule.path("and") : rule.path("or")) {
            explain(member, scope, rows);
        }
        if (rule.has("operator")) {
            rows.addObject()
                    .put("variable", Template.text(rule.path("lhs")))
                    .put("operator", rule.path("operator").asString(""))
                    .set("value", rule.get("rhs"))
                    .set("actual", left(rule, scope))
                    .put("result", compare(rule, scope));
        }
    }
}
