package dev.zaffre.http;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a caller is told about an exception that nobody expected: never its text. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    /** SQLSTATE classes: connection, insufficient resources, operator intervention, system error. */
    private static final Set<String> UNAVAILABLE = Set.of("08", "53", "57", "58");

    private Failures() {}

    static ApiError answer(Throwable failure, String method, String path, String requestId) {
        if (failure instanceof ApiError error) {
            return error;
        }
        if (isDatabaseUnavailable(failure)) {
            LOG.warn(
                    "http.database_unavailable request_id={} {} {}: {}",
                    requestId,
                    method,
                    printable(path),
                    failure.toString());
            return ApiError.of(
                            503,
                            "SERVICE_UNAVAILABLE",
                            "SERVICE_UNAVAILABLE",
                            "The database does not answer at the moment; nothing was changed. Try again.")
                    .withHeader("Retry-After", "2");
        }
        LOG.error("http.failed request_id={} {} {}", requestId, method, printable(path), failure);
        return ApiError.of(
                500,
                "INTERNAL_SERVER_ERROR",
                "SERVER_ERROR",
                "Something went wrong on the server; its log says more under request id " + requestId);
    }

    private static boolean isDatabaseUnavailable(Throwable failure) {
        @Nullable Throwable at = failure;
        for (int depth = 0; at != null && depth < 10; depth++, at = at.getCause()) {
            if (at instanceof SQLTransientException || at instanceof org.jdbi.v3.core.ConnectionException) {
                return true;
            }
            if (at instanceof SQLException sql) {
                String state = sql.getSQLState();
                if (state != null && state.length() == 5 && UNAVAILABLE.contains(state.substring(0, 2))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A log line, and a header, must stay one line. */
    static String printable(String text) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), 1000));
        text.chars().limit(1000).forEach(c -> line.append(c < ' ' || c == 0x7F ? '?' : (char) c));
        return line.toString();
    }
}
