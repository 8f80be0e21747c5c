package dev.zaffre.connection;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.base.Clock;
import dev.zaffre.base.Secret;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Credential;
import dev.zaffre.catalog.OAuth2;
import dev.zaffre.http.ApiError;
import dev.zaffre.template.Template;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes over the credentials that a company already has of its customer, after the app has proven them. */
final class TokenImport {
    private static final String EXPIRES_IN = "expires_in";
    private final Connecting connecting;
    private final Clock clock;

    TokenImport(Connecting connecting, Clock clock) {
        this.connecting = connecting;
        this.clock = clock;
    }

    /**
     * @param given <code>{oauth2: {access_token, refresh_token, expires_in, ...}}</code> or <code>{keybased: {...}}</code>
     * @throws ApiError 400 naming what is missing or not the app's; as {@link Verification#verify} when the app does not prove it
     */
    void take(LinkedAccount account, App app, ObjectNode given) {
        List<String> types = List.copyOf(given.propertyNames());
        // Older clients write key_based.
        String type = types.size() == 1 ? types.getFirst().replace("key_based", "keybased") : "";
        // An app may also take nothing at all, for which there is nothing to import.
        if (type.equals("none")
                || app.scheme(type).isEmpty()
                || !(given.get(types.getFirst()) instanceof ObjectNode values)) {
            throw invalid("auth_object must have exactly one member, an object: "
                    + String.join(
                            " or ",
                            app.schemes().stream().map(scheme -> scheme.type()).toList()));
        }
        values.properties().forEach(member -> {
            if (member.getValue().isContainer()) {
                throw invalid("auth_object values must be valid strings; '" + member.getKey() + "' is not");
            }
        });
        if (type.equals("keybased")) {
            keys(account, app, values);
        } else {
            tokens(account, app, app.oauth().orElseThrow(), values);
        }
    }

    private void keys(LinkedAccount account, App app, ObjectNode values) {
        Set<String> known = new TreeSet<>();
        app.scheme("keybased").orElseThrow().inputs().forEach(input -> known.add(input.name()));
        refuseOthers(app, values, known);
        connecting.withInputs(account, app, app.scheme("keybased").orElseThrow(), values);
    }

    private void tokens(LinkedAccount account, App app, OAuth2 scheme, ObjectNode values) {
        Set<String> known = new TreeSet<>(Set.of(Credential.ACCESS_TOKEN, Credential.REFRESH_TOKEN, EXPIRES_IN));
        scheme.inputs().forEach(input -> known.add(input.name()));
        known.addAll(scheme.token().values().keySet());
        known.addAll(scheme.callback().keySet());
        OAuth2.Discovery discovery = scheme.discovery();
        if (discovery != null) {
            known.addAll(discovery.values().keySet());
        }
        refuseOthers(app, values, known);
        if (Template.text(values.get(Credential.ACCESS_TOKEN)).isBlank()) {
            throw invalid("auth_object.oauth2.access_token is required");
        }
        if (values.has(Credential.REFRESH_TOKEN) || scheme.grant() != OAuth2.Grant.AUTHORIZATION_CODE) {
            // It would live for an hour and then be lost for want of a client to renew it with.
            connecting.requireSettings(account, app);
        }
        Map<String, Secret> kept = new LinkedHashMap<>();
        values.properties().forEach(member -> {
            if (!member.getKey().equals(EXPIRES_IN)) {
                kept.put(member.getKey(), new Secret(Template.text(member.getValue())));
            }
        });
        Credential credential = new Credential(scheme.type(), kept);
        Tokens.Got got = new Tokens.Got(kept, expiry(scheme, values.get(EXPIRES_IN)), null);
        connecting.imported(account, app, credential, TokenRefresher.life(scheme, got, clock.now()));
    }

    private @Nullable Instant expiry(OAuth2 scheme, @Nullable JsonNode given) {
        if (given == null) {
            Duration usual = scheme.expiresIn();
            return usual == null ? null : clock.now().plus(usual);
        }
        String text = Template.text(given);
        if (!text.matches("[0-9]{1,9}")) {
            throw invalid("auth_object.oauth2.expires_in must be seconds, a whole number");
        }
        return clock.now().plusSeconds(Long.parseLong(text));
    }

    private static void refuseOthers(App app, ObjectNode values, Set<String> known) {
        for (String name : values.propertyNames()) {
            if (!known.contains(name)) {
                throw invalid(
                        "'" + name + "' is not taken by " + app.name() + "; it takes " + String.join(", ", known));
            }
        }
    }

    private static ApiError invalid(String message) {
        return ApiError.badRequest("VALIDATION_ERROR", message);
    }
}
