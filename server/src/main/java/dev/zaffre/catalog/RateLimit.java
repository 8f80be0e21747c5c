package dev.zaffre.catalog;

import dev.zaffre.delivery.Exchange;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an app allows, as its connector declares it. Zero means "not declared".
 *
 * @param perConnectionPerSecond calls a second of one connection
 * @param perAppPerSecond calls a second of all connections of one environment together
 * @param concurrencyPerConnection calls of one connection under way at once, of one process
 * @param concurrencyPerApp calls of one environment under way at once, of one process
 * @param headers where the app's answers say what is left; null for the usual ones
 */
public record RateLimit(
        double perConnectionPerSecond,
        double perAppPerSecond,
        int concurrencyPerConnection,
        int concurrencyPerApp,
        @Nullable Headers headers) {
    public static final RateLimit NONE = new RateLimit(0, 0, 0, 0, null);

    /** A longer wait than this is not believed. */
    private static final Duration LONGEST = Duration.ofHours(24);

    /** Numbers from here on are moments, not lengths of time: in seconds since 1970 they are 2001, and in milliseconds as well. */
    private static final long EARLIEST_SECOND = 1_000_000_000L;

    private static final long EARLIEST_MILLISECOND = 1_000_000_000_000L;
    private static final List<Headers> USUAL = List.of(
            new Headers("RateLimit-Remaining", "RateLimit-Reset", "guess"),
            new Headers("X-RateLimit-Remaining", "X-RateLimit-Reset", "guess"),
            new Headers("X-Rate-Limit-Remaining", "X-Rate-Limit-Reset", "guess"));

    /** @param form seconds, milliseconds, epoch, epoch_milliseconds, date; guess decides by the number's size */
    public record Headers(String remaining, String reset, String form) {}

    static RateLimit of(JsonNode json) {
        JsonNode headers = json.get("headers");
        return new RateLimit(
                json.path("per_connection_per_second").asDouble(0),
                json.path("per_app_per_second").asDouble(0),
                json.path("concurrency_per_connection").asInt(0),
                json.path("concurrency_per_app").asInt(0),
                headers == null
                        ? null
                        : new Headers(
                                headers.path("remaining").asString(),
                                headers.path("reset").asString(),
                                headers.path("reset_form").asString("seconds")));
    }

    /** When the connection may call again, after an answer that says that nothing is left; empty when there is something left. */
    public Optional<Instant> exhaustedUntil(Exchange.Answer answer, Instant now) {
        for (Headers one : headers == null ? USUAL : List.of(headers)) {
            Optional<String> remaining = answer.header(one.remaining()).map(String::strip);
            if (remaining.isEmpty() || !isNothing(remaining.get())) {
                continue;
            }
            Optional<String> reset = answer.header(one.reset()).map(String::strip);
            if (reset.isPresent()) {
                return moment(reset.get(), one.form(), now)
                        .filter(moment -> moment.isAfter(now) && !moment.isAfter(now.plus(LONGEST)));
            }
        }
        return Optional.empty();
    }

    private static boolean isNothing(String remaining) {
        return remaining.matches("-?0+(\\.0+)?|-[0-9.]+");
    }

    private static Optional<Instant> moment(String reset, String form, Instant now) {
        try {
            if (form.equals("date")) {
                return Optional.of(
                        reset.indexOf(',') > 0
                                ? ZonedDateTime.parse(reset, DateTimeFormatter.RFC_1123_DATE_TIME)
                                        .toInstant()
                                : Instant.parse(reset));
            }
            double number = Double.parseDouble(reset);
            if (!(number >= 0) || number > 1e15) {
                return Optional.empty();
            }
            long millis = (long) Math.ceil(number * 1000);
            return Optional.of(
                    switch (form) {
                        case "seconds" -> now.plusMillis(millis);
                        case "milliseconds" -> now.plusMillis((long) Math.ceil(number));
                        case "epoch" -> Instant.ofEpochMilli(millis);
                        case "epoch_milliseconds" -> Instant.ofEpochMilli((long) number);
                        default ->
                            number >= EARLIEST_MILLISECOND
                                    ? Instant.ofEpochMilli((long) number)
                                    : number >= EARLIEST_SECOND ? Instant.ofEpochMilli(millis) : now.plusMillis(millis);
                    });
        } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
