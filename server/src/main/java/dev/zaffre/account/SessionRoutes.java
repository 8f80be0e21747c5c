package dev.zaffre.account;

import dev.zaffre.base.Json;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.util.List;

/** Session tokens over HTTP, and what a browser asks first with one. */
public final class SessionRoutes {
    private static final String TOKENS = "/api/v2/public/session-token";

    private final LinkedAccounts accounts;
    private final SessionTokens tokens;
    private final Organizations organizations;

    public SessionRoutes(LinkedAccounts accounts, SessionTokens tokens, Organizations organizations) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.organizations = organizations;
    }

    public List<Route> routes() {
        return List.of(
                Route.post(TOKENS, Access.KEY, this::issue),
                Route.post(TOKENS + "/revoke", Access.SESSION, this::revoke),
                Route.get("/api/v3/org/basics", Access.SESSION, this::basics));
    }

    private Response issue(Request request) {
        Caller caller = request.requireCaller();
        String id = AccountForm.accountId(request.jsonObject())
                .orElseThrow(() -> ApiError.badRequest("SERVER_ERROR", "linked_account_id is required"));
        LinkedAccount account = accounts.find(caller.environment(), id)
                .orElseThrow(() -> ApiError.badRequest(
                        "INVALID_LINKED_ACCOUNT_ID",
                        "No linked account found for account id : " + id + " in environment "
                                + caller.environmentName()));
        boolean fresh = request.queryValue("force_refresh")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
        SessionTokens.Issued issued = tokens.issue(caller.environment(), account.id(), fresh);
        long seconds = issued.expiresIn().toSeconds();
        // There is nothing to refresh with: the published refresh call is gone. Clients still expect the members.
        return Response.json(Json.object()
                .put("token", issued.token().reveal())
                .put("refresh_token", issued.token().reveal())
                .put("expires_in", seconds)
                .put("refresh_expires_in", seconds)
                .put("is_api_token", false));
    }

    private Response revoke(Request request) {
        Caller caller = request.requireCaller();
        boolean revoked = tokens.revoke(caller.environment(), caller.credential());
        return Response.json(Json.object().put("success", true).put("revoked_count", revoked ? 1 : 0));
    }

    private Response basics(Request request) {
        Caller caller = request.requireCaller();
        LinkedAccount account = accounts.require(request);
        String shown = accounts.row(caller.environment(), account.id())
                .map(AccountRow::name)
                .orElse(null);
        return Response.json(Json.object()
                .put("_id", caller.organization().toString())
                .put("org_id", caller.organization().toString())
                .put("name", organizations.name(caller.organization()))
                .put("environment", caller.environmentName())
                .put("linked_account_id", account.name())
                .put("linked_account_name", shown));
    }
}
