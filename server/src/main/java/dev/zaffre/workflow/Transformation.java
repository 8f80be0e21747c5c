package dev.zaffre.workflow;

import dev.zaffre.template.Scope;
import tools.jackson.databind.JsonNode;

/** A compiled JSONata expression with bounds on time and depth. */
public final class Transformation {
    private Transformation() {}

    /** @throws IllegalArgumentException with the place, when the text is not JSONata */
    public static Transformation compile(String expression) {
        throw new UnsupportedOperationException();
    }

    /** @throws IllegalStateException with the reason, when it fails or exceeds its bounds */
    public JsonNode apply(Scope scope) {
        throw new UnsupportedOperationException();
    }
}
