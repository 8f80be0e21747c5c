package dev.zaffre.catalog.openapi;

import dev.zaffre.base.Json;
import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Addresses of a document. What they leave open, the customer is asked for: these inputs come together here. */
final class Servers {
    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]+)}");
    private static final Pattern ADDRESS = Pattern.compile("https?://[^/?#\\s{}]+[^?#\\s{}]*");
    private static final Pattern LOCAL =
            Pattern.compile("https?://(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]+)?(/.*)?");
    private static final Pattern ROOT = Pattern.compile("(https?://[^/?#]+)([^?#]*?)/*");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@%/-]+");
    private static final String ASKED = "base_url";

    private final Notes notes;
    private final @Nullable URI origin;
    private final Map<String, ObjectNode> inputs = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Set<String> taken = new HashSet<>(Set.of(ASKED, "access_token", "refresh_token"));

    private String firstAddress = "";

    /** @param origin where the document is from; null when it came as a text */
    Servers(Notes notes, @Nullable URI origin) {
        this.notes = notes;
        this.origin = origin;
    }

    /** What has to be asked for, in the order in which it was met. */
    List<ObjectNode> inputs() {
        return List.copyOf(inputs.values());
    }

    /** Names that inputs of the authentication must not have. */
    Set<String> taken() {
        return taken;
    }

    /** The app's base address, a template. */
    String base(JsonNode servers) {
        JsonNode first = first(servers);
        String url = first.path("url").asString("").strip();
        if (servers.size() > 1) {
            notes.add("servers", "names " + servers.size() + " addresses: the first one is used");
        }
        String base = address(url, first.path("variables"), "servers");
        if (base != null) {
            firstAddress = String.valueOf(resolved(url));
            return base;
        }
        if (!url.isEmpty() && !url.equals("/")) {
            notes.add(
                    "servers", "'" + Names.line(url, 200) + "' is no address that everybody can call: it is asked for");
        } else {
            notes.add("servers", "the document names no address: it is asked for");
        }
        return asked(url, first.path("variables"));
    }

    /** The address of operations that live elsewhere; null for the app's own. */
    @Nullable
    String other(JsonNode servers, String app) {
        if (!(servers instanceof ArrayNode) || servers.isEmpty()) {
            return null;
        }
        JsonNode first = first(servers);
        String url = first.path("url").asString("").strip();
        String base = address(url, first.path("variables"), "servers");
        if (base == null) {
            notes.add("servers", "'" + Names.line(url, 200) + "' is no address: the app's own is used");
            return null;
        }
        return base.equals(app) ? null : base;
    }

    /** Documents that name none mean {@code /}. */
    private static JsonNode first(JsonNode servers) {
        JsonNode first = servers.path(0);
        return first.isObject() ? first : Json.object().put("url", "/");
    }

    private @Nullable String address(String url, JsonNode variables, String place) {
        String absolute = resolved(url);
        // Written down, it is the machine of whoever wrote it; resolved, it is where the document came from.
        if (absolute == null || LOCAL.matcher(url).matches()) {
            return null;
        }
        String address = absolute;
        int query = address.indexOf('?');
        if (query >= 0) {
            notes.add(place, "'" + Names.line(address.substring(query), 100) + "' of the address is left out");
            address = address.substring(0, query);
        }
        address = address.replaceFirst("/+$", "");
        // Only what is left between the placeholders must be an address: they stand for parts of one.
        if (!ADDRESS.matcher(VARIABLE.matcher(address).replaceAll("x")).matches()) {
            return null;
        }
        return templated(address, variables, place);
    }

    private @Nullable String resolved(String url) {
        if (url.startsWith("http://") || url.startsWith("https://")) {
            return url;
        }
        if (url.startsWith("//")) {
            return "https:" + url;
        }
        // In front there may be a variable for the scheme.
        Matcher scheme = Pattern.compile("\\{[^{}]+}(://.+)").matcher(url);
        if (scheme.matches()) {
            return "https" + scheme.group(1);
        }
        URI from = origin;
        if (from == null || url.contains("{") || url.contains(":")) {
            return null;
        }
        try {
            return from.resolve(url).toString();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** An address that may be relative to the first server's or the document's; as it is where that does not help. */
    String absolute(String url) {
        if (url.startsWith("http://") || url.startsWith("https://") || url.isEmpty()) {
            return url;
        }
        Matcher first = ROOT.matcher(firstAddress);
        if (first.matches()) {
            // Not resolved as a URI: there may be variables in it.
            return first.group(1) + (url.startsWith("/") ? url : first.group(2) + "/" + url);
        }
        try {
            return origin == null ? url : origin.resolve(url).toString();
        } catch (IllegalArgumentException e) {
            return url;
        }
    }

    /** The text with an input for each variable in braces. */
    String templated(String address, JsonNode variables, String place) {
        StringBuilder made = new StringBuilder();
        Matcher matcher = VARIABLE.matcher(address);
        int at = 0;
        while (matcher.find()) {
            made.append(address, at, matcher.start());
            String name = matcher.group(1).strip();
            JsonNode variable = variables.path(name);
            String standard = variable.path("default").asString("");
            if (standard.contains("/") && PLAIN.matcher(standard).matches()) {
                // As an input it could be one segment only.
                notes.add(
                        place,
                        "the variable '" + Names.line(name, 60) + "' is fixed to '" + Names.line(standard, 100) + "'");
                made.append(standard);
            } else {
                made.append("{{auth.").append(input(name, variable)).append("}}");
            }
            at = matcher.end();
        }
        return made.append(address.substring(at)).toString();
    }

    private String input(String variable, JsonNode described) {
        String known = names.get(variable);
        if (known != null) {
            return known;
        }
        String name = Names.uniqueField(Names.field(variable), taken);
        names.put(variable, name);
        ObjectNode input = Json.object().put("name", name).put("label", Names.label(variable));
        JsonNode values = described.path("enum");
        input.put("type", values.isEmpty() ? "text" : "select").put("required", true);
        String standard = described.path("default").asString("");
        if (!standard.isBlank()) {
            input.put("default", standard);
        }
        String help = Names.line(described.path("description").asString(""), 500);
        if (!help.isEmpty()) {
            input.put("help", help);
        }
        if (!values.isEmpty()) {
            ArrayNode options = input.putArray("options");
            values.forEach(
                    value -> options.addObject().put("name", value.asString("")).put("value", value.asString("")));
        }
        inputs.put(name, input);
        return name;
    }

    /** An input for the address itself, with the document's path behind it. */
    private String asked(String url, JsonNode variables) {
        ObjectNode input = Json.object()
                .put("name", ASKED)
                .put("label", "Base URL")
                .put("type", "url")
                .put("required", true)
                .put("help", "Where the API is, such as https://api.example.com");
        inputs.put(ASKED, input);
        Matcher whole = VARIABLE.matcher(url);
        if (whole.matches()) {
            String standard =
                    variables.path(whole.group(1).strip()).path("default").asString("");
            if (ADDRESS.matcher(standard).matches()) {
                input.put("default", standard);
            }
            return "{{auth." + ASKED + "}}";
        }
        Matcher local = LOCAL.matcher(url);
        String path = local.matches() ? local.group(3) : url.startsWith("/") && !url.startsWith("//") ? url : "";
        boolean plain = path != null && PLAIN.matcher(path).matches();
        return "{{auth." + ASKED + "}}" + (plain && path != null ? path.replaceFirst("/+$", "") : "");
    }
}
