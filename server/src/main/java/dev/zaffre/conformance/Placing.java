package dev.zaffre.conformance;

import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.catalog.AuthScheme;
import dev.zaffre.catalog.Credential;
import dev.zaffre.catalog.FieldSpec;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Template;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where a credential went. */
final class Placing {
    /** Characters that each form of an address, a header, JSON and base64 writes in a way of its own. */
    private static final String HARD = "\"\\/+=&% \u00fc\u20ac~";

    private static final Set<String> SECRET_TYPES = Set.of("password", "textarea");
    private static final Set<String> TOKENS = Set.of(Credential.ACCESS_TOKEN, Credential.REFRESH_TOKEN);

    private Placing() {}

    /** What is wrong with one placement, when anything is. */
    static Optional<String> problem(AuthScheme.Placement placement, ObjectNode seen, LocalApp.Received received) {
        String value = Template.compile(placement.value()).renderText(new JsonScope(seen));
        if (value.isEmpty()) {
            return Optional.of("'" + placement.value() + "' is empty with the credential of the examples");
        }
        String name = placement.name();
        return switch (placement.into()) {
            case "header" -> compare("the header " + name, received.header(name), value);
            case "bearer" -> compare("the header Authorization", received.header("Authorization"), "Bearer " + value);
            case "basic" ->
                compare(
                        "the header Authorization",
                        received.header("Authorization"),
                        "Basic " + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
            case "query" ->
                compare(
                        "the parameter " + name,
                        pairs(received.target().getRawQuery()).get(name),
                        value);
            case "body" -> compare("the body's member " + name, member(received, name), value);
            default -> Optional.of("nothing is known of '" + placement.into() + "'");
        };
    }

    private static Optional<String> compare(String where, @Nullable String actual, String expected) {
        return expected.equals(actual)
                ? Optional.empty()
                : Optional.of(where + (actual == null ? " is missing" : " is not what app.yaml declares"));
    }

    private static @Nullable String member(LocalApp.Received received, String name) {
        String type = received.header("Content-Type");
        if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
            return pairs(received.text()).get(name);
        }
        try {
            JsonNode value = Json.parse(received.body()).get(name);
            return value == null ? null : Template.text(value);
        } catch (Json.Malformed e) {
            // Multipart: the value stands in a part of its own.
            return null;
        }
    }

    private static Map<String, String> pairs(@Nullable String encoded) {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (encoded != null) {
            for (String pair : encoded.split("&")) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                pairs.put(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return pairs;
    }

    /** What a form hides while it is typed, and tokens. */
    static boolean isSecret(AuthScheme scheme, String name) {
        return TOKENS.contains(name)
                || scheme.inputs().stream()
                        .filter(input -> input.name().equals(name))
                        .map(FieldSpec::type)
                        .anyMatch(SECRET_TYPES::contains);
    }

    /** The same with secrets that every encoding changes. */
    static Credential hardened(AuthScheme scheme, Credential credential) {
        Map<String, Secret> values = new LinkedHashMap<>();
        credential
                .values()
                .forEach((name, secret) ->
                        values.put(name, isSecret(scheme, name) ? new Secret(secret.reveal() + HARD + name) : secret));
        return new Credential(credential.type(), values);
    }
}
