package dev.zaffre.catalog;

import dev.zaffre.base.Json;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundRequest;
import dev.zaffre.delivery.Outcome;
import dev.zaffre.template.Escapes;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Template;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Reads a list that an app gives in pages, and joins them.
 *
 * @param items where an answer has its items; empty when it is the list itself
 * @param parameter of the query that names page, offset or cursor
 * @param start the first page's number, or the first offset
 * @param size items of a page; 0 when the app decides
 * @param next where an answer has the next cursor, or for links the next page's address
 */
record Pages(
        String type,
        List<String> items,
        String parameter,
        int start,
        String sizeParameter,
        int size,
        @Nullable List<String> next,
        int maxPages) {
    /** A list that is longer is cut there: the answer of one step must stay in memory. */
    static final int MOST_ITEMS = 10_000;

    private static final Pattern NEXT_LINK = Pattern.compile("<([^<>]+)>\\s*;[^,<]*\\brel=\"?next\"?");

    static Pages of(JsonNode json) {
        String items = json.path("items").asString("");
        JsonNode next = json.get("next");
        return new Pages(
                json.path("type").asString(),
                items.isEmpty() ? List.of() : AnswerRule.path(items),
                json.path("parameter").asString(""),
                json.path("start").asInt(json.path("type").asString().equals("offset") ? 0 : 1),
                json.path("size_parameter").asString(""),
                json.path("size").asInt(0),
                next == null ? null : AnswerRule.path(next.asString()),
                json.path("max_pages").asInt(20));
    }

    private OutboundRequest first(OutboundRequest request) {
        OutboundRequest sized =
                sizeParameter.isEmpty() || size == 0 ? request : with(request, sizeParameter, Integer.toString(size));
        return type.equals("page") || type.equals("offset") ? with(sized, parameter, Integer.toString(start)) : sized;
    }

    /**
     * All pages. The first that is not delivered ends it and is the answer; else the answer is the joined list as JSON, with the
     * status and headers of the last page.
     */
    Exchange all(OutboundRequest request, Function<OutboundRequest, Exchange> sending) {
        ArrayNode joined = Json.array();
        OutboundRequest page = first(request);
        for (int number = 1; ; number++) {
            Exchange exchange = sending.apply(page);
            Exchange.Answer answer = exchange.answer();
            if (!(exchange.outcome() instanceof Outcome.Delivered) || answer == null) {
                return exchange;
            }
            JsonNode body = Judge.body(answer).orElse(null);
            JsonNode found = JsonScope.walk(body, items, 0);
            int before = joined.size();
            if (found != null && found.isArray()) {
                found.forEach(joined::add);
            }
            Optional<OutboundRequest> following = joined.size() == before
                    ? Optional.empty()
                    : next(page, answer, body, joined.size() - before, number);
            if (following.isEmpty() || number >= maxPages || joined.size() >= MOST_ITEMS) {
                return new Exchange(
                        exchange.outcome(),
                        new Exchange.Answer(answer.status(), answer.headers(), Json.writeBytes(joined), false),
                        exchange.startedAt(),
                        exchange.took());
            }
            page = following.get();
        }
    }

    private Optional<OutboundRequest> next(
            OutboundRequest page, Exchange.Answer answer, @Nullable JsonNode body, int found, int number) {
        return switch (type) {
            case "page" ->
                size > 0 && found < size
                        ? Optional.empty()
                        : Optional.of(with(page, parameter, Integer.toString(start + number)));
            case "offset" ->
                found < size
                        ? Optional.empty()
                        : Optional.of(with(page, parameter, Integer.toString(start + number * size)));
            case "cursor" ->
                Optional.of(Template.text(JsonScope.walk(body, next == null ? List.of() : next, 0)))
                        .filter(cursor -> !cursor.isEmpty())
                        .map(cursor -> with(page, parameter, cursor));
            case "link" -> following(answer, body).flatMap(address -> at(page, address));
            default -> throw new IllegalStateException("Pagination without a rule: " + type);
        };
    }

    /** The next page's address: where the connector says in the body, else in the {@code Link} header (RFC 8288). */
    private Optional<String> following(Exchange.Answer answer, @Nullable JsonNode body) {
        if (next != null) {
            return Optional.of(Template.text(JsonScope.walk(body, next, 0))).filter(address -> !address.isEmpty());
        }
        return answer.header("Link")
                .map(NEXT_LINK::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1));
    }

    /** Only of the same origin: the credential goes nowhere else. */
    private static Optional<OutboundRequest> at(OutboundRequest page, String address) {
        try {
            URI next = page.url().resolve(address);
            boolean same = page.url().getScheme().equals(next.getScheme())
                    && page.url().getRawAuthority().equals(next.getRawAuthority());
            return same ? Optional.of(at(page, next)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static OutboundRequest with(OutboundRequest request, String name, String value) {
        String encoded = Escapes.queryValue(name);
        List<String> pairs = new ArrayList<>();
        String query = request.url().getRawQuery();
        if (query != null) {
            for (String pair : query.split("&")) {
                if (!pair.startsWith(encoded + "=")) {
                    pairs.add(pair);
                }
            }
        }
        pairs.add(encoded + "=" + Escapes.queryValue(value));
        String url = request.url().toString();
        int mark = url.indexOf('?');
        return at(request, URI.create((mark < 0 ? url : url.substring(0, mark)) + "?" + String.join("&", pairs)));
    }

    private static OutboundRequest at(OutboundRequest request, URI url) {
        return new OutboundRequest(request.method(), url, request.headers(), request.body(), request.secrets());
    }
}
