package dev.zaffre.workflow;

import dev.zaffre.base.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** JSON as the maps and lists that the JSONata library works on, there and back. */
final class JavaTree {
    /** Values in a result: shared parts count each time they are written. */
    private static final int MOST_VALUES = 200_000;

    private static final long MOST_CHARACTERS = 4L * 1024 * 1024;

    private int values;
    private long characters;

    private JavaTree() {}

    static @Nullable Object fromJson(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                Map<String, @Nullable Object> members = LinkedHashMap.newLinkedHashMap(object.size());
                object.properties().forEach(member -> members.put(member.getKey(), fromJson(member.getValue())));
                yield members;
            }
            case ArrayNode array -> {
                List<@Nullable Object> elements = new ArrayList<>(array.size());
                array.forEach(element -> elements.add(fromJson(element)));
                yield elements;
            }
            case NullNode nothing -> null;
            case BooleanNode bool -> bool.booleanValue();
            case StringNode text -> text.stringValue();
            case IntNode number -> number.intValue();
            case LongNode number -> number.longValue();
            default -> node.isNumber() ? number(node.numberValue()) : node.asString();
        };
    }

    /** The library writes out a decimal's zeros: magnitudes that only an exponent can hold must not get to it. */
    private static Object number(Number number) {
        double magnitude = Math.abs(number.doubleValue());
        boolean isZero = number instanceof BigDecimal decimal && decimal.signum() == 0;
        return Double.isInfinite(magnitude) || (magnitude == 0 && !isZero) ? number.toString() : isZero ? 0 : number;
    }

    /** @throws IllegalStateException when the value is too large or nothing that JSON knows */
    static JsonNode toJson(@Nullable Object value) {
        return new JavaTree().node(value, 0);
    }

    private JsonNode node(@Nullable Object value, int depth) {
        if (++values > MOST_VALUES || depth > Json.MAX_DEPTH) {
            throw new IllegalStateException(
                    "The result has more than " + MOST_VALUES + " values or is nested deeper than " + Json.MAX_DEPTH);
        }
        return switch (value) {
            case null -> NullNode.getInstance();
            case String text -> StringNode.valueOf(counted(text));
            case Boolean bool -> BooleanNode.valueOf(bool);
            case Integer number -> IntNode.valueOf(number);
            case Long number -> LongNode.valueOf(number);
            case BigInteger number -> BigIntegerNode.valueOf(number);
            case BigDecimal number -> DecimalNode.valueOf(number);
            case Number number -> floating(number.doubleValue());
            case Map<?, ?> members -> object(members, depth);
            case Collection<?> elements -> array(elements, depth);
            // A function, or what else the language knows and JSON does not.
            default -> NullNode.getInstance();
        };
    }

    private ObjectNode object(Map<?, ?> members, int depth) {
        ObjectNode object = Json.object();
        members.forEach((name, member) -> object.set(counted(String.valueOf(name)), node(member, depth + 1)));
        return object;
    }

    private ArrayNode array(Collection<?> elements, int depth) {
        ArrayNode array = Json.array();
        for (Object element : elements) {
            array.add(node(element, depth + 1));
        }
        return array;
    }

    private static JsonNode floating(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalStateException("The result has a number that JSON cannot hold: " + number);
        }
        return DoubleNode.valueOf(number);
    }

    private String counted(String text) {
        characters += text.length();
        if (characters > MOST_CHARACTERS) {
            throw new IllegalStateException("The result has more than " + MOST_CHARACTERS + " characters");
        }
        return text;
    }
}
