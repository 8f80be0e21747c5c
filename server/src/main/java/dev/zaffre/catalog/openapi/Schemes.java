package dev.zaffre.catalog.openapi;

import dev.zaffre.base.Json;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Security schemes as ways to authenticate. */
final class Schemes {
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern ADDRESS = Pattern.compile("https?://[^#\\s{}]+");

    private final JsonNode declared;
    private final Refs refs;
    private final Servers servers;
    private final Notes notes;

    Schemes(JsonNode declared, Refs refs, Servers servers, Notes notes) {
        this.declared = declared;
        this.refs = refs;
        this.servers = servers;
        this.notes = notes;
    }

    /** What is put together from the schemes of one way. */
    private static final class Way {
        private final ArrayNode inputs = Json.array();
        private final ArrayNode placements = Json.array();
        private final Set<String> names;
        private final boolean several;
        private @Nullable ObjectNode oauth;

        Way(Set<String> taken, boolean several) {
            this.names = new HashSet<>(taken);
            this.several = several;
        }

        /** @return the placeholder for the value */
        String ask(String usual, String scheme, String type, boolean required, String help) {
            String words = Names.snake(scheme);
            String wanted = !several || words.isEmpty() ? usual : words.contains(usual) ? words : words + "_" + usual;
            boolean key = usual.equals("api_key") || usual.equals("token");
            String name = Names.uniqueField(
                    several && key && !words.isEmpty() ? Names.field(words) : Names.field(wanted), names);
            ObjectNode input = inputs.addObject()
                    .put("name", name)
                    .put("label", name.equals("api_key") ? "API key" : Names.label(name))
                    .put("type", type);
            if (required) {
                input.put("required", true);
            }
            if (!help.isEmpty()) {
                input.put("help", help);
            }
            return "{{auth." + name + "}}";
        }

        void place(String into, @Nullable String name, String value) {
            ObjectNode placement = placements.addObject().put("into", into);
            if (name != null) {
                placement.put("name", name);
            }
            placement.put("value", value);
        }
    }

    /** The way in which all of these schemes are met; null, with a note, when one of them cannot be. */
    @Nullable
    ObjectNode auth(Set<String> names, Set<String> scopes, String place) {
        Way way = new Way(servers.taken(), names.size() > 1);
        String withoutOauth = null;
        for (String name : names) {
            JsonNode scheme = refs.follow(declared.path(name), place);
            String type = scheme.path("type").asString("").toLowerCase(Locale.ROOT);
            String problem = switch (type) {
                case "apikey" -> apiKey(name, scheme, way);
                case "http" -> http(name, scheme, way);
                case "oauth2" -> oauth(scheme, scopes, way, place);
                case "" -> "is not declared";
                default -> "is of the type '" + Names.line(type, 40) + "'";
            };
            if (problem != null && type.equals("oauth2")) {
                // Documents list the flows of one provider as schemes of their own: one that can be used is enough.
                withoutOauth = problem;
            } else if (problem != null) {
                notes.add(place, problem + ": left out");
                return null;
            }
        }
        if (withoutOauth != null) {
            notes.add(place, withoutOauth + ": left out");
        }
        if (withoutOauth != null && way.oauth == null) {
            return null;
        }
        ObjectNode oauth = way.oauth;
        ObjectNode auth = oauth != null ? oauth : Json.object().put("type", "keybased");
        if (oauth != null && !way.placements.isEmpty()) {
            way.place("bearer", null, "{{auth.access_token}}");
        }
        if (!way.inputs.isEmpty()) {
            auth.set("inputs", way.inputs);
        }
        if (!way.placements.isEmpty()) {
            auth.set("placements", way.placements);
        }
        return auth;
    }

    private static String help(JsonNode scheme) {
        return Names.line(scheme.path("description").asString(""), 500);
    }

    private static @Nullable String apiKey(String name, JsonNode scheme, Way way) {
        String in = scheme.path("in").asString("");
        String carrier = scheme.path("name").asString("").strip();
        if (!in.equals("header") && !in.equals("query")) {
            return "puts a key into the " + Names.line(in.isEmpty() ? "unknown" : in, 40);
        }
        if (carrier.isEmpty()
                || (in.equals("header") && !HEADER.matcher(carrier).matches())) {
            return "puts a key into a " + in + " without a usable name";
        }
        String help = help(scheme);
        String whole = carrier.equalsIgnoreCase("authorization") && help.isEmpty()
                ? "The whole value of the header Authorization."
                : help;
        way.place(in, carrier, way.ask("api_key", name, "password", true, whole));
        return null;
    }

    private static @Nullable String http(String name, JsonNode scheme, Way way) {
        String kind = scheme.path("scheme").asString("").toLowerCase(Locale.ROOT);
        switch (kind) {
            case "basic" -> {
                String user = way.ask("username", name, "text", true, help(scheme));
                // Not required: many APIs take a key as the user's name and no password.
                way.place("basic", null, user + ":" + way.ask("password", name, "password", false, ""));
            }
            case "bearer" -> way.place("bearer", null, way.ask("token", name, "password", true, help(scheme)));
            default -> {
                return "is HTTP authentication of the kind '" + Names.line(kind, 40) + "'";
            }
        }
        return null;
    }

    private @Nullable String oauth(JsonNode scheme, Set<String> scopes, Way way, String place) {
        JsonNode flows = scheme.path("flows");
        if (way.oauth != null) {
            return "asks for OAuth twice";
        }
        for (String other : List.of("implicit", "password")) {
            if (flows.has(other) && flows.size() > 1) {
                notes.add(place, "the flow '" + other + "' is left out");
            }
        }
        boolean code = flows.path("authorizationCode").isObject();
        JsonNode flow = flows.path(code ? "authorizationCode" : "clientCredentials");
        if (!flow.isObject()) {
            return "is OAuth without the authorization code and client credentials flows";
        }
        if (code && flows.has("clientCredentials")) {
            notes.add(place, "the flow 'clientCredentials' is left out: the authorization code is used");
        }
        String token = address(flow.path("tokenUrl"), place);
        String authorization = code ? address(flow.path("authorizationUrl"), place) : "";
        if (token == null || authorization == null) {
            return "is OAuth without usable addresses";
        }
        ObjectNode oauth = Json.object().put("type", "oauth2");
        way.oauth = oauth;
        if (code) {
            oauth.put("authorization_url", authorization);
        } else {
            oauth.put("grant", "client_credentials");
            ObjectNode client = Json.object();
            client.put("id", way.ask("client_id", "", "text", true, help(scheme)));
            client.put("secret", way.ask("client_secret", "", "password", true, ""));
            oauth.set("client", client);
        }
        oauth.put("token_url", token);
        String refresh = flow.has("refreshUrl") ? address(flow.path("refreshUrl"), place) : null;
        if (refresh != null && !refresh.equals(token)) {
            oauth.put("refresh_url", refresh);
        }
        scopes(flow.path("scopes"), scopes, oauth);
        return null;
    }

    private static void scopes(JsonNode known, Set<String> needed, ObjectNode oauth) {
        ObjectNode scopes = Json.object();
        if (!needed.isEmpty()) {
            needed.forEach(scopes.putArray("required")::add);
        }
        List<String> others = known.propertyNames().stream()
                .filter(name -> !name.isBlank() && !needed.contains(name))
                .toList();
        if (!others.isEmpty()) {
            others.forEach(scopes.putArray("optional")::add);
        }
        if (!scopes.isEmpty()) {
            oauth.set("scopes", scopes);
        }
    }

    private @Nullable String address(JsonNode given, String place) {
        String url = servers.absolute(given.asString("").strip());
        String plain = url.replaceAll("\\{[^{}]+}", "x");
        if (!ADDRESS.matcher(plain).matches() || !isAddress(plain)) {
            return null;
        }
        return servers.templated(url, Json.object(), place);
    }

    private static boolean isAddress(String url) {
        try {
            return URI.create(url).getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
