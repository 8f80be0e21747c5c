package dev.zaffre.catalog;

import dev.zaffre.base.Json;
import dev.zaffre.template.Escapes;
import dev.zaffre.template.Template;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How a body of a declared type is written, and how form and query write what is more than one value. */
record BodyText(String type, @Nullable String contentType, String arrays) {
    /** JSON, and arrays as one pair for each element. */
    static final BodyText JSON = new BodyText("json", null, "repeat");

    /** A body as it is sent. */
    record Written(byte[] bytes, String contentType) {}

    static BodyText of(JsonNode request) {
        JsonNode contentType = request.get("content_type");
        return new BodyText(
                request.path("body_type").asString("json"),
                contentType == null ? null : contentType.asString(),
                request.path("arrays").asString("repeat"));
    }

    /** @param key the attempt's idempotency key: a multipart boundary is derived from it, so that every attempt sends the same bytes */
    Written write(JsonNode body, String key) {
        return switch (type) {
            case "json" -> new Written(Json.writeBytes(body), or("application/json"));
            case "form" -> new Written(bytes(String.join("&", encoded(body))), or("application/x-www-form-urlencoded"));
            case "multipart" -> {
                String boundary = "zaffre-"
                        + UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8))
                                .toString()
                                .replace("-", "");
                yield new Written(bytes(multipart(body, boundary)), "multipart/form-data; boundary=" + boundary);
            }
            case "text" -> new Written(bytes(Template.text(body)), or("text/plain; charset=utf-8"));
            default -> throw new IllegalStateException("Body type without a form: " + type);
        };
    }

    /** Name and value pairs, escaped. */
    List<String> encoded(JsonNode body) {
        List<String> pairs = new ArrayList<>();
        for (Map.Entry<String, String> pair : pairs(body)) {
            pairs.add(name(pair.getKey()) + "=" + Escapes.queryValue(pair.getValue()));
        }
        return pairs;
    }

    /** Brackets are structure here, and providers want to see them as such. */
    private static String name(String name) {
        return Escapes.queryValue(name).replace("%5B", "[").replace("%5D", "]");
    }

    private List<Map.Entry<String, String>> pairs(JsonNode body) {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        body.properties().forEach(member -> add(pairs, member.getKey(), member.getValue()));
        return pairs;
    }

    private void add(List<Map.Entry<String, String>> pairs, String name, JsonNode value) {
        if (value.isObject()) {
            value.properties().forEach(member -> add(pairs, name + "[" + member.getKey() + "]", member.getValue()));
        } else if (value.isArray() && arrays.equals("comma")) {
            List<String> texts = new ArrayList<>();
            value.forEach(element -> texts.add(Template.text(element)));
            pairs.add(Map.entry(name, String.join(",", texts)));
        } else if (value.isArray()) {
            int i = 0;
            for (JsonNode element : value) {
                boolean numbered = arrays.equals("indices") || (element.isContainer() && !arrays.equals("brackets"));
                String suffix = numbered ? "[" + i + "]" : arrays.equals("brackets") ? "[]" : "";
                add(pairs, name + suffix, element);
                i++;
            }
        } else if (!value.isNull()) {
            pairs.add(Map.entry(name, Template.text(value)));
        }
    }

    /** RFC 7578. An object {filename, content, content_type} is a file. */
    private String multipart(JsonNode body, String boundary) {
        StringBuilder text = new StringBuilder();
        body.properties().forEach(member -> {
            JsonNode value = member.getValue();
            boolean file = value.isObject() && value.has("filename") && value.has("content");
            if (file) {
                part(text, boundary, member.getKey(), value.path("filename").asString());
                text.append("\r\nContent-Type: ")
                        .append(Escapes.headerValue(value.path("content_type").asString("application/octet-stream")));
                text.append("\r\n\r\n")
                        .append(Template.text(value.get("content")))
                        .append("\r\n");
            } else {
                part(text, boundary, member.getKey(), null);
                text.append("\r\n\r\n").append(Template.text(value)).append("\r\n");
            }
        });
        return text.append("--").append(boundary).append("--\r\n").toString();
    }

    private static void part(StringBuilder text, String boundary, String name, @Nullable String file) {
        text.append("--").append(boundary).append("\r\nContent-Disposition: form-data; name=\"");
        text.append(quoted(name)).append('"');
        if (file != null) {
            text.append("; filename=\"").append(quoted(file)).append('"');
        }
    }

    /** As browsers do it: what would end the quotes or the line is percent-encoded. */
    private static String quoted(String value) {
        return value.replace("\r", "%0D").replace("\n", "%0A").replace("\"", "%22");
    }

    private String or(String usual) {
        return contentType == null ? usual : contentType;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
