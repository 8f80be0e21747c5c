package dev.zaffre.account;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Linked accounts over HTTP. */
public final class LinkedAccountRoutes {
    private static final String ACCOUNTS = "/api/v2/public/linked-account";
    private static final String ONE = ACCOUNTS + "/{linked_account_id}";
    private static final String CREDENTIAL = ACCOUNTS + "/default-app/auth-credentials/{key}";
    private static final int MAX_KEY = 255;

    private final LinkedAccounts accounts;
    private final Integrations integrations;

    public LinkedAccountRoutes(LinkedAccounts accounts, Integrations integrations) {
        this.accounts = accounts;
        this.integrations = integrations;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(ACCOUNTS, Access.KEY, this::list),
                Route.post(ACCOUNTS, Access.KEY, this::create),
                Route.put(ACCOUNTS, Access.KEY_OR_SESSION, this::save),
                Route.get(ONE, Access.KEY_OR_SESSION, this::get),
                Route.delete(ONE, Access.KEY, this::delete),
                Route.put(CREDENTIAL, Access.KEY_OR_SESSION, this::putCredential),
                Route.delete(CREDENTIAL, Access.KEY_OR_SESSION, this::removeCredential),
                Route.get("/api/v2/public/session/active-linked-account", Access.SESSION, this::active));
    }

    private Response list(Request request) {
        Caller caller = request.requireCaller();
        Request.Page page = request.page(10);
        AccountFilter filter = AccountFilter.read(request);
        List<AccountRow> rows = accounts.list(caller.environment(), filter, page);
        Map<AccountId, ArrayNode> connected = integrations.of(
                caller.environment(), rows.stream().map(AccountRow::id).toList());
        List<ObjectNode> docs = rows.stream()
                .map(row -> AccountJson.of(row, caller, connected.getOrDefault(row.id(), Json.array())))
                .toList();
        return Response.json(page.envelope(docs, accounts.count(caller.environment(), filter)));
    }

    private ObjectNode json(AccountRow row, Caller caller) {
        Map<AccountId, ArrayNode> connected = integrations.of(caller.environment(), List.of(row.id()));
        return AccountJson.of(row, caller, connected.getOrDefault(row.id(), Json.array()));
    }

    private Response create(Request request) {
        Caller caller = request.requireCaller();
        ObjectNode body = request.jsonObject();
        String id = AccountForm.accountId(body).orElseThrow(LinkedAccountRoutes::idMissing);
        AccountRow row = accounts.create(caller.environment(), id, AccountForm.read(body, caller.application()))
                .orElseThrow(() -> ApiError.badRequest(
                        "SERVER_ERROR",
                        "Linked account with id " + id + " already exists in the " + caller.environmentName()
                                + " environment"));
        return Response.json(json(row, caller));
    }

    private static ApiError idMissing() {
        return ApiError.badRequest("INVALID_LINKED_ACCOUNT_ID", "linked_account_id required");
    }

    /** With a session token the body names no account: it is the token's. */
    private Response save(Request request) {
        Caller caller = request.requireCaller();
        ObjectNode body = request.jsonObject();
        String id = caller.isSession()
                ? accounts.require(request).name()
                : AccountForm.accountId(body).orElseThrow(LinkedAccountRoutes::idMissing);
        LinkedAccounts.Saved saved =
                accounts.save(caller.environment(), id, AccountForm.read(body, caller.application()));
        return Response.json(json(saved.row(), caller).put("new_account", saved.isNew()));
    }

    private Response get(Request request) {
        Caller caller = request.requireCaller();
        String id = request.pathValue("linked_account_id");
        AccountRow row = accounts.row(caller.environment(), id)
                .filter(found -> !caller.isSession() || found.id().equals(caller.account()))
                .orElseThrow(unknown(caller, id));
        return Response.json(json(row, caller));
    }

    /** The linked account a request is about, with its integrations as they are now. */
    public Response active(Request request) {
        Caller caller = request.requireCaller();
        LinkedAccount own = accounts.require(request);
        AccountRow row = accounts.row(caller.environment(), own.id()).orElseThrow(unknown(caller, own.name()));
        return Response.json(json(row, caller));
    }

    private Response delete(Request request) {
        Caller caller = request.requireCaller();
        String id = request.pathValue("linked_account_id");
        if (!accounts.delete(caller.environment(), id)) {
            throw unknown(caller, id).get();
        }
        return Response.message("User deleted successfully");
    }

    private static Supplier<ApiError> unknown(Caller caller, String id) {
        return () -> ApiError.notFound("SERVER_ERROR", LinkedAccounts.unknown(caller, id));
    }

    private Response putCredential(Request request) {
        LinkedAccount account = accounts.require(request);
        String key = request.pathValue("key");
        JsonNode value = request.jsonObject().path("value");
        if (value.isMissingNode() || value.isNull()) {
            throw ApiError.badRequest("MISSING_REQUIRED_FIELD", "value is required");
        }
        if (value.isContainer()) {
            throw AccountForm.invalid("value must be a text, number or boolean");
        }
        if (key.length() > MAX_KEY) {
            throw AccountForm.invalid("The name of a credential must not be longer than " + MAX_KEY + " characters");
        }
        boolean added = accounts.putCredential(
                account, request.requireCaller().application(), key, new Secret(value.asString()));
        String action = added ? "added" : "updated";
        return Response.json(Json.object()
                .put("success", true)
                .put("message", "Auth credential '" + key + "' " + action)
                .put("action", action));
    }

    private Response removeCredential(Request request) {
        LinkedAccount account = accounts.require(request);
        String key = request.pathValue("key");
        if (!accounts.removeCredential(account, key)) {
            throw ApiError.notFound("RESOURCE_NOT_FOUND", "Auth credential key '" + key + "' not found");
        }
        return Response.json(
                Json.object().put("success", true).put("message", "Auth credential '" + key + "' deleted"));
    }
}
