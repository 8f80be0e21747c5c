package dev.zaffre.template;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Resolves paths in one JSON object. A numeric segment is an index where an array is, a name where an object is. */
public record JsonScope(ObjectNode all) implements Scope {
    /** Longest index that fits an int without a check for overflow. */
    private static final int INDEX_DIGITS = 9;

    @Override
    public @Nullable JsonNode resolve(List<String> path) {
        return walk(all, path, 0);
    }

    /**
     * Follows a path from a value.
     *
     * @param from where to begin; nothing leads from nothing
     * @param first the segment to begin with: those before it have been used
     */
    public static @Nullable JsonNode walk(@Nullable JsonNode from, List<String> path, int first) {
        JsonNode at = from;
        for (int i = first; i < path.size() && at != null; i++) {
            at = switch (at) {
                case ObjectNode object -> object.get(path.get(i));
                case ArrayNode array -> element(array, path.get(i));
                default -> null;
            };
        }
        return at;
    }

    private static @Nullable JsonNode element(ArrayNode array, String segment) {
        int length = segment.length();
        if (length == 0 || length > INDEX_DIGITS) {
            return null;
        }
        int index = 0;
        for (int i = 0; i < length; i++) {
            int digit = segment.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return null;
            }
            index = index * 10 + digit;
        }
        return array.get(index);
    }
}
