package dev.zaffre.catalog.openapi;

import dev.zaffre.http.ApiError;
import dev.zaffre.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON or YAML text as a tree. A YAML alias stands for the very node of its anchor, so that no number of them makes the tree
 * larger; whoever copies parts of the tree must count.
 */
final class DocumentText {
    private static final int DEEPEST = 500;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(OpenApiImport.LONGEST)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    /** Where an object began, in terms of the parser's settings, and which setting would allow more. */
    private static final Pattern PARSERS_OWN_WORDS =
            Pattern.compile(" \\([^(]*\\[Source: [^]]*]\\)| \\(not recognized as one since [^)]*\\)|, from `[^`]*`");

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?");

    private final Map<String, JsonNode> anchors = new HashMap<>();
    private final Deque<JsonNode> open = new ArrayDeque<>();
    /** The names under which what comes next stands, for the objects that are open; null in lists. */
    private final Deque<Pending> names = new ArrayDeque<>();

    private @Nullable JsonNode root;

    private static final class Pending {
        private @Nullable String name;
    }

    private DocumentText() {}

    /** @throws InvalidDocument with line and column */
    static JsonNode read(String text) {
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (plain.isBlank()) {
            throw new InvalidDocument("", "The document is empty");
        }
        return plain.stripLeading().startsWith("{") ? json(plain) : yaml(plain);
    }

    /**
     * A request's body. A document may be deeper, and be one longer text, than other bodies may.
     *
     * @throws ApiError 400 when it is not a JSON object
     */
    static ObjectNode body(Request request) {
        byte[] bytes = request.body();
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            // Only what really is UTF-8: elsewhere the refusal is worded.
            if (Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)
                    && JSON.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            // falls through: the refusal is the same as for every body
        }
        return request.jsonObject();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            try {
                // In YAML, too, a text may begin with a brace.
                return yaml(text);
            } catch (InvalidDocument neither) {
                var at = e.getLocation();
                String place = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr();
                String message = e.getOriginalMessage();
                throw new InvalidDocument(
                        place,
                        "The document is neither JSON nor YAML: "
                                + Names.line(
                                        message == null
                                                ? "unreadable"
                                                : PARSERS_OWN_WORDS
                                                        .matcher(message)
                                                        .replaceAll(""),
                                        300));
            }
        }
    }

    private static JsonNode yaml(String text) {
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(OpenApiImport.LONGEST).build();
        DocumentText tree = new DocumentText();
        try {
            for (Event event : new Parse(settings).parseString(text)) {
                tree.take(event);
            }
        } catch (MarkedYamlEngineException e) {
            throw new InvalidDocument(
                    e.getProblemMark()
                            .map(mark -> "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
                            .orElse(""),
                    "The document is neither JSON nor YAML: " + Names.line(e.getProblem(), 300));
        } catch (YamlEngineException e) {
            throw new InvalidDocument(
                    "", "The document is neither JSON nor YAML: " + Names.line(String.valueOf(e.getMessage()), 300));
        }
        JsonNode root = tree.root;
        if (root == null) {
            throw new InvalidDocument("", "The document is empty");
        }
        return root;
    }

    /** Without recursion, so that no depth can exhaust the stack. */
    private void take(Event event) {
        switch (event.getEventId()) {
            case MappingStart -> begin(NODES.objectNode(), (NodeEvent) event);
            case SequenceStart -> begin(NODES.arrayNode(), (NodeEvent) event);
            case MappingEnd, SequenceEnd -> {
                open.pop();
                names.pop();
            }
            case Scalar -> {
                ScalarEvent scalar = (ScalarEvent) event;
                Pending pending = names.peek();
                if (open.peek() instanceof ObjectNode && pending != null && pending.name == null) {
                    pending.name = scalar.getValue();
                } else {
                    place(value(scalar), scalar);
                }
            }
            case Alias -> alias((AliasEvent) event);
            case DocumentStart -> {
                if (root != null) {
                    throw new InvalidDocument(at(event), "A second document begins: only one can be imported");
                }
            }
            case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
        }
    }

    private void begin(JsonNode container, NodeEvent event) {
        if (open.size() >= DEEPEST) {
            throw new InvalidDocument(at(event), "The document is nested deeper than " + DEEPEST);
        }
        Pending pending = names.peek();
        if (open.peek() instanceof ObjectNode && pending != null && pending.name == null) {
            throw new InvalidDocument(at(event), "A name must be a text");
        }
        if (pending != null && "<<".equals(pending.name)) {
            throw new InvalidDocument(at(event), "'<<' can be followed by one alias only");
        }
        place(container, event);
        open.push(container);
        names.push(new Pending());
    }

    @SuppressWarnings("ReferenceEquality") // It is the node itself that must not be in itself; an equal one may.
    private void alias(AliasEvent event) {
        JsonNode anchored = anchors.get(event.getAlias().getValue());
        if (anchored == null) {
            throw new InvalidDocument(at(event), "There is no anchor '" + event.getAlias() + "' before this place");
        }
        for (JsonNode container : open) {
            if (container == anchored) {
                throw new InvalidDocument(at(event), "The alias '" + event.getAlias() + "' contains itself");
            }
        }
        place(anchored, event);
    }

    private void place(JsonNode node, NodeEvent event) {
        if (!(event instanceof AliasEvent)) {
            event.getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), node));
        }
        JsonNode parent = open.peek();
        Pending pending = names.peek();
        if (parent instanceof ArrayNode array) {
            array.add(node);
        } else if (parent instanceof ObjectNode object && pending != null) {
            String name = String.valueOf(pending.name);
            pending.name = null;
            if (name.equals("<<") && event instanceof AliasEvent && node instanceof ObjectNode merged) {
                merged.properties().forEach(member -> object.putIfAbsent(member.getKey(), member.getValue()));
            } else {
                object.set(name, node);
            }
        } else {
            root = node;
        }
    }

    /** YAML 1.2: true, false, null and JSON's numbers; all else without quotes is text, dates and "yes" among it. */
    private static JsonNode value(ScalarEvent scalar) {
        String text = scalar.getValue();
        if (!scalar.isPlain() || scalar.getTag().isPresent()) {
            return NODES.stringNode(text);
        }
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> NODES.nullNode();
            case "true", "True", "TRUE" -> NODES.booleanNode(true);
            case "false", "False", "FALSE" -> NODES.booleanNode(false);
            default -> {
                if (!NUMBER.matcher(text).matches()) {
                    yield NODES.stringNode(text);
                }
                var number = new java.math.BigDecimal(text);
                yield number.scale() > 0 ? NODES.numberNode(number) : NODES.numberNode(number.toBigIntegerExact());
            }
        };
    }

    private static String at(Event event) {
        return event.getStartMark()
                .map(mark -> "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
                .orElse("");
    }
}
