package dev.zaffre.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Request;
import dev.zaffre.vault.Vault;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The linked accounts of an environment. Reads answer from a cache that every node drops when an account changes. */
public final class LinkedAccounts {
    /** What {@link Changes} calls an account; its key is {@code environment/id/linked_account_id}. */
    public static final String ACCOUNT_CHANGED = "account";

    private static final int MOST = 50_000;
    /** More changes at once than these are told as "everything". */
    private static final int MOST_ANNOUNCED = 100;
    /** In case an announcement is lost in a way that nobody notices. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Database database;
    private final Changes changes;
    private final Vault vault;
    private final Clock clock;
    private final SessionTokens tokens;
    private final List<OnDelete> onDelete = new CopyOnWriteArrayList<>();
    private volatile Cache<Named, LinkedAccount> byName = cache();
    private volatile Cache<AccountId, LinkedAccount> byId = cache();

    private record Named(EnvironmentId environment, String linkedAccountId) {}

    /** Told inside the transaction that deletes an account, before its rows go. */
    @FunctionalInterface
    public interface OnDelete {
        void deleting(Handle handle, EnvironmentId environment, AccountId account);
    }

    /** An account after a change. */
    record Saved(AccountRow row, boolean isNew) {}

    public LinkedAccounts(Database database, Changes changes, Vault vault, Clock clock, SessionTokens tokens) {
        this.database = database;
        this.changes = changes;
        this.vault = vault;
        this.clock = clock;
        this.tokens = tokens;
        changes.listen(ACCOUNT_CHANGED, this::drop);
    }

    private static <K> Cache<K, LinkedAccount> cache() {
        return Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(LONGEST).build();
    }

    private void drop(String key) {
        String[] parts = key.split("/", 3);
        if (parts.length < 3) {
            // New caches, because clearing one may miss what is being read at this moment.
            byName = cache();
            byId = cache();
            return;
        }
        byName.invalidate(new Named(new EnvironmentId(UUID.fromString(parts[0])), parts[2]));
        byId.invalidate(new AccountId(UUID.fromString(parts[1])));
    }

    private void announce(Handle handle, AccountRow row) {
        changes.announce(handle, ACCOUNT_CHANGED, row.environment() + "/" + row.id() + "/" + row.accountId());
    }

    public void onDelete(OnDelete listener) {
        onDelete.add(listener);
    }

    public Optional<LinkedAccount> find(EnvironmentId environment, String linkedAccountId) {
        if (linkedAccountId.length() > AccountForm.MAX_ID || linkedAccountId.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        Named name = new Named(environment, linkedAccountId);
        return Optional.ofNullable(byName.get(
                name,
                missing -> database.read(handle -> AccountRow.find(handle, environment, linkedAccountId))
                        .map(this::opened)
                        .orElse(null)));
    }

    public Optional<LinkedAccount> find(EnvironmentId environment, AccountId account) {
        return Optional.ofNullable(byId.get(
                        account,
                        missing -> database.read(handle -> AccountRow.find(handle, environment, account))
                                .map(this::opened)
                                .orElse(null)))
                .filter(found -> found.environment().equals(environment));
    }

    private LinkedAccount opened(AccountRow row) {
        Map<String, String> udf = new LinkedHashMap<>();
        row.udf()
                .forEach(item -> udf.put(
                        item.path("key_name").asString(), item.path("key_value").asString()));
        YourApp yourApp = YourApp.open(vault, row.id(), row.yourApp());
        return new LinkedAccount(
                row.id(),
                row.environment(),
                row.accountId(),
                Map.copyOf(udf),
                yourApp == null ? Map.of() : Map.copyOf(yourApp.credentials()));
    }

    /** The session's own account, or the one that a key's caller names; null is every account of the environment. */
    public @Nullable AccountId narrowing(Request request) {
        AccountId own = request.requireCaller().account();
        if (own != null) {
            return own;
        }
        return named(request).map(LinkedAccount::id).orElse(null);
    }

    /**
     * The session's own account, or the one that a key's caller names; empty when the request is about none.
     *
     * @throws dev.zaffre.http.ApiError 404 {@code INVALID_LINKED_ACCOUNT_ID}
     */
    public Optional<LinkedAccount> named(Request request) {
        boolean named = request.requireCaller().isSession()
                || request.header("linked_account_id").isPresent()
                || request.queryValue("linked_account_id").isPresent();
        return named ? Optional.of(require(request)) : Optional.empty();
    }

    /**
     * The account a request is about: the session token's own, else the one named by the header {@code linked_account_id}, else by
     * the query parameter of that name.
     *
     * @throws dev.zaffre.http.ApiError 400 {@code MISSING_LINKED_ACCOUNT_ID}, 404 {@code INVALID_LINKED_ACCOUNT_ID}
     */
    public LinkedAccount require(Request request) {
        Caller caller = request.requireCaller();
        AccountId own = caller.account();
        if (own != null) {
            return find(caller.environment(), own)
                    .orElseThrow(() -> ApiError.unauthorized("INVALID_TOKEN", "Invalid token"));
        }
        String name = request.header("linked_account_id")
                .or(() -> request.queryValue("linked_account_id"))
                .orElseThrow(() -> ApiError.badRequest(
                        "MISSING_LINKED_ACCOUNT_ID", "linked_account_id is required: send it as a header"));
        return find(caller.environment(), name)
                .orElseThrow(() -> ApiError.notFound("INVALID_LINKED_ACCOUNT_ID", unknown(caller, name)));
    }

    /** What is said of an account that is not there. */
    public static String unknown(Caller caller, String linkedAccountId) {
        return "Linked Account with account id " + linkedAccountId + " for org " + caller.organization()
                + " in environment " + caller.environmentName() + " not found";
    }

    Optional<AccountRow> row(EnvironmentId environment, String linkedAccountId) {
        return linkedAccountId.indexOf('\0') >= 0
                ? Optional.empty()
                : database.read(handle -> AccountRow.find(handle, environment, linkedAccountId));
    }

    /** What the company calls the account for people; empty when it gave no name. */
    public Optional<String> title(LinkedAccount account) {
        return row(account.environment(), account.id()).map(AccountRow::name);
    }

    Optional<AccountRow> row(EnvironmentId environment, AccountId account) {
        return database.read(handle -> AccountRow.find(handle, environment, account));
    }

    List<AccountRow> list(EnvironmentId environment, AccountFilter filter, Request.Page page) {
        return database.read(handle -> AccountRow.list(handle, environment, filter, page.offset(), page.limit()));
    }

    long count(EnvironmentId environment, AccountFilter filter) {
        return database.read(handle -> AccountRow.count(handle, environment, filter));
    }

    /** Empty: there is an account of that name. */
    Optional<AccountRow> create(EnvironmentId environment, String linkedAccountId, AccountForm form) {
        return database.transact(handle -> insert(handle, environment, linkedAccountId, form));
    }

    private Optional<AccountRow> insert(
            Handle handle, EnvironmentId environment, String linkedAccountId, AccountForm form) {
        AccountId id = new AccountId(Ids.next());
        Instant now = clock.now();
        AccountRow row = new AccountRow(
                id,
                environment,
                linkedAccountId,
                form.name().orElse(null),
                form.merged(Json.array(), now),
                form.yourApp().map(app -> app.seal(vault, id)).orElse(null),
                now,
                now);
        return row.insert(handle) ? Optional.of(row) : Optional.empty();
    }

    /** Creates the account or changes what the form holds. */
    Saved save(EnvironmentId environment, String linkedAccountId, AccountForm form) {
        return database.transact(handle -> {
            Optional<AccountRow> inserted = insert(handle, environment, linkedAccountId, form);
            if (inserted.isPresent()) {
                return new Saved(inserted.get(), true);
            }
            AccountRow found = AccountRow.find(handle, environment, linkedAccountId)
                    .orElseThrow(() -> deletedMeanwhile(linkedAccountId));
            return new Saved(change(handle, environment, found.id(), row -> changed(row, form)), false);
        });
    }

    /**
     * Creates and changes what the rows without faults say, all of it in one transaction.
     *
     * @param preview only tells what it would do
     */
    AccountImport importAll(EnvironmentId environment, AccountSheet sheet, boolean preview) {
        List<String> ids = sheet.rows().stream()
                .filter(row -> row.faults().isEmpty())
                .map(AccountSheet.Row::id)
                .toList();
        return database.transact(handle -> {
            AccountImport plan =
                    AccountImport.plan(environment, sheet, AccountRow.lockAll(handle, environment, ids), clock.now());
            if (preview) {
                return plan;
            }
            if (AccountRow.insertAll(handle, environment, plan.creates())
                    < plan.creates().size()) {
                throw ApiError.conflict(
                        "SERVER_ERROR",
                        "Somebody made some of these accounts at the same moment; import the file again");
            }
            AccountRow.updateAll(handle, environment, plan.updates());
            if (plan.updates().size() > MOST_ANNOUNCED) {
                changes.announce(handle, ACCOUNT_CHANGED, Changes.EVERYTHING);
            } else {
                plan.updates().forEach(row -> announce(handle, row));
            }
            return plan;
        });
    }

    private static ApiError deletedMeanwhile(String linkedAccountId) {
        return ApiError.conflict(
                "SERVER_ERROR", "Linked account " + linkedAccountId + " was deleted at the same moment; try again");
    }

    private AccountRow changed(AccountRow row, AccountForm form) {
        byte[] sealed = form.yourApp().map(app -> app.seal(vault, row.id())).orElse(row.yourApp());
        return with(row, form.name().orElse(row.name()), form.merged(row.udf(), clock.now()), sealed);
    }

    private AccountRow with(
            AccountRow row,
            @Nullable String name,
            tools.jackson.databind.node.ArrayNode udf,
            byte @Nullable [] yourApp) {
        return new AccountRow(
                row.id(), row.environment(), row.accountId(), name, udf, yourApp, row.createdAt(), clock.now());
    }

    private AccountRow change(
            Handle handle, EnvironmentId environment, AccountId account, UnaryOperator<AccountRow> how) {
        AccountRow before =
                AccountRow.lock(handle, environment, account).orElseThrow(() -> deletedMeanwhile(account.toString()));
        AccountRow after = how.apply(before);
        after.update(handle);
        announce(handle, after);
        return after;
    }

    /** True: it was not there before. The company's own app is {@code application} when the account had none. */
    boolean putCredential(LinkedAccount account, UUID application, String key, Secret value) {
        boolean[] added = new boolean[1];
        database.run(handle -> change(handle, account.environment(), account.id(), row -> {
            YourApp stored = YourApp.open(vault, row.id(), row.yourApp());
            YourApp app = stored == null ? new YourApp(application.toString(), Map.of()) : stored;
            added[0] = !app.credentials().containsKey(key);
            return with(row, row.name(), row.udf(), app.with(key, value).seal(vault, row.id()));
        }));
        return added[0];
    }

    /** False: there was no such credential. */
    boolean removeCredential(LinkedAccount account, String key) {
        boolean[] removed = new boolean[1];
        database.run(handle -> change(handle, account.environment(), account.id(), row -> {
            YourApp stored = YourApp.open(vault, row.id(), row.yourApp());
            removed[0] = stored != null && stored.credentials().containsKey(key);
            byte[] sealed = stored == null ? null : stored.without(key).seal(vault, row.id());
            return with(row, row.name(), row.udf(), sealed);
        }));
        return removed[0];
    }

    /** False: there is no such account. What belongs to it goes with it; its unfinished work ends. */
    boolean delete(EnvironmentId environment, String linkedAccountId) {
        return database.transact(handle -> {
            Optional<AccountRow> found = AccountRow.find(handle, environment, linkedAccountId)
                    .flatMap(row -> AccountRow.lock(handle, environment, row.id()));
            found.ifPresent(row -> {
                onDelete.forEach(listener -> listener.deleting(handle, environment, row.id()));
                handle.createUpdate("delete from linked_account where id = :id and environment_id = :environment")
                        .bind("id", row.id().value())
                        .bind("environment", environment.value())
                        .execute();
                announce(handle, row);
                tokens.forget(handle);
            });
            return found.isPresent();
        });
    }
}
