package dev.zaffre.catalog;

import dev.zaffre.delivery.Exchange;
import dev.zaffre.template.JsonScope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is asked of an answer; everything named must hold.
 *
 * @param statuses such as {@code 403} or {@code 4xx}; empty for any
 * @param bodyPath of a member of the JSON body, or null to look at none
 * @param wanted what the member must be, or null to ask only whether it is there
 * @param contains what the member's text must contain, letter case aside
 * @param text what the body must contain, JSON or not, in lower case; null to look at none
 */
record AnswerRule(
        List<String> statuses,
        @Nullable List<String> bodyPath,
        @Nullable JsonNode wanted,
        @Nullable String contains,
        boolean exists,
        @Nullable String text,
        @Nullable HeaderRule header) {

    /**
     * What is asked of a header: that it is there, or what its value is or contains, letter case aside.
     *
     * @param exists false: that it is not there
     */
    record HeaderRule(
            String name, @Nullable String wanted, @Nullable String contains, boolean exists) {
        static @Nullable HeaderRule of(@Nullable JsonNode json) {
            if (json == null) {
                return null;
            }
            JsonNode wanted = json.get("equals");
            JsonNode contains = json.get("contains");
            return new HeaderRule(
                    json.path("name").asString(),
                    wanted == null ? null : wanted.asString(),
                    contains == null ? null : contains.asString(),
                    json.path("exists").asBoolean(true));
        }

        boolean holds(Exchange.Answer answer) {
            Optional<String> value = answer.header(name);
            if (wanted != null) {
                return value.filter(wanted::equalsIgnoreCase).isPresent();
            }
            String part = contains;
            if (part != null) {
                return value.filter(text -> text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT)))
                        .isPresent();
            }
            return exists == value.isPresent();
        }
    }

    static AnswerRule of(JsonNode json) {
        List<String> statuses = new ArrayList<>();
        json.path("status").forEach(status -> statuses.add(status.asString()));
        JsonNode body = json.path("body");
        JsonNode contains = body.get("contains");
        JsonNode text = json.path("text").get("contains");
        return new AnswerRule(
                statuses,
                body.isMissingNode() ? null : path(body.path("path").asString()),
                body.get("equals"),
                contains == null ? null : contains.asString(),
                body.path("exists").asBoolean(true),
                text == null ? null : text.asString().toLowerCase(Locale.ROOT),
                HeaderRule.of(json.get("header")));
    }

    /** @param body the answer as JSON, or null when it is none */
    boolean holds(Exchange.Answer answer, @Nullable JsonNode body) {
        return holdsFor(answer.status())
                && holdsFor(body)
                && holdsInText(answer)
                && (header == null || header.holds(answer));
    }

    private boolean holdsInText(Exchange.Answer answer) {
        return text == null
                || new String(answer.body(), StandardCharsets.UTF_8)
                        .toLowerCase(Locale.ROOT)
                        .contains(text);
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
            return value != null && value.asString("").toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
        }
        return exists == (value != null && !value.isNull());
    }

    static List<String> path(String dotted) {
        return List.of(dotted.split("\\."));
    }
}
