package dev.zaffre.webhook;

import dev.zaffre.base.Json;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Template;
import dev.zaffre.template.TemplateTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * What is made of a notice: the notice itself, a line for a chat, or a template of the company's own, over {@code event}, {@code
 * workflow_response} and {@code linked_account_name}. A template that is JSON, or would be if its placeholders were, is rendered as a
 * tree, so that no value can break it; any other one is a text.
 */
final class BodyTemplate {
    /** The notice as it is. */
    static final String USUAL = "{{event}}";

    private static final String RESULT = "workflow_response";
    private static final Set<String> ROOTS = Set.of("event", RESULT, "linked_account_name");
    private static final String JSON = "application/json";

    private final @Nullable TemplateTree tree;
    private final @Nullable Template text;
    private final boolean isSlack;

    private BodyTemplate(@Nullable TemplateTree tree, @Nullable Template text, boolean isSlack) {
        this.tree = tree;
        this.text = text;
        this.isSlack = isSlack;
    }

    /** @param contentType of the bytes, unless the webhook's own headers say another */
    record Body(byte[] bytes, String contentType) {}

    /** @throws IllegalArgumentException with the reason, when it is no template, or one of something else */
    static BodyTemplate of(Webhook.Settings settings) {
        return switch (settings.type()) {
            case DEFAULT -> new BodyTemplate(TemplateTree.compile(StringNode.valueOf(USUAL)), null, false);
            case SLACK -> new BodyTemplate(null, null, true);
            case CUSTOM -> custom(settings.body() == null ? StringNode.valueOf(USUAL) : settings.body());
        };
    }

    private static BodyTemplate custom(JsonNode given) {
        JsonNode document = given.isString() ? document(given.stringValue()) : given;
        BodyTemplate template = document == null
                ? new BodyTemplate(null, Template.compile(given.stringValue()), false)
                : new BodyTemplate(TemplateTree.compile(document), null, false);
        template.paths().forEach(path -> {
            if (!ROOTS.contains(path.segments().getFirst())) {
                throw new IllegalArgumentException("{{" + path + "}} is not known here: use event, event.<member>, "
                        + RESULT + " or linked_account_name");
            }
        });
        return template;
    }

    /** Null when the text is no JSON, however its placeholders are read. */
    private static @Nullable JsonNode document(String text) {
        try {
            return Json.parse(quoted(text));
        } catch (Json.Malformed e) {
            return null;
        }
    }

    /** Placeholders that stand where a JSON value would are put into quotes; alone in a text they keep their value's type. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16);
        boolean inString = false;
        int at = 0;
        while (at < text.length()) {
            char next = text.charAt(at);
            int end = !inString && text.startsWith("{{", at) ? text.indexOf("}}", at) : -1;
            if (end >= 0) {
                quoted.append(Json.write(StringNode.valueOf(text.substring(at, end + 2))));
                at = end + 2;
                continue;
            }
            if (inString && next == '\\' && at + 1 < text.length()) {
                quoted.append(next);
                at++;
            } else if (next == '"') {
                inString = !inString;
            }
            quoted.append(text.charAt(at++));
        }
        return quoted.toString();
    }

    private List<Template.Path> paths() {
        Stream<Template.Path> inTree =
                tree == null ? Stream.of() : tree.mentions().stream().map(TemplateTree.Mention::path);
        return Stream.concat(inTree, text == null ? Stream.of() : text.paths().stream())
                .toList();
    }

    /** Whether it needs to know what the workflow answered. */
    boolean wantsResult() {
        return paths().stream().anyMatch(path -> path.segments().getFirst().equals(RESULT));
    }

    /** @throws IllegalStateException when it becomes too long */
    Body render(ObjectNode event, @Nullable JsonNode result, String accountName) {
        if (isSlack) {
            return new Body(Json.writeBytes(Json.object().put("text", line(event))), JSON);
        }
        ObjectNode all = Json.object().put("linked_account_name", accountName);
        all.set("event", event);
        if (result != null) {
            all.set(RESULT, result);
        }
        JsonScope scope = new JsonScope(all);
        if (text != null) {
            return new Body(text.renderText(scope).getBytes(StandardCharsets.UTF_8), "text/plain; charset=utf-8");
        }
        JsonNode rendered = tree == null ? event : tree.render(scope);
        return new Body(Json.writeBytes(rendered == null ? Json.object().nullNode() : rendered), JSON);
    }

    private static String line(ObjectNode event) {
        String about = event.has("slug")
                ? member(event, "linked_account_id") + " at " + member(event, "slug")
                : member(event, "workflow_name") + " for " + member(event, "linked_account_id") + " (execution "
                        + member(event, "instance_id") + ")";
        String error = member(event, "error");
        return "*" + member(event, "event") + "* in " + member(event, "environment") + ": " + about
                + (error.isEmpty() ? "" : "\n" + error);
    }

    /** Slack gives three characters a meaning. */
    private static String member(ObjectNode event, String name) {
        return event.path(name)
                .asString("")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
