package dev.zaffre.catalog;

import dev.zaffre.base.Ids;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What is wrong with a definition, for tests of other packages. */
public final class DefinitionCheck {
    private static final AppSchema SCHEMA = AppSchema.fromClasspath();

    private DefinitionCheck() {}

    /** Every problem with its place, templates and names among them; empty for a good one. */
    public static List<Problem> problems(JsonNode definition) {
        try {
            AppReader.read("The definition", definition, SCHEMA, Ids.next());
            return List.of();
        } catch (InvalidDefinition e) {
            return e.problems();
        }
    }
}
