package dev.zaffre.catalog;

import dev.zaffre.catalog.OAuth2.Assertion;
import dev.zaffre.catalog.OAuth2.Discovery;
import dev.zaffre.catalog.OAuth2.Grant;
import dev.zaffre.catalog.OAuth2.Params;
import dev.zaffre.catalog.OAuth2.Revocation;
import dev.zaffre.catalog.OAuth2.Scopes;
import dev.zaffre.catalog.OAuth2.TokenPaths;
import dev.zaffre.template.Template;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes an {@link OAuth2} of a definition that has the right form. */
final class OAuth2Reader {
    private static final AuthScheme.Placement BEARER =
            new AuthScheme.Placement("bearer", "", "{{auth." + Credential.ACCESS_TOKEN + "}}");
    private final JsonNode json;

    private OAuth2Reader(JsonNode json) {
        this.json = json;
    }

    /**
     * @param placements as read; none means the access token as bearer
     * @throws IllegalArgumentException for a template that cannot be read
     */
    static OAuth2 read(JsonNode json, List<AuthScheme.Placement> placements) {
        return new OAuth2Reader(json).scheme(placements.isEmpty() ? List.of(BEARER) : placements);
    }

    private OAuth2 scheme(List<AuthScheme.Placement> placements) {
        Template tokenUrl = Template.compile(json.path("token_url").asString());
        Template refreshUrl = template(json.get("refresh_url"));
        JsonNode client = json.path("client");
        return new OAuth2(
                Grant.valueOf(json.path("grant").asString("authorization_code").toUpperCase(Locale.ROOT)),
                FieldSpec.listOf(json.path("inputs")),
                FieldSpec.listOf(json.path("settings")),
                template(json.get("authorization_url")),
                tokenUrl,
                refreshUrl == null ? tokenUrl : refreshUrl,
                json.path("token_format").asString("form").equals("json"),
                Call.templates(json.path("token_headers")),
                json.path("client_authentication").asString("body").equals("basic"),
                Template.compile(client.path("id").asString("{{settings.client_id}}")),
                Template.compile(client.path("secret").asString("{{settings.client_secret}}")),
                json.path("pkce").asBoolean(true),
                scopes(json.path("scopes")),
                new Params(
                        Call.templates(json.path("authorization_params")),
                        Call.templates(json.path("token_params")),
                        Call.templates(json.path("refresh_params"))),
                token(json.path("token")),
                texts(json.path("callback")),
                discovery(json.path("discovery")),
                duration(json.get("expires_in"), 1),
                duration(json.get("keep_alive_hours"), 3600),
                revocation(json.path("revoke")),
                assertion(json.path("jwt")),
                placements);
    }

    private static Scopes scopes(JsonNode json) {
        return new Scopes(
                list(json.path("required")),
                list(json.path("optional")),
                json.path("separator").asString(" "),
                json.path("parameter").asString("scope"));
    }

    private static TokenPaths token(JsonNode json) {
        JsonNode identifier = json.get("identifier");
        return new TokenPaths(
                AnswerRule.path(json.path("access_token").asString(Credential.ACCESS_TOKEN)),
                AnswerRule.path(json.path("refresh_token").asString(Credential.REFRESH_TOKEN)),
                AnswerRule.path(json.path("expires_in").asString("expires_in")),
                AnswerRule.path(json.path("scope").asString("scope")),
                identifier == null ? null : AnswerRule.path(identifier.asString()),
                paths(json.path("values")));
    }

    private static @Nullable Discovery discovery(JsonNode json) {
        if (json.isMissingNode()) {
            return null;
        }
        String items = json.path("items").asString("");
        Map<String, JsonNode> prefer = new LinkedHashMap<>();
        json.path("prefer").properties().forEach(member -> prefer.put(member.getKey(), member.getValue()));
        return new Discovery(
                Template.compile(json.path("url").asString()),
                Call.templates(json.path("headers")),
                json.has("items") ? (items.isEmpty() ? List.of() : AnswerRule.path(items)) : null,
                prefer,
                paths(json.path("values")));
    }

    private static @Nullable Revocation revocation(JsonNode json) {
        return json.isMissingNode()
                ? null
                : new Revocation(
                        Template.compile(json.path("url").asString()),
                        json.path("method").asString("POST"),
                        json.path("token").asString(Credential.REFRESH_TOKEN),
                        json.path("parameter").asString("token"),
                        Call.templates(json.path("params")),
                        json.path("format").asString("form").equals("json"),
                        json.path("authentication").asString("client"));
    }

    private static @Nullable Assertion assertion(JsonNode json) {
        return json.isMissingNode()
                ? null
                : new Assertion(
                        Template.compile(json.path("issuer").asString()),
                        template(json.get("subject")),
                        Template.compile(json.path("audience").asString()),
                        json.path("algorithm").asString("RS256"),
                        Template.compile(json.path("key").asString()),
                        template(json.get("key_id")),
                        Call.templates(json.path("claims")),
                        Duration.ofSeconds(json.path("expires_in").asInt(300)));
    }

    private static @Nullable Template template(@Nullable JsonNode text) {
        return text == null ? null : Template.compile(text.asString());
    }

    private static @Nullable Duration duration(@Nullable JsonNode number, int unitSeconds) {
        return number == null ? null : Duration.ofSeconds(number.asLong() * unitSeconds);
    }

    private static List<String> list(JsonNode json) {
        return StreamSupport.stream(json.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }

    private static Map<String, String> texts(JsonNode json) {
        Map<String, String> texts = new LinkedHashMap<>();
        json.properties()
                .forEach(member -> texts.put(member.getKey(), member.getValue().asString()));
        return texts;
    }

    private static Map<String, List<String>> paths(JsonNode json) {
        Map<String, List<String>> paths = new LinkedHashMap<>();
        texts(json).forEach((name, path) -> paths.put(name, AnswerRule.path(path)));
        return paths;
    }
}
