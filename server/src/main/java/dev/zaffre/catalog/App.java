package dev.zaffre.catalog;

import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundRequest;
import dev.zaffre.delivery.OutboundRequest.Header;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Template;
import dev.zaffre.template.TemplateTree;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** A third-party product, as its definition describes it: compiled, immutable. */
public final class App {
    private static final String USER_AGENT =
            "Zaffre/" + Objects.requireNonNullElse(App.class.getPackage().getImplementationVersion(), "dev");
    private final Profile profile;
    private final AuthScheme auth;
    private final Credentials credentials;
    private final RateLimit limit;
    private final Template baseUrl;
    private final @Nullable Call verification;
    private final @Nullable List<String> identifier;
    private final List<ErrorRule> errors;
    private final String idempotencyHeader;
    private final Map<String, Operation> operations;

    /** What people are shown of an app. */
    record Profile(
            UUID id,
            String slug,
            String name,
            String description,
            String icon,
            String docsUrl,
            List<String> categories,
            boolean custom) {}

    /** An action with its call and what its answers mean. */
    record Operation(
            Action action,
            String tag,
            Call call,
            @Nullable AnswerRule success,
            @Nullable TemplateTree output) {}

    /** How the app is called, whatever the action. */
    record Access(
            AuthScheme auth,
            RateLimit limit,
            Template baseUrl,
            @Nullable Call verification,
            @Nullable List<String> identifier,
            List<ErrorRule> errors,
            String idempotencyHeader) {}

    App(Profile profile, Access access, List<Operation> operations) {
        this.profile = profile;
        this.auth = access.auth();
        this.credentials = Credentials.of(access.auth());
        this.limit = access.limit();
        this.baseUrl = access.baseUrl();
        this.verification = access.verification();
        this.identifier = access.identifier();
        this.errors = List.copyOf(access.errors());
        this.idempotencyHeader = access.idempotencyHeader();
        this.operations = new LinkedHashMap<>();
        operations.forEach(operation -> this.operations.put(operation.action().id(), operation));
    }

    /** Stable: derived from the slug for an app that comes with Zaffre. */
    public UUID id() {
        return profile.id();
    }

    public String slug() {
        return profile.slug();
    }

    public String name() {
        return profile.name();
    }

    public String description() {
        return profile.description();
    }

    /** An address of a picture, or empty. */
    public String icon() {
        return profile.icon();
    }

    /** Where the app's maker documents its API, or empty. */
    public String docsUrl() {
        return profile.docsUrl();
    }

    public List<String> categories() {
        return profile.categories();
    }

    /** Added by the environment's owner at run time. */
    public boolean isCustom() {
        return profile.custom();
    }

    public AuthScheme auth() {
        return auth;
    }

    public RateLimit limit() {
        return limit;
    }

    public List<Action> actions() {
        return operations.values().stream().map(Operation::action).toList();
    }

    public Optional<Action> action(String id) {
        return Optional.ofNullable(operations.get(id)).map(Operation::action);
    }

    /** What kind of thing the action is about, for grouping in a list. */
    public String tag(Action action) {
        return operation(action).tag();
    }

    /**
     * The values of an authentication form, as they are to be kept: required ones present, each of its type, defaults filled in.
     *
     * @throws InvalidInput naming every input that is missing or does not fit
     */
    public Map<String, Secret> checkCredential(ObjectNode given) {
        ObjectNode checked = Inputs.check(auth.inputs(), given);
        Map<String, Secret> values = new LinkedHashMap<>();
        checked.properties()
                .forEach(member -> values.put(member.getKey(), new Secret(Template.text(member.getValue()))));
        return values;
    }

    /**
     * The complete call of an action.
     *
     * @param fields the rendered inputs
     * @param credential the connection's values by input name; empty for apps without authentication
     * @param idempotencyKey the same for every attempt of one node of one execution
     * @throws InvalidInput when a required field is missing or a value is not of its type
     */
    public OutboundRequest prepare(
            Action action, ObjectNode fields, Map<String, Secret> credential, String idempotencyKey) {
        Operation operation = operation(action);
        return request(operation.call(), Inputs.check(action.fields(), fields), credential, idempotencyKey);
    }

    /** The call that proves a credential; empty when the app declares none. */
    public Optional<OutboundRequest> verification(Map<String, Secret> credential) {
        return Optional.ofNullable(verification).map(call -> request(call, Json.object(), credential, ""));
    }

    /** Who the credential belongs to at the app, as the answer to the verification says. */
    public Optional<String> identifier(Exchange.Answer answer) {
        List<String> path = identifier;
        if (path == null) {
            return Optional.empty();
        }
        return Judge.body(answer)
                .map(body -> Template.text(JsonScope.walk(body, path, 0)))
                .filter(text -> !text.isEmpty());
    }

    /** Applies the app's error rules to what came back: a 200 may be an error, a 403 an expired credential. */
    public Exchange judge(Exchange exchange) {
        return Judge.byErrors(errors, exchange);
    }

    /** As {@link #judge(Exchange)}, and the action's own rule of what success looks like. */
    public Exchange judge(Action action, Exchange exchange) {
        return Judge.bySuccess(operation(action).success(), judge(exchange));
    }

    /** What later nodes see of the answer: its JSON (or its text, when it is none), or what the action's mapping makes of it. */
    public JsonNode output(Action action, Exchange.Answer answer) {
        JsonNode body = Judge.body(answer)
                .orElseGet(() -> StringNode.valueOf(new String(answer.body(), StandardCharsets.UTF_8)));
        TemplateTree mapping = operation(action).output();
        if (mapping == null) {
            return body;
        }
        ObjectNode seen = Json.object().put("status", answer.status());
        seen.set("body", body);
        JsonNode mapped = mapping.render(new JsonScope(seen));
        return mapped == null ? seen.nullNode() : mapped;
    }

    private Operation operation(Action action) {
        Operation operation = operations.get(action.id());
        if (operation == null) {
            throw new IllegalArgumentException("App " + slug() + " has no action " + action.id());
        }
        return operation;
    }

    private OutboundRequest request(Call call, ObjectNode fields, Map<String, Secret> credential, String key) {
        ObjectNode seen = Json.object();
        ObjectNode authValues = credentials.check(credential);
        seen.set("fields", fields);
        seen.set("auth", authValues);
        JsonScope scope = new JsonScope(seen);
        Set<String> secrets = credentials.secrets(credential);
        List<Header> placed = new ArrayList<>();
        List<String> query = new ArrayList<>(call.renderQuery(scope));
        JsonNode body = call.renderBody(scope);
        if (body == null && credentials.placesIntoBody()) {
            body = Json.object();
        }
        credentials.place(scope, placed, query, body instanceof ObjectNode object ? object : Json.object(), secrets);
        byte[] bytes = body == null ? new byte[0] : Json.writeBytes(body);
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Accept", "application/json"));
        if (body != null) {
            headers.add(new Header("Content-Type", "application/json"));
        }
        headers.add(new Header("User-Agent", USER_AGENT));
        call.renderHeaders(scope).forEach(header -> replace(headers, header));
        if (!key.isEmpty()) {
            replace(headers, new Header(idempotencyHeader, key));
        }
        // Last, so that nothing that an event brings can take the credential's place.
        placed.forEach(header -> replace(headers, header));
        URI url = address(call.renderPath(scope), query, scope);
        return new OutboundRequest(call.method(), url, headers, bytes, List.copyOf(secrets));
    }

    private URI address(String path, List<String> query, JsonScope scope) {
        String base;
        try {
            base = baseUrl.renderUrl(scope);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("The app's address cannot be made from the credential: " + e.getMessage());
        }
        while (base.endsWith("/")) {
            base = base.substring(0, base.length() - 1);
        }
        try {
            URI root = new URI(base);
            boolean plain = root.getHost() != null
                    && root.getRawUserInfo() == null
                    && root.getRawQuery() == null
                    && root.getRawFragment() == null;
            if (plain && ("https".equals(root.getScheme()) || "http".equals(root.getScheme()))) {
                return new URI(base + path + (query.isEmpty() ? "" : "?" + String.join("&", query)));
            }
        } catch (URISyntaxException e) {
            // The text is not repeated: a credential may be in it.
        }
        throw new InvalidInput("The app's address must be an http or https address without user, query and fragment");
    }

    private static void replace(List<Header> headers, Header header) {
        headers.removeIf(other -> other.name().equalsIgnoreCase(header.name()));
        headers.add(header);
    }

    /** An action's input that cannot be sent: names the fields. */
    public static final class InvalidInput extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public InvalidInput(String message) {
            super(message);
        }
    }
}
