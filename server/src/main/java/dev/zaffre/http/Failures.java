package dev.zaffre.http;

import dev.zaffre.db.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a caller is told about an exception that nobody expected: never its text. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static ApiError answer(Throwable failure, String method, String path, String requestId) {
        if (failure instanceof ApiError error) {
            return error;
        }
        if (Database.isUnavailable(failure)) {
            LOG.warn(
                    "http.database_unavailable request_id={} {} {}: {}",
                    requestId,
                    method,
                    loggable(path),
                    failure.toString());
            return ApiError.of(
                            503,
                            "SERVICE_UNAVAILABLE",
                            "SERVICE_UNAVAILABLE",
                            "The database does not answer at the moment; nothing was changed. Try again.")
                    .withHeader("Retry-After", "2");
        }
        LOG.error("http.failed request_id={} {} {}", requestId, method, loggable(path), failure);
        return ApiError.of(
                500,
                "INTERNAL_SERVER_ERROR",
                "SERVER_ERROR",
                "Something went wrong on the server; its log says more under request id " + requestId);
    }

    /** A link to the portal is a credential, and stays out of logs. */
    private static String loggable(String path) {
        return path.startsWith("/connect/") ? "/connect/***" : printable(path);
    }

    /** A log line, and a header, must stay one line. */
    static String printable(String text) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), 1000));
        text.chars().limit(1000).forEach(c -> line.append(c < ' ' || c == 0x7F ? '?' : (char) c));
        return line.toString();
    }
}
