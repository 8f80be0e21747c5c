package dev.zaffre.catalog.openapi;

import dev.zaffre.base.Json;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The request body of an operation, as fields and the template that they fill. */
final class Bodies {
    private static final Pattern CONTENT_TYPE = Pattern.compile("[a-z]+/[A-Za-z0-9.+-]+(; ?[a-z]+=[A-Za-z0-9-]+)?");

    private static final int MOST_MEMBERS = 300;

    private final Refs refs;
    private final Schemas schemas;
    private final Notes notes;

    Bodies(Refs refs, Schemas schemas, Notes notes) {
        this.refs = refs;
        this.schemas = schemas;
        this.notes = notes;
    }

    /**
     * One of the forms in which a body can be sent.
     *
     * @param type json, form, multipart or text
     */
    private record Form(String type, String contentType, JsonNode content) {}

    /** Adds the body to the action; false when the operation needs one that cannot be sent. */
    boolean read(Operations.Operation operation, ActionDraft draft) {
        JsonNode given = operation.json().path("requestBody");
        if (given.isMissingNode()) {
            return true;
        }
        JsonNode body = refs.follow(given, "body");
        boolean required = body.path("required").asBoolean(false);
        Optional<Form> form = form(body.path("content"));
        if (form.isEmpty()) {
            String types = String.join(", ", body.path("content").propertyNames());
            notes.add(
                    "body",
                    (types.isEmpty() ? "has no content" : "is only " + Names.line(types, 200))
                            + ", which cannot be sent: left out");
            return !required;
        }
        if (operation.method().equals("GET")) {
            notes.add("body", "belongs to a GET: left out");
            return !required;
        }
        write(form.get(), required, draft);
        return true;
    }

    /** JSON before forms before text. */
    private Optional<Form> form(JsonNode content) {
        Optional<Form> best = Optional.empty();
        int rank = Integer.MAX_VALUE;
        for (Map.Entry<String, JsonNode> member : content.properties()) {
            Form form = new Form(
                    type(member.getKey(), member.getValue()), member.getKey().strip(), member.getValue());
            int its = rank(form);
            if (its < rank) {
                rank = its;
                best = Optional.of(form);
            }
        }
        return rank == Integer.MAX_VALUE ? Optional.empty() : best;
    }

    private static int rank(Form form) {
        return switch (form.type()) {
            case "json" -> form.contentType().toLowerCase(Locale.ROOT).startsWith("application/json") ? 0 : 1;
            case "form" -> 2;
            case "multipart" -> 3;
            case "text" -> 4;
            case "guess" -> 5;
            default -> Integer.MAX_VALUE;
        };
    }

    private String type(String contentType, JsonNode content) {
        String type = contentType.toLowerCase(Locale.ROOT).strip();
        String plain = type.contains(";") ? type.substring(0, type.indexOf(';')).strip() : type;
        if (plain.endsWith("/json")
                || plain.endsWith("+json")
                || plain.equals("*/*")
                || plain.equals("application/*")) {
            return "json";
        }
        if (plain.endsWith("/xml") || plain.endsWith("+xml")) {
            return "none";
        }
        return switch (plain) {
            case "application/x-www-form-urlencoded" -> "form";
            case "multipart/form-data" -> "multipart";
            default -> plain.startsWith("text/") ? "text" : isDescribed(content) ? "guess" : "none";
        };
    }

    /** Documents name types of attachments where the schema is plainly of an object. */
    private boolean isDescribed(JsonNode content) {
        JsonNode schema = refs.follow(content.path("schema"), "body");
        return schema.path("properties").isObject()
                && !schema.path("properties").isEmpty();
    }

    private void write(Form form, boolean required, ActionDraft draft) {
        boolean guessed = form.type().equals("guess");
        if (guessed) {
            notes.add(
                    "body",
                    "is an object, yet only " + Names.line(form.contentType(), 100) + " is named for it: sent as JSON");
        }
        String type = guessed ? "json" : form.type();
        if (!type.equals("json")) {
            draft.request.put("body_type", type);
        }
        String usual = type.equals("json") ? "application/json" : "text/plain";
        boolean named = (type.equals("json") || type.equals("text"))
                && !guessed
                && !form.contentType().contains("*");
        if (named && !form.contentType().equalsIgnoreCase(usual)) {
            if (CONTENT_TYPE.matcher(form.contentType()).matches()) {
                draft.request.put("content_type", form.contentType());
            } else {
                notes.add("body", "is of the type " + Names.line(form.contentType(), 100) + ": sent as " + usual);
            }
        }
        JsonNode schema = form.content().path("schema");
        if (type.equals("text")) {
            String field = draft.name("body", "body");
            draft.request.put(
                    "body",
                    draft.add(Json.object()
                            .put("name", field)
                            .put("label", "Body")
                            .put("type", "textarea")
                            .put("required", required)));
            return;
        }
        Shape shape = schemas.shape(new Shape.Part(schema.isMissingNode() ? Json.object() : schema, Set.of()), "body");
        template(shape, type, required, example(form.content()), draft);
        if (type.equals("form")) {
            nested(shape, draft);
        }
    }

    private void template(Shape shape, String type, boolean required, JsonNode example, ActionDraft draft) {
        boolean described = shape.kind() == Shape.Kind.OBJECT
                && (!shape.members().isEmpty() || !shape.required().isEmpty());
        if (!described || shape.members().size() > MOST_MEMBERS) {
            if (described) {
                notes.add("body", "has " + shape.members().size() + " members: given as one object");
            }
            ObjectNode facts = Json.object().setAll(shape.facts());
            if (!facts.has("example") && !example.isMissingNode()) {
                facts.set("example", example);
            }
            Shape whole =
                    new Shape(shape.kind(), facts, shape.members(), shape.required(), shape.element(), shape.open());
            String name = draft.name("body", "body");
            draft.request.put(
                    "body",
                    draft.add(draft.fields.field(new Fields.Use(name, "body", "body", required, false), whole)));
            if (shape.kind() == Shape.Kind.ANY && shape.facts().isEmpty()) {
                notes.add("body", "is not described: given as JSON");
            }
            return;
        }
        ObjectNode template = draft.request.putObject("body");
        shape.members().forEach((name, part) -> member(name, part, shape, type, draft, template));
        for (String name : shape.required()) {
            if (!shape.members().containsKey(name)) {
                notes.add("body." + name, Fields.UNDECLARED);
                undescribed(name, draft, template);
            }
        }
        if (shape.open()) {
            more(draft, template);
        }
    }

    private void member(
            String name, Shape.Part part, Shape shape, String type, ActionDraft draft, ObjectNode template) {
        String place = "body." + name;
        Shape value = schemas.shape(part, place);
        if (value.isReadOnly()) {
            notes.add(place, Fields.READ_ONLY);
            return;
        }
        if (name.equals("...")) {
            notes.add(place, "has a name that means something else in a definition: left out");
            return;
        }
        Fields.Use use = new Fields.Use(
                draft.name(name, "body"), name, place, shape.required().contains(name), type.equals("multipart"));
        template.put(name, draft.add(draft.fields.field(use, value)));
    }

    private static void undescribed(String name, ActionDraft draft, ObjectNode template) {
        ObjectNode field = Json.object()
                .put("name", draft.name(name, "body"))
                .put("label", Names.label(name))
                .put("type", "json")
                .put("required", true);
        template.put(name, draft.add(field));
    }

    /** For members that the document allows without naming them. */
    private static void more(ActionDraft draft, ObjectNode template) {
        ObjectNode field = Json.object()
                .put("name", draft.name("more_members", "body"))
                .put("label", "More members")
                .put("type", "object")
                .put("help", "Members that have no field of their own; they are sent beside the others.");
        template.put("...", draft.add(field));
    }

    private void nested(Shape shape, ActionDraft draft) {
        boolean nested = false;
        boolean lists = false;
        for (Map.Entry<String, Shape.Part> member : shape.members().entrySet()) {
            Shape.Kind kind =
                    schemas.shape(member.getValue(), "body." + member.getKey()).kind();
            nested |= kind == Shape.Kind.OBJECT;
            lists |= kind == Shape.Kind.ARRAY;
        }
        if (nested) {
            notes.add("body", "has objects in a form: written as name[member]=value");
        }
        if (lists && draft.request.path("arrays").asString("").equals("comma")) {
            notes.add("body", "has lists in a form: written with commas, as those of the query");
        }
    }

    private static JsonNode example(JsonNode content) {
        if (content.has("example")) {
            return content.path("example");
        }
        for (JsonNode one : content.path("examples")) {
            return one.path("value");
        }
        return content.path("example");
    }
}
