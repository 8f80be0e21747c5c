package dev.zaffre.http;

import java.util.Map;
import java.util.Set;

/** Answers browsers that ask whether a page of another origin may call. */
final class Cors {
    static final String METHODS = "GET, POST, PUT, PATCH, DELETE";
    /** All that the published clients and the documented API send; {@code *} would not cover {@code authorization}. */
    static final String HEADERS =
            "authorization, content-type, x-api-key, linked_account_id, config_id, slug, sync_execution,"
                    + " disable_field_options, idempotency-key, instance_tag, include-headers, workflow_id_alias, x-request-id,"
                    + " traceparent, tracestate";

    static final String EXPOSED =
            "X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset";
    private final Set<String> origins;

    Cors(Set<String> origins) {
        this.origins = origins;
    }

    static boolean isPreflight(String method, Map<String, String> headers) {
        return method.equals("OPTIONS")
                && headers.containsKey("origin")
                && headers.containsKey("access-control-request-method");
    }

    /** What {@code Access-Control-Allow-Origin} says; empty: nothing, and the browser refuses. */
    String allowed(String origin) {
        if (origins.isEmpty()) {
            return "*";
        }
        return origins.contains(origin) ? origin : "";
    }

    boolean variesByOrigin() {
        return !origins.isEmpty();
    }
}
