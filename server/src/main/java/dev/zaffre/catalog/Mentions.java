package dev.zaffre.catalog;

import dev.zaffre.template.Template;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Compiles a definition's templates and collects what is wrong with them, each problem with its place. */
final class Mentions {
    private final List<Problem> problems = new ArrayList<>();

    List<Problem> problems() {
        return problems;
    }

    void problem(String pointer, String message) {
        problems.add(new Problem(pointer, message));
    }

    /** Null when it is no template. */
    @Nullable
    Template template(String text, String pointer, Set<String> known) {
        try {
            Template template = Template.compile(text);
            check(template.paths(), pointer, known);
            return template;
        } catch (IllegalArgumentException e) {
            problem(pointer, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** @param known such as <code>auth.api_key</code>, <code>fields.email</code>; <code>fields</code> as a whole always is */
    void check(List<Template.Path> paths, String pointer, Set<String> known) {
        for (Template.Path path : paths) {
            List<String> segments = path.segments();
            String root = segments.getFirst();
            boolean whole = segments.size() == 1 && (root.equals("fields") || known.contains(root));
            if (!whole && (segments.size() < 2 || !known.contains(root + "." + segments.get(1)))) {
                problem(
                        pointer,
                        "{{" + String.join(".", segments) + "}} is not declared; declared are "
                                + known.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
    }

    /** Null when it cannot be read. */
    @Nullable
    Call call(JsonNode request, JsonNode computed, String pointer, Set<String> known) {
        try {
            Call call = Call.of(request, computed);
            check(call.mentions(), pointer, known);
            for (List<String> slashed : call.slashed()) {
                if (call.path().paths().stream()
                        .noneMatch(path -> path.segments().equals(slashed))) {
                    problem(
                            pointer + "/several_segments",
                            "the path does not have {{" + String.join(".", slashed) + "}} in it");
                }
            }
            return call;
        } catch (IllegalArgumentException e) {
            problem(pointer, String.valueOf(e.getMessage()));
            return null;
        }
    }

    static Set<String> names(JsonNode fields, String root) {
        Set<String> names = new HashSet<>();
        fields.forEach(field -> names.add(root + "." + field.path("name").asString()));
        return names;
    }
}
