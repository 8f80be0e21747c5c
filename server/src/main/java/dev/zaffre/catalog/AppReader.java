package dev.zaffre.catalog;

import dev.zaffre.base.Closest;
import dev.zaffre.template.TemplateTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes an {@link App} of a definition, after the schema and the rules that a schema cannot express. */
final class AppReader {
    private final JsonNode json;
    private final Mentions mentions = new Mentions();
    private final AuthReader auth;

    private AppReader(JsonNode json) {
        this.json = json;
        this.auth = new AuthReader(json, mentions);
    }

    /** A built-in app. */
    static App read(String source, JsonNode definition, AppSchema schema) {
        return read(source, definition, schema, null);
    }

    /**
     * @param customId of the custom app's row; null for a built-in one
     * @throws InvalidDefinition with every problem that was found
     */
    static App read(String source, JsonNode definition, AppSchema schema, @Nullable UUID customId) {
        List<Problem> form = schema.problems(definition);
        if (!form.isEmpty()) {
            throw new InvalidDefinition(source, form);
        }
        return readChecked(source, definition, customId);
    }

    /** As {@link #read}, of a definition that is known to have the right form. */
    static App readChecked(String source, JsonNode definition, @Nullable UUID customId) {
        AppReader reader = new AppReader(definition);
        reader.checkNames();
        List<Problem> problems = reader.mentions.problems();
        App app = problems.isEmpty() ? reader.app(customId) : null;
        if (app == null || !problems.isEmpty()) {
            throw new InvalidDefinition(source, problems);
        }
        return app;
    }

    private void checkNames() {
        auth.inputPointers().forEach(pointer -> unique(json.at(pointer), pointer, "name"));
        unique(json.path("actions"), "/actions", "id");
        int i = 0;
        for (JsonNode action : json.path("actions")) {
            String pointer = "/actions/" + i++ + "/fields";
            unique(action.path("fields"), pointer, "name");
            checkOptions(action.path("fields"), pointer);
        }
    }

    private void unique(JsonNode list, String pointer, String member) {
        Set<String> seen = new HashSet<>();
        int i = 0;
        for (JsonNode element : list) {
            String name = element.path(member).asString();
            if (!seen.add(name)) {
                mentions.problem(pointer + "/" + i + "/" + member, "'" + name + "' occurs more than once");
            }
            i++;
        }
    }

    /** Where choices come from another action, it must be there, and so must the fields that it needs. */
    private void checkOptions(JsonNode fields, String pointer) {
        List<String> actions = new ArrayList<>();
        json.path("actions").forEach(action -> actions.add(action.path("id").asString()));
        Set<String> names = Mentions.names(fields, "fields");
        int i = 0;
        for (JsonNode field : fields) {
            String place = pointer + "/" + i++;
            JsonNode from = field.path("options_from");
            String action = from.path("action").asString("");
            if (!action.isEmpty() && !actions.contains(action)) {
                mentions.problem(
                        place + "/options_from/action",
                        "there is no action '" + action + "'." + Closest.hint(action, actions));
            }
            if (from.has("fields")) {
                TemplateTree inputs = output(from.get("fields"), place + "/options_from/fields");
                if (inputs != null) {
                    inputs.mentions()
                            .forEach(mention -> mentions.check(
                                    List.of(mention.path()),
                                    place + "/options_from/fields" + mention.pointer(),
                                    names));
                }
            }
            for (JsonNode parent : field.path("depends_on")) {
                if (!names.contains("fields." + parent.asString())) {
                    mentions.problem(place + "/depends_on", "there is no field '" + parent.asString() + "'");
                }
            }
        }
    }

    private @Nullable App app(@Nullable UUID customId) {
        List<App.Operation> operations = operations();
        App.Access access = access();
        return access == null ? null : new App(profile(customId), access, operations);
    }

    private App.Profile profile(@Nullable UUID customId) {
        String slug = json.path("slug").asString();
        return new App.Profile(
                customId == null ? UUID.nameUUIDFromBytes(("app:" + slug).getBytes(StandardCharsets.UTF_8)) : customId,
                slug,
                json.path("name").asString(),
                json.path("description").asString(""),
                icon(json.path("icon")),
                json.path("docs_url").asString(""),
                StreamSupport.stream(json.path("categories").spliterator(), false)
                        .map(JsonNode::asString)
                        .toList(),
                json.path("multiple_connections").asBoolean(false),
                customId != null);
    }

    /** A declared picture, or one drawn of the declared letters. */
    private static String icon(JsonNode icon) {
        if (!icon.isObject()) {
            return icon.asString("");
        }
        // Both are letters, digits and one hash by the schema, so nothing can leave its place.
        String drawing =
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\"><rect width=\"64\" height=\"64\" rx=\"14\" fill=\""
                        + icon.path("color").asString()
                        + "\"/><text x=\"32\" y=\"41\" font-family=\"system-ui,sans-serif\" font-size=\"26\" font-weight=\"600\""
                        + " text-anchor=\"middle\" fill=\"#fff\">"
                        + icon.path("initials").asString() + "</text></svg>";
        return "data:image/svg+xml;base64,"
                + Base64.getEncoder().encodeToString(drawing.getBytes(StandardCharsets.UTF_8));
    }

    private App.@Nullable Access access() {
        List<Entrance> entrances = auth.entrances();
        if (entrances == null || !mentions.problems().isEmpty()) {
            return null;
        }
        return new App.Access(
                entrances,
                RateLimit.of(json.path("limits")),
                StreamSupport.stream(json.path("errors").spliterator(), false)
                        .map(ErrorRule::of)
                        .toList(),
                json.path("idempotency_header").asString("Idempotency-Key"));
    }

    private List<App.Operation> operations() {
        List<App.Operation> operations = new ArrayList<>();
        Set<String> authNames = auth.names();
        int i = 0;
        for (JsonNode action : json.path("actions")) {
            String pointer = "/actions/" + i++;
            App.Operation operation = operation(action, pointer, authNames);
            if (operation != null) {
                operations.add(operation);
            }
        }
        return operations;
    }

    private App.@Nullable Operation operation(JsonNode action, String pointer, Set<String> authNames) {
        Set<String> known = new HashSet<>(authNames);
        known.addAll(Mentions.names(action.path("fields"), "fields"));
        action.path("computed").propertyNames().forEach(name -> known.add("computed." + name));
        known.add("idempotency_key");
        Call call = mentions.call(action.path("request"), action.path("computed"), pointer + "/request", known);
        TemplateTree output = output(action.path("response").get("output"), pointer + "/response/output");
        JsonNode success = action.path("response").get("success");
        JsonNode pages = action.get("pagination");
        if (call == null) {
            return null;
        }
        return new App.Operation(
                new Action(
                        action.path("id").asString(),
                        action.path("name").asString(),
                        action.path("description").asString(""),
                        FieldSpec.listOf(action.path("fields"))),
                action.path("tag").asString(json.path("name").asString()),
                call,
                success == null ? null : AnswerRule.of(success),
                output,
                pages == null ? null : Pages.of(pages));
    }

    private @Nullable TemplateTree output(@Nullable JsonNode mapping, String pointer) {
        if (mapping == null) {
            return null;
        }
        try {
            return TemplateTree.compile(mapping);
        } catch (IllegalArgumentException e) {
            mentions.problem(pointer, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
