package dev.zaffre.event;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.Closest;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.db.GroupCommit;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The five addresses of the one call: {@code POST /api/v2/public/event} and its forms. */
public final class TriggerRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(TriggerRoutes.class);
    private static final byte[] NO_PAYLOAD = "{}".getBytes(StandardCharsets.UTF_8);

    private final LinkedAccounts accounts;
    private final EventType.Source types;
    private final Catalog catalog;
    private final EventRate rate;
    private final EventIntake intake;

    public TriggerRoutes(
            LinkedAccounts accounts, EventType.Source types, Catalog catalog, EventRate rate, EventIntake intake) {
        this.accounts = accounts;
        this.types = types;
        this.catalog = catalog;
        this.rate = rate;
        this.intake = intake;
    }

    public List<Route> routes() {
        return List.of(
                Route.post(
                        "/api/v2/public/event",
                        Access.KEY_OR_SESSION,
                        request -> trigger(request, slug(request), false)),
                Route.post(
                        "/api/v2/public/event/trigger",
                        Access.KEY_OR_SESSION,
                        request -> trigger(request, slug(request), true)),
                Route.post(
                        "/api/v2/public/event/{slug}",
                        Access.KEY_OR_SESSION,
                        request -> trigger(request, request.pathValue("slug"), false)),
                Route.post(
                        "/api/v1/event/trigger",
                        Access.KEY_OR_SESSION,
                        request -> trigger(request, slug(request), true)),
                Route.post("/api/v1/webhook/{application_id}", Access.KEY_OR_SESSION, this::webhook));
    }

    private static @Nullable String slug(Request request) {
        return request.header("slug").orElse(null);
    }

    private Response webhook(Request request) {
        String application = request.pathValue("application_id");
        if (!application.equals(request.requireCaller().application().toString())) {
            throw ApiError.notFound("INVALID_APP_ID", "Application " + application + " not found");
        }
        return trigger(request, slug(request), false);
    }

    /** @param newer answers an unknown event as the newer generation of clients expects: 404 */
    private Response trigger(Request request, @Nullable String slug, boolean newer) {
        Caller caller = request.requireCaller();
        requireJson(request);
        ObjectNode body = request.jsonObject();
        LinkedAccount account = accounts.require(request);
        EventType type = type(caller, body, newer);
        String app = slug == null ? text(body, "slug") : slug;
        if (app != null) {
            requireApp(caller.environment(), app);
        }
        String config = request.header("config_id").orElse(text(body, "config_id"));
        JsonNode payload = body.get("payload");
        byte[] bytes = payload == null
                ? NO_PAYLOAD
                : Json.slice(request.body(), "payload").orElse(NO_PAYLOAD);
        EventRate.Grant grant = rate.isUnlimited() ? null : take(caller.environment());
        var arrival = new EventIntake.Arrival(
                caller.environment(),
                account,
                type,
                payload == null ? Json.object() : payload,
                bytes,
                request.body(),
                request.headers(),
                app,
                config,
                request.header("instance_tag").orElse(null),
                request.header("include-headers").map("true"::equalsIgnoreCase).orElse(false),
                request.path());
        return limits(Response.json(accept(arrival)), grant);
    }

    private ObjectNode accept(EventIntake.Arrival arrival) {
        try {
            return intake.accept(arrival);
        } catch (SQLException | GroupCommit.Overloaded e) {
            LOG.warn("event.refused account={} cause={}", arrival.account().id(), e.getMessage());
            throw ApiError.of(
                            503,
                            "SERVICE_UNAVAILABLE",
                            "SERVICE_UNAVAILABLE",
                            "The event was not accepted: the database did not confirm it. Send it again, with the same Idempotency-Key")
                    .withHeader("Retry-After", "2");
        }
    }

    private static void requireJson(Request request) {
        Optional<String> type = request.header("content-type");
        if (type.isPresent() && type.get().startsWith("multipart/")) {
            throw ApiError.of(
                    415,
                    "UNSUPPORTED_MEDIA_TYPE",
                    "UNSUPPORTED_MEDIA_TYPE",
                    "Send the event as JSON (Content-Type: application/json)");
        }
    }

    private EventType type(Caller caller, ObjectNode body, boolean newer) {
        JsonNode given = body.has("event") ? body.get("event") : body.get("trigger");
        if (given == null
                || given.isNull()
                || (given.isString() && given.stringValue().isEmpty())) {
            throw ApiError.badRequest(
                    "MISSING_REQUIRED_FIELD", "event is required: the name of the event type, as text");
        }
        if (!given.isString()) {
            throw ApiError.badRequest("VALIDATION_ERROR", "event must be text: the name of the event type");
        }
        String name = given.stringValue();
        return types.find(caller.environment(), name).orElseThrow(() -> unknown(caller, name, newer));
    }

    /** The published sentence stays as it is; the hint stands beside it. */
    private ApiError unknown(Caller caller, String name, boolean newer) {
        ObjectNode details = Json.object().put("event", name);
        Closest.closest(name, types.names(caller.environment()))
                .ifPresent(closest -> details.put("did_you_mean", closest));
        ApiError error = newer
                ? ApiError.notFound("INVALID_EVENT", "Trigger not found")
                : ApiError.badRequest(
                        "INVALID_EVENT",
                        "Trigger with name " + name + " not found for application " + caller.application());
        return error.with(details);
    }

    private void requireApp(EnvironmentId environment, String slug) {
        if (catalog.find(environment, slug).isEmpty()) {
            List<String> slugs =
                    catalog.list(environment).stream().map(App::slug).toList();
            String hint = Closest.closest(slug, slugs)
                    .map(closest -> ". Did you mean '" + closest + "'?")
                    .orElse("");
            throw ApiError.notFound("INVALID_APP_ID", "Application with app_type '" + slug + "' not found" + hint);
        }
    }

    private EventRate.Grant take(EnvironmentId environment) {
        EventRate.Grant grant = rate.take(environment);
        if (grant.granted()) {
            return grant;
        }
        long seconds = Math.max(1, (grant.retryAfterMillis() + 999) / 1000);
        throw ApiError.of(
                        429,
                        "TOO_MANY_REQUESTS",
                        "RATE_LIMIT_EXCEEDED",
                        "More than " + grant.limit() + " events a second: send it again in " + seconds + " s")
                .withHeader("Retry-After", Long.toString(seconds))
                .withHeader("RateLimit-Limit", Integer.toString(grant.limit()))
                .withHeader("RateLimit-Remaining", "0")
                .withHeader("RateLimit-Reset", Long.toString(seconds));
    }

    private static Response limits(Response response, EventRate.@Nullable Grant grant) {
        if (grant == null) {
            return response;
        }
        return response.withHeader("RateLimit-Limit", Integer.toString(grant.limit()))
                .withHeader("RateLimit-Remaining", Integer.toString(grant.remaining()))
                .withHeader("RateLimit-Reset", "1");
    }

    private static @Nullable String text(ObjectNode body, String name) {
        JsonNode value = body.get(name);
        return value == null || !value.isString() || value.stringValue().isBlank() ? null : value.stringValue();
    }
}
