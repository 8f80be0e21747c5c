package dev.zaffre.catalog;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** What is wrong with a definition, for tests of other packages. */
public final class DefinitionCheck {
    private static final AppSchema SCHEMA = AppSchema.fromClasspath();

    private DefinitionCheck() {}

    /** Every problem with its place; empty for a good one. */
    public static List<Problem> problems(JsonNode definition) {
        return SCHEMA.problems(definition);
    }
}
