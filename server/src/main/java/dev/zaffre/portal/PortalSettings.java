package dev.zaffre.portal;

import dev.zaffre.base.Closest;
import dev.zaffre.base.Json;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How an environment's connect portal looks and which apps it shows. Every text is shown as text.
 *
 * @param values by name, checked, without those that are not set; not to be changed
 */
public record PortalSettings(ObjectNode values) {
    static final PortalSettings USUAL = new PortalSettings(Json.object());

    private static final String APPS = "apps";
    private static final String CATEGORIES = "categories";
    private static final String LOGO = "logo_url";
    private static final int LONGEST_NAME = 80;
    private static final int LONGEST_TEXT = 300;
    private static final int LONGEST_ADDRESS = 2_000;
    /** Characters of a picture in the address itself; about 72 KB of it. */
    private static final int LONGEST_PICTURE = 100_000;

    private static final int MOST_NAMES = 500;
    private static final Pattern COLOR = Pattern.compile("#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})");
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[A-Z]{2})?");
    private static final Pattern PICTURE =
            Pattern.compile("data:image/(png|jpeg|gif|webp|svg\\+xml);base64,[A-Za-z0-9+/]+={0,2}");

    /** What a value must be, in words that go on after its name; null: it is that. */
    private interface Check {
        @Nullable
        String wrong(JsonNode value);
    }

    private static final Map<String, Check> MEMBERS = new LinkedHashMap<>();

    static {
        MEMBERS.put("company_name", value -> text(value, LONGEST_NAME));
        MEMBERS.put(LOGO, PortalSettings::logo);
        MEMBERS.put("primary_color", value -> matching(value, COLOR, "must be a colour such as #2440c8"));
        MEMBERS.put("background_color", value -> matching(value, COLOR, "must be a colour such as #ffffff"));
        MEMBERS.put("support_text", value -> text(value, LONGEST_TEXT));
        MEMBERS.put("support_url", PortalSettings::supportUrl);
        MEMBERS.put("theme", value -> oneOf(value, List.of("auto", "light", "dark")));
        MEMBERS.put("language", value -> matching(value, LANGUAGE, "must be a language such as en or pt-BR"));
        MEMBERS.put(APPS, value -> names(value, "slugs of apps"));
        MEMBERS.put(CATEGORIES, value -> names(value, "categories"));
    }

    /** What links of other makers' backends call the same; see {@link #over}. */
    private static final Map<String, String> SYNONYMS = Map.of(
            "name", "company_name",
            "logo", LOGO,
            "color", "primary_color",
            "primaryColor", "primary_color",
            "bgColor", "background_color");

    /**
     * With what the body says: a value replaces, null takes it back, what is not mentioned stays.
     *
     * @throws ApiError 400 naming the member that is not right
     */
    PortalSettings changed(ObjectNode body) {
        ObjectNode after = values.deepCopy();
        body.properties().forEach(member -> {
            String name = member.getKey();
            Check check = MEMBERS.get(name);
            if (check == null) {
                throw Members.wrong(name, "is not a setting of the portal." + Closest.hint(name, MEMBERS.keySet()));
            }
            String wrong = isUnset(member.getValue()) ? null : check.wrong(member.getValue());
            if (wrong != null) {
                throw Members.wrong(name, wrong);
            }
            set(after, name, member.getValue());
        });
        return new PortalSettings(after);
    }

    /**
     * With what a link brings, wherever it fits: the body of {@code connect-url} is anything that its maker likes, so what is not
     * understood is left alone.
     */
    PortalSettings over(JsonNode hosted) {
        ObjectNode after = values.deepCopy();
        hosted.properties().forEach(member -> {
            String name = SYNONYMS.getOrDefault(member.getKey(), member.getKey());
            Check check = MEMBERS.get(name);
            if (check != null && !isUnset(member.getValue()) && check.wrong(member.getValue()) == null) {
                after.set(name, member.getValue());
            }
        });
        return new PortalSettings(after);
    }

    private static boolean isUnset(JsonNode value) {
        return value.isNull()
                || (value.isString() && value.asString().isBlank())
                || (value.isArray() && value.isEmpty());
    }

    private static void set(ObjectNode after, String name, JsonNode value) {
        if (isUnset(value)) {
            after.remove(name);
        } else {
            after.set(name, value);
        }
    }

    /** With every member; null, or an empty list, for what is not set. */
    ObjectNode toJson() {
        ObjectNode json = Json.object();
        for (String name : MEMBERS.keySet()) {
            boolean list = name.equals(APPS) || name.equals(CATEGORIES);
            JsonNode value = values.get(name);
            json.set(name, value != null ? value : list ? Json.array() : json.nullNode());
        }
        return json;
    }

    Optional<String> text(String name) {
        return values.path(name).stringValueOpt();
    }

    /** Where the logo is fetched from, for the page's policy: {@code https://cdn.example.com}; empty when it is in the page. */
    Optional<String> logoOrigin() {
        return text(LOGO)
                .filter(logo -> logo.startsWith("https:"))
                .map(URI::create)
                .map(logo -> "https://" + logo.getHost() + (logo.getPort() < 0 ? "" : ":" + logo.getPort()));
    }

    List<String> apps() {
        return texts(APPS);
    }

    /** Whether customers are to see the app in the portal. Without a choice they see all. */
    public boolean shows(String slug, List<String> categories) {
        List<String> apps = texts(APPS);
        List<String> kinds = texts(CATEGORIES);
        return (apps.isEmpty() && kinds.isEmpty())
                || apps.contains(slug)
                || kinds.stream().anyMatch(kind -> categories.stream().anyMatch(kind::equalsIgnoreCase));
    }

    private List<String> texts(String name) {
        return values.path(name).valueStream().map(JsonNode::asString).toList();
    }

    // What a value must be
    // ------------------------------------------------------------------------------------------------------

    private static @Nullable String text(JsonNode value, int longest) {
        boolean right = value.isString()
                && value.asString().length() <= longest
                && value.asString().indexOf('\0') < 0;
        return right ? null : "must be a text of at most " + longest + " characters";
    }

    private static @Nullable String matching(JsonNode value, Pattern form, String otherwise) {
        return value.isString() && form.matcher(value.asString()).matches() ? null : otherwise;
    }

    private static @Nullable String oneOf(JsonNode value, List<String> words) {
        return value.isString() && words.contains(value.asString())
                ? null
                : "must be one of " + String.join(", ", words);
    }

    private static @Nullable String logo(JsonNode value) {
        String text = value.asString("");
        boolean picture =
                text.length() <= LONGEST_PICTURE && PICTURE.matcher(text).matches();
        return picture || isAddress(text, "https")
                ? null
                : "must be an https address, or a PNG, JPEG, GIF, WebP or SVG as a data: address in base64 of at most "
                        + LONGEST_PICTURE + " characters";
    }

    private static @Nullable String supportUrl(JsonNode value) {
        String text = value.asString("");
        boolean mail = text.startsWith("mailto:") && text.length() <= LONGEST_ADDRESS && text.indexOf('@') > 0;
        return mail || isAddress(text, "https") ? null : "must be an https: or mailto: address";
    }

    private static boolean isAddress(String text, String scheme) {
        try {
            URI address = new URI(text);
            return text.length() <= LONGEST_ADDRESS
                    && scheme.equals(address.getScheme())
                    && address.getHost() != null
                    && address.getRawUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static @Nullable String names(JsonNode value, String what) {
        boolean right = value.isArray()
                && value.size() <= MOST_NAMES
                && value.valueStream().allMatch(one -> text(one, LONGEST_NAME) == null);
        return right ? null : "must be a list of at most " + MOST_NAMES + " " + what;
    }

    static ArrayNode list(List<String> texts) {
        ArrayNode list = Json.array();
        texts.forEach(list::add);
        return list;
    }
}
