package dev.zaffre.template;

import dev.zaffre.base.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/** Reads a text once from left to right; no step goes back over what was read. */
final class TemplateParser {
    private static final String OPEN = "{{";

    private final String text;
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();
    private int at;

    TemplateParser(String text) {
        this.text = text;
    }

    Part[] parse() {
        for (int open = text.indexOf(OPEN, at); open >= 0; open = text.indexOf(OPEN, at)) {
            int backslashes = 0;
            while (open - backslashes > at && text.charAt(open - backslashes - 1) == '\\') {
                backslashes++;
            }
            literal.append(text, at, open - backslashes).repeat('\\', backslashes / 2);
            at = open + OPEN.length();
            if (backslashes % 2 == 1) {
                literal.append(OPEN);
            } else {
                endLiteral();
                parts.add(placeholder(open));
            }
        }
        literal.append(text, at, text.length());
        endLiteral();
        return parts.toArray(Part[]::new);
    }

    private void endLiteral() {
        if (!literal.isEmpty()) {
            parts.add(new Part.Text(literal.toString()));
            literal.setLength(0);
        }
    }

    private Part.Placeholder placeholder(int open) {
        List<Part.Operand> operands = new ArrayList<>();
        while (true) {
            operands.add(operand(open));
            if (text.startsWith("}}", at)) {
                at += 2;
                return new Part.Placeholder(operands.toArray(Part.Operand[]::new));
            }
            if (!text.startsWith("||", at)) {
                throw at >= text.length() ? notClosed(open) : unexpected(at);
            }
            at += 2;
        }
    }

    private Part.Operand operand(int open) {
        skipBlanks();
        if (at >= text.length()) {
            throw notClosed(open);
        }
        char first = text.charAt(at);
        if (first == '\'' || first == '"') {
            JsonNode quoted = StringNode.valueOf(quoted(first));
            skipBlanks();
            return new Part.Literal(quoted);
        }
        int start = at;
        while (at < text.length() && "|{}'\"".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        int end = at;
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        if (end == start) {
            throw at >= text.length() ? notClosed(open) : wrong("A path or a value is missing", at);
        }
        JsonNode value = literalWord(text.substring(start, end));
        return value != null ? new Part.Literal(value) : new Part.Lookup(path(start, end), start, end);
    }

    private String quoted(char quote) {
        int start = at++;
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char next = text.charAt(at++);
            if (next == quote) {
                return value.toString();
            }
            boolean escapes = next == '\\' && at < text.length() && "\\'\"".indexOf(text.charAt(at)) >= 0;
            value.append(escapes ? text.charAt(at++) : next);
        }
        throw wrong("The text in quotes is not closed", start);
    }

    private static @Nullable JsonNode literalWord(String word) {
        return switch (word) {
            case "true" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            case "null" -> NullNode.getInstance();
            default -> number(word);
        };
    }

    private static @Nullable JsonNode number(String word) {
        char first = word.charAt(0);
        if (first != '-' && (first < '0' || first > '9')) {
            return null;
        }
        try {
            return Json.parse(word);
        } catch (Json.Malformed | NumberFormatException e) {
            return null;
        }
    }

    private List<String> path(int start, int end) {
        List<String> segments = new ArrayList<>();
        int from = start;
        for (int i = start; i <= end; i++) {
            if (i == end || text.charAt(i) == '.' || isOldIndex(i, end)) {
                segments.add(segment(from, i));
                from = i + 1;
            }
        }
        // The oldest form of a node's output: {{node.15.response:0.name}}.
        if (segments.size() > 2
                && segments.get(0).equals("node")
                && segments.get(2).equals("response")) {
            segments.set(2, "body");
        }
        return List.copyOf(segments);
    }

    /** The colon in {@code response:0}. */
    private boolean isOldIndex(int i, int end) {
        return text.charAt(i) == ':' && i + 1 < end && text.charAt(i + 1) >= '0' && text.charAt(i + 1) <= '9';
    }

    private String segment(int start, int end) {
        int from = start;
        int to = end;
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        if (from == to) {
            throw wrong("A name is missing between two dots", end);
        }
        int point;
        for (int i = from; i < to; i += Character.charCount(point)) {
            point = text.codePointAt(i);
            if (!isNamePart(point)) {
                throw unexpected(i);
            }
        }
        return text.substring(from, to);
    }

    private static boolean isNamePart(int point) {
        if (Character.isLetterOrDigit(point)) {
            return true;
        }
        return switch (point) {
            case '_', '-', '$', '@', ' ' -> true;
            default -> {
                int type = Character.getType(point);
                yield type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
            }
        };
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalArgumentException notClosed(int open) {
        return wrong("The placeholder is not closed with }}", open);
    }

    private IllegalArgumentException unexpected(int index) {
        String found = Character.toString(text.codePointAt(index));
        return wrong(
                "'" + found + "' cannot stand in a placeholder: it is a path such as event.name, or \\{{ for braces",
                index);
    }

    private static IllegalArgumentException wrong(String reason, int index) {
        return new IllegalArgumentException(reason + " (column " + (index + 1) + ")");
    }
}
