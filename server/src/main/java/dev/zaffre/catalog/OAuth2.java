package dev.zaffre.catalog;

import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Template;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * OAuth 2.0 (RFC 6749) as one provider does it. Templates see <code>{{auth.x}}</code>, the customer's inputs and what tokens brought,
 * and <code>{{settings.x}}</code>, what the company set for the app.
 *
 * @param settings what the company sets besides client id and secret
 * @param authorizationUrl null for grants without a browser
 * @param jsonTokenRequests token requests are JSON, not a form
 * @param basic the client authenticates by HTTP Basic, not in the body
 * @param pkce RFC 7636, S256
 * @param callback parameters of the callback that are kept, by the name under which they are
 * @param expiresIn how long a token lives when its answer does not say; null for until it is refused
 * @param keepAlive the refresh token lapses when it is not used this often
 */
public record OAuth2(
        Grant grant,
        List<FieldSpec> inputs,
        List<FieldSpec> settings,
        @Nullable Template authorizationUrl,
        Template tokenUrl,
        Template refreshUrl,
        boolean jsonTokenRequests,
        Map<String, Template> tokenHeaders,
        boolean basic,
        Template clientId,
        Template clientSecret,
        boolean pkce,
        Scopes scopes,
        Params params,
        TokenPaths token,
        Map<String, String> callback,
        @Nullable Discovery discovery,
        @Nullable Duration expiresIn,
        @Nullable Duration keepAlive,
        @Nullable Revocation revocation,
        @Nullable Assertion assertion,
        List<AuthScheme.Placement> placements)
        implements AuthScheme {

    /** How the first token is got. */
    public enum Grant {
        AUTHORIZATION_CODE,
        CLIENT_CREDENTIALS,
        JWT_BEARER
    }

    /**
     * What is asked for.
     *
     * @param optional what the company may add
     * @param parameter the name under which they are sent
     */
    public record Scopes(List<String> required, List<String> optional, String separator, String parameter) {}

    /** What is added to the requests of each kind. */
    public record Params(
            Map<String, Template> authorization, Map<String, Template> token, Map<String, Template> refresh) {}

    /**
     * Where the token answer has what.
     *
     * @param identifier who is connected; null when the answer does not say
     * @param values what else is kept, by the name under which it is
     */
    public record TokenPaths(
            List<String> accessToken,
            List<String> refreshToken,
            List<String> expiresIn,
            List<String> scope,
            @Nullable List<String> identifier,
            Map<String, List<String>> values) {}

    /**
     * One GET with the first token, for what only the app knows.
     *
     * @param items where the answer has a list of which one element is meant; empty when it is the list, null when there is none
     * @param prefer what the element has that is taken, by member: it is that, or a list has it among others
     * @param values where the answer, or the element, has what is kept
     */
    public record Discovery(
            Template url,
            Map<String, Template> headers,
            @Nullable List<String> items,
            Map<String, JsonNode> prefer,
            Map<String, List<String>> values) {

        /** What the values are looked for in: the answer, or the first preferred element of its list, else the first. */
        public @Nullable JsonNode subject(JsonNode answer) {
            if (items == null) {
                return answer;
            }
            JsonNode list = JsonScope.walk(answer, items, 0);
            if (list == null || !list.isArray()) {
                return null;
            }
            for (JsonNode element : list) {
                if (prefer.entrySet().stream().allMatch(wanted -> has(element, wanted.getKey(), wanted.getValue()))) {
                    return element;
                }
            }
            return list.get(0);
        }

        private static boolean has(JsonNode element, String member, JsonNode wanted) {
            JsonNode value = element.get(member);
            if (value == null) {
                return false;
            }
            // DocuSign documents is_default as a text and as a boolean.
            return value.isArray()
                    ? StreamSupport.stream(value.spliterator(), false).anyMatch(wanted::equals)
                    : Template.text(value).equals(Template.text(wanted));
        }
    }

    /**
     * RFC 7009, and what providers made of it.
     *
     * @param token which of the tokens is sent: {@code refresh_token} or {@code access_token}
     * @param json the request is JSON, not a form, whatever its method; it carries the headers of token requests
     * @param authentication {@code client} as in token requests, {@code basic}, {@code bearer} or {@code none}
     */
    public record Revocation(
            Template url,
            String method,
            String token,
            String parameter,
            Map<String, Template> params,
            boolean json,
            String authentication) {}

    /**
     * The signed claim of RFC 7523.
     *
     * @param key PEM of a private key, or for HS256 the shared text
     * @param life how long the claim holds
     */
    public record Assertion(
            Template issuer,
            @Nullable Template subject,
            Template audience,
            String algorithm,
            Template key,
            @Nullable Template keyId,
            Map<String, Template> claims,
            Duration life) {}

    @Override
    public String type() {
        return "oauth2";
    }

    /**
     * The client belongs to the company and must be set before anybody can connect. A signed claim says who asks: there it is sent
     * when it is set.
     */
    public boolean needsClient() {
        return grant != Grant.JWT_BEARER && !clientFrom("settings").isEmpty();
    }

    /** The inputs in which a customer brings a client of its own; empty when the client is the company's or there is none. */
    public List<String> clientInputs() {
        return clientFrom("auth");
    }

    private List<String> clientFrom(String root) {
        return Stream.of(clientId, clientSecret)
                .flatMap(template -> template.paths().stream())
                .map(Template.Path::segments)
                .filter(segments -> segments.getFirst().equals(root))
                .map(List::getLast)
                .distinct()
                .toList();
    }
}
