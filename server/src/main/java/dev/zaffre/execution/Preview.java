package dev.zaffre.execution;

import dev.zaffre.base.Json;
import dev.zaffre.delivery.CallRecord;
import dev.zaffre.http.ApiError;
import dev.zaffre.template.Scope;
import dev.zaffre.template.Template;
import dev.zaffre.workflow.Transformation;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** What fields come to on some payload, without anything being run. Secrets are stars. */
final class Preview {
    /** Longest value that is shown, as JSON, in characters. */
    private static final int LONGEST = 64 * 1024;

    private static final int MOST_FIELDS = 200;
    private static final int MOST_TEXTS = 1_000;
    private static final Pattern COLUMN = Pattern.compile(" \\(column (\\d+)\\)$");
    private static final Pattern CHARACTER = Pattern.compile(" \\(character (\\d+)\\)$");
    private static final JsonNode HIDDEN = StringNode.valueOf("***");

    private final Scope scope;
    private final List<String> secrets;
    private int texts;

    Preview(Scope scope, List<String> secrets) {
        this.scope = new Hiding(scope);
        this.secrets = secrets;
    }

    /** The company's own credentials are only ever shown as stars. */
    private record Hiding(Scope scope) implements Scope {
        @Override
        public @Nullable JsonNode resolve(List<String> path) {
            JsonNode value = scope.resolve(path);
            boolean secret = path.size() > 2
                    && path.getFirst().equals("linked_account")
                    && path.get(1).equals("auth_credentials");
            return secret && value != null ? HIDDEN : value;
        }

        @Override
        public ObjectNode all() {
            return scope.all();
        }
    }

    /** @param templates any JSON by name; its texts are templates */
    ObjectNode fields(ObjectNode templates) {
        if (templates.size() > MOST_FIELDS) {
            throw ApiError.badRequest("VALIDATION_ERROR", "fields must be at most " + MOST_FIELDS);
        }
        ObjectNode rendered = Json.object();
        templates.properties().forEach(field -> rendered.set(field.getKey(), field(field.getValue())));
        return rendered;
    }

    private ObjectNode field(JsonNode template) {
        ArrayNode problems = Json.array();
        JsonNode value = value(template, "", problems);
        return answer(value, problems);
    }

    /** As {@link dev.zaffre.template.TemplateTree} does it, but what is wrong in one text does not hide the others. */
    private @Nullable JsonNode value(JsonNode template, String pointer, ArrayNode problems) {
        return switch (template) {
            case StringNode text -> text(text.stringValue(), pointer, problems);
            case ObjectNode object -> {
                ObjectNode rendered = Json.object();
                for (Map.Entry<String, JsonNode> member : object.properties()) {
                    JsonNode value = value(
                            member.getValue(),
                            pointer + "/" + dev.zaffre.template.TemplateTree.escaped(member.getKey()),
                            problems);
                    if (value != null) {
                        rendered.set(member.getKey(), value);
                    }
                }
                yield rendered;
            }
            case ArrayNode array -> {
                ArrayNode rendered = Json.array();
                for (int i = 0; i < array.size(); i++) {
                    rendered.add(value(array.get(i), pointer + "/" + i, problems));
                }
                yield rendered;
            }
            default -> template;
        };
    }

    private @Nullable JsonNode text(String source, String pointer, ArrayNode problems) {
        if (++texts > MOST_TEXTS) {
            throw ApiError.badRequest("VALIDATION_ERROR", "fields must hold at most " + MOST_TEXTS + " texts");
        }
        try {
            Template template = Template.compile(source);
            for (Template.Place place : template.places()) {
                if (!place.path().hasFallback() && scope.resolve(place.path().segments()) == null) {
                    problem(problems, pointer, "UNRESOLVED", "{{" + place.path() + "}} is not there in this payload")
                            .put("start", place.start())
                            .put("end", place.end());
                }
            }
            return template.render(scope);
        } catch (IllegalArgumentException e) {
            placed(problems, pointer, "INVALID_TEMPLATE", e, COLUMN);
        } catch (IllegalStateException e) {
            problem(problems, pointer, "TOO_LONG", String.valueOf(e.getMessage()));
        }
        return null;
    }

    /** @param expressions JSONata by name */
    ObjectNode expressions(ObjectNode expressions) {
        if (expressions.size() > 5) {
            throw ApiError.badRequest("VALIDATION_ERROR", "expressions must be at most 5");
        }
        ObjectNode results = Json.object();
        expressions.properties().forEach(one -> {
            ArrayNode problems = Json.array();
            JsonNode value = null;
            try {
                value = Transformation.compile(one.getValue().asString("")).apply(scope);
            } catch (IllegalArgumentException e) {
                placed(problems, "", "INVALID_EXPRESSION", e, CHARACTER);
            } catch (IllegalStateException e) {
                problem(problems, "", "EXPRESSION_FAILED", String.valueOf(e.getMessage()));
            }
            results.set(one.getKey(), answer(value, problems));
        });
        return results;
    }

    private ObjectNode answer(@Nullable JsonNode value, ArrayNode problems) {
        ObjectNode answer = Json.object().put("type", value == null ? "nothing" : Json.type(value));
        JsonNode shown = value == null ? NullNode.getInstance() : CallRecord.redact(value, secrets);
        String text = Json.write(shown);
        boolean cut = text.length() > LONGEST;
        answer.set("value", cut ? StringNode.valueOf(text.substring(0, LONGEST)) : shown);
        answer.put("truncated", cut);
        return answer.set("problems", problems);
    }

    private static ObjectNode problem(ArrayNode problems, String pointer, String code, String message) {
        return problems.addObject().put("pointer", pointer).put("code", code).put("message", message);
    }

    /** The column that a message ends with, as a place that can be marked. */
    private static void placed(
            ArrayNode problems, String pointer, String code, IllegalArgumentException e, Pattern place) {
        String message = String.valueOf(e.getMessage());
        ObjectNode problem = problem(problems, pointer, code, message);
        Matcher column = place.matcher(message);
        if (column.find()) {
            int start = Integer.parseInt(column.group(1)) - 1;
            problem.put("start", start).put("end", start + 1);
        }
    }
}
