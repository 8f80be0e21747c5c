package dev.zaffre.conformance;

import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.catalog.AuthScheme;
import dev.zaffre.catalog.Credential;
import dev.zaffre.catalog.FieldSpec;
import dev.zaffre.catalog.OAuth2;
import dev.zaffre.conformance.Result.Verdict;
import dev.zaffre.connection.TokenTrial;
import dev.zaffre.connection.Tokens;
import dev.zaffre.delivery.OutboundRequest;
import dev.zaffre.delivery.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** An app's OAuth: the first token, the next ones, and the end. */
final class TokenChecks {
    private static final String NO_OAUTH = "the app has no OAuth";
    private static final String NO_FIXTURE = "there is no " + Connector.TOKEN
            + ": record what the token endpoint answers, and which values are kept of it";
    private static final String CLIENT = "test-client-id";
    private static final String CLIENT_SECRET = "test-client-secret";
    private static final String CODE = "test-code";
    private static final String VERIFIER = "test-verifier-of-forty-three-characters-at-least";
    private static final String OLD_REFRESH = "test-refresh-token";
    private static final String RENEWED = "renewed-access-token";

    private TokenChecks() {}

    static Verdict mapped(Subject on) {
        Optional<OAuth2> oauth = on.local().oauth();
        if (oauth.isEmpty()) {
            return Verdict.notApplicable(NO_OAUTH);
        }
        Optional<JsonNode> fixture = on.connector().token();
        if (fixture.isEmpty()) {
            return Verdict.failed(NO_FIXTURE);
        }
        List<String> problems = new ArrayList<>();
        on.played().willAnswer(answer(Json.write(fixture.get().path("response"))));
        Credential inputs = withoutTokens(on.credential(oauth.get()));
        Tokens tokens = trial(on, oauth.get()).first(withKey(oauth.get(), inputs), CODE, VERIFIER);
        if (!(tokens instanceof Tokens.Got got)) {
            return Verdict.failed("the recorded answer of the token endpoint is read as " + tokens);
        }
        compare("of the token answer", got.values(), fixture.get().path("values"), problems);
        expiry(on, got, fixture.get(), problems);
        asked(on, oauth.get(), problems);
        discovered(on, oauth.get(), got.over(inputs), fixture.get().path("discovery"), problems);
        return Verdict.of(problems);
    }

    private static void compare(String what, Map<String, Secret> actual, JsonNode expected, List<String> problems) {
        Map<String, String> kept = new TreeMap<>();
        actual.forEach((name, value) -> kept.put(name, value.reveal()));
        Map<String, String> wanted = new TreeMap<>();
        expected.properties()
                .forEach(value -> wanted.put(value.getKey(), value.getValue().asString()));
        if (!kept.equals(wanted)) {
            problems.add("kept " + what + " is\n    " + kept + "\n  but " + Connector.TOKEN + " says\n    " + wanted);
        }
    }

    private static void expiry(Subject on, Tokens.Got got, JsonNode fixture, List<String> problems) {
        if (!fixture.has("expires_in")) {
            return;
        }
        JsonNode expected = fixture.path("expires_in");
        String wanted = expected.isNull() ? "nobody says when" : "after " + expected.asString() + " s";
        String actual = got.expiresAt() == null
                ? "nobody says when"
                : "after " + Duration.between(on.now(), got.expiresAt()).toSeconds() + " s";
        if (!actual.equals(wanted)) {
            problems.add("the token ends: " + actual + ", but " + Connector.TOKEN + " says: " + wanted);
        }
    }

    /** The client says who it is where the connector declares it, and nothing that is secret stands in an address. */
    private static void asked(Subject on, OAuth2 oauth, List<String> problems) {
        LocalApp.Received request = on.played().received().getFirst();
        boolean ownClient = oauth.needsClient();
        String basic = "Basic "
                + Base64.getEncoder().encodeToString((CLIENT + ":" + CLIENT_SECRET).getBytes(StandardCharsets.UTF_8));
        if (ownClient && oauth.basic() && !basic.equals(request.header("Authorization"))) {
            problems.add("the client is not in the header Authorization of the token request");
        }
        if (ownClient && !oauth.basic() && !request.text().contains(CLIENT_SECRET)) {
            problems.add("the client is not in the body of the token request");
        }
        boolean byCode = oauth.grant() == OAuth2.Grant.AUTHORIZATION_CODE;
        if (byCode && !request.text().contains(CODE)) {
            problems.add("the code is not in the token request");
        }
        if (byCode && oauth.pkce() && !request.text().contains(VERIFIER)) {
            problems.add("the PKCE verifier is not in the token request");
        }
        String address = request.target().toString();
        if (address.contains(CLIENT_SECRET) || address.contains(CODE)) {
            problems.add("the address of the token request has a secret in it");
        }
    }

    private static void discovered(
            Subject on, OAuth2 oauth, Credential credential, JsonNode fixture, List<String> problems) {
        if (oauth.discovery() == null) {
            return;
        }
        if (fixture.isMissingNode()) {
            problems.add(Connector.TOKEN + " has no 'discovery', which app.yaml declares");
            return;
        }
        on.played().willAnswer(answer(Json.write(fixture.path("response"))));
        Tokens found = trial(on, oauth).discover(credential);
        if (found instanceof Tokens.Got got) {
            compare("of the discovery", got.values(), fixture.path("values"), problems);
        } else {
            problems.add("the recorded answer to the discovery is read as " + found);
        }
    }

    static Verdict renewed(Subject on) {
        Optional<OAuth2> oauth = on.local().oauth();
        if (oauth.isEmpty()) {
            return Verdict.notApplicable(NO_OAUTH);
        }
        Optional<JsonNode> fixture = on.connector().token();
        Optional<Connector.Example> example = Replies.write(on);
        if (fixture.isEmpty() || example.isEmpty()) {
            return Verdict.failed(fixture.isEmpty() ? NO_FIXTURE : "golden.json has no example");
        }
        String token =
                fixture.get().path("values").path(Credential.ACCESS_TOKEN).asString("");
        if (!canRenew(oauth.get(), fixture.get())) {
            return Verdict.notApplicable("the provider gives nothing to renew a token with");
        }
        Credential before = withRefresh(oauth.get(), on.credential(oauth.get()));
        List<String> problems = new ArrayList<>();
        String answered = Json.write(fixture.get().path("response"));
        on.played().willAnswer(Replies.refusal(on), answer(answered.replace(token, RENEWED)));
        OutboundRequest first = on.prepare(example.get(), before, Subject.KEY);
        Outcome outcome = on.local()
                .perform(on.action(example.get()), first, on.http()::send)
                .outcome();
        if (!(outcome instanceof Outcome.AuthExpired)) {
            return Verdict.failed("the app's refusal is judged as " + outcome);
        }
        Tokens tokens = trial(on, oauth.get()).renew(before);
        if (!(tokens instanceof Tokens.Got got)) {
            return Verdict.failed("the new token is read as " + tokens);
        }
        on.http().send(on.prepare(example.get(), got.over(before), Subject.KEY));
        repeated(on, oauth.get(), got.over(before), problems);
        return Verdict.of(problems);
    }

    /** Refused, renewed, repeated: three requests, and the third is the first with the new token. */
    private static void repeated(Subject on, AuthScheme scheme, Credential renewed, List<String> problems) {
        List<LocalApp.Received> all = on.played().received();
        String header =
                on.connector().definition().json().path("idempotency_header").asString("Idempotency-Key");
        LocalApp.Received last = all.getLast();
        scheme.placements().stream()
                .map(placement -> Placing.problem(placement, on.seen(renewed), last))
                .flatMap(Optional::stream)
                .forEach(problem -> problems.add("the repeated call: " + problem));
        if (all.getFirst().target().equals(last.target()) && !Subject.KEY.equals(last.header(header))) {
            problems.add("the repeated call has another idempotency key");
        }
        OAuth2 oauth = (OAuth2) scheme;
        if (oauth.grant() == OAuth2.Grant.AUTHORIZATION_CODE
                && !all.get(1).text().contains(OLD_REFRESH)) {
            problems.add("the refresh token is not in the body of the request for a new token");
        }
    }

    static Verdict refused(Subject on) {
        Optional<OAuth2> oauth = on.local().oauth();
        if (oauth.isEmpty()) {
            return Verdict.notApplicable(NO_OAUTH);
        }
        Credential credential = withRefresh(oauth.get(), on.credential(oauth.get()));
        List<String> problems = new ArrayList<>();
        on.played()
                .willAnswer(
                        new LocalApp.Answer(400, Map.of(), "{\"error\":\"invalid_grant\"}"),
                        new LocalApp.Answer(503, Map.of(), "{\"error\":\"temporarily_unavailable\"}"),
                        new LocalApp.Answer(200, Map.of("Content-Type", "text/html"), "<html>maintenance</html>"));
        TokenTrial trial = trial(on, oauth.get());
        Tokens refused = trial.renew(credential);
        if (!(refused instanceof Tokens.Refused)) {
            problems.add("400 invalid_grant is read as " + refused + " and does not expire the connection");
        }
        for (String failure : List.of("503", "a page instead of JSON")) {
            Tokens failed = trial.renew(credential);
            if (!(failed instanceof Tokens.Failed)) {
                problems.add(failure + " is read as " + failed + ", though the customer need not reconnect");
            }
        }
        return Verdict.of(problems);
    }

    private static boolean canRenew(OAuth2 oauth, JsonNode fixture) {
        return oauth.grant() != OAuth2.Grant.AUTHORIZATION_CODE
                || fixture.path("values").has(Credential.REFRESH_TOKEN);
    }

    private static LocalApp.Answer answer(String body) {
        return new LocalApp.Answer(200, Map.of(), body);
    }

    private static TokenTrial trial(Subject on, OAuth2 oauth) {
        Map<String, Secret> settings = new LinkedHashMap<>();
        settings.put("client_secret", new Secret(CLIENT_SECRET));
        for (FieldSpec field : oauth.settings()) {
            JsonNode example = field.example();
            settings.put(field.name(), new Secret(example == null ? "test-" + field.name() : example.asString()));
        }
        return new TokenTrial(on.http(), on::now, on.local(), CLIENT, SigningKeys.into(oauth, settings, "settings"));
    }

    private static Credential withoutTokens(Credential credential) {
        Map<String, Secret> values = new LinkedHashMap<>(credential.values());
        values.remove(Credential.ACCESS_TOKEN);
        values.remove(Credential.REFRESH_TOKEN);
        return new Credential(credential.type(), values);
    }

    private static Credential withRefresh(OAuth2 oauth, Credential credential) {
        Map<String, Secret> values = new LinkedHashMap<>(credential.values());
        values.put(Credential.REFRESH_TOKEN, new Secret(OLD_REFRESH));
        return withKey(oauth, new Credential(credential.type(), values));
    }

    private static Credential withKey(OAuth2 oauth, Credential credential) {
        return new Credential(credential.type(), SigningKeys.into(oauth, credential.values(), "auth"));
    }
}
