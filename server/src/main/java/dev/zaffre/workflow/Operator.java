package dev.zaffre.workflow;

import dev.zaffre.base.Json;
import dev.zaffre.template.Template;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * How a rule compares. Wherever texts are compared, nothing and null read as the empty text and other values as they are written;
 * case counts. A text that is a number counts as one only where an operator says so.
 */
public enum Operator {
    /** Numeric when either side is a number and the other reads as one, else as text; true too for an array that holds the value. */
    EQ,
    /** Numeric only when both sides are numbers, else as text. */
    NEQ,
    /** Numeric; false when either side does not read as a number. */
    GT,
    LT,
    GTE,
    LTE,
    /** {@code %} stands for any run of characters, {@code _} for one; a backslash before them takes them literally. At most 256. */
    LIKE,
    /** An array that holds the value, or a text with it inside. */
    CONTAINS,
    NOT_CONTAINS,
    /** The value on the right is an array, or the text of one, that holds what is on the left. */
    INCLUDED_IN,
    NOT_INCLUDED_IN,
    /** An explicit null; neither nothing nor the empty text. */
    IS_NULL,
    NOT_NULL,
    /** There, and neither null nor the empty text. */
    EXIST,
    NOT_EXIST,
    STARTS_WITH,
    ENDS_WITH;

    private static final List<String> WORDS =
            Arrays.stream(values()).map(Operator::word).toList();
    private static final int LONGEST_NUMBER = Json.MAX_NUMBER;
    /** Longer patterns, and texts longer than a string in JSON may be, match nothing: the effort is text times pattern at worst. */
    static final int LONGEST_PATTERN = 256;

    /** As it stands in a document: {@code not_contains}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static List<String> words() {
        return WORDS;
    }

    public static Optional<Operator> of(String word) {
        int index = WORDS.indexOf(word);
        return index < 0 ? Optional.empty() : Optional.of(values()[index]);
    }

    /** Whether it looks at the left side only. */
    public boolean isUnary() {
        return switch (this) {
            case IS_NULL, NOT_NULL, EXIST, NOT_EXIST -> true;
            case EQ,
                    NEQ,
                    GT,
                    LT,
                    GTE,
                    LTE,
                    LIKE,
                    CONTAINS,
                    NOT_CONTAINS,
                    INCLUDED_IN,
                    NOT_INCLUDED_IN,
                    STARTS_WITH,
                    ENDS_WITH -> false;
        };
    }

    boolean holds(@Nullable JsonNode left, @Nullable JsonNode right) {
        return switch (this) {
            case EQ -> holdsValue(left, right) || equal(left, right);
            case NEQ -> !sameWhenBothNumbersElseText(left, right);
            case GT -> compare(left, right, order -> order > 0);
            case LT -> compare(left, right, order -> order < 0);
            case GTE -> compare(left, right, order -> order >= 0);
            case LTE -> compare(left, right, order -> order <= 0);
            case LIKE -> like(Template.text(left), Template.text(right));
            case CONTAINS -> contains(left, right);
            case NOT_CONTAINS -> !contains(left, right);
            case INCLUDED_IN -> holdsValue(asArray(right), left);
            case NOT_INCLUDED_IN -> !holdsValue(asArray(right), left);
            case IS_NULL -> left != null && left.isNull();
            case NOT_NULL -> left == null || !left.isNull();
            case EXIST -> !Template.text(left).isEmpty();
            case NOT_EXIST -> Template.text(left).isEmpty();
            case STARTS_WITH -> left != null && Template.text(left).startsWith(Template.text(right));
            case ENDS_WITH -> left != null && Template.text(left).endsWith(Template.text(right));
        };
    }

    private static boolean equal(@Nullable JsonNode left, @Nullable JsonNode right) {
        if (isNumber(left) || isNumber(right)) {
            return compare(left, right, order -> order == 0);
        }
        return Template.text(left).equals(Template.text(right));
    }

    private static boolean sameWhenBothNumbersElseText(@Nullable JsonNode left, @Nullable JsonNode right) {
        if (isNumber(left) && isNumber(right)) {
            return compare(left, right, order -> order == 0);
        }
        return Template.text(left).equals(Template.text(right));
    }

    private static boolean contains(@Nullable JsonNode left, @Nullable JsonNode right) {
        if (left == null || left.isNull()) {
            return false;
        }
        return left.isArray() ? holdsValue(left, right) : Template.text(left).contains(Template.text(right));
    }

    private static boolean holdsValue(@Nullable JsonNode array, @Nullable JsonNode value) {
        if (!(array instanceof ArrayNode elements)) {
            return false;
        }
        for (JsonNode element : elements) {
            if (equal(element, value)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable JsonNode asArray(@Nullable JsonNode value) {
        if (value == null || !value.isString() || !value.stringValue().startsWith("[")) {
            return value;
        }
        try {
            return Json.parse(value.stringValue());
        } catch (Json.Malformed e) {
            return value;
        }
    }

    private static boolean isNumber(@Nullable JsonNode node) {
        return node != null && node.isNumber();
    }

    private static boolean compare(@Nullable JsonNode left, @Nullable JsonNode right, IntPredicate wanted) {
        BigDecimal first = number(left);
        BigDecimal second = number(right);
        // Safe with any exponents: the order of magnitude is compared before digits are aligned, and digits are few.
        return first != null && second != null && wanted.test(first.compareTo(second));
    }

    private static @Nullable BigDecimal number(@Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        if (node.isNumber()) {
            return node.decimalValue();
        }
        String text = node.isString() ? node.stringValue().strip() : "";
        if (text.isEmpty() || text.length() > LONGEST_NUMBER || "+-.0123456789".indexOf(text.charAt(0)) < 0) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Goes through the text once, returning only to the last {@code %}: no pattern makes it explode. */
    static boolean like(String text, String pattern) {
        if (pattern.length() > LONGEST_PATTERN || text.length() > Json.MAX_STRING) {
            return false;
        }
        int t = 0;
        int p = 0;
        int afterRun = -1;
        int runEnd = 0;
        while (t < text.length()) {
            char wanted = p < pattern.length() ? pattern.charAt(p) : 0;
            boolean literal = wanted == '\\' && p + 1 < pattern.length();
            if (p < pattern.length() && wanted == '%') {
                afterRun = ++p;
                runEnd = t;
            } else if (p < pattern.length()
                    && matches(text.charAt(t), literal ? pattern.charAt(p + 1) : wanted, literal)) {
                t++;
                p += literal ? 2 : 1;
            } else if (afterRun >= 0) {
                p = afterRun;
                t = ++runEnd;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '%') {
            p++;
        }
        return p == pattern.length();
    }

    private static boolean matches(char found, char wanted, boolean literal) {
        return found == wanted || (wanted == '_' && !literal);
    }
}
