package dev.zaffre.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The filter {@code start_date}, {@code end_date}: ISO 8601 instants, or days in UTC, of which the last one counts in full.
 *
 * @param from at or after
 * @param until before
 */
public record Period(@Nullable Instant from, @Nullable Instant until) {
    /** @throws ApiError 400 that names the parameter */
    public static Period of(Request request) {
        return new Period(
                read(request, "start_date", 0).orElse(null),
                read(request, "end_date", 1).orElse(null));
    }

    private static Optional<Instant> read(Request request, String name, int extraDays) {
        return request.queryValue(name).map(text -> {
            try {
                return text.indexOf('T') < 0
                        ? LocalDate.parse(text)
                                .plusDays(extraDays)
                                .atStartOfDay(ZoneOffset.UTC)
                                .toInstant()
                        : OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw Members.wrong(name, "must be a date or a time as of ISO 8601, such as 2026-01-31T09:30:00Z");
            }
        });
    }
}
