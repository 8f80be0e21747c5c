package dev.zaffre.webhook;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.CatalogRoutes;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Authenticator;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Webhooks in both published forms on the same paths: the documented list, and the server SDK's one webhook without an id. What tells
 * them apart, and why, is in docs/decisions/0013-webhook-signatures.md.
 */
public final class WebhookRoutes {
    private static final String WEBHOOK = "/api/v2/public/webhook";
    private static final String ONE = WEBHOOK + "/{webhook_id}";
    private static final Set<String> OF_THE_SDK = Set.of("webhook_url", "webhook_events");
    private static final int MOST = 100;

    private final Webhooks webhooks;
    private final Catalog catalog;
    private final Authenticator authenticator;
    private final DeliveryLog log;

    /** @param authenticator proves the API key that a webhook is to sign with */
    public WebhookRoutes(Webhooks webhooks, DeliveryLog log, Catalog catalog, Authenticator authenticator) {
        this.webhooks = webhooks;
        this.log = log;
        this.catalog = catalog;
        this.authenticator = authenticator;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(WEBHOOK, Access.KEY, this::get),
                Route.post(WEBHOOK, Access.KEY, this::create),
                Route.delete(WEBHOOK, Access.KEY, this::deleteSingle),
                Route.post(WEBHOOK + "/subscribe", Access.KEY, this::subscribe),
                Route.post(WEBHOOK + "/unsubscribe", Access.KEY, this::unsubscribe),
                Route.post(WEBHOOK + "/preview", Access.KEY, this::preview).needs(Role.VIEWER),
                Route.get(ONE, Access.KEY, request -> shown(request, require(request))),
                Route.put(ONE, Access.KEY, this::update),
                Route.delete(ONE, Access.KEY, this::delete),
                Route.post(ONE + "/rotate-secret", Access.KEY, this::rotate).needs(Role.ADMIN),
                Route.post(ONE + "/test", Access.KEY, this::tryOut),
                Route.put("/api/v2/public/webhooks/group/edit", Access.KEY, this::editGroup));
    }

    // The list
    // ----------------------------------------------------------------------------------------------------------------

    private Response get(Request request) {
        return wantsOne(request) ? shown(request, requireSingle(request)) : list(request);
    }

    /** Said, or shown by what only the server SDK sends: its HTTP library's name, and a content type without content. */
    private static boolean wantsOne(Request request) {
        Optional<String> form = request.queryValue("form");
        if (form.isPresent()) {
            return switch (form.get()) {
                case "one" -> true;
                case "list" -> false;
                default -> throw Members.wrong("form", "must be list or one");
            };
        }
        return isFromAxios(request) && request.header("content-type").isPresent();
    }

    private static boolean isFromAxios(Request request) {
        return request.header("user-agent")
                .map(agent -> agent.startsWith("axios/"))
                .orElse(false);
    }

    private Response list(Request request) {
        ArrayNode all = Json.array();
        webhooks.list(environment(request)).forEach(webhook -> all.add(webhook.json(request.requireCaller())));
        return Response.json(all);
    }

    private Response create(Request request) {
        ObjectNode body = request.jsonObject();
        WebhookForm form = new WebhookForm(body);
        Webhook.Settings settings = form.newSettings();
        Secret url = form.url()
                .orElseThrow(() -> Members.wrong(
                        "webhook_url", "is required: the address that is told, which begins with https:// or http://"));
        checkFilters(request, settings);
        if (webhooks.list(environment(request)).size() >= MOST) {
            throw ApiError.badRequest("VALIDATION_ERROR", "An environment can have at most " + MOST + " webhooks");
        }
        Target target =
                new Target(url, form.headers(Map.of()), Target.newSecret(), null, null, signer(request, form, null));
        boolean single = isFromAxios(request) && OF_THE_SDK.containsAll(body.propertyNames());
        Webhook webhook = webhooks.create(environment(request), settings, target, single);
        return Response.json(webhook.jsonWithSecret(request.requireCaller()));
    }

    private Response update(Request request) {
        WebhookForm form = new WebhookForm(request.jsonObject());
        Webhook before = require(request);
        Target.Signer signer = signer(request, form, before.target().signer());
        checkFilters(request, form.settings(before.settings()));
        return shown(
                request,
                change(
                        request,
                        before.id(),
                        now -> now.changed(
                                form.settings(now.settings()),
                                now.target()
                                        .with(
                                                form.url().orElse(now.target().url()),
                                                form.headers(now.target().headers()))
                                        .signedWith(signer))));
    }

    private void checkFilters(Request request, Webhook.Settings settings) {
        Caller caller = request.requireCaller();
        String app = settings.app();
        if (app != null) {
            CatalogRoutes.requireOffered(catalog, caller, app);
        }
        webhooks.missingWorkflows(caller.environment(), settings.workflows()).stream()
                .findFirst()
                .ifPresent(missing -> {
                    throw WebhookForm.unknownWorkflow(missing.toString());
                });
    }

    /**
     * The documented key of {@code x-cobalt-signature} is the API key; here only its hash is kept, but the caller is holding it. One
     * that was revoked makes room. A signed-in user holds no key: then that header is left out until somebody names one.
     */
    private Target.@Nullable Signer signer(Request request, WebhookForm form, Target.@Nullable Signer before) {
        Optional<String> given = form.signingApiKey();
        if (given.isEmpty()) {
            UUID credential = request.requireCaller().credential();
            return before != null && before.active()
                    ? before
                    : request.header("x-api-key")
                            .map(key -> new Target.Signer(credential, new Secret(key.strip()), true))
                            .orElse(before);
        }
        return authenticator
                .byApiKey(given.get())
                .filter(caller -> caller.environment().equals(environment(request)))
                .map(caller -> new Target.Signer(caller.credential(), new Secret(given.get()), true))
                .orElseThrow(() -> Members.wrong("signing_api_key", "must be an active API key of this environment"));
    }

    private Response delete(Request request) {
        webhooks.delete(environment(request), require(request).id());
        return list(request);
    }

    private Response editGroup(Request request) {
        ObjectNode body = request.jsonObject();
        if (!(body.get("webhookIds") instanceof ArrayNode given) || given.isEmpty() || given.size() > MOST) {
            throw ApiError.badRequest("SERVER_ERROR", "webhookIds is required");
        }
        String group = Members.text(body, "group", MOST)
                .filter(text -> !text.isBlank())
                .orElse(null);
        List<Webhook> found = new ArrayList<>();
        for (JsonNode id : given) {
            found.add(find(request, id.asString("")).orElseThrow(WebhookRoutes::notFound));
        }
        ArrayNode changed = Json.array();
        for (Webhook webhook : found) {
            changed.add(change(
                            request,
                            webhook.id(),
                            now -> now.changed(now.settings().inGroup(group), now.target()))
                    .json(request.requireCaller()));
        }
        return Response.json(changed);
    }

    // Keys and trials
    // ----------------------------------------------------------------------------------------------------------------

    private Response rotate(Request request) {
        Webhook rotated = change(
                request,
                require(request).id(),
                now -> now.changed(now.settings(), now.target().rotated(webhooks.now())));
        ObjectNode json = rotated.jsonWithSecret(request.requireCaller());
        Instant until = rotated.target().previousUntil();
        return Response.json(json.put("previous_secret_valid_until", until == null ? null : until.toString()));
    }

    private Response tryOut(Request request) {
        Webhook webhook = require(request);
        if (!webhook.settings().enabled()) {
            throw disabled();
        }
        ObjectNode body = request.jsonObject();
        NoticeKind kind = sampleKind(body, webhook.settings());
        Notice notice = SampleNotice.of(kind, webhook.settings(), webhooks.now());
        return log.shown(request, webhooks.tryOut(webhook.environment(), webhook.id(), notice));
    }

    /** What a webhook with these settings would be sent: nothing is kept, nothing goes out. */
    private Response preview(Request request) {
        ObjectNode body = request.jsonObject();
        Webhook.Settings settings = new WebhookForm(body).unsaved();
        NoticeKind kind = sampleKind(body, settings);
        Notice notice = SampleNotice.of(kind, settings, webhooks.now());
        ObjectNode json = webhooks.json(environment(request), notice);
        BodyTemplate.Body rendered = BodyTemplate.of(settings).render(json, SampleNotice.RESULT, SampleNotice.ACCOUNT);
        return Response.json(Json.object()
                .put("event", kind.title())
                .put("content_type", rendered.contentType())
                .put("body", new String(rendered.bytes(), StandardCharsets.UTF_8))
                .set("payload", json));
    }

    private static NoticeKind sampleKind(ObjectNode body, Webhook.Settings settings) {
        return new WebhookForm(
                        body.has("event")
                                ? Json.object().set("events", Json.array().add(body.get("event")))
                                : body)
                .events()
                .flatMap(events -> events.stream().findFirst())
                .or(() -> settings.events().stream().findFirst())
                .flatMap(NoticeKind::of)
                .orElse(NoticeKind.CONNECTION_CREATED);
    }

    // The one webhook
    // ----------------------------------------------------------------------------------------------------------------

    private Response deleteSingle(Request request) {
        Webhook webhook = requireSingle(request);
        webhooks.delete(webhook.environment(), webhook.id());
        return shown(request, webhook);
    }

    private Response subscribe(Request request) {
        List<String> more = new WebhookForm(request.jsonObject())
                .events()
                .orElseThrow(() -> Members.wrong("webhook_events", "is required: a list of events"));
        return changeEvents(
                request,
                events -> more.forEach(
                        event -> events.putIfAbsent(NoticeKind.of(event).orElseThrow(), event)));
    }

    private Response unsubscribe(Request request) {
        List<String> less = new WebhookForm(request.jsonObject()).unsubscribed();
        return changeEvents(
                request,
                events ->
                        less.forEach(event -> events.remove(NoticeKind.of(event).orElseThrow())));
    }

    private Response changeEvents(Request request, Consumer<Map<NoticeKind, String>> how) {
        return shown(request, change(request, requireSingle(request).id(), now -> {
            Map<NoticeKind, String> events = new LinkedHashMap<>();
            now.settings().events().forEach(event -> NoticeKind.of(event).ifPresent(kind -> events.put(kind, event)));
            how.accept(events);
            return now.changed(now.settings().withEvents(List.copyOf(events.values())), now.target());
        }));
    }

    /** The one that was made by the SDK, else the only one: a guess could delete another one. */
    private Webhook requireSingle(Request request) {
        List<Webhook> all = webhooks.list(environment(request));
        Function<List<Webhook>, Optional<Webhook>> only =
                list -> list.size() == 1 ? Optional.of(list.getFirst()) : Optional.empty();
        return all.stream()
                .filter(Webhook::isSingle)
                .findFirst()
                .or(() -> only.apply(all))
                .orElseThrow(() -> all.isEmpty()
                        ? notFound()
                        : ApiError.badRequest(
                                "VALIDATION_ERROR",
                                "There are " + all.size() + " webhooks: name the one that is meant by its id, as in "
                                        + ONE));
    }

    // ----------------------------------------------------------------------------------------------------------------

    private Webhook change(Request request, UUID id, UnaryOperator<Webhook> how) {
        return webhooks.change(environment(request), id, how).orElseThrow(WebhookRoutes::notFound);
    }

    private Webhook require(Request request) {
        return find(request, request.pathValue("webhook_id")).orElseThrow(WebhookRoutes::notFound);
    }

    private Optional<Webhook> find(Request request, String id) {
        return Ids.parse(id).flatMap(found -> webhooks.find(environment(request), found));
    }

    private static Response shown(Request request, Webhook webhook) {
        return Response.json(webhook.json(request.requireCaller()));
    }

    /** The published status is 400. */
    static ApiError notFound() {
        return ApiError.badRequest("RESOURCE_NOT_FOUND", "Webhook not found");
    }

    static ApiError disabled() {
        return ApiError.conflict("WEBHOOK_DISABLED", "The webhook is disabled: set is_enabled to true first");
    }

    private static EnvironmentId environment(Request request) {
        return request.requireCaller().environment();
    }
}
