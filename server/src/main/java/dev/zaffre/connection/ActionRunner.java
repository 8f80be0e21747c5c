package dev.zaffre.connection;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Action;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.OAuth2;
import dev.zaffre.delivery.CallRecord;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.delivery.OutboundRequest;
import dev.zaffre.delivery.Outcome;
import dev.zaffre.http.ApiError;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Runs one action of an app for an account, with its live connection, once and now. */
public final class ActionRunner {
    private final TokenRefresher refresher;
    private final OutboundHttp outbound;

    public ActionRunner(TokenRefresher refresher, OutboundHttp outbound) {
        this.refresher = refresher;
        this.outbound = outbound;
    }

    /**
     * @param chosen identifier of the connection that is meant, where the account may have several; empty for no choice
     * @return {@code {node_status, data}}, and {@code error {status, message}} when the app said no
     * @throws ApiError 400 when a field does not fit or the app is not connected, 502 when the app gave no answer
     */
    public ObjectNode run(
            LinkedAccount account,
            App app,
            Optional<String> chosen,
            Action action,
            ObjectNode fields,
            String idempotencyKey) {
        return result(app, action, sent(account, app, chosen, action, fields, idempotencyKey));
    }

    /**
     * As {@link #run}, with the call itself beside the answer, free of secrets: for the company, which tries the action out.
     *
     * @return also {@code {request, request_curl, response, duration_ms}}
     */
    ObjectNode trace(
            LinkedAccount account,
            App app,
            Optional<String> chosen,
            Action action,
            ObjectNode fields,
            String idempotencyKey) {
        Sent sent = sent(account, app, chosen, action, fields, idempotencyKey);
        ObjectNode result = result(app, action, sent);
        ObjectNode request = CallRecord.request(sent.request());
        result.set("request", request);
        result.put("request_curl", CallRecord.curl(request));
        Exchange.Answer answer = sent.exchange().answer();
        result.set(
                "response",
                answer == null
                        ? result.nullNode()
                        : CallRecord.response(answer, sent.request().secrets()));
        return result.put("duration_ms", sent.exchange().took().toMillis());
    }

    private Sent sent(
            LinkedAccount account,
            App app,
            Optional<String> chosen,
            Action action,
            ObjectNode fields,
            String idempotencyKey) {
        Connection connection = connection(account, app, chosen);
        Sent sent = send(app, action, fields, idempotencyKey, connection);
        if (sent.exchange().outcome() instanceof Outcome.AuthExpired expired && !app.isOpen()) {
            String reason = Redaction.of(sent.request(), expired.reason());
            switch (refresher.afterRefusal(account.environment(), account.id(), connection, reason)) {
                case Renewal.Usable renewed -> sent = send(app, action, fields, idempotencyKey, renewed.connection());
                case Renewal.Refused refused -> {
                    // The app's own answer says it.
                }
                case Renewal.Failed failed -> throw notAsked(failed);
            }
        }
        return sent;
    }

    private static ObjectNode result(App app, Action action, Sent sent) {
        OutboundRequest prepared = sent.request();
        Exchange exchange = sent.exchange();
        return switch (exchange.outcome()) {
            case Outcome.Delivered delivered ->
                answered(app, action, prepared, exchange, Json.object().put("node_status", "Success"));
            case Outcome.Rejected rejected ->
                answered(app, action, prepared, exchange, errored(prepared, rejected.status(), rejected.reason()));
            case Outcome.Throttled throttled ->
                answered(app, action, prepared, exchange, errored(prepared, throttled.status(), throttled.reason()));
            case Outcome.AuthExpired expired ->
                answered(app, action, prepared, exchange, errored(prepared, expired.status(), expired.reason()));
            case Outcome.Unreachable unreachable -> throw noAnswer(prepared, unreachable.reason());
            case Outcome.TimedOut timedOut -> throw noAnswer(prepared, timedOut.reason());
            case Outcome.Blocked blocked -> throw noAnswer(prepared, blocked.reason());
        };
    }

    private record Sent(OutboundRequest request, Exchange exchange) {}

    private Sent send(App app, Action action, ObjectNode fields, String idempotencyKey, Connection connection) {
        try {
            OutboundRequest request = app.prepare(action, fields, connection.credential(), idempotencyKey);
            Exchange exchange = app.perform(action, request, outbound::send);
            refresher.heard(connection, exchange);
            return new Sent(request, exchange);
        } catch (App.InvalidInput e) {
            throw e.refusal();
        }
    }

    private Connection connection(LinkedAccount account, App app, Optional<String> chosen) {
        if (!refresher.mayCall(account.environment(), app)) {
            throw ApiError.notFound("INVALID_APP_ID", "Application '" + app.slug() + "' is not enabled");
        }
        if (app.isOpen()) {
            return Connection.open(Ids.next(), app.slug());
        }
        String way = way(app);
        Optional<Renewal> live = refresher.live(account.environment(), account.id(), app, chosen.orElse(null));
        List<String> there = refresher.identifiers(account.environment(), account.id(), app);
        if (live.isEmpty() && chosen.isPresent() && !there.isEmpty()) {
            throw ApiError.badRequest(
                    "APPLICATION_NOT_CONNECTED",
                    "Linked account " + account.name() + " has no connection '" + chosen.get() + "' to " + app.slug()
                            + "; it has " + String.join(", ", there));
        }
        if (live.isEmpty()) {
            throw ApiError.badRequest(
                    "APPLICATION_NOT_CONNECTED",
                    "Linked account " + account.name() + " has not connected " + app.slug() + "; connect it with "
                            + way);
        }
        return switch (live.get()) {
            case Renewal.Usable usable -> usable.connection();
            case Renewal.Refused refused ->
                throw ApiError.badRequest(
                        "REAUTH_REQUIRED",
                        app.slug() + " no longer accepts the credential of linked account " + account.name()
                                + "; reconnect it with " + way);
            case Renewal.Failed failed -> throw notAsked(failed);
        };
    }

    private static String way(App app) {
        boolean typedIn = app.scheme("keybased").isPresent()
                || app.oauth()
                        .filter(scheme -> scheme.grant() != OAuth2.Grant.AUTHORIZATION_CODE)
                        .isPresent();
        return typedIn
                ? "PUT /api/v2/public/linked-account/integration/save-key-credentials/" + app.slug()
                : "the address from GET /api/v2/public/linked-account/integration/oauth-url/" + app.slug();
    }

    private static ApiError notAsked(Renewal.Failed failed) {
        return ApiError.of(502, "EXTERNAL_API_ERROR", "EXTERNAL_API_FAILURE", failed.reason());
    }

    private static ObjectNode answered(
            App app, Action action, OutboundRequest request, Exchange exchange, ObjectNode result) {
        Exchange.Answer answer =
                Redaction.of(request, Objects.requireNonNull(exchange.answer(), "an answer behind the outcome"));
        result.set("data", app.output(action, answer));
        return result;
    }

    private static ObjectNode errored(OutboundRequest request, int status, String reason) {
        ObjectNode result = Json.object().put("node_status", "Errored");
        result.putObject("error").put("status", status).put("message", Redaction.of(request, reason));
        return result;
    }

    private static ApiError noAnswer(OutboundRequest request, String reason) {
        return ApiError.of(
                502,
                "EXTERNAL_API_ERROR",
                "EXTERNAL_API_FAILURE",
                "The app did not answer: " + Redaction.of(request, reason));
    }
}
