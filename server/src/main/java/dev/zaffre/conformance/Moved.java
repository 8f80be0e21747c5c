package dev.zaffre.conformance;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A definition with every address on this machine; paths stay. */
final class Moved {
    /** Scheme and host, or a placeholder that brings both. */
    private static final Pattern HOST = Pattern.compile("^(https?://[^/?#]*|\\{\\{[^}]*}})");

    private static final List<String> ADDRESSES = List.of("base_url", "authorization_url", "token_url", "refresh_url");

    private Moved() {}

    static JsonNode to(String local, JsonNode definition) {
        JsonNode moved = definition.deepCopy();
        move(moved, local);
        move(moved.path("verification"), local);
        JsonNode auth = moved.path("auth");
        if (auth.isArray()) {
            auth.forEach(scheme -> scheme(scheme, local));
        } else {
            scheme(auth, local);
        }
        moved.path("actions").forEach(action -> move(action.path("request"), local));
        return moved;
    }

    private static void scheme(JsonNode scheme, String local) {
        move(scheme, local);
        replace(scheme.path("revoke"), "url", local);
        replace(scheme.path("discovery"), "url", local);
        move(scheme.path("verification"), local);
    }

    private static void move(JsonNode holder, String local) {
        ADDRESSES.forEach(name -> replace(holder, name, local));
    }

    private static void replace(@Nullable JsonNode holder, String name, String local) {
        if (holder instanceof ObjectNode object && object.path(name).isString()) {
            object.put(
                    name, HOST.matcher(object.path(name).stringValue()).replaceFirst(Matcher.quoteReplacement(local)));
        }
    }
}
