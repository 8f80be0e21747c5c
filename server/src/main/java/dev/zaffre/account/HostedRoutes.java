package dev.zaffre.account;

import dev.zaffre.base.Json;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Links to the page on which a customer connects apps without the company having built one, and what that page is to show. */
public final class HostedRoutes {
    /** Longest body that is kept for the page, in bytes. */
    private static final int LONGEST = 16 * 1024;

    private static final int LONGEST_CONFIG_ID = 256;
    private static final Duration SHORTEST = Duration.ofMinutes(5);
    private static final Duration LONGEST_LIFE = Duration.ofDays(30);

    private final LinkedAccounts accounts;
    private final SessionTokens tokens;
    private final Supplier<String> publicUrl;

    /** @param publicUrl how browsers reach this server, without a slash at the end */
    public HostedRoutes(LinkedAccounts accounts, SessionTokens tokens, Supplier<String> publicUrl) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.publicUrl = publicUrl;
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/api/v2/public/connect-url", Access.KEY_OR_SESSION, this::link),
                Route.get("/api/v2/public/hosted-properties", Access.SESSION, this::properties));
    }

    private Response link(Request request) {
        LinkedAccount account = accounts.require(request);
        if (request.body().length > LONGEST) {
            throw AccountForm.invalid(
                    "The body is kept for the page and must not be longer than " + LONGEST + " bytes");
        }
        request.jsonObject();
        String config = request.queryValue("config_id").orElse("");
        if (config.length() > LONGEST_CONFIG_ID) {
            throw ApiError.badRequest(
                    "VALIDATION_ERROR", "config_id must have at most " + LONGEST_CONFIG_ID + " characters");
        }
        byte[] kept = request.hasBody() ? request.body() : "{}".getBytes(StandardCharsets.UTF_8);
        SessionTokens.Issued issued =
                tokens.issueHosted(request.requireCaller(), account.id(), kept, lifetime(request));
        String query = config.isEmpty() ? "" : "?config_id=" + URLEncoder.encode(config, StandardCharsets.UTF_8);
        return Response.json(Json.object()
                .put(
                        "hosted_url",
                        publicUrl.get() + "/connect/" + issued.token().reveal() + query)
                .put("expires_in", issued.expiresIn().toSeconds()));
    }

    private static Duration lifetime(Request request) {
        Optional<String> asked = request.queryValue("expires_in");
        if (asked.isEmpty()) {
            return SessionTokens.HOSTED;
        }
        try {
            Duration lifetime = Duration.ofSeconds(Long.parseLong(asked.get()));
            if (lifetime.compareTo(SHORTEST) >= 0 && lifetime.compareTo(LONGEST_LIFE) <= 0) {
                return lifetime;
            }
        } catch (NumberFormatException e) {
            // falls through to the one message
        }
        throw AccountForm.invalid("expires_in must be a number of seconds from " + SHORTEST.toSeconds() + " to "
                + LONGEST_LIFE.toSeconds());
    }

    private Response properties(Request request) {
        Caller caller = request.requireCaller();
        byte[] kept = tokens.hosted(caller.environment(), caller.credential())
                .orElseGet(() -> "{}".getBytes(StandardCharsets.UTF_8));
        return new Response(200, "application/json", Map.of("Cache-Control", "no-store"), kept);
    }
}
