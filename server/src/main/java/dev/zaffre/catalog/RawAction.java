package dev.zaffre.catalog;

import dev.zaffre.base.Json;
import dev.zaffre.delivery.OutboundRequest.Header;
import dev.zaffre.template.Escapes;
import dev.zaffre.template.Template;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The action that every app has: any request below its address, with the customer's credential. */
final class RawAction {
    static final String ID = "httprequest";
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final BodyText FORM = BodyText.JSON;

    private RawAction() {}

    static Action action(String app) {
        return new Action(
                ID,
                "HTTP request",
                "Any request below the address of " + app + ", with the customer's credential.",
                FieldSpec.listOf(Json.parse("""
                        [{"name": "method", "label": "Method", "type": "select", "required": true, "default": "GET",
                          "options": [{"name": "GET", "value": "GET"}, {"name": "POST", "value": "POST"},
                                      {"name": "PUT", "value": "PUT"}, {"name": "PATCH", "value": "PATCH"},
                                      {"name": "DELETE", "value": "DELETE"}]},
                         {"name": "path", "label": "Path", "type": "text", "required": true, "example": "/contacts/42",
                          "help": "Below the app's address, percent-encoded; begins with a slash."},
                         {"name": "query", "label": "Query", "type": "object", "help": "Parameters by name."},
                         {"name": "headers", "label": "Headers", "type": "object", "help": "By name; the credential is put in anyway."},
                         {"name": "body", "label": "Body", "type": "json", "help": "Sent as JSON."}]
                        """)));
    }

    /** @throws App.InvalidInput when the path could leave the app's address */
    static Call.Rendered render(ObjectNode fields) {
        String method = fields.path("method").asString("GET");
        if (!METHODS.contains(method)) {
            throw new App.InvalidInput("Parameter 'method' must be one of GET, POST, PUT, PATCH, DELETE");
        }
        List<String> query = new ArrayList<>();
        String path = path(fields.path("path").asString(""), query);
        if (fields.get("query") instanceof ObjectNode given) {
            query.addAll(FORM.encoded(given));
        }
        List<Header> headers = new ArrayList<>();
        if (fields.get("headers") instanceof ObjectNode given) {
            given.properties()
                    .forEach(header -> headers.add(
                            new Header(header.getKey(), Escapes.headerValue(Template.text(header.getValue())))));
        }
        JsonNode body = fields.get("body");
        return new Call.Rendered(
                method, null, path, query, headers, body == null || body.isNull() ? null : body.deepCopy(), FORM);
    }

    private static String path(String given, List<String> query) {
        try {
            URI uri = new URI(given);
            String path = uri.getRawPath();
            boolean below = given.startsWith("/")
                    && !given.startsWith("//")
                    && uri.getRawFragment() == null
                    && List.of(uri.getPath().split("/", -1)).stream()
                            .noneMatch(segment -> segment.equals(".") || segment.equals(".."));
            if (below && path != null) {
                if (uri.getRawQuery() != null) {
                    query.add(uri.getRawQuery());
                }
                return path;
            }
        } catch (URISyntaxException e) {
            // falls through to the one message
        }
        throw new App.InvalidInput(
                "Parameter 'path' must begin with one slash, be percent-encoded and have no '.' or '..' in it");
    }
}
