package dev.zaffre.catalog.openapi;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;

/** References inside one document. One that leads to an address or a file is not followed, but reported. */
final class Refs {
    /** A reference to a reference to a reference ... ends here. */
    private static final int LONGEST_CHAIN = 20;

    private final JsonNode document;
    private final Notes notes;

    Refs(JsonNode document, Notes notes) {
        this.document = document;
        this.notes = notes;
    }

    /** What the text leads to; empty, with a note, when that is not in this document. */
    Optional<JsonNode> find(String ref, String place) {
        if (!ref.startsWith("#")) {
            notes.add(
                    place,
                    "refers to " + Names.line(ref, 200)
                            + ", outside of this document: such references are not followed");
            return Optional.empty();
        }
        JsonNode target = ref.equals("#") ? document : walk(ref.substring(1));
        if (target.isMissingNode()) {
            notes.add(place, "refers to " + Names.line(ref, 200) + ", which is not in the document");
            return Optional.empty();
        }
        return Optional.of(target);
    }

    /** The object itself, with every reference at its top followed; missing, with a note, when that fails. */
    JsonNode follow(JsonNode node, String place) {
        JsonNode at = node;
        Set<String> seen = new HashSet<>();
        while (at.path("$ref").isString()) {
            String ref = at.path("$ref").stringValue();
            if (!seen.add(ref) || seen.size() > LONGEST_CHAIN) {
                notes.add(place, "refers to itself by way of " + Names.line(ref, 200));
                return MissingNode.getInstance();
            }
            Optional<JsonNode> next = find(ref, place);
            if (next.isEmpty()) {
                return MissingNode.getInstance();
            }
            at = next.get();
        }
        return at;
    }

    private JsonNode walk(String pointer) {
        if (!pointer.startsWith("/")) {
            return MissingNode.getInstance();
        }
        JsonNode at = document;
        for (String part : pointer.substring(1).split("/", -1)) {
            String name = decoded(part).replace("~1", "/").replace("~0", "~");
            at = at instanceof ArrayNode array ? array.path(index(name)) : at.path(name);
        }
        return at;
    }

    private static int index(String name) {
        try {
            return Integer.parseInt(name);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static String decoded(String part) {
        if (part.indexOf('%') < 0) {
            return part;
        }
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return part;
        }
    }
}
