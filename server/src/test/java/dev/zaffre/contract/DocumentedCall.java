package dev.zaffre.contract;

import dev.zaffre.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request as {@code openapi.yaml} describes it: the parameters' examples, then what the operation's {@code x-request} says, then
 * what the example's says. All texts are still those of the documentation.
 *
 * @param headers value null: left out
 * @param auth key, session, user, admin, viewer, none or wrong
 */
record DocumentedCall(
        Contract.Operation operation,
        Map<String, String> path,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body,
        String auth) {
    private static final String JSON = "application/json";

    /**
     * @param overrides of the example
     * @param body what is sent unless the overrides say otherwise; null: the first documented body, if there is one
     */
    static DocumentedCall of(Contract.Operation operation, ObjectNode overrides, JsonNode body) {
        Map<String, String> path = values(operation, "path", overrides);
        Map<String, String> query = values(operation, "query", overrides);
        Map<String, String> headers = values(operation, "header", overrides);
        if (operation.hasBody() && !operation.requestMedia().equals(JSON)) {
            headers.putIfAbsent("content-type", operation.requestMedia());
        }
        String usual = operation.takes("ApiKey")
                ? "key"
                : operation.takes("SessionToken") ? "session" : operation.takes("UserSession") ? "user" : "none";
        String auth = overrides.path("auth").asString(usual);
        return new DocumentedCall(operation, path, query, headers, body(operation, overrides, body), auth);
    }

    private static Map<String, String> values(Contract.Operation operation, String where, ObjectNode overrides) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Contract.Parameter parameter : operation.parameters(where)) {
            parameter.example().ifPresent(example -> values.put(parameter.name(), example.asString()));
        }
        for (ObjectNode source : List.of(operation.request(), overrides)) {
            source.path(where)
                    .properties()
                    .forEach(entry -> values.put(
                            entry.getKey(),
                            entry.getValue().isNull() ? null : entry.getValue().asString()));
        }
        return values;
    }

    private static byte[] body(Contract.Operation operation, ObjectNode overrides, JsonNode body) {
        if (overrides.has("raw")) {
            return overrides.get("raw").asString().getBytes(StandardCharsets.UTF_8);
        }
        if (overrides.has("size")) {
            return " ".repeat(overrides.get("size").asInt()).getBytes(StandardCharsets.UTF_8);
        }
        if (overrides.has("body")) {
            return Json.writeBytes(overrides.get("body"));
        }
        if (body != null) {
            return written(operation, body);
        }
        return operation.requestExamples().stream()
                .findFirst()
                .map(example -> written(operation, example.value()))
                .orElse(null);
    }

    /** A body that is no JSON stands in the documentation as the text that it is. */
    private static byte[] written(Contract.Operation operation, JsonNode body) {
        return operation.requestMedia().equals(JSON)
                ? Json.writeBytes(body)
                : body.asString().getBytes(StandardCharsets.UTF_8);
    }

    DocumentedCall as(String otherAuth) {
        Map<String, String> without = new LinkedHashMap<>(headers);
        if (otherAuth.equals("session")) {
            without.remove("linked_account_id");
        }
        Map<String, String> otherPath = new LinkedHashMap<>(path);
        if (otherAuth.equals("session")) {
            operation
                    .sessionRequest()
                    .path("path")
                    .properties()
                    .forEach(entry ->
                            otherPath.put(entry.getKey(), entry.getValue().asString()));
        }
        return new DocumentedCall(operation, otherPath, query, without, body, otherAuth);
    }

    /** The same request with one text replaced wherever it stands as a whole value. */
    DocumentedCall replacing(String value, String by) {
        return new DocumentedCall(
                operation,
                replaced(path, value, by),
                replaced(query, value, by),
                replaced(headers, value, by),
                body == null
                        ? null
                        : new String(body, StandardCharsets.UTF_8)
                                .replace("\"" + value + "\"", "\"" + by + "\"")
                                .getBytes(StandardCharsets.UTF_8),
                auth);
    }

    private static Map<String, String> replaced(Map<String, String> values, String value, String by) {
        Map<String, String> result = new LinkedHashMap<>(values);
        result.replaceAll((name, old) -> value.equals(old) ? by : old);
        return result;
    }

    /** Every text that stands as a whole value somewhere in the request. */
    List<String> texts() {
        List<String> texts = new ArrayList<>(path.values());
        texts.addAll(query.values());
        texts.addAll(headers.values());
        if (body != null && operation.requestMedia().equals(JSON)) {
            collect(Json.MAPPER.readTree(body), texts);
        }
        texts.removeIf(Objects::isNull);
        return texts.stream().distinct().toList();
    }

    private static void collect(JsonNode node, List<String> texts) {
        if (node.isString()) {
            texts.add(node.asString());
        }
        node.propertyNames().forEach(texts::add);
        node.forEach(child -> collect(child, texts));
    }

    Answer send(Story story) {
        String filled = operation.path();
        for (Map.Entry<String, String> entry : path.entrySet()) {
            filled = filled.replace("{" + entry.getKey() + "}", ApiClient.encode(story.real(entry.getValue())));
        }
        StringBuilder queryText = new StringBuilder();
        query.forEach((name, value) -> {
            if (value != null) {
                queryText
                        .append(queryText.isEmpty() ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(ApiClient.encode(story.real(value)));
            }
        });
        ApiClient client = credential(story);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            client = client.with(header.getKey(), header.getValue() == null ? null : story.real(header.getValue()));
        }
        byte[] real = body == null || body.length > 100_000
                ? body
                : story.real(new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        return client.send(operation.method(), filled + queryText, real);
    }

    private ApiClient credential(Story story) {
        ApiClient none = story.key().with("x-api-key", null);
        return switch (auth) {
            case "key" -> story.key();
            case "session" -> story.session();
            case "user", "admin", "viewer" -> story.person(auth);
            case "wrong" ->
                operation.takes("ApiKey")
                        ? none.key("wrong")
                        : operation.takes("UserSession")
                                ? none.with("cookie", "zaffre_session=wrong")
                                : none.session("wrong");
            case "none" -> none;
            default -> throw new IllegalArgumentException(auth);
        };
    }

    @Override
    public String toString() {
        return operation.method() + " " + operation.path() + " " + path + query + headers + " as " + auth;
    }
}
