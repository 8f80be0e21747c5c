package dev.zaffre.webhook;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Members;
import dev.zaffre.http.Period;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was sent to webhooks, and what came back. A list counts up to 10,000 deliveries and pages no deeper; {@code end_date} leads
 * further back.
 */
public final class DeliveryRoutes {
    private static final String DELIVERIES = "/api/v2/public/webhook/deliveries";
    private static final Set<String> STATUSES = Set.of("PENDING", "DELIVERED", "FAILED", "CANCELLED");

    private final DeliveryLog log;
    private final Webhooks webhooks;
    private final LinkedAccounts accounts;

    public DeliveryRoutes(DeliveryLog log, Webhooks webhooks, LinkedAccounts accounts) {
        this.log = log;
        this.webhooks = webhooks;
        this.accounts = accounts;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(DELIVERIES, Access.KEY, this::list),
                Route.get(DELIVERIES + "/{delivery_id}", Access.KEY, request -> log.shown(request, id(request))),
                Route.post(DELIVERIES + "/{delivery_id}/replay", Access.KEY, this::replay));
    }

    private Response list(Request request) {
        Caller caller = request.requireCaller();
        EnvironmentId environment = caller.environment();
        Request.Page page = request.page(10);
        if (page.offset() > DeliveryLog.COUNTED) {
            throw Members.wrong("page", "leads beyond 10,000 deliveries: narrow the list with end_date instead");
        }
        DeliveryLog.Filter filter = new DeliveryLog.Filter(
                webhook(request), kind(request), status(request), accounts.narrowing(request), Period.of(request));
        int count = log.count(environment, filter);
        List<ObjectNode> docs = log.list(environment, filter, page.offset(), page.limit());
        docs.forEach(delivery -> delivery.put("environment", caller.environmentName()));
        return Response.json(page.envelope(docs, Math.min(count, DeliveryLog.COUNTED))
                .put("total_is_exact", count <= DeliveryLog.COUNTED));
    }

    private Response replay(Request request) {
        EnvironmentId environment = request.requireCaller().environment();
        UUID id = id(request);
        DeliveryLog.Entry entry = log.get(environment, id).orElseThrow(DeliveryLog::notFound);
        Webhook webhook = webhooks.find(environment, entry.webhook())
                .orElseThrow(() -> ApiError.conflict("WEBHOOK_DELETED", "The webhook of this delivery was deleted"));
        if (!webhook.settings().enabled()) {
            throw WebhookRoutes.disabled();
        }
        return log.shown(request, webhooks.replay(environment, id));
    }

    private static UUID id(Request request) {
        return request.pathId("delivery_id").orElseThrow(DeliveryLog::notFound);
    }

    private static @Nullable UUID webhook(Request request) {
        return request.queryValue("webhook_id")
                .map(text ->
                        Ids.parse(text).orElseThrow(() -> Members.wrong("webhook_id", "must be the id of a webhook")))
                .orElse(null);
    }

    private static @Nullable NoticeKind kind(Request request) {
        return request.queryValue("event")
                .map(text -> NoticeKind.of(text)
                        .orElseThrow(() -> Members.wrong("event", "must be one of " + NoticeKind.titles())))
                .orElse(null);
    }

    private static @Nullable String status(Request request) {
        return request.queryValue("status")
                .map(text -> text.toUpperCase(Locale.ROOT))
                .map(text -> {
                    if (!STATUSES.contains(text)) {
                        throw Members.wrong("status", "must be PENDING, DELIVERED, FAILED or CANCELLED");
                    }
                    return text;
                })
                .orElse(null);
    }
}
