package dev.zaffre.catalog;

import dev.zaffre.base.Json;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.Outcome;
import dev.zaffre.template.Escapes;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Template;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads an app's answers by the app's own rules. */
final class Judge {
    private static final Duration LONGEST_WAIT = Duration.ofHours(24);
    private static final int LONGEST_REASON = 300;

    private Judge() {}

    /** The exchange with the outcome of the first rule that fits; unchanged when none does or no answer came. */
    static Exchange byErrors(List<ErrorRule> rules, Exchange exchange) {
        Exchange.Answer answer = exchange.answer();
        if (answer == null || rules.isEmpty()) {
            return exchange;
        }
        JsonNode body = body(answer).orElse(null);
        for (ErrorRule rule : rules) {
            if (rule.when().holds(answer, body)) {
                String reason = reason(answer, body, rule.reason());
                return exchange.with(
                        switch (rule.means()) {
                            case EXPIRED -> new Outcome.AuthExpired(answer.status(), reason);
                            case THROTTLED ->
                                new Outcome.Throttled(answer.status(), until(exchange, answer, rule.unasked()), reason);
                            case REJECTED -> new Outcome.Rejected(answer.status(), reason);
                            case RETRY ->
                                new Outcome.Unreachable("The app answered " + answer.status() + ": " + reason);
                        });
            }
        }
        return exchange;
    }

    /** An exchange that was delivered, but whose answer is not what success looks like, was rejected. */
    static Exchange bySuccess(@Nullable AnswerRule success, Exchange exchange) {
        Exchange.Answer answer = exchange.answer();
        if (success == null || answer == null || !(exchange.outcome() instanceof Outcome.Delivered)) {
            return exchange;
        }
        return success.holds(answer, body(answer).orElse(null))
                ? exchange
                : exchange.with(new Outcome.Rejected(
                        answer.status(), "The answer is not what the app sends when it has done the work"));
    }

    /** The body as JSON; empty when it is none, or was cut. */
    static Optional<JsonNode> body(Exchange.Answer answer) {
        if (answer.truncated() || answer.body().length == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.parse(answer.body()));
        } catch (Json.Malformed e) {
            return Optional.empty();
        }
    }

    /** The app's own words: where the rule says, else the whole of an answer that is plain text. */
    private static String reason(Exchange.Answer answer, @Nullable JsonNode body, @Nullable List<String> path) {
        String words = path == null ? "" : Template.text(JsonScope.walk(body, path, 0));
        boolean plain = answer.header("Content-Type")
                .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("text/plain"))
                .isPresent();
        if (words.isEmpty() && plain) {
            words = Escapes.headerValue(new String(answer.body(), StandardCharsets.UTF_8));
        }
        if (words.isEmpty()) {
            return "The app answered " + answer.status();
        }
        return words.length() <= LONGEST_REASON ? words : words.substring(0, LONGEST_REASON);
    }

    /** {@code Retry-After} in either of its forms (RFC 9110 section 10.2.3); without it what the connector declares. */
    private static @Nullable Instant until(Exchange exchange, Exchange.Answer answer, @Nullable Duration wait) {
        Instant now = exchange.startedAt().plus(exchange.took());
        Instant asked = until(answer.header("Retry-After").orElse(""), now);
        return asked != null || wait == null ? asked : now.plus(wait);
    }

    static @Nullable Instant until(String given, Instant now) {
        String header = given.strip();
        try {
            Instant asked = header.matches("[0-9]{1,9}")
                    ? now.plusSeconds(Long.parseLong(header))
                    : ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
            Instant latest = now.plus(LONGEST_WAIT);
            return asked.isAfter(latest) ? latest : asked;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
