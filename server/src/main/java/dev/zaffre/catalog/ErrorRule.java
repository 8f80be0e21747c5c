package dev.zaffre.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an answer of a certain kind means, whatever its status says.
 *
 * @param reason path of the app's own words in the JSON body
 */
record ErrorRule(AnswerRule when, Meaning means, @Nullable List<String> reason) {
    enum Meaning {
        EXPIRED,
        THROTTLED,
        REJECTED,
        RETRY
    }

    static ErrorRule of(JsonNode json) {
        JsonNode reason = json.get("reason");
        return new ErrorRule(
                AnswerRule.of(json.path("when")),
                Meaning.valueOf(json.path("means").asString().toUpperCase(java.util.Locale.ROOT)),
                reason == null ? null : AnswerRule.path(reason.asString()));
    }
}
