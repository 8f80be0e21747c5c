package dev.zaffre.catalog;

import dev.zaffre.template.Template;
import dev.zaffre.template.TemplateTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes an {@link App} of a definition, after the schema and the rules that a schema cannot express. */
final class AppReader {
    private final JsonNode json;
    private final List<Problem> problems = new ArrayList<>();

    private AppReader(JsonNode json) {
        this.json = json;
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
        AppReader reader = new AppReader(definition);
        reader.checkNames();
        App app = reader.problems.isEmpty() ? reader.app(customId) : null;
        if (app == null || !reader.problems.isEmpty()) {
            throw new InvalidDefinition(source, reader.problems);
        }
        return app;
    }

    private void checkNames() {
        unique(json.path("auth").path("inputs"), "/auth/inputs", "name");
        unique(json.path("actions"), "/actions", "id");
        int i = 0;
        for (JsonNode action : json.path("actions")) {
            unique(action.path("fields"), "/actions/" + i++ + "/fields", "name");
        }
    }

    private void unique(JsonNode list, String pointer, String member) {
        Set<String> seen = new HashSet<>();
        int i = 0;
        for (JsonNode element : list) {
            String name = element.path(member).asString();
            if (!seen.add(name)) {
                problems.add(new Problem(pointer + "/" + i + "/" + member, "'" + name + "' occurs more than once"));
            }
            i++;
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
                json.path("icon").asString(""),
                json.path("docs_url").asString(""),
                StreamSupport.stream(json.path("categories").spliterator(), false)
                        .map(JsonNode::asString)
                        .toList(),
                customId != null);
    }

    private App.@Nullable Access access() {
        JsonNode verification = json.path("verification");
        Set<String> authOnly = names(json.path("auth").path("inputs"), "auth");
        Template base = template(json.path("base_url").asString(), "/base_url", authOnly);
        Call proof = verification.isMissingNode() ? null : call(verification, "/verification", authOnly);
        AuthScheme auth = auth(authOnly);
        if (base == null || !problems.isEmpty()) {
            return null;
        }
        JsonNode limits = json.path("limits");
        JsonNode identifier = verification.get("identifier");
        return new App.Access(
                auth,
                new RateLimit(
                        limits.path("per_connection_per_second").asDouble(0),
                        limits.path("per_app_per_second").asDouble(0),
                        limits.path("concurrency_per_connection").asInt(0)),
                base,
                proof,
                identifier == null ? null : AnswerRule.path(identifier.asString()),
                StreamSupport.stream(json.path("errors").spliterator(), false)
                        .map(ErrorRule::of)
                        .toList(),
                json.path("idempotency_header").asString("Idempotency-Key"));
    }

    private AuthScheme auth(Set<String> known) {
        JsonNode auth = json.path("auth");
        if (auth.path("type").asString("none").equals("none")) {
            return new AuthScheme.None();
        }
        List<AuthScheme.Placement> placements = new ArrayList<>();
        int i = 0;
        for (JsonNode placement : auth.path("placements")) {
            String value = placement.path("value").asString();
            template(value, "/auth/placements/" + i++ + "/value", known);
            placements.add(new AuthScheme.Placement(
                    placement.path("into").asString(), placement.path("name").asString(""), value));
        }
        return new AuthScheme.KeyBased(FieldSpec.listOf(auth.path("inputs")), placements);
    }

    private List<App.Operation> operations() {
        List<App.Operation> operations = new ArrayList<>();
        Set<String> authNames = names(json.path("auth").path("inputs"), "auth");
        int i = 0;
        for (JsonNode action : json.path("actions")) {
            String pointer = "/actions/" + i++;
            Set<String> known = new HashSet<>(authNames);
            known.addAll(names(action.path("fields"), "fields"));
            Call call = call(action.path("request"), pointer + "/request", known);
            TemplateTree output = output(action.path("response").get("output"), pointer + "/response/output");
            JsonNode success = action.path("response").get("success");
            if (call != null) {
                operations.add(new App.Operation(
                        new Action(
                                action.path("id").asString(),
                                action.path("name").asString(),
                                action.path("description").asString(""),
                                FieldSpec.listOf(action.path("fields"))),
                        action.path("tag").asString(json.path("name").asString()),
                        call,
                        success == null ? null : AnswerRule.of(success),
                        output));
            }
        }
        return operations;
    }

    private @Nullable TemplateTree output(@Nullable JsonNode mapping, String pointer) {
        if (mapping == null) {
            return null;
        }
        try {
            return TemplateTree.compile(mapping);
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(pointer, String.valueOf(e.getMessage())));
            return null;
        }
    }

    private @Nullable Call call(JsonNode request, String pointer, Set<String> known) {
        try {
            Call call = Call.of(request);
            mentioned(call.mentions(), pointer, known);
            return call;
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(pointer, String.valueOf(e.getMessage())));
            return null;
        }
    }

    private @Nullable Template template(String text, String pointer, Set<String> known) {
        try {
            Template template = Template.compile(text);
            mentioned(template.paths(), pointer, known);
            return template;
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(pointer, String.valueOf(e.getMessage())));
            return null;
        }
    }

    private void mentioned(List<Template.Path> paths, String pointer, Set<String> known) {
        for (Template.Path path : paths) {
            List<String> segments = path.segments();
            String root = segments.getFirst();
            boolean whole = segments.size() == 1 && root.equals("fields");
            if (!whole && (segments.size() < 2 || !known.contains(root + "." + segments.get(1)))) {
                problems.add(new Problem(
                        pointer,
                        "{{" + String.join(".", segments) + "}} is not declared; declared are "
                                + known.stream().sorted().collect(Collectors.joining(", "))));
            }
        }
    }

    private static Set<String> names(JsonNode fields, String root) {
        Set<String> names = new HashSet<>();
        fields.forEach(field -> names.add(root + "." + field.path("name").asString()));
        return names;
    }
}
