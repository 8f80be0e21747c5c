package dev.zaffre.http;

import dev.zaffre.base.Json;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Health, metrics and the contract. */
public final class SystemRoutes {
    private final Map<String, BooleanSupplier> checks;
    private final PrometheusMeterRegistry metrics;

    /** @param checks by name, what must hold before this process may get requests; each answers within about a second */
    public SystemRoutes(Map<String, BooleanSupplier> checks, PrometheusMeterRegistry metrics) {
        this.checks = new LinkedHashMap<>(checks);
        this.metrics = metrics;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/health/live", Access.PUBLIC, request -> status("live")),
                Route.get("/health/ready", Access.PUBLIC, request -> ready()),
                Route.get("/metrics", Access.PUBLIC, request -> scrape()),
                Route.get("/openapi.yaml", Access.PUBLIC, request -> contract()));
    }

    private static Response status(String text) {
        return Response.json(Json.object().put("status", text));
    }

    private Response ready() {
        ArrayNode missing = Json.array();
        checks.forEach((name, check) -> {
            if (!holds(check)) {
                missing.add(name);
            }
        });
        if (missing.isEmpty()) {
            return status("ready");
        }
        ObjectNode details = Json.object();
        details.set("not_ready", missing);
        throw ApiError.of(503, "SERVICE_UNAVAILABLE", "NOT_READY", "Not ready: " + Json.write(missing))
                .with(details)
                .withHeader("Retry-After", "2");
    }

    private static boolean holds(BooleanSupplier check) {
        try {
            return check.getAsBoolean();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private Response scrape() {
        return Response.text("text/plain; version=0.0.4; charset=utf-8", metrics.scrape());
    }

    private static Response contract() {
        try (InputStream file = SystemRoutes.class.getResourceAsStream("/openapi.yaml")) {
            if (file == null) {
                throw ApiError.notFound("RESOURCE_NOT_FOUND", "This build holds no openapi.yaml");
            }
            return new Response(200, "application/yaml", Map.of(), file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
