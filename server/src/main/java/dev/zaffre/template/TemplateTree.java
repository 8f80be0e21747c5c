package dev.zaffre.template;

import dev.zaffre.base.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * JSON whose strings are templates; the names of members are not. An object's member that resolves to nothing is dropped, not sent
 * as null; in an array, where places count, it becomes null. The member {@code "..."} stands for the members of the object that it
 * resolves to; members that follow it win over them.
 */
public final class TemplateTree {
    /** The name of a member in whose place the members of its value are put. */
    private static final String SPREAD = "...";

    private final Branch root;
    private final List<Mention> mentions;

    private TemplateTree(Branch root, List<Mention> mentions) {
        this.root = root;
        this.mentions = List.copyOf(mentions);
    }

    /** @throws IllegalArgumentException with the JSON pointer of the string and the reason */
    public static TemplateTree compile(JsonNode tree) {
        List<Mention> mentions = new ArrayList<>();
        return new TemplateTree(branch(tree, "", 0, mentions), mentions);
    }

    /**
     * As {@link #compile}, for a body that is sent: an object that is a member and all of whose members are left out is left out
     * as well, because to most apps an empty object is a value. The whole, elements of arrays and what is written as
     * <code>{}</code> stay.
     *
     * @throws IllegalArgumentException with the JSON pointer of the string and the reason
     */
    public static TemplateTree compileBody(JsonNode tree) {
        List<Mention> mentions = new ArrayList<>();
        return new TemplateTree(sparse(branch(tree, "", 0, mentions)), mentions);
    }

    private static Branch sparse(Branch branch) {
        return switch (branch) {
            case Members object -> {
                Branch[] members = new Branch[object.members().length];
                for (int i = 0; i < members.length; i++) {
                    Branch inner = sparse(object.members()[i]);
                    boolean sparse = inner instanceof Members nested && nested.members().length > 0;
                    members[i] = sparse ? new Sparse(inner) : inner;
                }
                yield new Members(object.names(), members);
            }
            case Elements array ->
                new Elements(Arrays.stream(array.elements())
                        .map(TemplateTree::sparse)
                        .toArray(Branch[]::new));
            case Value it -> it;
            case Text it -> it;
            case Address it -> it;
            case Filled it -> it;
            case Sparse it -> it;
        };
    }

    /**
     * The tree of a call: {@code url} is rendered by {@link Template#renderUrl}, the members of {@code headers} by
     * {@link Escapes#headerValue}, all else, {@code query} and {@code body} among it, as JSON. What is null or blank in
     * {@code query} or {@code headers} is dropped.
     *
     * @throws IllegalArgumentException with the JSON pointer of the string and the reason
     */
    public static TemplateTree compileRequest(ObjectNode request) {
        List<Mention> mentions = new ArrayList<>();
        String[] names = new String[request.size()];
        Branch[] members = new Branch[request.size()];
        int i = 0;
        for (Map.Entry<String, JsonNode> member : request.properties()) {
            names[i] = member.getKey();
            String pointer = "/" + escaped(names[i]);
            Branch plain = branch(member.getValue(), pointer, 1, mentions);
            members[i++] = switch (member.getKey()) {
                case "url" -> plain instanceof Text text ? new Address(text.template()) : plain;
                case "headers" -> filled(plain, true);
                case "query" -> filled(plain, false);
                default -> plain;
            };
        }
        return new TemplateTree(new Members(names, members), mentions);
    }

    /**
     * Null when the whole is one template that resolves to nothing. Objects and arrays of the tree itself are new each time; values
     * that came from the scope are the scope's own and must not be changed.
     *
     * @throws IllegalArgumentException when a value cannot stand in an address
     * @throws IllegalStateException when a text becomes too long
     */
    public @Nullable JsonNode render(Scope scope) {
        return root.render(scope);
    }

    /** Names of the members that it renders to; empty when it is no object. */
    public List<String> names() {
        return root instanceof Members object ? List.of(object.names()) : List.of();
    }

    /** Every path mentioned, with the JSON pointer of the string it is in. */
    public List<Mention> mentions() {
        return mentions;
    }

    /** A path, and the JSON pointer (RFC 6901) of the string that it is in. */
    public record Mention(String pointer, Template.Path path) {}

    /** A name as a part of a JSON pointer. */
    public static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static Branch branch(JsonNode node, String pointer, int depth, List<Mention> mentions) {
        if (depth > Json.MAX_DEPTH) {
            throw new IllegalArgumentException(pointer + ": nested deeper than " + Json.MAX_DEPTH);
        }
        return switch (node) {
            case ObjectNode object -> members(object, pointer, depth, mentions);
            case ArrayNode array -> elements(array, pointer, depth, mentions);
            case StringNode text -> text(text, pointer, mentions);
            default -> new Value(node);
        };
    }

    private static Branch members(ObjectNode object, String pointer, int depth, List<Mention> mentions) {
        String[] names = new String[object.size()];
        Branch[] members = new Branch[object.size()];
        int i = 0;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            names[i] = member.getKey();
            members[i++] = branch(member.getValue(), pointer + "/" + escaped(member.getKey()), depth + 1, mentions);
        }
        return new Members(names, members);
    }

    private static Branch elements(ArrayNode array, String pointer, int depth, List<Mention> mentions) {
        Branch[] elements = new Branch[array.size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = branch(array.get(i), pointer + "/" + i, depth + 1, mentions);
        }
        return new Elements(elements);
    }

    private static Branch text(StringNode node, String pointer, List<Mention> mentions) {
        Template template;
        try {
            template = Template.compile(node.stringValue());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException((pointer.isEmpty() ? "" : pointer + ": ") + e.getMessage(), e);
        }
        for (Template.Path path : template.paths()) {
            mentions.add(new Mention(pointer, path));
        }
        return template.isConstant()
                ? new Value(StringNode.valueOf(template.renderText(path -> null)))
                : new Text(template);
    }

    private static Branch filled(Branch branch, boolean header) {
        if (!(branch instanceof Members object)) {
            return branch;
        }
        Branch[] filled = new Branch[object.members().length];
        for (int i = 0; i < filled.length; i++) {
            filled[i] = new Filled(object.members()[i], header);
        }
        return new Members(object.names(), filled);
    }

    /** A compiled value. */
    private sealed interface Branch {
        @Nullable
        JsonNode render(Scope scope);
    }

    private record Value(JsonNode node) implements Branch {
        @Override
        public JsonNode render(Scope scope) {
            return node;
        }
    }

    private record Text(Template template) implements Branch {
        @Override
        public @Nullable JsonNode render(Scope scope) {
            return template.render(scope);
        }
    }

    private record Address(Template template) implements Branch {
        @Override
        public JsonNode render(Scope scope) {
            return StringNode.valueOf(template.renderUrl(scope));
        }
    }

    private record Filled(Branch value, boolean header) implements Branch {
        @Override
        public @Nullable JsonNode render(Scope scope) {
            JsonNode rendered = value.render(scope);
            if (rendered == null || rendered.isNull()) {
                return null;
            }
            JsonNode safe = header ? StringNode.valueOf(Escapes.headerValue(Template.text(rendered))) : rendered;
            return safe.isString() && safe.stringValue().isEmpty() ? null : safe;
        }
    }

    private record Sparse(Branch object) implements Branch {
        @Override
        public @Nullable JsonNode render(Scope scope) {
            JsonNode rendered = object.render(scope);
            return rendered == null || rendered.isEmpty() ? null : rendered;
        }
    }

    private record Members(String[] names, Branch[] members) implements Branch {
        @Override
        public JsonNode render(Scope scope) {
            ObjectNode object = Json.object();
            for (int i = 0; i < names.length; i++) {
                JsonNode value = members[i].render(scope);
                if (value instanceof ObjectNode spread && names[i].equals(SPREAD)) {
                    object.setAll(spread);
                } else if (value != null) {
                    object.set(names[i], value);
                }
            }
            return object;
        }
    }

    private record Elements(Branch[] elements) implements Branch {
        @Override
        public JsonNode render(Scope scope) {
            ArrayNode array = Json.array();
            for (Branch element : elements) {
                JsonNode value = element.render(scope);
                if (value == null) {
                    array.addNull();
                } else {
                    array.add(value);
                }
            }
            return array;
        }
    }
}
