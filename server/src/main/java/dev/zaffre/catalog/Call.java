package dev.zaffre.catalog;

import dev.zaffre.base.Json;
import dev.zaffre.delivery.OutboundRequest.Header;
import dev.zaffre.template.Escapes;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Scope;
import dev.zaffre.template.Template;
import dev.zaffre.template.TemplateTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The template of one HTTP call, below the app's base address.
 *
 * @param baseUrl in place of the app's; null for the app's
 * @param slashed what the path mentions whose slashes separate segments
 * @param query by parameter's name
 * @param headers by header's name
 * @param computed texts that the rest may mention, by name
 */
record Call(
        String method,
        @Nullable Template baseUrl,
        Template path,
        Set<List<String>> slashed,
        Map<String, Template> query,
        Map<String, Template> headers,
        @Nullable TemplateTree body,
        BodyText form,
        Map<String, ComputedText> computed) {

    /**
     * What a call becomes before the credential is put in.
     *
     * @param baseUrl in place of the app's; null for the app's
     * @param path escaped, begins with a slash
     * @param query name and value pairs, escaped
     * @param body null for none
     */
    record Rendered(
            String method,
            @Nullable Template baseUrl,
            String path,
            List<String> query,
            List<Header> headers,
            @Nullable JsonNode body,
            BodyText form) {}

    /**
     * From a definition that has the right form.
     *
     * @throws IllegalArgumentException for a template that cannot be read
     */
    static Call of(JsonNode request, JsonNode computed) {
        JsonNode body = request.get("body");
        JsonNode base = request.get("base_url");
        Map<String, ComputedText> texts = new LinkedHashMap<>();
        Set<List<String>> slashed = new HashSet<>();
        request.path("several_segments").forEach(name -> slashed.add(List.of("fields", name.asString())));
        computed.properties().forEach(member -> texts.put(member.getKey(), ComputedText.of(member.getValue())));
        return new Call(
                request.path("method").asString("GET"),
                base == null ? null : Template.compile(base.asString()),
                Template.compile(request.path("path").asString()),
                slashed,
                templates(request.path("query")),
                templates(request.path("headers")),
                body == null ? null : TemplateTree.compileBody(body),
                BodyText.of(request),
                texts);
    }

    static Map<String, Template> templates(JsonNode json) {
        Map<String, Template> templates = new LinkedHashMap<>();
        json.properties()
                .forEach(member -> templates.put(member.getKey(), Template.compile(Template.text(member.getValue()))));
        return templates;
    }

    /**
     * @param seen what templates see; the computed texts are added to it
     * @throws App.InvalidInput when a value does not fit into the address
     */
    Rendered render(ObjectNode seen) {
        JsonScope scope = new JsonScope(seen);
        if (!computed.isEmpty()) {
            ObjectNode texts = seen.putObject("computed");
            computed.forEach((name, text) -> {
                String rendered = text.render(scope);
                if (rendered != null) {
                    texts.put(name, rendered);
                }
            });
        }
        return new Rendered(
                method, baseUrl, renderPath(scope), renderQuery(scope), renderHeaders(scope), renderBody(scope), form);
    }

    /** What is put into the address, each value where it cannot leave its place. */
    private String renderPath(Scope scope) {
        try {
            return path.renderPlaced(
                    scope,
                    (mentioned, value) ->
                            slashed.contains(mentioned) ? Escapes.pathSegments(value) : Escapes.pathSegment(value));
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

    /** Nothing becomes no pair. */
    private List<String> renderQuery(Scope scope) {
        List<String> pairs = new ArrayList<>();
        query.forEach((name, template) -> {
            JsonNode value = template.render(scope);
            if (value != null && !value.isNull()) {
                pairs.addAll(form.encoded(Json.object().set(name, value)));
            }
        });
        return pairs;
    }

    private List<Header> renderHeaders(Scope scope) {
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
    private @Nullable JsonNode renderBody(Scope scope) {
        JsonNode rendered = body == null ? null : body.render(scope);
        // Copied, because a placement may add to it and what came from the scope is not ours to change.
        return rendered instanceof ObjectNode object ? object.deepCopy() : rendered;
    }

    /** Every path mentioned anywhere. */
    List<Template.Path> mentions() {
        List<Template.Path> all = new ArrayList<>(path.paths());
        if (baseUrl != null) {
            all.addAll(baseUrl.paths());
        }
        query.values().forEach(template -> all.addAll(template.paths()));
        headers.values().forEach(template -> all.addAll(template.paths()));
        if (body != null) {
            body.mentions().forEach(mention -> all.add(mention.path()));
        }
        computed.values().forEach(text -> all.addAll(text.mentions()));
        return all;
    }
}
