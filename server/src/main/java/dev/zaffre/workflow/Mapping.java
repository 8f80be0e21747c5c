package dev.zaffre.workflow;

import dev.zaffre.base.Json;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Template;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A customer's mapping of the company's fields to the app's: {@code {source: destination}}, as a config field of type map holds it. */
public record Mapping(List<Pair> pairs) {
    private static final int DEEPEST = 32;

    /**
     * @param source a member of the company's object, or a dotted path in it
     * @param destination the app's field, or a dotted path to a member of one
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
     * The mapped object: only what the mapping names and the input has; a dotted name makes objects in objects.
     *
     * @param reversed from the app's names to the company's
     * @throws Collision when one name would be written into another
     */
    public ObjectNode apply(ObjectNode input, boolean reversed) {
        collision(reversed).ifPresent(collision -> {
            throw collision;
        });
        ObjectNode mapped = Json.object();
        for (Pair pair : pairs) {
            JsonNode value = find(input, reversed ? pair.destination() : pair.source());
            if (value != null) {
                put(mapped, segments(reversed ? pair.source() : pair.destination()), value);
            }
        }
        return mapped;
    }

    private static void put(ObjectNode into, List<String> path, JsonNode value) {
        ObjectNode at = into;
        for (String segment : path.subList(0, path.size() - 1)) {
            at = at.get(segment) instanceof ObjectNode there ? there : at.putObject(segment);
        }
        at.set(path.getLast(), value);
    }

    /** A whole and a part of it: whichever came second would overwrite the first. */
    public static final class Collision extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String inner;

        Collision(String outer, String inner) {
            super("\"" + inner + "\" lies inside \"" + outer + "\", which is mapped too: map the whole or its members");
            this.inner = inner;
        }

        String inner() {
            return inner;
        }
    }

    /** Empty when all that is mapped has a place of its own. */
    Optional<Collision> collision(boolean reversed) {
        Set<List<String>> written = new HashSet<>();
        pairs.forEach(pair -> written.add(segments(reversed ? pair.source() : pair.destination())));
        for (Pair pair : pairs) {
            List<String> path = segments(reversed ? pair.source() : pair.destination());
            for (int length = 1; length < path.size(); length++) {
                if (written.contains(path.subList(0, length))) {
                    return Optional.of(
                            new Collision(String.join(".", path.subList(0, length)), String.join(".", path)));
                }
            }
        }
        return Optional.empty();
    }

    /** A member of exactly that name wins over the path that the name can be read as. */
    static @Nullable JsonNode find(JsonNode input, String name) {
        JsonNode member = input.get(name);
        return member != null ? member : JsonScope.walk(input, segments(name), 0);
    }

    /** What has an empty segment, or is deeper than any app's fields, is a name and no path. */
    static List<String> segments(String name) {
        List<String> path = List.of(name.split("\\.", -1));
        return path.contains("") || path.size() > DEEPEST ? List.of(name) : path;
    }
}
