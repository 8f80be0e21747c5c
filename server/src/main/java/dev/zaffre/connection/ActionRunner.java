package dev.zaffre.connection;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Action;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Credential;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.delivery.OutboundRequest;
import dev.zaffre.delivery.Outcome;
import dev.zaffre.http.ApiError;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/** Runs one action of an app for an account, with its live connection, once and now. */
public final class ActionRunner {
    private final Connections connections;
    private final OutboundHttp outbound;

    public ActionRunner(Connections connections, OutboundHttp outbound) {
        this.connections = connections;
        this.outbound = outbound;
    }

    /**
     * @return {@code {node_status, data}}, and {@code error {status, message}} when the app said no
     * @throws ApiError 400 when a field does not fit or the app is not connected, 502 when the app gave no answer
     */
    public ObjectNode run(LinkedAccount account, App app, Action action, ObjectNode fields, String idempotencyKey) {
        Connection connection = connection(account, app);
        OutboundRequest prepared;
        try {
            prepared = app.prepare(action, fields, connection.credential(), idempotencyKey);
        } catch (App.InvalidInput e) {
            throw ApiError.badRequest("VALIDATION_ERROR", String.valueOf(e.getMessage()));
        }
        Exchange exchange = app.perform(action, prepared, outbound::send);
        return switch (exchange.outcome()) {
            case Outcome.Delivered delivered ->
                answered(app, action, prepared, exchange, Json.object().put("node_status", "Success"));
            case Outcome.Rejected rejected ->
                answered(app, action, prepared, exchange, errored(prepared, rejected.status(), rejected.reason()));
            case Outcome.Throttled throttled ->
                answered(app, action, prepared, exchange, errored(prepared, throttled.status(), throttled.reason()));
            case Outcome.AuthExpired expired -> {
                connections.markExpired(account.environment(), account.id(), connection.id());
                yield answered(app, action, prepared, exchange, errored(prepared, expired.status(), expired.reason()));
            }
            case Outcome.Unreachable unreachable -> throw noAnswer(prepared, unreachable.reason());
            case Outcome.TimedOut timedOut -> throw noAnswer(prepared, timedOut.reason());
            case Outcome.Blocked blocked -> throw noAnswer(prepared, blocked.reason());
        };
    }

    private Connection connection(LinkedAccount account, App app) {
        if (app.isOpen()) {
            return new Connection(Ids.next(), app.slug(), true, Credential.NONE);
        }
        String way = "PUT /api/v2/public/linked-account/integration/save-key-credentials/" + app.slug();
        Connection connection = connections
                .find(account.environment(), account.id(), app.slug())
                .orElseThrow(() -> ApiError.badRequest(
                        "APPLICATION_NOT_CONNECTED",
                        "Linked account " + account.name() + " has not connected " + app.slug() + "; connect it with "
                                + way));
        if (!connection.active()) {
            throw ApiError.badRequest(
                    "REAUTH_REQUIRED",
                    app.slug() + " no longer accepts the credential of linked account " + account.name()
                            + "; reconnect it with " + way);
        }
        return connection;
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
