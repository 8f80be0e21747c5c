package dev.zaffre.delivery;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a complete answer means, by its status and headers alone. */
final class Answers {
    /** Nobody waits longer than this for an app that says "later". */
    static final Duration LONGEST_WAIT = Duration.ofHours(24);

    private static final Pattern SECONDS = Pattern.compile("([0-9]{1,15})(?:\\.([0-9]{1,9})[0-9]{0,9})?");
    private static final List<String> RESETS = List.of("ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset");
    private static final List<String> REMAINING =
            List.of("ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining");
    /** A number above these is a moment, not a span: seconds since 1970 from 2001 on, milliseconds likewise. */
    private static final long EPOCH_SECONDS = 1_000_000_000L;

    private static final long EPOCH_MILLIS = 1_000_000_000_000L;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.RFC_1123_DATE_TIME.withResolverStyle(ResolverStyle.STRICT);

    private Answers() {}

    static Outcome outcome(Exchange.Answer answer, Instant now) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return new Outcome.Delivered(status);
        }
        if (status >= 300 && status < 400) {
            return new Outcome.Rejected(status, "redirect not followed (" + status + ")");
        }
        if (status == 401) {
            return new Outcome.AuthExpired(status, "the app did not accept the credential (401)");
        }
        if (status == 429 || (status == 503 && answer.header("retry-after").isPresent())) {
            return throttled(answer, now);
        }
        return new Outcome.Rejected(status, "the app answered " + status);
    }

    private static Outcome throttled(Exchange.Answer answer, Instant now) {
        int status = answer.status();
        Instant asked = until(answer, now);
        if (asked == null) {
            return new Outcome.Throttled(status, null, "the app asked to slow down (" + status + "), not for how long");
        }
        Instant latest = now.plus(LONGEST_WAIT);
        if (asked.isAfter(latest)) {
            return new Outcome.Throttled(
                    status, latest, "the app asked to wait until " + asked + "; capped at 24 h (" + status + ")");
        }
        return new Outcome.Throttled(status, asked, "the app asked to wait until " + asked + " (" + status + ")");
    }

    /** The moment named by the answer; null when it names none that can be read. Never before now. */
    private static @Nullable Instant until(Exchange.Answer answer, Instant now) {
        Optional<String> after = answer.header("retry-after");
        if (after.isPresent()) {
            Instant named = retryAfter(after.get().strip(), answer, now);
            return named == null || named.isAfter(now) ? named : now;
        }
        boolean spent = first(answer, REMAINING)
                .map(left -> left.strip().matches("0(\\.0+)?"))
                .orElse(true);
        return spent
                ? first(answer, RESETS).map(text -> reset(text.strip(), now)).orElse(null)
                : null;
    }

    private static @Nullable Instant retryAfter(String text, Exchange.Answer answer, Instant now) {
        Duration span = seconds(text);
        if (span != null) {
            return now.plus(span);
        }
        Instant moment = date(text);
        if (moment == null) {
            return null;
        }
        // The app's clock may differ from ours, but it knows its own: the span between its two dates is what it means.
        Instant sent = answer.header("date").map(Answers::date).orElse(null);
        return sent == null ? moment : now.plus(Duration.between(sent, moment));
    }

    private static @Nullable Instant reset(String text, Instant now) {
        Duration span = seconds(text);
        if (span == null) {
            return null;
        }
        long number = span.getSeconds();
        Instant moment = number >= EPOCH_MILLIS
                ? Instant.ofEpochMilli(Math.min(number, Long.MAX_VALUE / 1000))
                : number >= EPOCH_SECONDS ? Instant.ofEpochSecond(number, span.getNano()) : now.plus(span);
        return moment.isAfter(now) ? moment : now;
    }

    private static @Nullable Duration seconds(String text) {
        Matcher matcher = SECONDS.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String fraction = matcher.group(2) == null ? "" : matcher.group(2);
        long nanos = fraction.isEmpty() ? 0 : Long.parseLong((fraction + "000000000").substring(0, 9));
        return Duration.ofSeconds(Long.parseLong(matcher.group(1)), nanos);
    }

    private static @Nullable Instant date(String text) {
        try {
            return ZonedDateTime.parse(text, DATE).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Optional<String> first(Exchange.Answer answer, List<String> names) {
        return names.stream().map(answer::header).flatMap(Optional::stream).findFirst();
    }
}
