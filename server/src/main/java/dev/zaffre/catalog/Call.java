package dev.zaffre.catalog;

import dev.zaffre.base.Json;
import dev.zaffre.delivery.OutboundRequest.Header;
import dev.zaffre.template.Escapes;
import dev.zaffre.template.Scope;
import dev.zaffre.template.Template;
import dev.zaffre.template.TemplateTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The template of one HTTP call, below the app's base address.
 *
 * @param query by parameter's name
 * @param headers by header's name
 */
record Call(
        String method,
        Template path,
        Map<String, Template> query,
        Map<String, Template> headers,
        @Nullable TemplateTree body) {

    /**
     * From a definition that has the right form.
     *
     * @throws IllegalArgumentException for a template that cannot be read
     */
    static Call of(JsonNode json) {
        JsonNode body = json.get("body");
        return new Call(
                json.path("method").asString("GET"),
                Template.compile(json.path("path").asString()),
                templates(json.path("query")),
                templates(json.path("headers")),
                body == null ? null : TemplateTree.compile(body));
    }

    private static Map<String, Template> templates(JsonNode json) {
        Map<String, Template> templates = new LinkedHashMap<>();
        json.properties()
                .forEach(member -> templates.put(member.getKey(), Template.compile(Template.text(member.getValue()))));
        return templates;
    }

    /** What is put into the address, each value where it cannot leave its place. */
    String renderPath(Scope scope) {
        try {
            return path.renderEscaped(scope, Escapes::pathSegment);
        } catch (IllegalArgumentException e) {
            for (Template.Path mentioned : path.paths()) {
                JsonNode value = scope.resolve(mentioned.segments());
                if (!mentioned.hasFallback() && Template.text(value).isEmpty()) {
                    throw new App.InvalidInput(
                            "Required parameter '" + mentioned.segments().getLast() + "' is missing");
                }
            }
            throw new App.InvalidInput("A value does not fit into the address: " + e.getMessage());
        }
    }

    /** Name and value pairs, escaped; an array becomes one pair for each element, nothing becomes no pair. */
    List<String> renderQuery(Scope scope) {
        List<String> pairs = new ArrayList<>();
        query.forEach((name, template) -> {
            JsonNode value = template.render(scope);
            if (value == null || value.isNull()) {
                return;
            }
            for (JsonNode one : value.isArray() ? value : Json.array().add(value)) {
                pairs.add(Escapes.queryValue(name) + "=" + Escapes.queryValue(Template.text(one)));
            }
        });
        return pairs;
    }

    List<Header> renderHeaders(Scope scope) {
        List<Header> rendered = new ArrayList<>();
        headers.forEach((name, template) -> {
            JsonNode value = template.render(scope);
            if (value != null && !value.isNull()) {
                rendered.add(new Header(name, Escapes.headerValue(Template.text(value))));
            }
        });
        return rendered;
    }

    /** Null for no body at all. */
    @Nullable
    JsonNode renderBody(Scope scope) {
        JsonNode rendered = body == null ? null : body.render(scope);
        // Copied, because a placement may add to it and what came from the scope is not ours to change.
        return rendered instanceof ObjectNode object ? object.deepCopy() : rendered;
    }

    /** Every path mentioned anywhere. */
    List<Template.Path> mentions() {
        List<Template.Path> all = new ArrayList<>(path.paths());
        query.values().forEach(template -> all.addAll(template.paths()));
        headers.values().forEach(template -> all.addAll(template.paths()));
        if (body != null) {
            body.mentions().forEach(mention -> all.add(mention.path()));
        }
        return all;
    }
}
