package dev.zaffre.catalog;

import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundRequest;
import dev.zaffre.delivery.OutboundRequest.Header;
import dev.zaffre.http.ApiError;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Template;
import dev.zaffre.template.TemplateTree;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** A third-party product, as its definition describes it: compiled, immutable. */
public final class App {
    private static final String USER_AGENT =
            "Zaffre/" + Objects.requireNonNullElse(App.class.getPackage().getImplementationVersion(), "dev");
    private final Profile profile;
    private final Map<String, Entrance> entrances = new LinkedHashMap<>();
    private final Access access;
    private final Map<String, Operation> operations = new LinkedHashMap<>();

    /**
     * What people are shown of an app.
     *
     * @param multiple a customer may connect several accounts at it
     */
    record Profile(
            UUID id,
            String slug,
            String name,
            String description,
            String icon,
            String docsUrl,
            List<String> categories,
            boolean multiple,
            boolean custom) {}

    /** An action with its call and what its answers mean. The raw request has no call: its fields are the request. */
    record Operation(
            Action action,
            String tag,
            @Nullable Call call,
            @Nullable AnswerRule success,
            @Nullable TemplateTree output,
            @Nullable Pages pages) {}

    /** How the app is called, whatever the action. */
    record Access(List<Entrance> entrances, RateLimit limit, List<ErrorRule> errors, String idempotencyHeader) {}

    App(Profile profile, Access access, List<Operation> operations) {
        this.profile = profile;
        this.access = access;
        access.entrances().forEach(entrance -> entrances.put(entrance.scheme().type(), entrance));
        operations.forEach(operation -> this.operations.put(operation.action().id(), operation));
        Action raw = RawAction.action(profile.name());
        this.operations.put(raw.id(), new Operation(raw, "HTTP", null, null, null, null));
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

    /** A customer may connect several accounts at the app, told apart by their identifiers. */
    public boolean allowsMultiple() {
        return profile.multiple();
    }

    /** The usual way to authenticate. */
    public AuthScheme auth() {
        return access.entrances().getFirst().scheme();
    }

    /** Every way to authenticate, the usual one first. */
    public List<AuthScheme> schemes() {
        return access.entrances().stream().map(Entrance::scheme).toList();
    }

    /** The way of a type: {@code keybased}, {@code oauth2} or {@code none}. */
    public Optional<AuthScheme> scheme(String type) {
        return Optional.ofNullable(entrances.get(type)).map(Entrance::scheme);
    }

    public Optional<OAuth2> oauth() {
        return scheme("oauth2").map(OAuth2.class::cast);
    }

    /** Nobody need connect it. */
    public boolean isOpen() {
        return auth() instanceof AuthScheme.None;
    }

    public RateLimit limit() {
        return access.limit();
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
     * @param type of the scheme, one of the app's
     * @throws InvalidInput naming every input that is missing or does not fit
     */
    public Map<String, Secret> checkInputs(String type, ObjectNode given) {
        ObjectNode checked = Inputs.check(entrance(type).scheme().inputs(), given);
        Map<String, Secret> values = new LinkedHashMap<>();
        checked.properties()
                .forEach(member -> values.put(member.getKey(), new Secret(Template.text(member.getValue()))));
        return values;
    }

    /**
     * What templates see as <code>{{auth.x}}</code>.
     *
     * @throws InvalidInput when a required value is missing or does not fit
     */
    public ObjectNode authValues(Credential credential) {
        return entrance(credential.type()).check(credential.values());
    }

    /** Every form in which the credential's secrets may stand in an address, a header or a text. */
    public Set<String> secrets(Credential credential) {
        return entrance(credential.type()).secrets(credential.values());
    }

    /**
     * The complete call of an action.
     *
     * @param fields the rendered inputs
     * @param idempotencyKey the same for every attempt of one node of one execution
     * @throws InvalidInput when a required field is missing or a value is not of its type
     */
    public OutboundRequest prepare(Action action, ObjectNode fields, Credential credential, String idempotencyKey) {
        Operation operation = operation(action);
        ObjectNode checked = Inputs.check(action.fields(), fields);
        ObjectNode seen = seen(credential, checked, idempotencyKey);
        Call call = operation.call();
        return request(call == null ? RawAction.render(checked) : call.render(seen), seen, credential, idempotencyKey);
    }

    /** The call that proves a credential; empty when the app declares none for its kind. */
    public Optional<OutboundRequest> verification(Credential credential) {
        ObjectNode seen = seen(credential, Json.object(), "");
        return Optional.ofNullable(entrance(credential.type()).proof())
                .map(proof -> request(proof.call().render(seen), seen, credential, ""));
    }

    /** Whether every kind of credential can be proven. */
    public boolean hasVerification() {
        return access.entrances().stream().allMatch(entrance -> entrance.proof() != null);
    }

    /**
     * Sends a prepared call and judges the answer; an action that reads in pages reads all of them, and the answer is the joined list.
     *
     * @param send one HTTP call, such as that of {@code OutboundHttp}
     */
    public Exchange perform(Action action, OutboundRequest request, Function<OutboundRequest, Exchange> send) {
        Pages pages = operation(action).pages();
        return pages == null
                ? judge(action, send.apply(request))
                : pages.all(request, page -> judge(action, send.apply(page)));
    }

    private ObjectNode seen(Credential credential, ObjectNode fields, String key) {
        ObjectNode seen = Json.object();
        seen.set("fields", fields);
        seen.set("auth", authValues(credential));
        return seen.put("idempotency_key", key);
    }

    private Entrance entrance(String type) {
        Entrance entrance = entrances.get(type);
        if (entrance == null) {
            throw new InvalidInput("'" + slug() + "' does not take credentials of type '" + type + "'; it takes "
                    + String.join(" or ", entrances.keySet()));
        }
        return entrance;
    }

    /**
     * Who a credential belongs to at the app, as the answer to its verification says.
     *
     * @param type of the credential
     */
    public Optional<String> identifier(String type, Exchange.Answer answer) {
        Entrance.Proof proof = entrance(type).proof();
        List<String> path = proof == null ? null : proof.identifier();
        if (path == null) {
            return Optional.empty();
        }
        return Judge.body(answer)
                .map(body -> Template.text(JsonScope.walk(body, path, 0)))
                .filter(text -> !text.isEmpty());
    }

    /** Applies the app's error rules to what came back: a 200 may be an error, a 403 an expired credential. */
    public Exchange judge(Exchange exchange) {
        return Judge.byErrors(access.errors(), exchange);
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
        ObjectNode headers = seen.putObject("headers");
        answer.headers().forEach(header -> headers.put(header.name().toLowerCase(Locale.ROOT), header.value()));
        JsonNode mapped = mapping.render(new JsonScope(seen));
        return mapped == null ? seen.nullNode() : mapped;
    }

    /** Names of the members that the action's own mapping gives its output; empty when the app's answer is the output. */
    public List<String> outputNames(Action action) {
        TemplateTree mapping = operation(action).output();
        return mapping == null ? List.of() : mapping.names();
    }

    private Operation operation(Action action) {
        Operation operation = operations.get(action.id());
        if (operation == null) {
            throw new IllegalArgumentException("App " + slug() + " has no action " + action.id());
        }
        return operation;
    }

    private OutboundRequest request(Call.Rendered call, ObjectNode seen, Credential credential, String key) {
        JsonScope scope = new JsonScope(seen);
        Entrance entrance = entrance(credential.type());
        Set<String> secrets = entrance.secrets(credential.values());
        List<Header> placed = new ArrayList<>();
        List<String> query = new ArrayList<>(call.query());
        JsonNode body = call.body();
        if (body == null && entrance.placesIntoBody()) {
            body = Json.object();
        }
        entrance.place(scope, placed, query, body instanceof ObjectNode object ? object : Json.object(), secrets);
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Accept", "application/json"));
        byte[] bytes = new byte[0];
        if (body != null) {
            BodyText.Written written = call.form().write(body, key);
            bytes = written.bytes();
            headers.add(new Header("Content-Type", written.contentType()));
        }
        headers.add(new Header("User-Agent", USER_AGENT));
        call.headers().forEach(header -> replace(headers, header));
        if (!key.isEmpty()) {
            replace(headers, new Header(access.idempotencyHeader(), key));
        }
        // Last, so that nothing that an event brings can take the credential's place.
        placed.forEach(header -> replace(headers, header));
        Template base = call.baseUrl();
        URI url = address(base == null ? entrance.baseUrl() : base, call.path(), query, scope);
        return new OutboundRequest(call.method(), url, headers, bytes, List.copyOf(secrets));
    }

    private static URI address(Template baseUrl, String path, List<String> query, JsonScope scope) {
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

    /** An input that cannot be sent: names the fields. */
    public static final class InvalidInput extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient List<Misfit> misfits;

        /**
         * One field that is not right.
         *
         * @param field dotted where it is a member of another
         * @param clause goes on after the field's name: "must be a number"
         */
        public record Misfit(String field, String clause, String sentence) {}

        public InvalidInput(String message) {
            super(message);
            this.misfits = List.of();
        }

        InvalidInput(List<Misfit> misfits) {
            super(misfits.stream().map(Misfit::sentence).collect(Collectors.joining("; ")));
            this.misfits = List.copyOf(misfits);
        }

        /** 400 {@code VALIDATION_ERROR}; {@code details} are {@code [{field, message}]} where fields are known. */
        public ApiError refusal() {
            ApiError refusal = ApiError.badRequest("VALIDATION_ERROR", String.valueOf(getMessage()));
            if (misfits.isEmpty()) {
                return refusal;
            }
            ArrayNode details = Json.array();
            misfits.forEach(one -> details.addObject().put("field", one.field()).put("message", one.clause()));
            return refusal.with(details);
        }
    }
}
