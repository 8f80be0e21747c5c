package dev.zaffre.event;

import dev.zaffre.base.Json;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A sample and a schema that somebody is still writing: what they say, and everything that is wrong with them at once. What is wrong is
 * told in the answer, not refused, because half-written text is what is expected here.
 *
 * @param sample null when it is no JSON object
 * @param schema the given one, else the inferred one; null when there is none
 * @param given whether the schema was written, not inferred
 * @param problems {@code [{field, kind, message, line, column, pointer}]}
 */
record Draft(@Nullable JsonNode sample, @Nullable JsonNode schema, boolean given, ArrayNode problems) {
    /** @throws ApiError 400 when a member is neither JSON nor a text */
    static Draft read(ObjectNode body) {
        ArrayNode problems = Json.array();
        JsonNode response = Members.given(body, "response")
                .orElseThrow(() -> Members.wrong(
                        "response", "is required: the sample payload, a JSON object or a text that holds one"));
        JsonNode sample = container("response", response, problems);
        Optional<JsonNode> written = Members.given(body, "json_schema")
                .filter(schema -> !schema.isString() || !schema.asString().isBlank());
        if (written.isEmpty()) {
            return new Draft(sample, sample == null ? null : SchemaInference.infer(sample), false, problems);
        }
        JsonNode schema = container("json_schema", written.get(), problems);
        if (schema != null) {
            ArrayNode wrong = schema.isObject()
                    ? JsonSchema.problems(schema)
                    : Json.array().add(Json.object().put("pointer", "").put("message", "must be an object"));
            wrong.forEach(problem -> add(problems, "json_schema", "schema", problem));
            if (wrong.isEmpty() && sample != null) {
                new JsonSchema(schema)
                        .violations(sample)
                        .forEach(violation -> add(problems, "response", "violation", violation));
            }
            schema = wrong.isEmpty() ? schema : null;
        }
        return new Draft(sample, schema, true, problems);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("valid", problems.isEmpty());
        json.set("problems", problems);
        json.set("json_schema", schema == null ? json.nullNode() : schema);
        json.put("schema_origin", given ? "given" : "inferred");
        json.set("inferred_schema", sample == null ? json.nullNode() : SchemaInference.infer(sample));
        json.set("response", sample == null ? Json.array() : SampleKeys.of(sample));
        return json.set(
                "variables",
                sample == null ? Json.array() : Variables.of(sample, schema == null ? Json.object() : schema));
    }

    private static @Nullable JsonNode container(String field, JsonNode value, ArrayNode problems) {
        if (value.isContainer()) {
            return value;
        }
        if (!value.isString()) {
            throw Members.wrong(field, "must be a JSON object, or a text that holds one");
        }
        try {
            JsonNode parsed = Json.parse(value.asString());
            if (parsed.isContainer()) {
                return parsed;
            }
            syntax(problems, field, "must hold a JSON object, not a single value", 1, 1);
        } catch (Json.Malformed e) {
            syntax(problems, field, String.valueOf(e.getMessage()), e.line, e.column);
        }
        return null;
    }

    private static void syntax(ArrayNode problems, String field, String message, int line, int column) {
        problems.addObject()
                .put("field", field)
                .put("kind", "syntax")
                .put("message", message)
                .put("line", line)
                .put("column", column)
                .putNull("pointer");
    }

    private static void add(ArrayNode problems, String field, String kind, JsonNode problem) {
        problems.addObject()
                .put("field", field)
                .put("kind", kind)
                .put("message", problem.path("message").asString())
                .putNull("line")
                .putNull("column")
                .put("pointer", problem.path("pointer").asString());
    }
}
