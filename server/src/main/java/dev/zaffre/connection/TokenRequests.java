package dev.zaffre.connection;

import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Credential;
import dev.zaffre.catalog.OAuth2;
import dev.zaffre.delivery.OutboundRequest;
import dev.zaffre.delivery.OutboundRequest.Header;
import dev.zaffre.template.Escapes;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Template;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Writes the requests of one app's OAuth, as its connector declares them (RFC 6749, 7009, 7523, 7636). */
final class TokenRequests {
    private final OAuth2 scheme;
    private final JsonScope scope;
    private final List<String> secrets;
    private final List<String> scopes;

    /** @throws App.InvalidInput when an input of the customer is missing or does not fit */
    TokenRequests(App app, AppSettings.Setting setting, Credential credential) {
        this.scheme = app.oauth().orElseThrow();
        this.secrets = new ArrayList<>(app.secrets(credential));
        ObjectNode seen = Json.object();
        ObjectNode auth = app.authValues(credential);
        Secret refresh = credential.values().get(Credential.REFRESH_TOKEN);
        if (refresh != null) {
            auth.put(Credential.REFRESH_TOKEN, refresh.reveal());
        }
        seen.set("auth", auth);
        ObjectNode settings = seen.putObject("settings").put("client_id", setting.clientId());
        scheme.settings().stream()
                .filter(field -> field.defaultValue() != null)
                .forEach(field -> settings.set(field.name(), field.defaultValue()));
        setting.secrets().forEach((name, value) -> {
            settings.put(name, value.reveal());
            secrets.add(value.reveal());
        });
        this.scope = new JsonScope(seen);
        this.scopes = new ArrayList<>(scheme.scopes().required());
        setting.scopes().stream().filter(one -> !scopes.contains(one)).forEach(scopes::add);
    }

    /** The provider's page to which the customer is sent. */
    URI authorization(String state, String challenge, String redirect) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", scheme.clientId().renderText(scope));
        query.put("redirect_uri", redirect);
        query.put("state", state);
        putScopes(query);
        if (scheme.pkce()) {
            query.put("code_challenge", challenge);
            query.put("code_challenge_method", "S256");
        }
        putAll(query, scheme.params().authorization());
        Template url = scheme.authorizationUrl();
        if (url == null) {
            throw new App.InvalidInput("The app's OAuth has no page to send anybody to");
        }
        String address = address(url);
        return uri(address + (address.indexOf('?') < 0 ? "?" : "&") + form(query));
    }

    OutboundRequest exchange(String code, String verifier, String redirect) {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("grant_type", "authorization_code");
        body.put("code", code);
        body.put("redirect_uri", redirect);
        if (scheme.pkce()) {
            body.put("code_verifier", verifier);
        }
        putAll(body, scheme.params().token());
        secrets.add(code);
        secrets.add(verifier);
        return token(scheme.tokenUrl(), body);
    }

    OutboundRequest refresh(String refreshToken) {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("grant_type", "refresh_token");
        body.put("refresh_token", refreshToken);
        putAll(body, scheme.params().refresh());
        return token(scheme.refreshUrl(), body);
    }

    /**
     * For the grants without a browser.
     *
     * @throws App.InvalidInput when the claim cannot be made or signed of what was given
     */
    OutboundRequest direct(Instant now) {
        Map<String, String> body = new LinkedHashMap<>();
        OAuth2.Assertion assertion = scheme.assertion();
        if (scheme.grant() == OAuth2.Grant.JWT_BEARER && assertion != null) {
            String signed = Assertions.signed(assertion, scope, now);
            secrets.add(signed);
            body.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
            body.put("assertion", signed);
        } else {
            body.put("grant_type", "client_credentials");
        }
        putScopes(body);
        putAll(body, scheme.params().token());
        return token(scheme.tokenUrl(), body);
    }

    /** Null when there is no token of the kind that is revoked, or the app has no way to do so. */
    @Nullable
    OutboundRequest revocation(Credential credential) {
        OAuth2.Revocation revocation = scheme.revocation();
        Secret token = revocation == null ? null : credential.values().get(revocation.token());
        if (revocation == null || token == null) {
            return null;
        }
        Map<String, String> body = new LinkedHashMap<>();
        List<Header> headers = new ArrayList<>();
        if (revocation.authentication().equals("bearer")) {
            headers.add(new Header("Authorization", "Bearer " + Escapes.headerValue(token.reveal())));
        } else {
            body.put(revocation.parameter(), token.reveal());
        }
        putAll(body, revocation.params());
        switch (revocation.authentication()) {
            case "client" -> authenticate(body, headers, scheme.basic());
            case "basic" -> authenticate(body, headers, true);
            default -> {}
        }
        headers.add(new Header("Accept", "application/json"));
        String address = address(revocation.url());
        if (revocation.json()) {
            scheme.tokenHeaders()
                    .forEach((name, value) ->
                            headers.add(new Header(name, Escapes.headerValue(value.renderText(scope)))));
        }
        if ((revocation.method().equals("POST") || revocation.json()) && !body.isEmpty()) {
            byte[] bytes = written(body, revocation.json(), headers);
            return new OutboundRequest(revocation.method(), uri(address), headers, bytes, List.copyOf(secrets));
        }
        String suffix = body.isEmpty() ? "" : (address.indexOf('?') < 0 ? "?" : "&") + form(body);
        return new OutboundRequest(
                revocation.method(), uri(address + suffix), headers, new byte[0], List.copyOf(secrets));
    }

    /** @throws IllegalStateException when the app declares none */
    OutboundRequest discovery(String accessToken) {
        OAuth2.Discovery discovery = scheme.discovery();
        if (discovery == null) {
            throw new IllegalStateException("Nothing to discover");
        }
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Accept", "application/json"));
        headers.add(new Header("Authorization", "Bearer " + Escapes.headerValue(accessToken)));
        discovery.headers().forEach((name, value) -> {
            headers.removeIf(header -> header.name().equalsIgnoreCase(name));
            headers.add(new Header(name, Escapes.headerValue(value.renderText(scope))));
        });
        secrets.add(accessToken);
        return new OutboundRequest("GET", uri(address(discovery.url())), headers, new byte[0], List.copyOf(secrets));
    }

    private OutboundRequest token(Template url, Map<String, String> body) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Accept", "application/json"));
        authenticate(body, headers, scheme.basic());
        scheme.tokenHeaders()
                .forEach((name, value) -> headers.add(new Header(name, Escapes.headerValue(value.renderText(scope)))));
        byte[] bytes = written(body, scheme.jsonTokenRequests(), headers);
        return new OutboundRequest("POST", uri(address(url)), headers, bytes, List.copyOf(secrets));
    }

    private static byte[] written(Map<String, String> body, boolean asJson, List<Header> headers) {
        if (!asJson) {
            headers.add(new Header("Content-Type", "application/x-www-form-urlencoded"));
            return bytes(form(body));
        }
        ObjectNode json = Json.object();
        body.forEach(json::put);
        headers.add(new Header("Content-Type", "application/json"));
        return Json.writeBytes(json);
    }

    /** RFC 6749 section 2.3.1: in the header both are form-encoded first. */
    private void authenticate(Map<String, String> body, List<Header> headers, boolean basic) {
        String id = scheme.clientId().renderText(scope);
        String secret = scheme.clientSecret().renderText(scope);
        if (id.isEmpty()) {
            // Some take the signed claim alone.
            return;
        }
        if (basic) {
            String pair = Escapes.queryValue(id) + ":" + Escapes.queryValue(secret);
            String encoded = Base64.getEncoder().encodeToString(bytes(pair));
            secrets.add(encoded);
            headers.add(new Header("Authorization", "Basic " + encoded));
        } else {
            body.put("client_id", id);
            if (!secret.isEmpty()) {
                body.put("client_secret", secret);
            }
        }
        if (!secret.isEmpty()) {
            secrets.add(secret);
        }
    }

    private void putScopes(Map<String, String> into) {
        if (!scopes.isEmpty()) {
            into.put(scheme.scopes().parameter(), String.join(scheme.scopes().separator(), scopes));
        }
    }

    private void putAll(Map<String, String> into, Map<String, Template> params) {
        params.forEach((name, value) -> {
            String text = value.renderText(scope);
            if (!text.isEmpty()) {
                into.put(name, text);
            }
        });
    }

    private static String form(Map<String, String> values) {
        List<String> pairs = new ArrayList<>();
        values.forEach((name, value) -> pairs.add(Escapes.queryValue(name) + "=" + Escapes.queryValue(value)));
        return String.join("&", pairs);
    }

    /** What a customer typed in may be a part of the host, which no other part may become. */
    private String address(Template url) {
        try {
            return url.renderUrl(scope);
        } catch (IllegalArgumentException e) {
            throw new App.InvalidInput("The provider's address cannot be made from what was given: " + e.getMessage());
        }
    }

    private static URI uri(String text) {
        try {
            URI address = URI.create(text);
            if (address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Said below, without the text: the code may be in it.
        }
        throw new App.InvalidInput("The provider's address cannot be made from what was given");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
