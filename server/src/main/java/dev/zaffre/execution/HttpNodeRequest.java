package dev.zaffre.execution;

import dev.zaffre.base.Json;
import dev.zaffre.delivery.OutboundRequest;
import dev.zaffre.template.Scope;
import dev.zaffre.template.Template;
import dev.zaffre.workflow.Node;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The request of an HTTP node, rendered. */
final class HttpNodeRequest {
    private HttpNodeRequest() {}

    /**
     * @throws IllegalArgumentException when the address is not one, or a header holds a line break
     */
    static OutboundRequest of(Node.Http node, Scope scope, String idempotencyKey) {
        if (!(node.request().render(scope) instanceof ObjectNode rendered)) {
            throw new IllegalArgumentException("The request did not become an object");
        }
        URI url = url(text(rendered.get("url")), rendered.get("query"));
        List<OutboundRequest.Header> headers = new ArrayList<>();
        if (rendered.get("headers") instanceof ObjectNode given) {
            given.properties().forEach(header -> addHeader(headers, header.getKey(), text(header.getValue())));
        }
        JsonNode body = rendered.get("body");
        byte[] bytes = body == null || body.isNull() ? new byte[0] : body(node.bodyType(), body);
        if (bytes.length > 0
                && headers.stream().noneMatch(header -> header.name().equalsIgnoreCase("content-type"))) {
            headers.add(new OutboundRequest.Header("Content-Type", contentType(node.bodyType())));
        }
        if (headers.stream().noneMatch(header -> header.name().equalsIgnoreCase("idempotency-key"))) {
            headers.add(new OutboundRequest.Header("Idempotency-Key", idempotencyKey));
        }
        return new OutboundRequest(node.method().toUpperCase(Locale.ROOT), url, headers, bytes, List.of());
    }

    private static void addHeader(List<OutboundRequest.Header> headers, String name, String value) {
        if (value.isBlank()) {
            return;
        }
        if (value.chars().anyMatch(c -> c < 0x20 && c != '\t')) {
            throw new IllegalArgumentException("The header '" + name + "' holds a control character");
        }
        headers.add(new OutboundRequest.Header(name, value));
    }

    private static URI url(String text, @Nullable JsonNode query) {
        StringJoiner pairs = new StringJoiner("&");
        if (query instanceof ObjectNode given) {
            given.properties().stream()
                    .filter(pair -> !text(pair.getValue()).isBlank())
                    .forEach(pair -> pairs.add(encode(pair.getKey()) + "=" + encode(text(pair.getValue()))));
        }
        String suffix = pairs.length() == 0 ? "" : (text.contains("?") ? "&" : "?") + pairs;
        try {
            return new URI(text + suffix);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is not an address: " + e.getReason());
        }
    }

    private static byte[] body(String type, JsonNode body) {
        String text = switch (type) {
            case "form" -> form(body);
            case "json" -> Json.write(body);
            default -> text(body);
        };
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String form(JsonNode body) {
        StringJoiner pairs = new StringJoiner("&");
        body.properties().forEach(pair -> pairs.add(encode(pair.getKey()) + "=" + encode(text(pair.getValue()))));
        return pairs.toString();
    }

    private static String contentType(String type) {
        return switch (type) {
            case "form" -> "application/x-www-form-urlencoded";
            case "text" -> "text/plain; charset=utf-8";
            case "xml" -> "application/xml";
            case "html" -> "text/html; charset=utf-8";
            default -> "application/json";
        };
    }

    private static String text(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return "";
        }
        return Template.text(node);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
