package dev.zaffre.webhook;

import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Members;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what a request says of a webhook, in the words of every generation of clients ({@code webhook_url} and {@code url}, and so
 * on). What is not mentioned stays as it was.
 */
final class WebhookForm {
    /** What is shown in the place of a header's value; sent back, it means the value that is there. */
    static final String HIDDEN = "***";

    private static final int LONGEST_URL = 2000;
    private static final int LONGEST_TEXT = 1000;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_BODY = 64 * 1024;
    private static final int MOST_HEADERS = 50;
    private static final int MOST_WORKFLOWS = 100;
    private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Set<String> OURS = Set.of(
            "host",
            "content-length",
            "connection",
            "transfer-encoding",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
            "x-cobalt-signature");
    private static final Webhook.Settings BLANK =
            new Webhook.Settings(List.of(), null, List.of(), "POST", Webhook.Type.DEFAULT, null, null, null, true);

    private final ObjectNode body;

    WebhookForm(ObjectNode body) {
        this.body = body;
    }

    /** @throws ApiError 400 that names the field */
    Webhook.Settings newSettings() {
        if (events().isEmpty()) {
            throw Members.wrong("webhook_events", "is required: a list of events, such as [\"Connection Expired\"]");
        }
        return settings(BLANK);
    }

    /**
     * Of a webhook that nobody has saved, and that may lack what saving would ask for.
     *
     * @throws ApiError 400 that names the field
     */
    Webhook.Settings unsaved() {
        return settings(BLANK);
    }

    /** @throws ApiError 400 that names the field */
    Webhook.Settings settings(Webhook.Settings before) {
        Optional<JsonNode> template = Members.given(body, "webhook_body");
        Webhook.Type type = type(before, template.isPresent());
        Webhook.Settings settings = new Webhook.Settings(
                events().orElse(before.events()),
                has("slug") ? filled("slug", LONGEST_NAME) : before.app(),
                has("workflow_ids") ? workflows() : before.workflows(),
                method().orElse(before.method()),
                type,
                type == Webhook.Type.CUSTOM ? template.orElse(before.body()) : null,
                description(before.description()),
                has("group") ? filled("group", LONGEST_NAME) : before.group(),
                Members.flag(body, "is_enabled").orElse(before.enabled()));
        checkBody(settings);
        return settings;
    }

    private static void checkBody(Webhook.Settings settings) {
        JsonNode template = settings.body();
        if (template == null) {
            return;
        }
        if (!template.isString() && !template.isContainer()) {
            throw Members.wrong("webhook_body", "must be a text, an object or an array");
        }
        if (Json.write(template).length() > LONGEST_BODY) {
            throw Members.wrong("webhook_body", "must have at most " + LONGEST_BODY + " characters");
        }
        try {
            BodyTemplate.of(settings);
        } catch (IllegalArgumentException e) {
            throw Members.wrong("webhook_body", "is not a template: " + e.getMessage());
        }
    }

    private boolean has(String name) {
        return body.has(name);
    }

    private @Nullable String filled(String name, int longest) {
        return Members.text(body, name, longest).filter(text -> !text.isBlank()).orElse(null);
    }

    private @Nullable String description(@Nullable String before) {
        if (has("description")) {
            return filled("description", LONGEST_TEXT);
        }
        return has("webhook_description") ? filled("webhook_description", LONGEST_TEXT) : before;
    }

    private Optional<String> method() {
        return Members.text(body, "method", LONGEST_NAME).map(text -> {
            String method = text.toUpperCase(Locale.ROOT);
            if (!METHODS.contains(method)) {
                throw Members.wrong("method", "must be POST, PUT or PATCH");
            }
            return method;
        });
    }

    /** Not said: a body makes it custom, an address of Slack a Slack webhook. */
    private Webhook.Type type(Webhook.Settings before, boolean hasTemplate) {
        Optional<String> given = Members.text(body, "webhook_type", LONGEST_NAME);
        if (given.isEmpty()) {
            boolean slack = before.equals(BLANK)
                    && url().map(url -> url.reveal().startsWith("https://hooks.slack.com/"))
                            .orElse(false);
            return hasTemplate ? Webhook.Type.CUSTOM : slack ? Webhook.Type.SLACK : before.type();
        }
        for (Webhook.Type type : Webhook.Type.values()) {
            if (type.text().equals(given.get().toLowerCase(Locale.ROOT))) {
                return type;
            }
        }
        throw Members.wrong("webhook_type", "must be default, slack or custom");
    }

    /** @throws ApiError 400 {@code INVALID_EVENT} with the list of those that there are */
    Optional<List<String>> events() {
        return Members.given(body, has("webhook_events") ? "webhook_events" : "events")
                .map(WebhookForm::readEvents);
    }

    /** The one of {@code webhook_event}, or the list, of a request to unsubscribe. */
    List<String> unsubscribed() {
        return Members.given(body, has("webhook_event") ? "webhook_event" : "event")
                .map(event -> readEvents(Json.array().add(event)))
                .or(this::events)
                .orElseThrow(() -> Members.wrong("webhook_event", "is required: the event to unsubscribe from"));
    }

    private static List<String> readEvents(JsonNode given) {
        if (!(given instanceof ArrayNode array) || array.size() > LONGEST_NAME) {
            throw Members.wrong("webhook_events", "must be a list of events");
        }
        Map<NoticeKind, String> events = new LinkedHashMap<>();
        for (JsonNode event : array) {
            NoticeKind kind = (event.isString() ? NoticeKind.of(event.stringValue()) : Optional.<NoticeKind>empty())
                    .orElseThrow(WebhookForm::invalidEvent);
            events.putIfAbsent(kind, event.stringValue());
        }
        return List.copyOf(events.values());
    }

    private static ApiError invalidEvent() {
        ArrayNode known = Json.array();
        NoticeKind.titles().forEach(known::add);
        return ApiError.badRequest("INVALID_EVENT", "Invalid event. Check events list in documentation.")
                .with(known);
    }

    private List<UUID> workflows() {
        List<UUID> ids = new ArrayList<>();
        JsonNode given = Members.given(body, "workflow_ids").orElse(Json.array());
        if (!(given instanceof ArrayNode array) || array.size() > MOST_WORKFLOWS) {
            throw Members.wrong("workflow_ids", "must be a list of at most " + MOST_WORKFLOWS + " ids");
        }
        for (JsonNode one : array) {
            ids.add((one.isString() ? Ids.parse(one.stringValue()) : Optional.<UUID>empty())
                    .orElseThrow(() -> unknownWorkflow(one.asString(""))));
        }
        return List.copyOf(ids);
    }

    static ApiError unknownWorkflow(String id) {
        return Members.wrong("workflow_ids", "names " + id + ", and there is no such workflow");
    }

    /** @throws ApiError 400 when it is no address that could be called */
    Optional<Secret> url() {
        return Members.text(body, has("webhook_url") ? "webhook_url" : "url", LONGEST_URL)
                .map(text -> {
                    if (!isAddress(text.strip())) {
                        throw Members.wrong(
                                "webhook_url",
                                "must be an address that begins with https:// or http://, without a user name");
                    }
                    return new Secret(text.strip());
                });
    }

    private static boolean isAddress(String text) {
        try {
            URI url = new URI(text);
            return text.matches("(?i)https?://.*") && url.getHost() != null && url.getRawUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** @throws ApiError 400 that names the header */
    Map<String, Secret> headers(Map<String, Secret> before) {
        if (!has("webhook_headers")) {
            return before;
        }
        ObjectNode given = Members.object(body, "webhook_headers").orElse(Json.object());
        if (given.size() > MOST_HEADERS) {
            throw Members.wrong("webhook_headers", "must have at most " + MOST_HEADERS + " members");
        }
        Map<String, Secret> headers = new LinkedHashMap<>();
        given.properties().forEach(entry -> headers.put(entry.getKey(), header(entry, before.get(entry.getKey()))));
        return headers;
    }

    private static Secret header(Map.Entry<String, JsonNode> entry, @Nullable Secret before) {
        String name = entry.getKey();
        JsonNode value = entry.getValue();
        if (!TOKEN.matcher(name).matches() || OURS.contains(name.toLowerCase(Locale.ROOT))) {
            throw Members.wrong("webhook_headers", "has a name that cannot be set: " + name);
        }
        boolean plain = value.isString()
                && value.stringValue().length() <= LONGEST_URL
                && value.stringValue().chars().noneMatch(Character::isISOControl);
        if (!plain) {
            throw Members.wrong("webhook_headers", "must have a text without line breaks for " + name);
        }
        return value.stringValue().equals(HIDDEN) && before != null ? before : new Secret(value.stringValue());
    }

    Optional<String> signingApiKey() {
        return Members.text(body, "signing_api_key", LONGEST_NAME);
    }
}
