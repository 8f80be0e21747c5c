package dev.zaffre.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.RequestException;
import io.helidon.http.media.ReadableEntity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads request bodies, never more than allowed. */
final class Bodies {
    private Bodies() {}

    /**
     * The whole body.
     *
     * @throws ApiError 413, 415, 400 when it ends too early
     * @throws RequestException 408, 400, from the server library
     */
    static byte[] read(ReadableEntity entity, Map<String, String> headers, int max) {
        String encoding = headers.getOrDefault("content-encoding", "identity");
        if (!encoding.strip().toLowerCase(Locale.ROOT).equals("identity")) {
            throw ApiError.of(
                    415,
                    "UNSUPPORTED_MEDIA_TYPE",
                    "UNSUPPORTED_CONTENT_ENCODING",
                    "Content-Encoding '" + Failures.printable(encoding) + "' is not supported: send the body as it is");
        }
        try {
            // Never closed: closing would read the rest, however long.
            InputStream in = entity.inputStream();
            byte[] body = in.readNBytes(max + 1);
            if (body.length > max) {
                throw tooLarge(max);
            }
            return body;
        } catch (DataReader.InsufficientDataAvailableException e) {
            throw ApiError.badRequest("INVALID_BODY", "The body ended before it was complete");
        } catch (IllegalArgumentException e) {
            // The server library reads the length of a chunk without a check of its own.
            throw ApiError.badRequest("INVALID_BODY", "The chunks of the body are not valid HTTP");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ApiError tooLarge(int max) {
        return ApiError.of(413, "PAYLOAD_TOO_LARGE", "PAYLOAD_TOO_LARGE", "The body is larger than " + max + " bytes");
    }

    static ApiError broken(RequestException broken, int max) {
        int status = broken.status().code();
        return status == 413 ? tooLarge(max) : refused(status, broken.getMessage());
    }

    /** A request that is not HTTP as it should be. */
    static ApiError refused(int status, @Nullable String message) {
        String why = message == null || message.isBlank() ? "" : ": " + Failures.printable(message);
        return switch (status) {
            case 408 -> ApiError.of(408, "REQUEST_TIMEOUT", "REQUEST_TIMEOUT", "The request did not arrive in time");
            case 413 -> ApiError.of(413, "PAYLOAD_TOO_LARGE", "PAYLOAD_TOO_LARGE", "The body is too large");
            case 414 -> ApiError.of(414, "URI_TOO_LONG", "URI_TOO_LONG", "The path and query are too long");
            case 500 -> ApiError.of(500, "INTERNAL_SERVER_ERROR", "SERVER_ERROR", "Something went wrong on the server");
            case 503 ->
                ApiError.of(503, "SERVICE_UNAVAILABLE", "SERVICE_UNAVAILABLE", "Too many requests at once")
                        .withHeader("Retry-After", "1");
            case 505 ->
                ApiError.of(
                        505,
                        "HTTP_VERSION_NOT_SUPPORTED",
                        "HTTP_VERSION_NOT_SUPPORTED",
                        "Send the request as HTTP/1.1");
            default -> ApiError.of(status, "BAD_REQUEST", "BAD_REQUEST", "The request is not valid HTTP" + why);
        };
    }
}
