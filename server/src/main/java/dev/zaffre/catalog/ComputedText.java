package dev.zaffre.catalog;

import dev.zaffre.base.Json;
import dev.zaffre.template.Escapes;
import dev.zaffre.template.Scope;
import dev.zaffre.template.Template;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** A text made of an action's fields before its request is: a mail, a hash, an encoded file. */
record ComputedText(List<Template> lines, @Nullable Template text, String encoding) {
    static ComputedText of(JsonNode json) {
        List<Template> lines = new ArrayList<>();
        json.path("lines").forEach(line -> lines.add(Template.compile(line.asString())));
        JsonNode text = json.get("text");
        return new ComputedText(
                lines,
                text == null ? null : Template.compile(text.asString()),
                json.path("encoding").asString("none"));
    }

    List<Template.Path> mentions() {
        List<Template.Path> all = new ArrayList<>();
        lines.forEach(line -> all.addAll(line.paths()));
        if (text != null) {
            all.addAll(text.paths());
        }
        return all;
    }

    /** Null when it mentions something and all that it mentions resolves to nothing: then it is as if it were not there. */
    @Nullable
    String render(Scope scope) {
        List<Template.Path> mentions = mentions();
        if (!mentions.isEmpty() && mentions.stream().allMatch(path -> scope.resolve(path.segments()) == null)) {
            return null;
        }
        List<String> head = new ArrayList<>();
        for (Template line : lines) {
            boolean empty = !line.paths().isEmpty()
                    && line.paths().stream()
                            .allMatch(path -> Template.text(scope.resolve(path.segments()))
                                    .isEmpty());
            if (!empty) {
                head.add(line.renderEscaped(scope, Escapes::headerValue));
            }
        }
        String joined = String.join("\r\n", head);
        if (text != null) {
            String rest = text.renderText(scope);
            joined = lines.isEmpty() ? rest : joined + "\r\n\r\n" + rest;
        }
        return encoded(joined);
    }

    private String encoded(String plain) {
        byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
        return switch (encoding) {
            case "none" -> plain;
            case "base64" -> Base64.getEncoder().encodeToString(bytes);
            case "base64url" -> Base64.getUrlEncoder().encodeToString(bytes);
            case "md5" -> md5(plain.toLowerCase(Locale.ROOT));
            case "json" -> Json.write(StringNode.valueOf(plain));
            default -> throw new IllegalStateException("Encoding without a form: " + encoding);
        };
    }

    /** Not for security: some apps name a record by this sum of its address. */
    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
