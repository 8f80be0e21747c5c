package dev.zaffre.delivery;

import dev.zaffre.base.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** What is kept of a call: no secret is readable in it, and no part of it is larger than {@link #MAX_BODY}. */
public final class CallRecord {
    /** Longest body that is kept, in characters (or bytes, when it is not text). */
    public static final int MAX_BODY = 64 * 1024;

    private CallRecord() {}

    /** {@code {method, url, headers{}, body}}; the body is text, or {@code {"base64": ...}}; {@code truncated} when it was cut. */
    public static ObjectNode request(OutboundRequest request) {
        Redaction redaction = new Redaction(request.secrets());
        ObjectNode record = Json.object()
                .put("method", request.method())
                .put("url", redaction.hide(request.url().toString()));
        record.set("headers", headers(request.headers(), redaction));
        body(record, request.body(), redaction, false);
        return record;
    }

    /** {@code {status, headers{}, body, truncated}}. */
    public static ObjectNode response(Exchange.Answer answer, List<String> secrets) {
        Redaction redaction = new Redaction(secrets);
        ObjectNode record = Json.object().put("status", answer.status());
        record.set("headers", headers(answer.headers(), redaction));
        body(record, answer.body(), redaction, answer.truncated());
        return record;
    }

    /** The answer's body for later nodes: parsed when it is JSON, else its text; null JSON when there is none. Nothing is hidden. */
    public static JsonNode body(Exchange.Answer answer) {
        byte[] bytes = answer.body();
        if (bytes.length == 0) {
            return Json.object().nullNode();
        }
        boolean marked =
                bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
        String text = marked
                ? new String(bytes, 3, bytes.length - 3, StandardCharsets.UTF_8)
                : new String(bytes, StandardCharsets.UTF_8);
        if (answer.truncated() || !mayBeJson(text)) {
            return StringNode.valueOf(text);
        }
        try {
            return Json.parse(text);
        } catch (Json.Malformed e) {
            return StringNode.valueOf(text);
        }
    }

    /** A copy with every secret hidden in names and texts. */
    public static JsonNode redact(JsonNode node, List<String> secrets) {
        return redact(node, new Redaction(secrets));
    }

    /** A text with every secret hidden. */
    public static String redact(String text, List<String> secrets) {
        return new Redaction(secrets).hide(text);
    }

    private static JsonNode redact(JsonNode node, Redaction redaction) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = Json.object();
            for (Map.Entry<String, JsonNode> property : object.properties()) {
                copy.set(redaction.hide(property.getKey()), redact(property.getValue(), redaction));
            }
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = Json.array();
            array.forEach(element -> copy.add(redact(element, redaction)));
            return copy;
        }
        return node.isString() ? StringNode.valueOf(redaction.hide(node.stringValue())) : node;
    }

    /** A command for a POSIX shell that makes the recorded call; what is hidden in the record is hidden in it. */
    public static String curl(ObjectNode request) {
        StringBuilder command = new StringBuilder();
        JsonNode body = request.path("body");
        JsonNode packed = body.path("base64");
        if (packed.isString()) {
            command.append("printf %s ")
                    .append(Shell.quoted(packed.stringValue()))
                    .append(" | base64 -d | ");
        }
        command.append("curl --globoff -X ")
                .append(Shell.quoted(request.path("method").asString("GET")))
                .append(' ')
                .append(Shell.quoted(request.path("url").asString("")));
        for (Map.Entry<String, JsonNode> header : request.path("headers").properties()) {
            String value = header.getValue().asString("");
            String line = value.isEmpty() ? header.getKey() + ";" : header.getKey() + ": " + value;
            command.append(" -H ").append(Shell.quoted(line));
        }
        if (packed.isString()) {
            command.append(" --data-binary @-");
        } else if (body.isString() && !body.stringValue().isEmpty()) {
            command.append(" --data-raw ").append(Shell.quoted(body.stringValue()));
        }
        return command.toString();
    }

    private static ObjectNode headers(List<OutboundRequest.Header> headers, Redaction redaction) {
        ObjectNode record = Json.object();
        for (OutboundRequest.Header header : headers) {
            String value = Redaction.isSensitive(header.name()) ? Redaction.HIDDEN : redaction.hide(header.value());
            JsonNode before = record.get(header.name());
            record.put(header.name(), before == null ? value : before.stringValue() + ", " + value);
        }
        return record;
    }

    private static void body(ObjectNode record, byte[] bytes, Redaction redaction, boolean alreadyCut) {
        String text = text(bytes);
        // Hidden first, cut then: else a secret across the cut would stay readable by half.
        String hidden = redaction.hide(text == null ? new String(bytes, StandardCharsets.ISO_8859_1) : text);
        boolean cut = hidden.length() > MAX_BODY;
        if (cut) {
            int end = Character.isHighSurrogate(hidden.charAt(MAX_BODY - 1)) ? MAX_BODY - 1 : MAX_BODY;
            hidden = hidden.substring(0, end);
        }
        if (text == null) {
            byte[] raw = hidden.getBytes(StandardCharsets.ISO_8859_1);
            record.putObject("body").put("base64", Base64.getEncoder().encodeToString(raw));
        } else {
            record.put("body", hidden);
        }
        if (cut || alreadyCut) {
            record.put("truncated", true);
        }
    }

    /** Null when the bytes are not UTF-8. */
    private static @Nullable String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') < 0) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Saves an exception for every HTML page. */
    private static boolean mayBeJson(String text) {
        int at = 0;
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
        return at < text.length() && "{[\"-0123456789tfn".indexOf(text.charAt(at)) >= 0;
    }
}
