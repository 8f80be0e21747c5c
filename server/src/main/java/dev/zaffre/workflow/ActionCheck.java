package dev.zaffre.workflow;

import dev.zaffre.base.Closest;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Action;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.FieldSpec;
import dev.zaffre.template.Template;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Checks an action node against the catalog: the app, the action, its fields, and the values that stand there literally. */
record ActionCheck(WorkflowCompiler.Apps apps, EnvironmentId environment, Problems problems) {
    void check(NodeForm node, Node.AppAction kind) {
        Optional<App> app = apps.find(environment, kind.app());
        if (app.isEmpty()) {
            List<String> slugs = apps.list(environment).stream().map(App::slug).toList();
            problems.add(
                    node,
                    "app",
                    "UNKNOWN_APP",
                    "There is no app \"" + kind.app() + "\"." + Closest.hint(kind.app(), slugs));
            return;
        }
        Optional<Action> action = app.get().action(kind.action());
        if (action.isEmpty()) {
            List<String> ids = app.get().actions().stream().map(Action::id).toList();
            problems.add(
                    node,
                    "action",
                    "UNKNOWN_ACTION",
                    app.get().name() + " has no action \"" + kind.action() + "\"." + Closest.hint(kind.action(), ids));
            return;
        }
        if (kind.connection() != null && !app.get().allowsMultiple()) {
            problems.add(
                    node,
                    "connection",
                    "INVALID_VALUE",
                    "A linked account has one connection to " + app.get().name() + ": leave 'connection' out");
        }
        fields(node, action.get());
    }

    private void fields(NodeForm node, Action action) {
        JsonNode form = node.fields();
        JsonNode given = form == null ? Json.object() : form;
        List<String> names = action.fields().stream().map(FieldSpec::name).toList();
        for (String name : given.propertyNames()) {
            if (!names.contains(name)) {
                problems.add(
                        node,
                        "fields." + name,
                        "UNKNOWN_FIELD",
                        "\"" + action.name() + "\" has no field \"" + name + "\"." + Closest.hint(name, names));
            }
        }
        for (FieldSpec field : action.fields()) {
            JsonNode value = given.get(field.name());
            if (isNothing(value)) {
                if (field.required() && field.defaultValue() == null) {
                    problems.add(
                            node,
                            "fields." + field.name(),
                            "MISSING_FIELD",
                            "\"" + action.name() + "\" needs the field \"" + field.name() + "\" (" + field.label()
                                    + ")");
                }
            } else if (value != null && NodeCompiler.isLiteral(value)) {
                misfit(value, field)
                        .ifPresent(expected -> problems.add(
                                node,
                                "fields." + field.name(),
                                "WRONG_TYPE",
                                "The field \"" + field.name() + "\" " + expected));
            }
        }
    }

    private static boolean isNothing(@Nullable JsonNode value) {
        return value == null
                || value.isNull()
                || (value.isString() && value.stringValue().isBlank());
    }

    /** What a literal value would have to be; empty when it fits. */
    static Optional<String> misfit(JsonNode value, FieldSpec field) {
        boolean fits = switch (field.type()) {
            case "number" ->
                value.isNumber()
                        || (value.isString() && isNumber(value.stringValue().strip()));
            case "boolean" -> value.isBoolean() || isOneOf(value, List.of("true", "false"));
            case "text", "password", "email", "url", "date" -> !value.isContainer();
            case "select" -> !value.isContainer() && isChoice(value, field);
            case "object" -> value.isObject() || looksLike(value, "{");
            case "array" -> value.isArray() || looksLike(value, "[");
            default -> true;
        };
        return fits ? Optional.empty() : Optional.of("must be " + expected(field));
    }

    private static String expected(FieldSpec field) {
        return switch (field.type()) {
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "object" -> "an object";
            case "array" -> "an array";
            case "select" ->
                "one of "
                        + String.join(
                                ", ",
                                field.options().stream()
                                        .map(FieldSpec.Option::value)
                                        .toList());
            default -> "a text";
        };
    }

    private static boolean isChoice(JsonNode value, FieldSpec field) {
        return field.options().isEmpty()
                || isOneOf(
                        value,
                        field.options().stream().map(FieldSpec.Option::value).toList());
    }

    private static boolean isOneOf(JsonNode value, List<String> words) {
        return words.contains(Template.text(value));
    }

    private static boolean looksLike(JsonNode value, String open) {
        return value.isString() && value.stringValue().strip().startsWith(open);
    }

    private static boolean isNumber(String text) {
        try {
            return text.length() <= Json.MAX_NUMBER && new BigDecimal(text).precision() > 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
