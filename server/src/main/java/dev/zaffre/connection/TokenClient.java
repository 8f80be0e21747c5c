package dev.zaffre.connection;

import dev.zaffre.base.Clock;
import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Credential;
import dev.zaffre.catalog.OAuth2;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.delivery.OutboundRequest;
import dev.zaffre.delivery.Outcome;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Template;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Asks providers for tokens and reads what they answer: hostile input, which may be a page, garbage or nothing. */
final class TokenClient {
    private static final int LONGEST_REASON = 300;
    /** Longer lives than this are read as this: a number that no clock can hold must not stop a connection. */
    private static final long LONGEST_LIFE_SECONDS = Duration.ofDays(3650).toSeconds();

    private static final List<String> CLIENT_REFUSED = List.of(
            "invalid_client", "unauthorized_client", "bad_client_secret", "invalid_client_id", "incorrect_client");

    private final OutboundHttp http;
    private final Clock clock;

    TokenClient(OutboundHttp http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    Tokens exchange(
            App app, AppSettings.Setting setting, Credential inputs, String code, String verifier, String redirect) {
        Optional<String> lack = setting.lack(app);
        if (lack.isPresent()) {
            return new Tokens.Failed(lack.get());
        }
        return ask(app, setting, new TokenRequests(app, setting, inputs).exchange(code, verifier, redirect));
    }

    /**
     * A new token in place of one that ends: with the refresh token, or for the grants without a browser as the first one.
     */
    Tokens renew(App app, AppSettings.Setting setting, Credential credential) {
        OAuth2 scheme = app.oauth().orElseThrow();
        boolean direct = scheme.grant() != OAuth2.Grant.AUTHORIZATION_CODE;
        Secret refresh = credential.values().get(Credential.REFRESH_TOKEN);
        if (!direct && refresh == null) {
            return new Tokens.Refused("The token has ended, and the provider gave none to renew it with");
        }
        Optional<String> lack = setting.lack(app);
        if (lack.isPresent()) {
            // The provider would refuse what is half empty, and customers would reconnect for the company's fault.
            return new Tokens.Failed(lack.get());
        }
        TokenRequests requests = new TokenRequests(app, setting, credential);
        return ask(
                app,
                setting,
                direct || refresh == null ? requests.direct(clock.now()) : requests.refresh(refresh.reveal()));
    }

    /** What only the app knows of a new connection, such as its tenant; empty when the connector asks for nothing. */
    Tokens discover(App app, AppSettings.Setting setting, Credential credential) {
        OAuth2.Discovery discovery = app.oauth().orElseThrow().discovery();
        if (discovery == null) {
            return new Tokens.Got(Map.of(), null, null);
        }
        String token = java.util.Objects.requireNonNull(credential.values().get(Credential.ACCESS_TOKEN))
                .reveal();
        OutboundRequest request = new TokenRequests(app, setting, credential).discovery(token);
        Exchange exchange = http.send(request);
        Exchange.Answer answer = exchange.answer();
        JsonNode body = answer == null ? null : json(answer);
        if (!(exchange.outcome() instanceof Outcome.Delivered) || body == null) {
            return new Tokens.Failed(
                    Redaction.of(request, "The app did not say which account this is: " + said(exchange)));
        }
        JsonNode subject = discovery.subject(body);
        Map<String, Secret> values = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> wanted : discovery.values().entrySet()) {
            String value = Template.text(JsonScope.walk(subject, wanted.getValue(), 0));
            if (value.isEmpty()) {
                return new Tokens.Failed("The app named no account that this login may use (" + wanted.getKey()
                        + " is not in its answer)");
            }
            values.put(wanted.getKey(), new Secret(value));
        }
        return new Tokens.Got(values, null, null);
    }

    /** Empty when it was revoked or there was nothing to revoke; else why it was not. */
    @Nullable
    String revoke(App app, AppSettings.Setting setting, Credential credential) {
        OutboundRequest request = new TokenRequests(app, setting, credential).revocation(credential);
        if (request == null) {
            return null;
        }
        Exchange exchange = http.send(request);
        return exchange.outcome() instanceof Outcome.Delivered ? null : Redaction.of(request, said(exchange));
    }

    private Tokens ask(App app, AppSettings.Setting setting, OutboundRequest request) {
        Exchange exchange = http.send(request);
        Exchange.Answer answer = exchange.answer();
        if (answer == null) {
            return new Tokens.Failed(Redaction.of(request, "The provider did not answer: " + said(exchange)));
        }
        JsonNode body = json(answer);
        if (body == null) {
            return new Tokens.Failed("The provider's token endpoint answered " + answer.status()
                    + " with something that is not JSON"
                    + answer.header("Content-Type")
                            .map(type -> " (" + cut(type) + ")")
                            .orElse(""));
        }
        OAuth2 scheme = app.oauth().orElseThrow();
        String token = text(body, scheme.token().accessToken());
        if (exchange.outcome() instanceof Outcome.Delivered && !token.isEmpty()) {
            return got(scheme, body, token);
        }
        String words = words(request, body);
        return CLIENT_REFUSED.stream().anyMatch(error(body).toLowerCase(Locale.ROOT)::contains)
                ? clientRefused(scheme, setting, words)
                : said(answer.status(), words);
    }

    private Tokens got(OAuth2 scheme, JsonNode body, String token) {
        Map<String, Secret> values = new LinkedHashMap<>();
        values.put(Credential.ACCESS_TOKEN, new Secret(token));
        String refresh = text(body, scheme.token().refreshToken());
        if (!refresh.isEmpty()) {
            values.put(Credential.REFRESH_TOKEN, new Secret(refresh));
        }
        scheme.token().values().forEach((name, path) -> {
            String value = text(body, path);
            if (!value.isEmpty()) {
                values.put(name, new Secret(value));
            }
        });
        List<String> identifier = scheme.token().identifier();
        String who = identifier == null ? "" : text(body, identifier);
        return new Tokens.Got(values, expiry(scheme, body), who.isEmpty() ? null : who);
    }

    private @Nullable Instant expiry(OAuth2 scheme, JsonNode body) {
        String said = text(body, scheme.token().expiresIn());
        Duration life = scheme.expiresIn();
        if (said.matches("[0-9]{1,18}(\\.[0-9]+)?")) {
            long seconds = Long.parseLong(said.replaceFirst("\\..*", ""));
            // Some say 0 for a token that does not end.
            life = seconds == 0 ? null : Duration.ofSeconds(Math.min(seconds, LONGEST_LIFE_SECONDS));
        }
        return life == null ? null : clock.now().plus(life);
    }

    /** What an answer without a token means: RFC 6749 section 5.2, and what providers made of it. */
    private static Tokens said(int status, String words) {
        String reason = words.isEmpty() ? "The provider answered " + status + " without a token" : words;
        return status >= 500 || status == 429 || status == 408
                ? new Tokens.Failed("The provider answered " + status + ": " + reason)
                : new Tokens.Refused("The provider refused: " + reason);
    }

    /** Whose client it is decides who can help: the company, or the customer by connecting anew. */
    private static Tokens clientRefused(OAuth2 scheme, AppSettings.Setting setting, String words) {
        List<String> customers = scheme.clientInputs();
        if (!customers.isEmpty()) {
            return new Tokens.Refused("The provider does not accept the client in '" + String.join("' and '", customers)
                    + "' (" + words + ")");
        }
        return scheme.needsClient() || setting.clientId() != null
                ? new Tokens.Failed("The provider does not accept the app's client id and secret (" + words
                        + "); check the app's settings")
                : new Tokens.Refused("The provider refused: " + words);
    }

    private static String error(JsonNode body) {
        return Stream.of("error", "error.code", "error.type", "code", "errorCode", "message", "error.message")
                .map(path -> text(body, List.of(path.split("\\."))))
                .filter(text -> !text.isEmpty() && !text.startsWith("{"))
                .findFirst()
                .orElse("");
    }

    /** The provider's own words: cut last, because half of a secret would not be found in them. */
    private static String words(OutboundRequest request, JsonNode body) {
        String error = error(body);
        String description = Stream.of("error_description", "error.message", "message", "detail")
                .map(path -> text(body, List.of(path.split("\\."))))
                .filter(text -> !text.isEmpty() && !text.equals(error))
                .findFirst()
                .orElse("");
        String between = error.isEmpty() || description.isEmpty() ? "" : ": ";
        return cut(Redaction.of(request, error + between + description));
    }

    private static String said(Exchange exchange) {
        return switch (exchange.outcome()) {
            case Outcome.Delivered delivered -> "it answered " + delivered.status();
            case Outcome.Rejected rejected -> "it answered " + rejected.status();
            case Outcome.Throttled throttled -> "it answered " + throttled.status();
            case Outcome.AuthExpired expired -> "it answered " + expired.status();
            case Outcome.Unreachable unreachable -> unreachable.reason();
            case Outcome.TimedOut timedOut -> timedOut.reason();
            case Outcome.Blocked blocked -> blocked.reason();
        };
    }

    private static @Nullable JsonNode json(Exchange.Answer answer) {
        try {
            JsonNode body = answer.truncated() ? null : Json.parse(answer.body());
            return body != null && body.isContainer() ? body : null;
        } catch (Json.Malformed e) {
            return null;
        }
    }

    private static String text(JsonNode body, List<String> path) {
        return Template.text(JsonScope.walk(body, path, 0));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON);
    }
}
