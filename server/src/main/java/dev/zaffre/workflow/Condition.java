package dev.zaffre.workflow;

import dev.zaffre.template.Scope;
import dev.zaffre.template.Template;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** A rule: comparisons, in groups of AND or OR. */
public sealed interface Condition {
    boolean holds(Scope scope);

    /** What each comparison saw: {@code [{variable, operator, value, result}]}, as the run shows it. */
    ArrayNode explain(Scope scope);

    record Group(boolean all, List<Condition> members) implements Condition {
        @Override
        public boolean holds(Scope scope) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ArrayNode explain(Scope scope) {
            throw new UnsupportedOperationException();
        }
    }

    record Comparison(Template left, String operator, JsonNode right) implements Condition {
        @Override
        public boolean holds(Scope scope) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ArrayNode explain(Scope scope) {
            throw new UnsupportedOperationException();
        }
    }
}
