package dev.zaffre.template;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A piece of a compiled text. */
sealed interface Part {
    /** Goes out as it is. */
    record Text(String text) implements Part {}

    /** <code>{{a || b || 'c'}}</code>: the first operand that has something to say, else what the last one says. */
    record Placeholder(Operand[] operands) implements Part {
        @Nullable
        JsonNode value(Scope scope) {
            int last = operands.length - 1;
            for (int i = 0; i < last; i++) {
                JsonNode value = operands[i].value(scope);
                if (value != null && !value.isNull() && !isEmptyText(value)) {
                    return value;
                }
            }
            return operands[last].value(scope);
        }

        /** The first path mentioned; empty when there are only literals. */
        List<String> first() {
            for (Operand operand : operands) {
                if (operand instanceof Lookup lookup) {
                    return lookup.segments();
                }
            }
            return List.of();
        }

        private static boolean isEmptyText(JsonNode value) {
            return value.isString() && value.stringValue().isEmpty();
        }
    }

    /** What stands between two <code>||</code>. */
    sealed interface Operand {
        @Nullable
        JsonNode value(Scope scope);
    }

    record Literal(JsonNode node) implements Operand {
        @Override
        public JsonNode value(Scope scope) {
            return node;
        }
    }

    /**
     * @param start index in the template's source
     * @param end behind it
     */
    record Lookup(List<String> segments, int start, int end) implements Operand {
        @Override
        public @Nullable JsonNode value(Scope scope) {
            return scope.resolve(segments);
        }
    }
}
