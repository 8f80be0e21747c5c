package dev.zaffre.workflow;

import dev.zaffre.base.Closest;
import dev.zaffre.template.Template;
import dev.zaffre.template.TemplateTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the JSON form of conditions. */
final class ConditionParser {
    private static final int DEEPEST = 16;

    private ConditionParser() {}

    static Condition parse(JsonNode document) {
        return parse(document, "", 0);
    }

    private static Condition parse(JsonNode node, String pointer, int depth) {
        if (depth > DEEPEST) {
            throw wrong(pointer, "groups are nested deeper than " + DEEPEST);
        }
        return switch (node) {
            case ArrayNode members -> group(true, members, pointer, depth);
            case ObjectNode object -> object(object, pointer, depth);
            default -> throw wrong(pointer, "a condition is an object: a group or a row {variable, operator, value}");
        };
    }

    private static Condition object(ObjectNode object, String pointer, int depth) {
        if (object.has("and") && object.has("or")) {
            throw wrong(pointer, "a group has \"and\" or \"or\", not both");
        }
        if (object.has("and")) {
            return member(object, "and", pointer, depth);
        }
        if (object.has("rules")) {
            return configured(object, pointer + "/rules");
        }
        return object.has("or") ? member(object, "or", pointer, depth) : comparison(object, pointer);
    }

    private static Condition configured(ObjectNode object, String pointer) {
        Template rules = left(object.get("rules"), pointer);
        if (!rules.isPlaceholder()) {
            throw wrong(pointer, "must be one placeholder, such as \"{{config.rules}}\"");
        }
        return new ConfiguredRules(
                rules,
                rules.paths().stream()
                        .map(path -> new TemplateTree.Mention(pointer, path))
                        .toList());
    }

    private static Condition member(ObjectNode object, String word, String pointer, int depth) {
        if (object.get(word) instanceof ArrayNode members) {
            return group(word.equals("and"), members, pointer + "/" + word, depth);
        }
        throw wrong(pointer + "/" + word, "must be an array of conditions");
    }

    private static Condition group(boolean all, ArrayNode nodes, String pointer, int depth) {
        List<Condition> members = new ArrayList<>();
        List<TemplateTree.Mention> mentions = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Condition member = parse(nodes.get(i), pointer + "/" + i, depth + 1);
            members.add(member);
            mentions.addAll(member.mentions());
        }
        return new Condition.Group(all, List.copyOf(members), List.copyOf(mentions));
    }

    private static Condition comparison(ObjectNode row, String pointer) {
        String leftName = row.has("left") && !row.has("variable") ? "left" : "variable";
        String rightName = row.has("right") && !row.has("value") ? "right" : "value";
        Template left = left(row.get(leftName), pointer + "/" + leftName);
        Operator operator = operator(row.get("operator"), pointer + "/operator");
        TemplateTree right = right(row.get(rightName), pointer + "/" + rightName);
        List<TemplateTree.Mention> mentions = new ArrayList<>();
        left.paths().forEach(path -> mentions.add(new TemplateTree.Mention(pointer + "/" + leftName, path)));
        if (!operator.isUnary()) {
            right.mentions()
                    .forEach(mention -> mentions.add(
                            new TemplateTree.Mention(pointer + "/" + rightName + mention.pointer(), mention.path())));
        }
        return new Condition.Comparison(left, operator, right, List.copyOf(mentions));
    }

    private static Template left(@Nullable JsonNode node, String pointer) {
        if (node == null || !node.isString()) {
            throw wrong(pointer, "is missing: a text such as \"{{event.age}}\"");
        }
        try {
            return Template.compile(node.stringValue());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(pointer + ": " + e.getMessage(), e);
        }
    }

    private static TemplateTree right(@Nullable JsonNode node, String pointer) {
        try {
            return TemplateTree.compile(node == null ? NullNode.getInstance() : node);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    pointer + (String.valueOf(e.getMessage()).startsWith("/") ? "" : ": ") + e.getMessage(), e);
        }
    }

    private static Operator operator(@Nullable JsonNode node, String pointer) {
        if (node == null || !node.isString()) {
            throw wrong(pointer, "is missing: one of " + String.join(", ", Operator.words()));
        }
        String word = node.stringValue();
        return Operator.of(word).orElseThrow(() -> {
            String hint = Closest.hint(word, Operator.words());
            String known = hint.isEmpty() ? " It is one of " + String.join(", ", Operator.words()) : hint;
            return wrong(pointer, "there is no operator \"" + word + "\"." + known);
        });
    }

    private static IllegalArgumentException wrong(String pointer, String reason) {
        return new IllegalArgumentException((pointer.isEmpty() ? "" : pointer + ": ") + reason);
    }
}
