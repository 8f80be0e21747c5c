package dev.zaffre.base;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON in and out. What strangers send goes through {@link #parse}, which is strict (RFC 8259, UTF-8, no byte order mark),
 * bounded, and keeps every number's characters and every object's order.
 */
public final class Json {
    /** Deepest nesting of arrays and objects that is accepted from outside. */
    public static final int MAX_DEPTH = 64;
    /** Longest string in UTF-16 characters. */
    public static final int MAX_STRING = 256 * 1024;

    public static final int MAX_NUMBER = 100;
    public static final int MAX_NAME = 256;
    public static final int MAX_TOKENS = 100_000;

    /** What the parser adds of itself: where an object began, in terms of its settings, and which setting would allow more. */
    private static final Pattern PARSERS_OWN_WORDS =
            Pattern.compile(" \\([^(]*\\[Source: [^]]*]\\)| \\(not recognized as one since [^)]*\\)");

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonFactory STRICT = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING)
                    .maxNumberLength(MAX_NUMBER)
                    .maxNameLength(MAX_NAME)
                    .maxTokenCount(MAX_TOKENS)
                    .build())
            .build();
    /** For what this process wrote itself; no feature differs from the library's defaults. */
    public static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /** A text that is not JSON, or more than the limits allow. Line and column count from 1. */
    public static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        public final int line;
        public final int column;

        Malformed(String message, int line, int column) {
            super(message);
            this.line = line;
            this.column = column;
        }
    }

    /**
     * Reads one JSON document.
     *
     * @throws Malformed with the place and the reason
     */
    public static JsonNode parse(byte[] document) {
        return parse(decode(document));
    }

    /** As {@link #parse(byte[])}, of characters. */
    public static JsonNode parse(String document) {
        try (JsonParser parser = STRICT.createParser(tools.jackson.core.ObjectReadContext.empty(), document)) {
            if (parser.nextToken() == null) {
                throw new Malformed("The document is empty", 1, 1);
            }
            JsonNode node = build(parser);
            if (parser.nextToken() != null) {
                throw malformed("Something follows after the end of the document", parser.currentTokenLocation());
            }
            return node;
        } catch (JacksonException e) {
            throw malformed(reason(e), e.getLocation());
        }
    }

    /**
     * The text of one member of the outermost object, character for character as it was sent. Of a repeated name the last one counts,
     * as in {@link #parse}.
     *
     * @param document one that {@link #parse} accepted
     */
    public static java.util.Optional<byte[]> slice(byte[] document, String member) {
        String text = new String(document, StandardCharsets.UTF_8);
        java.util.Optional<byte[]> found = java.util.Optional.empty();
        try (JsonParser parser = STRICT.createParser(tools.jackson.core.ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return found;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = parser.currentName().equals(member);
                parser.nextToken();
                int start = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                parser.finishToken();
                if (wanted) {
                    int end = (int) parser.currentLocation().getCharOffset();
                    found = java.util.Optional.of(
                            text.substring(start, end).strip().getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return found;
    }

    /** Reads what this process, or a person who owns it, wrote: same fidelity. */
    public static JsonNode read(String document) {
        return parse(document);
    }

    public static String write(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    public static byte[] writeBytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** As JSON Schema calls it, integers being numbers. */
    public static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> "object";
            case ARRAY -> "array";
            case STRING, BINARY -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> "number";
            case NULL, MISSING -> "null";
        };
    }

    public static ObjectNode object() {
        return NODES.objectNode();
    }

    public static ArrayNode array() {
        return NODES.arrayNode();
    }

    private static String decode(byte[] document) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.wrap(document);
        try {
            return decoder.decode(bytes).toString();
        } catch (CharacterCodingException e) {
            int line = 1;
            int column = 1;
            for (int i = 0; i < bytes.position(); i++) {
                column = document[i] == '\n' ? 1 : column + 1;
                line += document[i] == '\n' ? 1 : 0;
            }
            throw new Malformed("The text is not valid UTF-8", line, column);
        }
    }

    /** Iterative, so that no input can exhaust the stack. */
    private static JsonNode build(JsonParser parser) throws JacksonException {
        Deque<JsonNode> open = new ArrayDeque<>();
        String name = "";
        JsonToken token = parser.currentToken();
        while (true) {
            switch (token) {
                case PROPERTY_NAME -> name = parser.currentName();
                case END_OBJECT, END_ARRAY -> {
                    JsonNode done = open.pop();
                    if (open.isEmpty()) {
                        return done;
                    }
                }
                default -> {
                    JsonNode value = value(parser, token);
                    JsonNode parent = open.peek();
                    if (parent instanceof ObjectNode object) {
                        object.set(name, value);
                    } else if (parent instanceof ArrayNode array) {
                        array.add(value);
                    }
                    if (value.isContainer()) {
                        open.push(value);
                    } else if (open.isEmpty()) {
                        return value;
                    }
                }
            }
            token = parser.nextToken();
            if (token == null) {
                throw malformed("The document ends too early", parser.currentLocation());
            }
        }
    }

    private static JsonNode value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> NODES.objectNode();
            case START_ARRAY -> NODES.arrayNode();
            case VALUE_STRING -> NODES.stringNode(parser.getString());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case VALUE_NUMBER_INT -> integer(parser.getString());
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            default -> throw malformed("Unexpected " + token, parser.currentTokenLocation());
        };
    }

    /** The library checks the length of a fraction only when it is asked for the value, which here is never. */
    private static JsonNode decimal(JsonParser parser) {
        String text = parser.getString();
        if (text.length() > MAX_NUMBER) {
            throw malformed("A number is longer than " + MAX_NUMBER + " characters", parser.currentTokenLocation());
        }
        return ExactNumber.node(text);
    }

    private static JsonNode integer(String text) {
        if (text.equals("-0")) {
            return ExactNumber.node(text);
        }
        if (text.length() <= 9) {
            return NODES.numberNode(Integer.parseInt(text));
        }
        return text.length() <= 18
                ? NODES.numberNode(Long.parseLong(text))
                : NODES.numberNode(new java.math.BigInteger(text));
    }

    private static Malformed malformed(String reason, @org.jspecify.annotations.Nullable TokenStreamLocation at) {
        return new Malformed(
                reason, at == null ? 1 : Math.max(1, at.getLineNr()), at == null ? 1 : Math.max(1, at.getColumnNr()));
    }

    private static String reason(JacksonException e) {
        String message = e.getOriginalMessage();
        return message == null ? "Not JSON" : PARSERS_OWN_WORDS.matcher(message).replaceAll("");
    }
}
