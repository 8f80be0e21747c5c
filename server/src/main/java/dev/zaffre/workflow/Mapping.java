package dev.zaffre.workflow;

import dev.zaffre.base.Json;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Template;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A customer's mapping of the company's fields to the app's: {@code {source: destination}}, as a config field of type map holds it. */
public record Mapping(List<Pair> pairs) {
    /**
     * @param source a member of the company's object, or a dotted path in it
     * @param destination the app's field
     */
    public record Pair(String source, String destination) {}

    /** Pairs without a destination are not mapped; a list of destinations is as many pairs. */
    public static Mapping of(JsonNode value) {
        List<Pair> pairs = new ArrayList<>();
        value.properties().forEach(entry -> {
            for (JsonNode destination :
                    entry.getValue().isArray() ? entry.getValue() : Json.array().add(entry.getValue())) {
                String name = destination.isContainer() ? "" : Template.text(destination);
                if (!name.isEmpty()) {
                    pairs.add(new Pair(entry.getKey(), name));
                }
            }
        });
        return new Mapping(List.copyOf(pairs));
    }

    /**
     * The mapped object: flat, only what the mapping names and the input has.
     *
     * @param reversed from the app's names to the company's
     */
    public ObjectNode apply(ObjectNode input, boolean reversed) {
        ObjectNode mapped = Json.object();
        for (Pair pair : pairs) {
            JsonNode value = find(input, reversed ? pair.destination() : pair.source());
            if (value != null) {
                mapped.set(reversed ? pair.source() : pair.destination(), value);
            }
        }
        return mapped;
    }

    /** A member of exactly that name wins over the path that the name can be read as. */
    static @Nullable JsonNode find(JsonNode input, String name) {
        JsonNode member = input.get(name);
        return member != null ? member : JsonScope.walk(input, List.of(name.split("\\.")), 0);
    }
}
