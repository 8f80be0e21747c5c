package dev.zaffre.catalog;

import dev.zaffre.base.Json;
import dev.zaffre.template.Template;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Reads how an app authenticates, and which names its templates may mention for it. */
final class AuthReader {
    private final JsonNode json;
    private final Mentions mentions;

    /** One way to authenticate and where it stands in the definition. */
    private record Way(JsonNode json, String pointer) {}

    AuthReader(JsonNode json, Mentions mentions) {
        this.json = json;
        this.mentions = mentions;
    }

    private List<Way> ways() {
        JsonNode auth = json.path("auth");
        if (!auth.isArray()) {
            return List.of(new Way(auth.isMissingNode() ? Json.object().put("type", "none") : auth, "/auth"));
        }
        List<Way> ways = new ArrayList<>();
        for (JsonNode one : auth) {
            ways.add(new Way(one, "/auth/" + ways.size()));
        }
        return ways;
    }

    /** Where lists of named inputs stand: names must not repeat in them. */
    List<String> inputPointers() {
        List<String> pointers = new ArrayList<>();
        ways().forEach(way -> {
            pointers.add(way.pointer() + "/inputs");
            pointers.add(way.pointer() + "/settings");
        });
        return pointers;
    }

    /** What every request may mention: <code>auth.x</code>. */
    Set<String> names() {
        Set<String> names = new HashSet<>();
        ways().forEach(way -> names.addAll(names(way.json())));
        return names;
    }

    private static Set<String> names(JsonNode way) {
        Set<String> names = Mentions.names(way.path("inputs"), "auth");
        if (way.path("type").asString("none").equals("oauth2")) {
            names.add("auth." + Credential.ACCESS_TOKEN);
            for (JsonNode named : List.of(
                    way.path("token").path("values"),
                    way.path("callback"),
                    way.path("discovery").path("values"))) {
                named.propertyNames().forEach(name -> names.add("auth." + name));
            }
        }
        return names;
    }

    /** Null when something is wrong with a template; the problems are with the mentions. */
    @Nullable
    List<Entrance> entrances() {
        List<Entrance> entrances = new ArrayList<>();
        Set<String> types = new HashSet<>();
        for (Way way : ways()) {
            Set<String> known = names(way.json());
            boolean own = way.json().has("base_url");
            Template base = mentions.template(
                    (own ? way.json() : json).path("base_url").asString(),
                    own ? way.pointer() + "/base_url" : "/base_url",
                    known);
            AuthScheme scheme = scheme(way, known);
            if (!types.add(way.json().path("type").asString("none"))) {
                mentions.problem(way.pointer() + "/type", "an app has at most one way of each type");
            }
            if (scheme != null && base != null) {
                entrances.add(Entrance.of(scheme, base, proof(way)));
            }
        }
        return mentions.problems().isEmpty() ? entrances : null;
    }

    /** The way's own, else the app's. */
    private Entrance.@Nullable Proof proof(Way way) {
        boolean own = way.json().has("verification");
        JsonNode verification = (own ? way.json() : json).path("verification");
        if (verification.isMissingNode()) {
            return null;
        }
        Call call = mentions.call(
                verification,
                Json.object(),
                own ? way.pointer() + "/verification" : "/verification",
                own ? names(way.json()) : names());
        JsonNode identifier = verification.get("identifier");
        return call == null
                ? null
                : new Entrance.Proof(call, identifier == null ? null : AnswerRule.path(identifier.asString()));
    }

    private @Nullable AuthScheme scheme(Way way, Set<String> known) {
        List<AuthScheme.Placement> placements = placements(way, known);
        return switch (way.json().path("type").asString("none")) {
            case "none" -> new AuthScheme.None();
            case "keybased" ->
                new AuthScheme.KeyBased(FieldSpec.listOf(way.json().path("inputs")), placements);
            default -> oauth(way, known, placements);
        };
    }

    private List<AuthScheme.Placement> placements(Way way, Set<String> known) {
        List<AuthScheme.Placement> placements = new ArrayList<>();
        for (JsonNode placement : way.json().path("placements")) {
            String value = placement.path("value").asString();
            mentions.template(value, way.pointer() + "/placements/" + placements.size() + "/value", known);
            placements.add(new AuthScheme.Placement(
                    placement.path("into").asString(), placement.path("name").asString(""), value));
        }
        return placements;
    }

    private @Nullable OAuth2 oauth(Way way, Set<String> known, List<AuthScheme.Placement> placements) {
        Set<String> all = new HashSet<>(known);
        all.addAll(Mentions.names(way.json().path("settings"), "settings"));
        all.add("settings.client_id");
        all.add("settings.client_secret");
        checkTexts(way.json(), way.pointer(), all);
        try {
            return OAuth2Reader.read(way.json(), placements);
        } catch (IllegalArgumentException e) {
            mentions.problem(way.pointer(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** Every text of the scheme is a template but for those that are names; none of these has braces in it. */
    private void checkTexts(JsonNode node, String pointer, Set<String> known) {
        if (node.isString()) {
            mentions.template(node.stringValue(), pointer, known);
        } else if (node instanceof ArrayNode) {
            int i = 0;
            for (JsonNode element : node) {
                checkTexts(element, pointer + "/" + i++, known);
            }
        } else {
            node.properties().forEach(member -> {
                boolean shown = member.getKey().equals("inputs")
                        || member.getKey().equals("settings")
                        || member.getKey().equals("placements")
                        || member.getKey().equals("verification")
                        || member.getKey().equals("base_url");
                if (!shown) {
                    checkTexts(member.getValue(), pointer + "/" + member.getKey(), known);
                }
            });
        }
    }
}
