package dev.zaffre.template;

import dev.zaffre.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * One text with placeholders, compiled. A text that is exactly one placeholder keeps the JSON type of its value, and a number its
 * characters.
 *
 * <p>A placeholder is <code>{{path}}</code> or <code>{{path || other.path || 'text'}}</code>; after <code>||</code> stands what
 * counts when nothing is there, or null, or an empty text (0 and false are values). Literals are texts in single or double quotes
 * (a backslash before a quote or a backslash takes it literally), numbers, true, false and null. Segments of a path are
 * separated by dots and consist of letters, digits, {@code _ - $ @} and blanks inside; a number is an index where an array is.
 * Blanks around segments, operands and <code>||</code> do not count. A literal <code>{{</code> is written <code>\{{</code>, and
 * a backslash before a placeholder <code>\\{{</code>.
 *
 * <p>What a placeholder is replaced by is never looked at again: braces in data stay braces.
 */
public final class Template {
    /** Longest text that is put together, in UTF-16 characters: a few repetitions of a large value must not fill the memory. */
    public static final int LONGEST = 4 * 1024 * 1024;

    private final String source;
    private final Part[] parts;
    private final @Nullable JsonNode constant;

    private Template(String source, Part[] parts) {
        this.source = source;
        this.parts = parts;
        this.constant = switch (parts.length) {
            case 0 -> StringNode.valueOf("");
            case 1 -> parts[0] instanceof Part.Text only ? StringNode.valueOf(only.text()) : null;
            default -> null;
        };
    }

    /**
     * @throws IllegalArgumentException naming the column, when a placeholder is not closed or not a path
     */
    public static Template compile(String text) {
        return new Template(text, new TemplateParser(text).parse());
    }

    /**
     * The value: it is part of what the scope holds and must not be changed. Null when the text is exactly one placeholder that
     * resolves to nothing and has no fallback.
     *
     * @throws IllegalStateException when the text becomes longer than {@link #LONGEST}
     */
    public @Nullable JsonNode render(Scope scope) {
        if (constant != null) {
            return constant;
        }
        if (parts.length == 1 && parts[0] instanceof Part.Placeholder only) {
            return only.value(scope);
        }
        return StringNode.valueOf(renderText(scope));
    }

    /**
     * The text, whatever the type: texts raw, numbers and booleans as written, objects and arrays as compact JSON, null and
     * nothing as no characters.
     *
     * @throws IllegalStateException when the text becomes longer than {@link #LONGEST}
     */
    public String renderText(Scope scope) {
        return renderEscaped(scope, UnaryOperator.identity());
    }

    /** As {@link #renderText}, with what the placeholders stand for passed through {@code escape} and the rest left alone. */
    public String renderEscaped(Scope scope, UnaryOperator<String> escape) {
        return renderPlaced(scope, (path, value) -> escape.apply(value));
    }

    /**
     * As {@link #renderEscaped}, where the escape depends on what stands in a place.
     *
     * @param escape of the first path that the placeholder mentions, without segments when it mentions none, and the value
     */
    public String renderPlaced(Scope scope, BiFunction<List<String>, String, String> escape) {
        if (constant != null) {
            return constant.stringValue();
        }
        StringBuilder text = new StringBuilder(source.length() + 32);
        for (Part part : parts) {
            switch (part) {
                case Part.Text literal -> append(text, literal.text());
                case Part.Placeholder placeholder ->
                    append(text, escape.apply(placeholder.first(), text(placeholder.value(scope))));
            }
        }
        return text.toString();
    }

    /**
     * The text as an address. A placeholder at the very beginning is taken as it is: the data names the address. Elsewhere a value
     * cannot leave its place: in the host it may be letters, digits, dots, dashes and a colon, in the path it is one segment, after
     * the question mark or the hash it is one value.
     *
     * @throws IllegalArgumentException when a value cannot stand where it is put
     */
    public String renderUrl(Scope scope) {
        StringBuilder text = new StringBuilder(source.length() + 32);
        for (Part part : parts) {
            switch (part) {
                case Part.Text literal -> append(text, literal.text());
                case Part.Placeholder placeholder -> {
                    String value = text(placeholder.value(scope));
                    append(text, text.isEmpty() ? value : Escapes.inUrl(text, value));
                }
            }
        }
        return text.toString();
    }

    /** Every path that the text mentions, with whether a fallback follows it. */
    public List<Path> paths() {
        return places().stream().map(Place::path).toList();
    }

    /** Where each path stands in the source: for those who show it to people. */
    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.Placeholder placeholder) {
                Part.Operand[] operands = placeholder.operands();
                for (int i = 0; i < operands.length; i++) {
                    if (operands[i] instanceof Part.Lookup lookup) {
                        Path path = new Path(lookup.segments(), i < operands.length - 1);
                        places.add(new Place(path, lookup.start(), lookup.end()));
                    }
                }
            }
        }
        return List.copyOf(places);
    }

    /** @param end behind it; both are indices in UTF-16 characters */
    public record Place(Path path, int start, int end) {}

    /** Whether the text is exactly one placeholder. */
    public boolean isPlaceholder() {
        return parts.length == 1 && parts[0] instanceof Part.Placeholder;
    }

    /** Whether it has no placeholder: it renders to the same everywhere. */
    public boolean isConstant() {
        return constant != null;
    }

    /** The text as it was written. */
    public String source() {
        return source;
    }

    @Override
    public String toString() {
        return source;
    }

    /** How a value reads inside a text. */
    public static String text(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return "";
        }
        if (value.isString()) {
            return value.stringValue();
        }
        // Not asString(): a decimal's own toString keeps its characters and never writes out an exponent's zeros.
        return value.isNumber() ? value.numberValue().toString() : Json.write(value);
    }

    private static void append(StringBuilder text, String more) {
        if (text.length() + (long) more.length() > LONGEST) {
            throw new IllegalStateException("The text would be longer than " + LONGEST + " characters");
        }
        text.append(more);
    }

    /** A path in a placeholder. */
    public record Path(List<String> segments, boolean hasFallback) {
        @Override
        public String toString() {
            return String.join(".", segments);
        }
    }
}
