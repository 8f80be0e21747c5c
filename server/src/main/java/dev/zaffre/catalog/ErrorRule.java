package dev.zaffre.catalog;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an answer of a certain kind means, whatever its status says.
 *
 * @param reason path of the app's own words in the JSON body
 * @param unasked how long to wait when the app is to be called later and does not say when; null to leave it to the policy
 */
record ErrorRule(
        AnswerRule when,
        Meaning means,
        @Nullable List<String> reason,
        @Nullable Duration unasked) {
    enum Meaning {
        EXPIRED,
        THROTTLED,
        REJECTED,
        RETRY
    }

    static ErrorRule of(JsonNode json) {
        JsonNode reason = json.get("reason");
        JsonNode wait = json.get("wait_seconds");
        return new ErrorRule(
                AnswerRule.of(json.path("when")),
                Meaning.valueOf(json.path("means").asString().toUpperCase(java.util.Locale.ROOT)),
                reason == null ? null : AnswerRule.path(reason.asString()),
                wait == null ? null : Duration.ofSeconds(wait.asInt()));
    }
}
