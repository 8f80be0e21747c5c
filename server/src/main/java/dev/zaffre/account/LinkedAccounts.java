package dev.zaffre.account;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.http.Request;
import java.util.Optional;

/** The linked accounts of an environment. Reads answer from a cache that every node drops when an account changes. */
public final class LinkedAccounts {
    private LinkedAccounts() {}

    public Optional<LinkedAccount> find(EnvironmentId environment, String linkedAccountId) {
        throw new UnsupportedOperationException();
    }

    public Optional<LinkedAccount> find(EnvironmentId environment, AccountId account) {
        throw new UnsupportedOperationException();
    }

    /**
     * The account a request is about: the session token's own, else the one named by the header {@code linked_account_id}, else by
     * the query parameter of that name.
     *
     * @throws dev.zaffre.http.ApiError 400 {@code MISSING_LINKED_ACCOUNT_ID}, 404 {@code INVALID_LINKED_ACCOUNT_ID}
     */
    public LinkedAccount require(Request request) {
        throw new UnsupportedOperationException();
    }
}
