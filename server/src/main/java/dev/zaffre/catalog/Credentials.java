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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where an app's credential goes in a request, compiled. */
record Credentials(List<FieldSpec> inputs, List<Placed> placements) {
    /** Types of inputs whose values are no secrets: hiding them would make the record of a call unreadable. */
    private static final Set<String> OPEN_TYPES = Set.of("url", "select", "multi-select", "boolean");

    record Placed(String into, String name, Template value) {}

    static Credentials of(AuthScheme auth) {
        return switch (auth) {
            case AuthScheme.None none -> new Credentials(none.inputs(), List.of());
            case AuthScheme.KeyBased keys ->
                new Credentials(
                        keys.inputs(),
                        keys.placements().stream()
                                .map(placement -> new Placed(
                                        placement.into(), placement.name(), Template.compile(placement.value())))
                                .toList());
        };
    }

    /**
     * The values that templates see as <code>{{auth.x}}</code>.
     *
     * @throws App.InvalidInput when a required one is missing or does not fit
     */
    ObjectNode check(Map<String, Secret> values) {
        ObjectNode given = Json.object();
        values.forEach((name, secret) -> given.put(name, secret.reveal()));
        ObjectNode checked = Inputs.check(inputs, given);
        for (FieldSpec input : inputs) {
            JsonNode value = checked.get(input.name());
            if (input.type().equals("url") && value != null && value.isString()) {
                // People paste addresses with a slash at the end; templates put one of their own behind.
                checked.put(input.name(), value.stringValue().replaceFirst("/+$", ""));
            }
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
        Set<String> open = new java.util.HashSet<>();
        inputs.stream().filter(input -> OPEN_TYPES.contains(input.type())).forEach(input -> open.add(input.name()));
        Set<String> secrets = new LinkedHashSet<>();
        values.forEach((name, secret) -> {
            String value = secret.reveal();
            if (!open.contains(name) && !value.isBlank()) {
                secrets.addAll(forms(value));
            }
        });
        return secrets;
    }

    private static List<String> forms(String value) {
        List<String> forms = new ArrayList<>();
        forms.add(value);
        forms.add(Escapes.queryValue(value));
        forms.add(Escapes.headerValue(value));
        String quoted = Json.write(tools.jackson.databind.node.StringNode.valueOf(value));
        forms.add(quoted.substring(1, quoted.length() - 1));
        return forms;
    }
}
