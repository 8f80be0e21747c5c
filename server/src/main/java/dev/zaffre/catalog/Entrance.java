package dev.zaffre.catalog;

import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.delivery.OutboundRequest.Header;
import dev.zaffre.template.Escapes;
import dev.zaffre.template.Scope;
import dev.zaffre.template.Template;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * One way into an app, compiled: its scheme, where its credential goes in a request, and the address below which it holds.
 *
 * @param proof null when no call proves a credential
 */
record Entrance(
        AuthScheme scheme, Template baseUrl, @Nullable Proof proof, List<Placed> placements) {
    /** Types of inputs whose values are no secrets: hiding them would make the record of a call unreadable. */
    private static final Set<String> OPEN_TYPES = Set.of("url", "select", "multi-select", "boolean");

    /** What a provider sends along with its tokens is open (a host, a tenant), unless its name says what it is. */
    private static final Pattern SECRET_NAME = Pattern.compile("(?i).*(token|secret|key|password)");

    /**
     * The call that proves a credential.
     *
     * @param identifier where its answer names the account at the app; null when it does not
     */
    record Proof(Call call, @Nullable List<String> identifier) {}

    record Placed(String into, String name, Template value) {}

    static Entrance of(AuthScheme scheme, Template baseUrl, @Nullable Proof proof) {
        return new Entrance(
                scheme,
                baseUrl,
                proof,
                scheme.placements().stream()
                        .map(placement ->
                                new Placed(placement.into(), placement.name(), Template.compile(placement.value())))
                        .toList());
    }

    /**
     * The values that templates see as <code>{{auth.x}}</code>.
     *
     * @throws App.InvalidInput when a required one is missing or does not fit
     */
    ObjectNode check(Map<String, Secret> values) {
        ObjectNode given = Json.object();
        values.forEach((name, secret) -> given.put(name, secret.reveal()));
        ObjectNode checked = Inputs.check(scheme.inputs(), given);
        for (FieldSpec input : scheme.inputs()) {
            JsonNode value = checked.get(input.name());
            if (input.type().equals("url") && value != null && value.isString()) {
                // People paste addresses with a slash at the end; templates put one of their own behind.
                checked.put(input.name(), value.stringValue().replaceFirst("/+$", ""));
            }
        }
        if (scheme instanceof OAuth2) {
            given.properties().forEach(member -> {
                if (!checked.has(member.getKey()) && !member.getKey().equals(Credential.REFRESH_TOKEN)) {
                    checked.set(member.getKey(), member.getValue());
                }
            });
        }
        return checked;
    }

    /** Puts the credential into the parts of a request, and every form of a secret that it takes there into {@code secrets}. */
    void place(Scope scope, List<Header> headers, List<String> query, ObjectNode body, Set<String> secrets) {
        for (Placed placed : placements) {
            String value = placed.value().renderText(scope);
            switch (placed.into()) {
                case "header" -> headers.add(new Header(placed.name(), Escapes.headerValue(value)));
                case "bearer" -> headers.add(new Header("Authorization", "Bearer " + Escapes.headerValue(value)));
                case "basic" -> {
                    String encoded = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
                    secrets.add(encoded);
                    headers.add(new Header("Authorization", "Basic " + encoded));
                }
                case "query" -> query.add(Escapes.queryValue(placed.name()) + "=" + Escapes.queryValue(value));
                case "body" -> body.put(placed.name(), value);
                default -> throw new IllegalStateException("Placement without a rule: " + placed.into());
            }
        }
    }

    boolean placesIntoBody() {
        return placements.stream().anyMatch(placed -> placed.into().equals("body"));
    }

    /** The secret values in every form in which they may stand in an address, a header or a JSON text. */
    Set<String> secrets(Map<String, Secret> values) {
        Set<String> secrets = new LinkedHashSet<>();
        values.forEach((name, secret) -> {
            String value = secret.reveal();
            String type = typeOfInput(name);
            boolean open = type == null
                    ? !SECRET_NAME.matcher(name).matches()
                    : OPEN_TYPES.contains(type) || (!type.equals("password") && standsInAddress(name));
            if (!open && !value.isBlank()) {
                secrets.addAll(forms(value));
            }
        });
        return secrets;
    }

    /** Null for what the provider gave. */
    private @Nullable String typeOfInput(String name) {
        for (FieldSpec input : scheme.inputs()) {
            if (input.name().equals(name)) {
                return input.type();
            }
        }
        return null;
    }

    /** A sub-domain is in every address that is shown. */
    private boolean standsInAddress(String name) {
        return baseUrl.paths().stream().anyMatch(path -> path.segments().equals(List.of("auth", name)));
    }

    private static List<String> forms(String value) {
        List<String> forms = new ArrayList<>();
        forms.add(value);
        forms.add(Escapes.queryValue(value));
        forms.add(Escapes.headerValue(value));
        String quoted = Json.write(StringNode.valueOf(value));
        forms.add(quoted.substring(1, quoted.length() - 1));
        return forms;
    }
}
