package dev.zaffre.connection;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.base.Clock;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.AuthScheme;
import dev.zaffre.catalog.Credential;
import dev.zaffre.catalog.OAuth2;
import dev.zaffre.connection.ConnectionLog.Happened;
import dev.zaffre.connection.ConnectionLog.Subject;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.http.ApiError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Makes connections of what customers bring, after the app has proven it, and ends them again. */
final class Connecting {
    private final Connections connections;
    private final AppSettings settings;
    private final Verification verification;
    private final TokenClient tokens;
    private final Revoking revoking;
    private final Clock clock;

    Connecting(Connections connections, AppSettings settings, OutboundHttp http, Clock clock) {
        this.connections = connections;
        this.settings = settings;
        this.verification = new Verification(http);
        this.tokens = new TokenClient(http, clock);
        this.revoking = new Revoking(tokens, settings);
        this.clock = clock;
    }

    /** @throws ApiError 404 when the company does not offer the app */
    void requireEnabled(LinkedAccount account, App app) {
        if (!settings.isEnabled(account.environment(), app.slug())) {
            throw ApiError.notFound(
                    "INVALID_APP_ID",
                    "Application '" + app.slug() + "' is not enabled; enable it with PUT /api/v2/public/application/"
                            + app.slug() + "/settings");
        }
    }

    /** @throws ApiError 400 naming what the company has not set, without which no token can be asked for */
    AppSettings.Setting requireSettings(LinkedAccount account, App app) {
        AppSettings.Setting setting = settings.of(account.environment(), app.slug());
        setting.lack(app).ifPresent(lack -> {
            throw ApiError.badRequest("APP_NOT_CONFIGURED", lack);
        });
        return setting;
    }

    /**
     * With what a customer typed in: keys, or what a grant without a browser needs.
     *
     * @throws ApiError 400 naming what is wrong, 502 when the app could not be asked
     */
    void withInputs(LinkedAccount account, App app, AuthScheme scheme, ObjectNode given) {
        Credential credential;
        try {
            credential = new Credential(scheme.type(), app.checkInputs(scheme.type(), given));
        } catch (App.InvalidInput e) {
            throw e.refusal();
        }
        if (scheme instanceof OAuth2 oauth) {
            withGrant(account, app, oauth, credential);
        } else {
            proven(account, app, credential, Connections.Life.OF_A_KEY, Optional.empty());
        }
    }

    private void withGrant(LinkedAccount account, App app, OAuth2 scheme, Credential inputs) {
        if (scheme.grant() == OAuth2.Grant.AUTHORIZATION_CODE) {
            throw ApiError.badRequest(
                    "VALIDATION_ERROR",
                    "'" + app.slug() + "' is connected in the browser: send the customer to the address from GET"
                            + " /api/v2/public/linked-account/integration/oauth-url/" + app.slug());
        }
        AppSettings.Setting setting = requireSettings(account, app);
        try {
            got(account, app, inputs, tokens.renew(app, setting, inputs));
        } catch (App.InvalidInput e) {
            throw failed(account, app, 400, "VALIDATION_ERROR", String.valueOf(e.getMessage()));
        }
    }

    /**
     * With a token that was just given.
     *
     * @param inputs what the customer had typed in, and what came with the callback
     * @throws ApiError 400 when the provider or the app refuses, 502 when one could not be asked
     */
    void got(LinkedAccount account, App app, Credential inputs, Tokens answer) {
        OAuth2 scheme = app.oauth().orElseThrow();
        switch (answer) {
            case Tokens.Refused refused -> throw failed(account, app, 400, "INVALID_CREDENTIALS", refused.reason());
            case Tokens.Failed failure -> throw failed(account, app, 502, "EXTERNAL_API_FAILURE", failure.reason());
            case Tokens.Got got -> {
                Credential credential = discovered(account, app, got.over(inputs));
                proven(
                        account,
                        app,
                        credential,
                        TokenRefresher.life(scheme, got, clock.now()),
                        Optional.ofNullable(got.identifier()));
            }
        }
    }

    /** With tokens that the company already had of its customer. */
    void imported(LinkedAccount account, App app, Credential credential, Connections.Life life) {
        proven(account, app, credential, life, Optional.empty());
    }

    private Credential discovered(LinkedAccount account, App app, Credential credential) {
        return switch (tokens.discover(app, settings.of(account.environment(), app.slug()), credential)) {
            case Tokens.Got found -> found.over(credential);
            case Tokens.Refused refused -> throw failed(account, app, 400, "INVALID_CREDENTIALS", refused.reason());
            case Tokens.Failed failure -> throw failed(account, app, 502, "EXTERNAL_API_FAILURE", failure.reason());
        };
    }

    private void proven(
            LinkedAccount account,
            App app,
            Credential credential,
            Connections.Life life,
            Optional<String> knownIdentifier) {
        Optional<String> identifier;
        try {
            identifier = verification.verify(app, credential).or(() -> knownIdentifier);
        } catch (ApiError e) {
            logFailure(account, app, String.valueOf(e.getMessage()));
            throw e;
        } catch (App.InvalidInput e) {
            throw e.refusal();
        }
        connections.save(account.environment(), account.id(), app, identifier, credential, life);
    }

    private ApiError failed(LinkedAccount account, App app, int status, String code, String reason) {
        logFailure(account, app, reason);
        return ApiError.of(status, status == 400 ? "BAD_REQUEST" : "EXTERNAL_API_ERROR", code, reason);
    }

    /** A customer who could not connect is seen in the log of connections. */
    void logFailure(LinkedAccount account, App app, String reason) {
        logFailure(account, app, app.auth().type(), null, reason);
    }

    private void logFailure(
            LinkedAccount account, App app, String authType, @Nullable String identifier, String reason) {
        Subject subject = new Subject(account.environment(), account.id(), app.slug(), authType, identifier);
        connections.log().write(subject, Happened.FAILED, reason);
    }

    /** The secrets are gone when this returns; the providers are told behind it, and one that does not listen stops nothing. */
    void disconnect(LinkedAccount account, App app, Optional<String> authType, Optional<String> identifier) {
        List<Revoking.Gone> gone = new ArrayList<>();
        connections
                .delete(account.environment(), account.id(), app.slug(), authType, identifier)
                .forEach(connection -> gone.add(new Revoking.Gone(app, connection)));
        revoking.behind(
                account.environment(),
                gone,
                (connection, why) -> logFailure(
                        account,
                        app,
                        connection.credential().type(),
                        connection.identifier(),
                        "The provider did not revoke the token: " + why));
    }
}
