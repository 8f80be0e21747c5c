package dev.zaffre.catalog;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.zaffre.base.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The published JSON Schema of app definitions, {@code connectors/connector.schema.json}. */
final class AppSchema {
    static final String RESOURCE = "connectors/connector.schema.json";

    private AppSchema() {}

    /** Compiled when it is first needed: that takes more than half a second in a new process. */
    private static final class Compiled {
        static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Json.read(BuiltInApps.text(RESOURCE)));
    }

    static AppSchema fromClasspath() {
        return new AppSchema();
    }

    /** Empty when the definition has the right form. */
    List<Problem> problems(JsonNode definition) {
        return Compiled.SCHEMA.validate(definition).stream()
                .map(error -> new Problem(error.getInstanceLocation().toString(), error.getMessage()))
                .distinct()
                .toList();
    }
}
