package dev.zaffre.connection;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.Clock;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Secret;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.Credential;
import dev.zaffre.catalog.OAuth2;
import dev.zaffre.db.Database;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.http.ApiError;
import dev.zaffre.vault.Vault;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The way of a customer to the provider's page and back: authorization code with state and PKCE (RFC 6749, 7636). */
public final class OAuthFlow {
    static final Duration STATE_LIFE = Duration.ofMinutes(10);
    private static final String KIND = "oauth_state";
    private static final String VERIFIER = "verifier";
    private static final String REDIRECT = "redirect";
    private static final String INPUT = "input.";
    private static final String BACK = "back";
    private static final int RANDOM_BYTES = 32;
    private static final int LONGEST_WORDS = 300;

    private final Parts parts;
    private final Connecting connecting;
    private final TokenClient tokens;
    private final SecureRandom random = new SecureRandom();

    /** Somebody who went to a provider's page. */
    private record Traveller(
            EnvironmentId environment, AccountId account, String app, Map<String, Secret> luggage, boolean late) {}

    /** How it ended, for the page that the customer sees. */
    sealed interface Ending {
        /**
         * @param app its name
         * @param back the portal's page to go back to; null: the window was opened for this
         */
        record Connected(String app, @Nullable String back) implements Ending {}

        /**
         * @param sentence for the customer: what went wrong and what to do
         * @param back as in {@link Connected}
         */
        record NotConnected(
                String app,
                int status,
                String sentence,
                @Nullable String back) implements Ending {}
    }

    /**
     * What the way is made with.
     *
     * @param publicUrl how browsers reach this server, without a slash at the end
     */
    public record Parts(
            Database database,
            Vault vault,
            Clock clock,
            AppSettings settings,
            Catalog catalog,
            LinkedAccounts accounts,
            Connections connections,
            OutboundHttp http,
            Supplier<String> publicUrl) {}

    OAuthFlow(Parts parts) {
        this.parts = parts;
        this.connecting = new Connecting(parts.connections(), parts.settings(), parts.http(), parts.clock());
        this.tokens = new TokenClient(parts.http(), parts.clock());
    }

    /** What the company registers at the provider. */
    static String redirectUrl(String publicUrl, String app) {
        return publicUrl + "/api/v1/" + app + "/callback";
    }

    /**
     * The provider's page to send a customer to, good for ten minutes and once.
     *
     * @throws ApiError 400 when the app has no OAuth, a setting of the company's is missing, or an input is
     */
    URI begin(LinkedAccount account, App app, ObjectNode given) {
        return begin(account, app, given, null);
    }

    /**
     * As {@link #begin(LinkedAccount, App, ObjectNode)}.
     *
     * @param portal id of the session token with whose portal page the way ends; null: it ends in a window of its own
     */
    URI begin(LinkedAccount account, App app, ObjectNode given, @Nullable UUID portal) {
        connecting.requireEnabled(account, app);
        OAuth2 scheme = app.oauth()
                .filter(oauth -> oauth.grant() == OAuth2.Grant.AUTHORIZATION_CODE)
                .orElseThrow(() -> ApiError.badRequest(
                        "VALIDATION_ERROR",
                        "'" + app.slug() + "' is not connected in the browser; it takes "
                                + app.auth().type() + " credentials: PUT"
                                + " /api/v2/public/linked-account/integration/save-key-credentials/" + app.slug()));
        AppSettings.Setting setting = connecting.requireSettings(account, app);
        String state = randomText();
        String verifier = randomText();
        String redirect = redirectUrl(parts.publicUrl().get(), app.slug());
        try {
            Map<String, Secret> inputs = app.checkInputs(scheme.type(), given);
            URI page = new TokenRequests(app, setting, new Credential(scheme.type(), inputs))
                    .authorization(state, base64(sha256(verifier)), redirect);
            Map<String, Secret> luggage = new LinkedHashMap<>();
            luggage.put(VERIFIER, new Secret(verifier));
            luggage.put(REDIRECT, new Secret(redirect));
            inputs.forEach((name, value) -> luggage.put(INPUT + name, value));
            if (portal != null) {
                luggage.put(BACK, new Secret(parts.publicUrl().get() + "/connect/~" + portal + "?app=" + app.slug()));
            }
            remember(account, app, state, luggage);
            return page;
        } catch (App.InvalidInput e) {
            throw e.refusal();
        }
    }

    private void remember(LinkedAccount account, App app, String state, Map<String, Secret> luggage) {
        UUID id = Ids.next();
        parts.database().run(handle -> {
            handle.createUpdate("delete from oauth_state where environment_id = :environment and expires_at < :past")
                    .bind("environment", account.environment().value())
                    .bind("past", parts.clock().now().minus(Duration.ofDays(1)))
                    .execute();
            handle.createUpdate("""
                            insert into oauth_state (id, hash, environment_id, account_id, app, sealed, expires_at)
                            values (:id, :hash, :environment, :account, :app, :sealed, :expires)
                            """)
                    .bind("id", id)
                    .bind("hash", sha256(state))
                    .bind("environment", account.environment().value())
                    .bind("account", account.id().value())
                    .bind("app", app.slug())
                    .bind("sealed", parts.vault().sealMap(KIND, id, luggage))
                    .bind("expires", parts.clock().now().plus(STATE_LIFE))
                    .execute();
        });
    }

    /**
     * What the provider sent the customer back with. Never throws for what a provider or a stranger may send.
     *
     * @param query the callback's parameters
     */
    Ending end(String slug, Map<String, String> query) {
        Optional<Traveller> found = Optional.ofNullable(query.get("state")).flatMap(this::take);
        if (found.isEmpty() || !found.get().app().equals(slug)) {
            return new Ending.NotConnected(
                    slug, 400, "This link was used already or is not known. Please start to connect again.", null);
        }
        Traveller traveller = found.get();
        Optional<App> app = parts.catalog().find(traveller.environment(), slug);
        Optional<LinkedAccount> account = parts.accounts().find(traveller.environment(), traveller.account());
        // In these minutes the company may have changed its mind, or its own app's way of authentication.
        boolean offered =
                app.flatMap(App::oauth).isPresent() && parts.settings().isEnabled(traveller.environment(), slug);
        String back = traveller.luggage().containsKey(BACK) ? reveal(traveller.luggage(), BACK) : null;
        if (!offered || account.isEmpty()) {
            return new Ending.NotConnected(slug, 400, "This app is no longer offered.", back);
        }
        if (traveller.late()) {
            return new Ending.NotConnected(
                    app.orElseThrow().name(),
                    400,
                    "This took longer than ten minutes. Please start to connect again.",
                    back);
        }
        return end(account.get(), app.orElseThrow(), traveller.luggage(), query, back);
    }

    private Ending end(
            LinkedAccount account,
            App app,
            Map<String, Secret> luggage,
            Map<String, String> query,
            @Nullable String back) {
        String error = query.getOrDefault("error", "");
        String code = query.getOrDefault("code", "");
        if (!error.isEmpty() || code.isEmpty()) {
            String words = cut(error + " " + query.getOrDefault("error_description", ""))
                    .strip();
            connecting.logFailure(
                    account, app, words.isEmpty() ? "The provider sent no code" : "The provider said: " + words);
            return new Ending.NotConnected(
                    app.name(),
                    400,
                    error.equals("access_denied")
                            ? "The access was not allowed. Nothing was connected."
                            : app.name() + " did not allow it" + (words.isEmpty() ? "." : ": " + words),
                    back);
        }
        Credential inputs = inputs(app.oauth().orElseThrow(), luggage, query);
        try {
            Tokens answer = tokens.exchange(
                    app,
                    parts.settings().of(account.environment(), app.slug()),
                    inputs,
                    code,
                    reveal(luggage, VERIFIER),
                    reveal(luggage, REDIRECT));
            connecting.got(account, app, inputs, answer);
            return new Ending.Connected(app.name(), back);
        } catch (ApiError e) {
            return new Ending.NotConnected(
                    app.name(), e.status(), app.name() + " could not be connected: " + e.getMessage(), back);
        } catch (App.InvalidInput e) {
            connecting.logFailure(account, app, String.valueOf(e.getMessage()));
            return new Ending.NotConnected(
                    app.name(), 400, app.name() + " could not be connected: " + e.getMessage(), back);
        }
    }

    /** What the customer had typed in, and what came with the callback. */
    private static Credential inputs(OAuth2 scheme, Map<String, Secret> luggage, Map<String, String> query) {
        Map<String, Secret> kept = new LinkedHashMap<>();
        luggage.forEach((name, value) -> {
            if (name.startsWith(INPUT)) {
                kept.put(name.substring(INPUT.length()), value);
            }
        });
        scheme.callback().forEach((name, parameter) -> {
            if (query.containsKey(parameter)) {
                kept.put(name, new Secret(query.get(parameter)));
            }
        });
        return new Credential(scheme.type(), kept);
    }

    /** Once: whoever comes second with the same state finds nothing. */
    private Optional<Traveller> take(String state) {
        return parts.database()
                .transact(handle -> handle.createQuery("""
                        delete from oauth_state where hash = :hash
                        returning id, environment_id, account_id, app, sealed, expires_at < :now as late
                        """)
                        .bind("hash", sha256(state))
                        .bind("now", parts.clock().now())
                        .map((row, context) -> new Traveller(
                                new EnvironmentId(row.getObject("environment_id", UUID.class)),
                                new AccountId(row.getObject("account_id", UUID.class)),
                                row.getString("app"),
                                parts.vault().openMap(KIND, row.getObject("id", UUID.class), row.getBytes("sealed")),
                                row.getBoolean("late")))
                        .findOne());
    }

    private static String reveal(Map<String, Secret> luggage, String name) {
        Secret value = luggage.get(name);
        return value == null ? "" : value.reveal();
    }

    private String randomText() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return base64(bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_WORDS ? text : text.substring(0, LONGEST_WORDS);
    }
}
