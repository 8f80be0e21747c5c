package dev.zaffre.workflow;

import dev.zaffre.base.Closest;
import dev.zaffre.base.Json;
import dev.zaffre.template.Template;
import dev.zaffre.template.TemplateTree;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Makes nodes of what a document says of them. What is wrong is added to the problems, and the node is left out. */
final class NodeCompiler {
    static final List<String> TYPES =
            List.of("start", "action", "http", "rule", "transform", "data_mapper", "delay", "log", "response");
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD");
    private static final List<String> BODY_TYPES = List.of("json", "form", "text", "xml", "html");
    private static final List<String> LEVELS = List.of("debug", "info", "warning", "error");
    private static final List<String> DIRECTIONS = List.of("source_to_destination", "destination_to_source");
    private static final Map<String, Long> UNITS = Map.of(
            "seconds", 1L, "second", 1L, "minutes", 60L, "minute", 60L, "hours", 3600L, "hour", 3600L, "days", 86_400L,
            "day", 86_400L);
    private static final Duration LONGEST_DELAY = Duration.ofDays(30);

    private final NodeForm form;
    private final String defaultApp;
    private final Problems problems;
    private final PathCheck paths;

    /** Is told of every path in a node. */
    @FunctionalInterface
    interface PathCheck {
        void check(NodeForm node, String field, Template.Path path);
    }

    NodeCompiler(NodeForm form, String defaultApp, Problems problems, PathCheck paths) {
        this.form = form;
        this.defaultApp = defaultApp;
        this.problems = problems;
        this.paths = paths;
    }

    /** Null when there is a problem. */
    @Nullable
    Node compile() {
        Node.Kind kind = kind();
        Node.Settings settings = settings();
        return kind == null || settings == null ? null : new Node(form.id(), form.name(), kind, settings);
    }

    private Node.@Nullable Kind kind() {
        return switch (form.type()) {
            case "start" -> new Node.Start();
            case "action" -> action();
            case "http" -> http();
            case "rule" -> {
                Condition condition = condition("conditions", true);
                yield condition == null ? null : new Node.Rule(condition);
            }
            case "transform" -> transform();
            case "data_mapper" -> dataMapper();
            case "delay" -> delay();
            case "log" -> log();
            case "response" -> response();
            default -> {
                problem(
                        "type",
                        "UNKNOWN_NODE_TYPE",
                        "There is no node type \"" + form.type() + "\"; it is one of " + String.join(", ", TYPES) + "."
                                + Closest.hint(form.type(), TYPES));
                yield null;
            }
        };
    }

    private Node.@Nullable Kind action() {
        String action = text("action", null);
        JsonNode fields = form.fields();
        if (fields != null && !fields.isObject()) {
            problem("fields", "INVALID_VALUE", "fields must be an object of the action's inputs");
            return null;
        }
        TemplateTree tree = tree("fields", fields == null ? Json.object() : fields);
        String app = text("app", defaultApp);
        JsonNode chosen = form.connection();
        TemplateTree connection = null;
        if (chosen != null && !chosen.isString()) {
            problem("connection", "WRONG_TYPE", "connection must be a text: the identifier of one, or a placeholder");
        } else if (chosen != null) {
            connection = tree("connection", chosen);
        }
        if (action == null || app == null || tree == null || (chosen != null && connection == null)) {
            return null;
        }
        return new Node.AppAction(app, action, connection, tree);
    }

    private Node.@Nullable Kind http() {
        String method = word("method", "GET", METHODS, text -> text.toUpperCase(Locale.ROOT));
        String bodyType = word("body_type", "json", BODY_TYPES, text -> text.toLowerCase(Locale.ROOT));
        String url = text("url", null);
        ObjectNode request = Json.object();
        boolean right = method != null && bodyType != null && url != null && isAddress(url);
        for (String part : List.of("query", "headers")) {
            JsonNode given = form.get(part);
            if (given != null && !given.isObject()) {
                problem(part, "INVALID_VALUE", part + " must be an object of names and values");
                right = false;
            } else if (given != null) {
                request.set(part, given);
            }
        }
        JsonNode body = form.get("body");
        if (body != null) {
            request.set("body", body);
        }
        if ("form".equals(bodyType) && body != null && !body.isObject()) {
            problem("body", "WRONG_TYPE", "The body of a form is an object of names and values");
            right = false;
        }
        if (url != null) {
            request.put("url", url);
        }
        TemplateTree tree = compiled("", request, node -> TemplateTree.compileRequest((ObjectNode) node));
        return !right || method == null || bodyType == null || tree == null
                ? null
                : new Node.Http(method, tree, bodyType);
    }

    private boolean isAddress(String url) {
        String start = url.strip().toLowerCase(Locale.ROOT);
        if (start.startsWith("{{") || start.startsWith("http://") || start.startsWith("https://")) {
            return true;
        }
        problem("url", "INVALID_VALUE", "url must begin with http:// or https://, or with a placeholder");
        return false;
    }

    private Node.@Nullable Kind transform() {
        String expression = text("expression", null);
        if (expression == null) {
            return null;
        }
        try {
            return new Node.Transform(Transformation.compile(expression));
        } catch (IllegalArgumentException e) {
            problem("expression", "INVALID_EXPRESSION", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private Node.@Nullable Kind dataMapper() {
        String field = text("config_field", null);
        String direction = word("direction", DIRECTIONS.getFirst(), DIRECTIONS, word -> word.toLowerCase(Locale.ROOT));
        JsonNode given = form.get("input");
        if (given != null && !given.isObject() && !given.isString()) {
            problem("input", "WRONG_TYPE", "input must be an object, or a placeholder that stands for one");
            return null;
        }
        TemplateTree input = tree("input", given == null ? StringNode.valueOf("{{event}}") : given);
        return field == null || direction == null || input == null
                ? null
                : new Node.DataMapper(field, input, !direction.equals(DIRECTIONS.getFirst()));
    }

    private Node.@Nullable Kind delay() {
        BigDecimal amount = number("amount");
        String unit = word("unit", "seconds", List.copyOf(UNITS.keySet()), text -> text.toLowerCase(Locale.ROOT));
        if (amount == null || unit == null) {
            return null;
        }
        long factor = UNITS.getOrDefault(unit, 1L);
        BigDecimal longest = BigDecimal.valueOf(LONGEST_DELAY.toSeconds());
        // Compared before it is multiplied: an exponent must not be written out.
        if (amount.signum() < 0
                || amount.compareTo(longest) > 0
                || amount.multiply(BigDecimal.valueOf(factor)).compareTo(longest) > 0) {
            problem("amount", "INVALID_VALUE", "A delay is between 0 and 30 days");
            return null;
        }
        return new Node.Delay(Duration.ofMillis((long) (amount.doubleValue() * factor * 1000)));
    }

    private Node.@Nullable Kind log() {
        String level = word("level", "info", LEVELS, text -> text.toLowerCase(Locale.ROOT));
        ObjectNode content = Json.object();
        for (String part : List.of("title", "body")) {
            JsonNode given = form.get(part);
            if (given != null) {
                content.set(part, given);
            }
        }
        TemplateTree tree = tree("", content);
        return level == null || tree == null ? null : new Node.Log(level, tree);
    }

    private Node.@Nullable Kind response() {
        JsonNode given = form.get("status_code");
        BigDecimal status = given == null ? BigDecimal.valueOf(200) : number("status_code");
        JsonNode body = form.get("body");
        TemplateTree tree = tree("body", body == null ? Json.object() : body);
        if (status == null || tree == null) {
            return null;
        }
        double code = status.doubleValue();
        if (code < 200 || code > 599 || code != Math.rint(code)) {
            problem("status_code", "INVALID_VALUE", "status_code must be a whole number from 200 to 599");
            return null;
        }
        return new Node.Respond((int) code, tree);
    }

    private Node.@Nullable Settings settings() {
        Condition runIf = condition("run_if", false);
        RetryPolicy retry = retry();
        Boolean skip = flag("skip_on_error");
        Boolean hide = flag("hide_request");
        if ((runIf == null && form.get("run_if") != null) || retry == null || skip == null || hide == null) {
            return null;
        }
        return new Node.Settings(runIf, retry, skip, hide);
    }

    private @Nullable RetryPolicy retry() {
        JsonNode retry = form.get("retry");
        if (retry == null) {
            return RetryPolicy.DEFAULT;
        }
        JsonNode type = retry.path("type");
        JsonNode delay = retry.path("delay_ms");
        JsonNode attempts = retry.path("max_attempts");
        String word = type.isString()
                ? type.stringValue().toLowerCase(Locale.ROOT)
                : type.isMissingNode() ? "exponential" : "";
        boolean right = retry.isObject()
                && (word.equals("exponential") || word.equals("fixed"))
                && isWhole(delay, 0, RetryPolicy.LONGEST.toMillis())
                && isWhole(attempts, 1, 20);
        if (!right) {
            problem(
                    "retry",
                    "INVALID_VALUE",
                    "retry is {type: fixed or exponential, delay_ms: 0 to 3600000, max_attempts: 1 to 20}");
            return null;
        }
        return new RetryPolicy(
                word.equals("exponential"),
                delay.isMissingNode() ? RetryPolicy.DEFAULT.delay() : Duration.ofMillis(delay.longValue()),
                attempts.isMissingNode() ? RetryPolicy.DEFAULT.maxAttempts() : attempts.intValue());
    }

    private static boolean isWhole(JsonNode node, long least, long most) {
        return node.isMissingNode()
                || (node.isIntegralNumber()
                        && node.canConvertToLong()
                        && node.longValue() >= least
                        && node.longValue() <= most);
    }

    private @Nullable Condition condition(String field, boolean required) {
        JsonNode given = form.get(field);
        if (given == null) {
            if (required) {
                problem(field, "MISSING_FIELD", field + " is missing: {\"and\": [{variable, operator, value}]}");
            }
            return null;
        }
        Condition condition = condition(problems, form, field, given);
        if (condition != null) {
            condition.mentions().forEach(mention -> paths.check(form, Problems.field(field, mention), mention.path()));
        }
        return condition;
    }

    /** Null when it is not one, which is a problem. */
    static @Nullable Condition condition(Problems problems, @Nullable NodeForm form, String field, JsonNode given) {
        try {
            return Condition.parse(given);
        } catch (IllegalArgumentException e) {
            problems.add(form, place(field, e), "INVALID_CONDITION", reason(e));
            return null;
        }
    }

    private @Nullable TemplateTree tree(String field, JsonNode given) {
        return compiled(field, given, TemplateTree::compile);
    }

    private @Nullable TemplateTree compiled(String field, JsonNode given, Function<JsonNode, TemplateTree> compile) {
        try {
            TemplateTree tree = compile.apply(given);
            tree.mentions().forEach(mention -> paths.check(form, dotted(field, mention.pointer()), mention.path()));
            return tree;
        } catch (IllegalArgumentException e) {
            problem(place(field, e), "INVALID_TEMPLATE", reason(e));
            return null;
        }
    }

    private static String dotted(String field, String pointer) {
        String dotted = Problems.field(field, pointer);
        return dotted.startsWith(".") ? dotted.substring(1) : dotted;
    }

    /** The pointer that a message begins with, as the field that is meant. */
    private static String place(String field, IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf(": ");
        return dotted(field, message.startsWith("/") && end > 0 ? message.substring(0, end) : "");
    }

    private static String reason(IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf(": ");
        return message.startsWith("/") && end > 0 ? message.substring(end + 2) : message;
    }

    private @Nullable String text(String field, @Nullable String otherwise) {
        JsonNode given = form.get(field);
        if (given == null
                ? otherwise != null
                : given.isString() && !given.stringValue().isBlank()) {
            return given == null ? otherwise : given.stringValue();
        }
        boolean isMissing = given == null || given.isString();
        problem(
                field,
                isMissing ? "MISSING_FIELD" : "WRONG_TYPE",
                field + (isMissing ? " is missing" : " must be a text"));
        return null;
    }

    private @Nullable String word(String field, String otherwise, List<String> known, Function<String, String> form) {
        String given = text(field, otherwise);
        String word = given == null ? null : form.apply(given);
        if (word != null && !known.contains(word)) {
            problem(
                    field,
                    "INVALID_VALUE",
                    field + " is one of " + String.join(", ", known) + ", not \"" + given + "\"."
                            + Closest.hint(word, known));
            return null;
        }
        return word;
    }

    /** A number, or the text of one. */
    private @Nullable BigDecimal number(String field) {
        JsonNode given = form.get(field);
        String text = given == null ? "" : Template.text(given);
        if (given != null && (given.isNumber() || given.isString()) && text.length() <= 20) {
            try {
                return new BigDecimal(text);
            } catch (NumberFormatException e) {
                // As for what is no number at all.
            }
        }
        problem(
                field,
                given == null ? "MISSING_FIELD" : "WRONG_TYPE",
                field + (given == null ? " is missing" : " must be a number"));
        return null;
    }

    private @Nullable Boolean flag(String field) {
        JsonNode given = form.get(field);
        if (given == null || given.isBoolean()) {
            return given != null && given.booleanValue();
        }
        problem(field, "WRONG_TYPE", field + " must be true or false");
        return null;
    }

    private void problem(@Nullable String field, String code, String message) {
        problems.add(form, field, code, message);
    }

    /** Whether a value has no placeholder: it is the same in every run. */
    static boolean isLiteral(JsonNode value) {
        return !(value instanceof StringNode text)
                || Template.compile(text.stringValue()).isConstant();
    }
}
