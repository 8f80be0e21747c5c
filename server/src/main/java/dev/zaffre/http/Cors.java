package dev.zaffre.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers browsers that ask whether a page of another origin may call. The question comes without a credential, so it is answered
 * for all environments together; whether the page may call for its own environment is decided when the call itself comes.
 */
final class Cors {
    static final String METHODS = "GET, POST, PUT, PATCH, DELETE";
    /** All that the published clients and the documented API send; {@code *} would not cover {@code authorization}. */
    static final String HEADERS =
            "authorization, content-type, x-api-key, linked_account_id, config_id, slug, sync_execution,"
                    + " disable_field_options, idempotency-key, instance_tag, include-headers, workflow_id_alias, x-request-id,"
                    + " traceparent, tracestate";

    static final String EXPOSED =
            "X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset";
    private final Origins origins;

    Cors(Origins origins) {
        this.origins = origins;
    }

    static boolean isPreflight(String method, Map<String, String> headers) {
        return method.equals("OPTIONS")
                && headers.containsKey("origin")
                && headers.containsKey("access-control-request-method");
    }

    /** What {@code Access-Control-Allow-Origin} says; empty: nothing, and the browser refuses. */
    String allowed(String origin) {
        if (origins.open()) {
            return "*";
        }
        return origins.somewhere(origin) ? origin : "";
    }

    boolean variesByOrigin() {
        return !origins.open();
    }

    /**
     * A browser says truthfully which page calls. Only for session tokens: whoever holds an API key can call without a browser.
     *
     * @throws ApiError 403 {@code ORIGIN_NOT_ALLOWED}
     */
    void require(Caller caller, Map<String, String> headers) {
        String origin = headers.get("origin");
        if (origin == null || isOwn(origin, headers.get("host")) || origins.in(caller.environment(), origin)) {
            return;
        }
        throw ApiError.forbidden(
                "ORIGIN_NOT_ALLOWED",
                "Pages of " + Failures.printable(origin) + " may not call for the " + caller.environmentName()
                        + " environment: add this origin with PUT /api/v2/public/allowed-origins");
    }

    /** A page that this server itself has served. */
    static boolean isOwn(String origin, @Nullable String host) {
        int scheme = origin.indexOf("://");
        return host != null && scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(host);
    }
}
