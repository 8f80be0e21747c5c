package dev.zaffre.account;

import dev.zaffre.base.Json;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The session tokens of a linked account that hold, and taking them back. */
public final class AccountTokenRoutes {
    private static final String TOKENS = "/api/v2/public/linked-account/{linked_account_id}/session-token";
    private static final int PAGE = 25;

    private final LinkedAccounts accounts;
    private final SessionTokens tokens;

    public AccountTokenRoutes(LinkedAccounts accounts, SessionTokens tokens) {
        this.accounts = accounts;
        this.tokens = tokens;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(TOKENS, Access.KEY, this::list),
                Route.delete(TOKENS, Access.KEY, this::revokeAll),
                Route.delete(TOKENS + "/{token_id}", Access.KEY, this::revoke));
    }

    private LinkedAccount account(Request request) {
        Caller caller = request.requireCaller();
        String id = request.pathValue("linked_account_id");
        return accounts.find(caller.environment(), id)
                .orElseThrow(() -> ApiError.notFound("SERVER_ERROR", LinkedAccounts.unknown(caller, id)));
    }

    private Response list(Request request) {
        LinkedAccount account = account(request);
        Request.Page page = request.page(PAGE);
        List<ObjectNode> docs = tokens.valid(account.environment(), account.id(), page).stream()
                .map(token -> Json.object()
                        .put("_id", token.id().toString())
                        .put("kind", token.hosted() ? "connect_link" : "session")
                        .put("createdAt", AccountJson.time(token.createdAt()))
                        .put("expiresAt", AccountJson.time(token.expiresAt())))
                .toList();
        return Response.json(page.envelope(docs, tokens.countValid(account.environment(), account.id())));
    }

    private Response revokeAll(Request request) {
        return revoked(account(request), null);
    }

    private Response revoke(Request request) {
        LinkedAccount account = account(request);
        return revoked(account, request.pathId("token_id").orElseThrow(AccountTokenRoutes::unknown));
    }

    private Response revoked(LinkedAccount account, @Nullable UUID only) {
        int revoked = tokens.revoke(account.environment(), account.id(), only);
        if (only != null && revoked == 0) {
            throw unknown();
        }
        return Response.json(Json.object().put("success", true).put("revoked_count", revoked));
    }

    private static ApiError unknown() {
        return ApiError.notFound("RESOURCE_NOT_FOUND", "The linked account has no valid session token with this id");
    }
}
