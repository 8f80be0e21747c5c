package dev.zaffre.catalog.openapi;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a schema asks for: references followed, compositions merged.
 *
 * @param facts keywords that describe the value itself: title, description, format, enum, default, example, readOnly
 * @param members of an object by name, in the order of the document
 * @param required names of members, declared or not
 * @param element what an array consists of; null when that is not said, or the value is no array
 * @param open the document says that there may be members which it does not name
 */
record Shape(
        Kind kind,
        ObjectNode facts,
        Map<String, Part> members,
        Set<String> required,
        @Nullable Part element,
        boolean open) {
    /** What kind of JSON. */
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        OBJECT,
        ARRAY,
        /** Anything: the document does not say, says several things, or says it of itself. */
        ANY
    }

    /**
     * A schema inside another one.
     *
     * @param trail the references that led here: one that occurs again goes in a circle
     */
    record Part(JsonNode schema, Set<String> trail) {}

    boolean isReadOnly() {
        return facts.path("readOnly").asBoolean(false);
    }

    String text(String fact) {
        JsonNode value = facts.path(fact);
        return value.isString() ? value.stringValue() : "";
    }
}
