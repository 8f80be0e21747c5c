package dev.zaffre.http;

import dev.zaffre.base.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer that is not 2xx, thrown from anywhere under a handler. One body for every generation of clients:
 * {@code status_code, error_type, http_error_type, error_code, error, message, request_id}, and {@code details} where there are some.
 * The message names the field and says what to do.
 */
public final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String type;
    private final String code;
    private final transient @Nullable JsonNode details;
    private final transient Map<String, String> headers;

    private ApiError(
            int status,
            String type,
            String code,
            String message,
            @Nullable JsonNode details,
            Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.code = code;
        this.details = details;
        this.headers = headers;
    }

    /** 400. */
    public static ApiError badRequest(String code, String message) {
        return of(400, "BAD_REQUEST", code, message);
    }

    /** 401. */
    public static ApiError unauthorized(String code, String message) {
        return of(401, "UNAUTHORIZED", code, message);
    }

    /** 403: the caller is known and may see the thing, but not do this. A thing of somebody else is 404. */
    public static ApiError forbidden(String code, String message) {
        return of(403, "FORBIDDEN", code, message);
    }

    /** 404. */
    public static ApiError notFound(String code, String message) {
        return of(404, "NOT_FOUND", code, message);
    }

    /** 409. */
    public static ApiError conflict(String code, String message) {
        return of(409, "CONFLICT", code, message);
    }

    /** 422: the request is well-formed, its content is not acceptable. */
    public static ApiError unprocessable(String code, String message) {
        return of(422, "UNPROCESSABLE_ENTITY", code, message);
    }

    public static ApiError of(int status, String type, String code, String message) {
        return new ApiError(status, type, code, message, null, Map.of());
    }

    /** Adds {@code details}: a list of problems, each naming its place. */
    public ApiError with(JsonNode problems) {
        return new ApiError(status, type, code, text(), problems, headers);
    }

    public ApiError withHeader(String name, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new ApiError(status, type, code, text(), details, all);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public Response toResponse(String requestId) {
        ObjectNode body = Json.object()
                .put("status_code", status)
                .put("error_type", type)
                .put("http_error_type", type)
                .put("error_code", code)
                .put("error", code)
                .put("message", text())
                .put("request_id", requestId);
        if (details != null) {
            body.set("details", details);
        }
        return new Response(status, "application/json", headers, Json.writeBytes(body));
    }

    private String text() {
        return String.valueOf(getMessage());
    }
}
