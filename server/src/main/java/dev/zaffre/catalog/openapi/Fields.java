package dev.zaffre.catalog.openapi;

import dev.zaffre.base.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Makes the fields of one action. Members of objects are described level by level, so that a bound cuts off the deepest. */
final class Fields {
    /** Levels of members below a field. */
    private static final int DEEPEST = 6;

    private static final int MOST_CHOICES = 500;
    private static final int LONGEST_HELP = 500;

    /** Not a value, but what to put there: <code>&lt;YOUR_ID&gt;</code>. */
    private static final Pattern PLACEHOLDER = Pattern.compile("<.*>|\\{.*}");

    private final Schemas schemas;
    private final Notes notes;
    private final boolean sendsDefaults;
    private final int most;
    private final Deque<Level> pending = new ArrayDeque<>();
    private int count;
    private int choices;

    /** An object whose members are still to be described. */
    private record Level(ObjectNode field, Shape object, String place, int depth) {}

    /**
     * What a field is for.
     *
     * @param name of the field
     * @param original the name in the document
     * @param place for the report
     * @param file a value of the format binary is a file to upload
     */
    record Use(String name, String original, String place, boolean required, boolean file) {}

    /**
     * @param sendsDefaults what is not given is sent with the document's default; false where that would overwrite something
     * @param most fields of the action, beyond which members of objects get none
     */
    Fields(Schemas schemas, Notes notes, boolean sendsDefaults, int most) {
        this.schemas = schemas;
        this.notes = notes;
        this.sendsDefaults = sendsDefaults;
        this.most = most;
    }

    /** Fields and choices so far. */
    int size() {
        return count + choices;
    }

    /** A field for a value; its members follow with {@link #describeMembers}. */
    ObjectNode field(Use use, Shape.Part part) {
        return field(use, schemas.shape(part, use.place()), 1);
    }

    ObjectNode field(Use use, Shape shape) {
        return field(use, shape, 1);
    }

    private ObjectNode field(Use use, Shape shape, int depth) {
        count++;
        String title = Names.line(shape.text("title"), 200);
        ObjectNode field = Json.object()
                .put("name", use.name())
                .put("label", title.isEmpty() || title.length() > 60 ? Names.label(use.original()) : title)
                .put("type", "json");
        if (use.required()) {
            field.put("required", true);
        }
        List<String> help = new ArrayList<>();
        help.add(Names.line(shape.text("description"), LONGEST_HELP));
        switch (shape.kind()) {
            case TEXT -> text(field, shape, use);
            case NUMBER -> number(field, shape, help, use.place());
            case BOOLEAN -> field.put("type", "boolean");
            case OBJECT -> {
                field.put("type", "object");
                pending.add(new Level(field, shape, use.place(), depth));
            }
            case ARRAY -> array(field, shape, use, depth);
            case ANY -> allowed(shape, help);
        }
        defaultOf(field, shape, use, help);
        example(field, shape);
        String text = help.stream().filter(one -> !one.isEmpty()).collect(Collectors.joining(" "));
        if (!text.isEmpty()) {
            field.put("help", text);
        }
        return field;
    }

    private void text(ObjectNode field, Shape shape, Use use) {
        JsonNode values = shape.facts().path("enum");
        if (!values.isEmpty() && choices(field, values, use.place())) {
            field.put("type", "select");
            return;
        }
        switch (shape.text("format")) {
            case "email", "idn-email" -> field.put("type", "email");
            case "date", "date-time" -> field.put("type", "date");
            case "uri", "url", "iri" -> field.put("type", "url");
            case "password" -> field.put("type", "password");
            case "binary" -> binary(field, use);
            default -> field.put("type", shape.facts().path("maxLength").asInt(0) >= 1_000 ? "textarea" : "text");
        }
    }

    private void binary(ObjectNode field, Use use) {
        if (!use.file()) {
            notes.add(use.place(), "is binary: only text can be given");
            field.put("type", "text");
            return;
        }
        field.put("type", "object");
        ArrayNode parts = field.putArray("fields");
        parts.addObject()
                .put("name", "filename")
                .put("label", "File name")
                .put("type", "text")
                .put("required", true);
        parts.addObject()
                .put("name", "content")
                .put("label", "Content")
                .put("type", "textarea")
                .put("required", true);
        parts.addObject()
                .put("name", "content_type")
                .put("label", "Content type")
                .put("type", "text");
        count += 3;
    }

    /** False when there are too many to choose from. */
    private boolean choices(ObjectNode field, JsonNode values, String place) {
        Set<String> texts = new LinkedHashSet<>();
        for (JsonNode value : values) {
            if (value.isValueNode() && !value.isNull()) {
                texts.add(value.asString());
            }
        }
        if (texts.isEmpty() || texts.size() > MOST_CHOICES) {
            notes.add(place, "has " + texts.size() + " choices: given as text");
            return false;
        }
        choices += texts.size();
        ArrayNode options = field.putArray("options");
        texts.forEach(text -> options.addObject().put("name", text).put("value", text));
        return true;
    }

    /** A select gives texts, so that numbers are left to be typed. */
    private void number(ObjectNode field, Shape shape, List<String> help, String place) {
        field.put("type", "number");
        if (!shape.facts().path("enum").isEmpty()) {
            notes.add(place, "has numbers to choose from: given as a number, the choices are in its help");
            allowed(shape, help);
        }
    }

    private static void allowed(Shape shape, List<String> help) {
        List<String> values = new ArrayList<>();
        for (JsonNode value : shape.facts().path("enum")) {
            if (value.isValueNode() && values.size() < 50) {
                values.add(Names.line(value.asString(), 60));
            }
        }
        if (!values.isEmpty()) {
            help.add("One of: " + String.join(", ", values) + ".");
        }
    }

    private void array(ObjectNode field, Shape shape, Use use, int depth) {
        field.put("type", "array");
        Shape.Part element = shape.element();
        if (element == null) {
            return;
        }
        String place = use.place() + "[]";
        Shape each = schemas.shape(element, place);
        JsonNode values = each.facts().path("enum");
        switch (each.kind()) {
            case TEXT -> {
                if (!values.isEmpty() && choices(field, values, place)) {
                    field.put("type", "multi-select");
                }
            }
            case OBJECT -> pending.add(new Level(field, each, place, depth));
            case ARRAY -> notes.add(place, "is a list in a list: its elements have no fields of their own");
            case NUMBER, BOOLEAN, ANY -> {}
        }
    }

    /** Gives members of objects their fields. Members without one can still be given: an object is sent as it is. */
    void describeMembers() {
        while (!pending.isEmpty()) {
            Level level = pending.poll();
            Shape object = level.object();
            if (object.members().isEmpty() && object.required().isEmpty()) {
                continue;
            }
            if (level.depth() > DEEPEST) {
                notes.add(
                        level.place(),
                        "is deeper than " + DEEPEST + " levels: its members have no fields of their own");
            } else if (count + object.members().size() > most) {
                notes.add(
                        level.place(),
                        "is one of too many in one action: its members have no fields of their own (at most " + most
                                + ")");
            } else {
                members(level);
            }
        }
    }

    private void members(Level level) {
        ArrayNode fields = Json.array();
        Shape object = level.object();
        for (Map.Entry<String, Shape.Part> member : object.members().entrySet()) {
            String name = member.getKey();
            String place = level.place() + "." + name;
            Shape shape = schemas.shape(member.getValue(), place);
            if (shape.isReadOnly()) {
                notes.add(place, READ_ONLY);
            } else if (!Names.isField(name)) {
                notes.add(place, "has a name that no field can have: it can be given in the object all the same");
            } else {
                Use use = new Use(name, name, place, object.required().contains(name), false);
                fields.add(field(use, shape, level.depth() + 1));
            }
        }
        for (String name : object.required()) {
            if (!object.members().containsKey(name) && Names.isField(name)) {
                notes.add(level.place() + "." + name, UNDECLARED);
                fields.addObject()
                        .put("name", name)
                        .put("label", Names.label(name))
                        .put("type", "json")
                        .put("required", true);
                count++;
            }
        }
        if (!fields.isEmpty()) {
            level.field().set("fields", fields);
        }
    }

    static final String READ_ONLY = "is read-only: not sent";
    static final String UNDECLARED = "is required but not described: given as JSON";

    private void defaultOf(ObjectNode field, Shape shape, Use use, List<String> help) {
        JsonNode value = shape.facts().get("default");
        JsonNode values = shape.facts().path("enum");
        if (value == null && use.required() && values.size() == 1) {
            // There is nothing to choose.
            field.set(
                    "default",
                    shape.kind() == Shape.Kind.TEXT
                            ? StringNode.valueOf(values.get(0).asString())
                            : values.get(0));
            return;
        }
        if (value == null || value.isNull()) {
            return;
        }
        if (value.isString() && PLACEHOLDER.matcher(value.stringValue()).matches()) {
            field.put("placeholder", Names.line(value.stringValue(), 100));
            return;
        }
        JsonNode fitting = fitting(field, value);
        if (fitting.isMissingNode() || !isSmall(value)) {
            notes.add(use.place(), "has a default that does not fit: left out");
        } else if (sendsDefaults || use.required()) {
            field.set("default", fitting);
        } else if (value.isValueNode()) {
            help.add("Default: " + Names.line(value.asString(), 100) + ".");
        }
    }

    /** Documents write numbers and truths as texts, too. */
    private static JsonNode fitting(ObjectNode field, JsonNode value) {
        String type = field.path("type").asString();
        String text = value.isValueNode() ? value.asString() : "";
        boolean fits = switch (type) {
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "object" -> value.isObject();
            case "array", "multi-select" -> value.isArray();
            case "select" -> isChoice(field, text);
            case "json" -> true;
            case "email", "url", "date" -> false;
            default -> value.isValueNode();
        };
        if (fits) {
            return type.equals("text") || type.equals("textarea") || type.equals("select")
                    ? StringNode.valueOf(text)
                    : value;
        }
        if (type.equals("boolean") && (text.equals("true") || text.equals("false"))) {
            return Json.parse(text);
        }
        if (type.equals("number") && text.matches("-?(0|[1-9][0-9]{0,15})(\\.[0-9]{1,15})?")) {
            return Json.parse(text);
        }
        return MissingNode.getInstance();
    }

    private static boolean isChoice(ObjectNode field, String text) {
        for (JsonNode option : field.path("options")) {
            if (option.path("value").asString().equals(text)) {
                return true;
            }
        }
        return false;
    }

    private static void example(ObjectNode field, Shape shape) {
        JsonNode example = shape.facts().get("example");
        if (example != null && !example.isNull() && isSmall(example)) {
            field.set("example", example);
        }
    }

    /** Few values and short ones; counted, because a YAML document's aliases can make a small tree look endless. */
    static boolean isSmall(JsonNode value) {
        Deque<JsonNode> open = new ArrayDeque<>(List.of(value));
        int left = 100;
        while (!open.isEmpty()) {
            JsonNode one = open.pop();
            if (--left < 0 || (one.isString() && one.stringValue().length() > 2_000)) {
                return false;
            }
            for (JsonNode element : one) {
                if (open.size() > 100) {
                    return false;
                }
                open.push(element);
            }
        }
        return true;
    }
}
