package dev.zaffre.event;

import com.networknt.schema.Error;
import com.networknt.schema.InvalidSchemaException;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import dev.zaffre.base.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** A JSON Schema (2020-12), compiled when it is first used and safe for any number of threads. Nothing is ever fetched. */
final class JsonSchema implements EventType.EventSchema {
    /** More than these are not listed: whoever sends so many does not read them. */
    static final int MAX_VIOLATIONS = 50;

    private static final String META = "https://json-schema.org/draft/2020-12/schema";
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaCacheEnabled(false)
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .formatAssertionsEnabled(true)
                            .regularExpressionFactory(JsonSchema::boundedPattern)
                            .build()));

    private final JsonNode document;
    private volatile @Nullable Schema compiled;

    JsonSchema(JsonNode document) {
        this.document = document;
    }

    /** What is wrong with a schema that somebody wrote: {@code [{pointer, message}]}; empty when nothing is. */
    static ArrayNode problems(JsonNode document) {
        if (document.isObject() && document.has("$schema") && !isOurDialect(document.path("$schema"))) {
            return one("/$schema", "only " + META + " is understood; leave '$schema' out or say that");
        }
        try {
            ArrayNode wrong = list(REGISTRY.getSchema(SchemaLocation.of(META)).validate(document));
            if (wrong.isEmpty()) {
                // Using it once shows references that lead nowhere or round in circles.
                Schema schema = REGISTRY.getSchema(document);
                schema.initializeValidators();
                schema.validate(Json.object());
            }
            return wrong;
        } catch (SchemaException | ValidationLimitExceededException | IllegalArgumentException e) {
            return one("", String.valueOf(e.getMessage()));
        } catch (StackOverflowError e) {
            return one("", "the schema refers to itself without end");
        }
    }

    @Override
    public ArrayNode violations(JsonNode payload) {
        try {
            return list(schema().validate(payload));
        } catch (TooManySteps | ValidationLimitExceededException | InvalidSchemaException e) {
            return one("", "the schema could not be checked: " + e.getMessage());
        } catch (StackOverflowError e) {
            return one("", "the schema could not be checked: it refers to itself without end");
        }
    }

    private Schema schema() {
        Schema schema = compiled;
        if (schema == null) {
            // Two threads may both do this the first time; either result will do.
            schema = REGISTRY.getSchema(document);
            schema.initializeValidators();
            compiled = schema;
        }
        return schema;
    }

    private static boolean isOurDialect(JsonNode dialect) {
        return dialect.isString() && dialect.asString().replaceFirst("#$", "").equals(META);
    }

    private static ArrayNode list(List<Error> errors) {
        ArrayNode violations = Json.array();
        Set<String> seen = new HashSet<>();
        for (Error error : errors) {
            String pointer = error.getInstanceLocation().toString();
            if (violations.size() < MAX_VIOLATIONS && seen.add(pointer + ' ' + error.getMessage())) {
                violations.addObject().put("pointer", pointer).put("message", error.getMessage());
            }
        }
        return violations;
    }

    private static ArrayNode one(String pointer, String message) {
        ArrayNode violations = Json.array();
        violations.addObject().put("pointer", pointer).put("message", message);
        return violations;
    }

    private static com.networknt.schema.regex.RegularExpression boundedPattern(String text) {
        Pattern pattern = Pattern.compile(text);
        return value ->
                pattern.matcher(new Bounded(value, new int[] {1_000_000})).find();
    }

    /** A pattern that tries too many ways of matching one text. */
    private static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManySteps() {
            super("a pattern takes too long on the value", null, false, false);
        }
    }

    /** A text that can be looked at only so often: it ends a pattern that would go on for hours. */
    private record Bounded(CharSequence text, int[] left) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (--left[0] < 0) {
                throw new TooManySteps();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Bounded(text.subSequence(start, end), left);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
