package dev.zaffre.catalog;

import dev.zaffre.template.JsonScope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is asked of an answer; everything named must hold.
 *
 * @param statuses such as {@code 403} or {@code 4xx}; empty for any
 * @param bodyPath of a member of the JSON body, or null to look at none
 * @param wanted what the member must be, or null to ask only whether it is there
 * @param contains what the member's text must contain, letter case aside
 */
record AnswerRule(
        List<String> statuses,
        @Nullable List<String> bodyPath,
        @Nullable JsonNode wanted,
        @Nullable String contains,
        boolean exists) {

    static AnswerRule of(JsonNode json) {
        List<String> statuses = new ArrayList<>();
        json.path("status").forEach(status -> statuses.add(status.asString()));
        JsonNode body = json.path("body");
        JsonNode contains = body.get("contains");
        return new AnswerRule(
                statuses,
                body.isMissingNode() ? null : path(body.path("path").asString()),
                body.get("equals"),
                contains == null ? null : contains.asString(),
                body.path("exists").asBoolean(true));
    }

    /** @param body the answer as JSON, or null when it is none */
    boolean holds(int status, @Nullable JsonNode body) {
        return holdsFor(status) && holdsFor(body);
    }

    private boolean holdsFor(int status) {
        return statuses.isEmpty()
                || statuses.stream()
                        .anyMatch(one -> one.endsWith("xx")
                                ? one.charAt(0) - '0' == status / 100
                                : one.equals(Integer.toString(status)));
    }

    private boolean holdsFor(@Nullable JsonNode body) {
        List<String> path = bodyPath;
        if (path == null) {
            return true;
        }
        JsonNode value = JsonScope.walk(body, path, 0);
        JsonNode exact = wanted;
        if (exact != null) {
            return exact.equals(value);
        }
        String part = contains;
        if (part != null) {
            return value != null
                    && value.asString("")
                            .toLowerCase(java.util.Locale.ROOT)
                            .contains(part.toLowerCase(java.util.Locale.ROOT));
        }
        return exists == (value != null && !value.isNull());
    }

    static List<String> path(String dotted) {
        return List.of(dotted.split("\\."));
    }
}
