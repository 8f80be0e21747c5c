package dev.zaffre.http;

import dev.zaffre.base.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One request, free of the server library.
 *
 * @param path decoded, without the query
 * @param pathValues by name in the route's pattern, decoded
 * @param query first value of each name, decoded
 * @param headers first value by lower-case name
 * @param caller null only on {@link Access#PUBLIC} routes
 * @param id the {@code X-Request-Id} of this request, taken from the caller or made
 */
public record Request(
        String method,
        String path,
        Map<String, String> pathValues,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body,
        @Nullable Caller caller,
        String id) {
    /** The proven caller. Only for routes that ask for a credential. */
    public Caller requireCaller() {
        Caller proven = caller;
        if (proven == null) {
            throw new IllegalStateException("Route without a credential asks who calls: " + method + " " + path);
        }
        return proven;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).filter(value -> !value.isBlank());
    }

    public Optional<String> queryValue(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isBlank());
    }

    public String pathValue(String name) {
        return java.util.Objects.requireNonNull(pathValues.get(name), name);
    }

    /** The path value as an id; empty when it is not one, which callers answer as "not found". */
    public Optional<UUID> pathId(String name) {
        return dev.zaffre.base.Ids.parse(pathValue(name));
    }

    public boolean hasBody() {
        return body.length > 0;
    }

    /**
     * The body as JSON; an empty body is an empty object.
     *
     * @throws ApiError 400 {@code INVALID_JSON} with line and column
     */
    public JsonNode json() {
        if (body.length == 0) {
            return Json.object();
        }
        try {
            return Json.parse(body);
        } catch (Json.Malformed e) {
            throw ApiError.badRequest(
                            "INVALID_JSON",
                            "The body is not valid JSON: " + e.getMessage() + " (line " + e.line + ", column "
                                    + e.column + ")")
                    .with(Json.object().put("line", e.line).put("column", e.column));
        }
    }

    /**
     * The body as a JSON object.
     *
     * @throws ApiError 400 when it is other JSON
     */
    public ObjectNode jsonObject() {
        if (json() instanceof ObjectNode object) {
            return object;
        }
        throw ApiError.badRequest("VALIDATION_ERROR", "The body must be a JSON object");
    }

    /** Page number from 1 ({@code page}) and size ({@code limit}, at most 100). */
    public Page page(int defaultLimit) {
        return new Page(number("page", 1, 1_000_000), number("limit", defaultLimit, 100));
    }

    private int number(String name, int otherwise, int max) {
        Optional<String> text = queryValue(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= 1) {
                return Math.min(value, max);
            }
        } catch (NumberFormatException e) {
            // falls through to the one message
        }
        throw ApiError.badRequest(
                "VALIDATION_ERROR", "The query parameter '" + name + "' must be a whole number from 1 to " + max);
    }

    /** Which slice of a list is asked for. */
    public record Page(int number, int limit) {
        public int offset() {
            return (number - 1) * limit;
        }

        /** The published envelope round one page of documents. */
        public ObjectNode envelope(List<? extends JsonNode> docs, long total) {
            long pages = Math.max(1, (total + limit - 1) / limit);
            ObjectNode page = Json.object();
            page.putArray("docs").addAll(docs);
            page.put("totalDocs", total)
                    .put("limit", limit)
                    .put("page", number)
                    .put("totalPages", pages)
                    .put("pagingCounter", offset() + 1)
                    .put("hasPrevPage", number > 1)
                    .put("hasNextPage", number < pages);
            page.set("prevPage", number > 1 ? page.numberNode(number - 1) : page.nullNode());
            page.set("nextPage", number < pages ? page.numberNode(number + 1) : page.nullNode());
            return page;
        }
    }
}
