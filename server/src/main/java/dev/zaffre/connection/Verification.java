package dev.zaffre.connection;

import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Credential;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.delivery.OutboundRequest;
import dev.zaffre.delivery.Outcome;
import dev.zaffre.http.ApiError;
import java.util.Optional;

/** Proves a credential by a live call before it is kept. */
final class Verification {
    private final OutboundHttp outbound;

    Verification(OutboundHttp outbound) {
        this.outbound = outbound;
    }

    /**
     * Who the credential belongs to at the app, when the app says so.
     *
     * @throws ApiError 400 {@code INVALID_CREDENTIALS} when the app refuses them, 502 {@code EXTERNAL_API_FAILURE} when it cannot be
     *     asked. The documentation answers both with 500, by which nobody can tell a wrong key from an app that is down.
     */
    Optional<String> verify(App app, Credential credential) {
        Optional<OutboundRequest> proof = app.verification(credential);
        if (proof.isEmpty()) {
            return Optional.empty();
        }
        OutboundRequest request = proof.get();
        Exchange exchange = app.judge(outbound.send(request));
        return switch (exchange.outcome()) {
            case Outcome.Delivered delivered ->
                Optional.ofNullable(exchange.answer()).flatMap(answer -> app.identifier(credential.type(), answer));
            case Outcome.AuthExpired refused -> throw refused(request, refused.reason());
            case Outcome.Rejected rejected ->
                throw rejected.status() >= 500
                        ? notAsked(request, rejected.reason())
                        : refused(request, rejected.reason());
            case Outcome.Throttled throttled -> throw notAsked(request, throttled.reason());
            case Outcome.Unreachable unreachable -> throw notAsked(request, unreachable.reason());
            case Outcome.TimedOut timedOut -> throw notAsked(request, timedOut.reason());
            case Outcome.Blocked blocked ->
                throw ApiError.badRequest("VALIDATION_ERROR", message(request, blocked.reason()));
        };
    }

    private static ApiError refused(OutboundRequest request, String reason) {
        return ApiError.badRequest("INVALID_CREDENTIALS", message(request, reason));
    }

    private static ApiError notAsked(OutboundRequest request, String reason) {
        return ApiError.of(502, "EXTERNAL_API_ERROR", "EXTERNAL_API_FAILURE", message(request, reason));
    }

    private static String message(OutboundRequest request, String reason) {
        return "Failed to verify credentials: " + Redaction.of(request, reason);
    }
}
