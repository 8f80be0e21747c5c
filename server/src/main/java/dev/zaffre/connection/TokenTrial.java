package dev.zaffre.connection;

import dev.zaffre.base.Clock;
import dev.zaffre.base.Secret;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Credential;
import dev.zaffre.catalog.OAuth2;
import dev.zaffre.delivery.OutboundHttp;
import java.util.List;
import java.util.Map;

/** One app's OAuth with no database behind it: the requests and the reading of answers are those of every connection. */
public final class TokenTrial {
    private static final String REDIRECT = "https://zaffre.example/callback";
    private final TokenClient tokens;
    private final App app;
    private final AppSettings.Setting setting;

    /**
     * @param app one with OAuth
     * @param clientId of the company's client
     * @param secrets the company's settings, {@code client_secret} among them
     */
    public TokenTrial(OutboundHttp http, Clock clock, App app, String clientId, Map<String, Secret> secrets) {
        this.tokens = new TokenClient(http, clock);
        this.app = app;
        this.setting = new AppSettings.Setting(true, clientId, secrets, List.of());
    }

    /** The first token: for a code that a customer has brought, or for the grants without a browser at once. */
    public Tokens first(Credential inputs, String code, String verifier) {
        boolean byCode = app.oauth().orElseThrow().grant() == OAuth2.Grant.AUTHORIZATION_CODE;
        return byCode
                ? tokens.exchange(app, setting, inputs, code, verifier, REDIRECT)
                : tokens.renew(app, setting, inputs);
    }

    public Tokens renew(Credential credential) {
        return tokens.renew(app, setting, credential);
    }

    /** What only the app knows of a new connection; nothing when the connector asks for nothing. */
    public Tokens discover(Credential credential) {
        return tokens.discover(app, setting, credential);
    }
}
