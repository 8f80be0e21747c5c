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
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Reads a list that an app gives in pages, and joins them.
 *
 * @param items where an answer has its items; empty when it is the list itself
 * @param inBody the parameters are members of the JSON body, not of the query
 * @param parameter that names page, offset or cursor; in a body the path of a member
 * @param start the first page's number, or the first offset
 * @param size items of a page; 0 when the app decides
 * @param next where an answer has the next cursor, or for links the next page's address
 * @param more where an answer says whether there are further pages; null when the cursor says it
 * @param continued what the path of the pages after the first has at its end, when their body is the cursor alone; else empty
 */
record Pages(
        String type,
        List<String> items,
        boolean inBody,
        String parameter,
        int start,
        String sizeParameter,
        int size,
        @Nullable List<String> next,
        @Nullable List<String> more,
        String continued,
        int maxPages) {
    /** A list that is longer is cut there: the answer of one step must stay in memory. */
    static final int MOST_ITEMS = 10_000;

    private static final Pattern NEXT_LINK = Pattern.compile("<([^<>]+)>\\s*;[^,<]*\\brel=\"?next\"?");

    static Pages of(JsonNode json) {
        String items = json.path("items").asString("");
        JsonNode next = json.get("next");
        JsonNode more = json.get("more");
        return new Pages(
                json.path("type").asString(),
                items.isEmpty() ? List.of() : AnswerRule.path(items),
                json.path("into").asString("query").equals("body"),
                json.path("parameter").asString(""),
                json.path("start").asInt(json.path("type").asString().equals("offset") ? 0 : 1),
                json.path("size_parameter").asString(""),
                json.path("size").asInt(0),
                next == null ? null : AnswerRule.path(next.asString()),
                more == null ? null : AnswerRule.path(more.asString()),
                json.path("continue").asString(""),
                json.path("max_pages").asInt(20));
    }

    /**
     * A page that was read.
     *
     * @param first the request without its place among the pages
     * @param number of the page, from 1
     * @param found how many items it had
     */
    private record Step(OutboundRequest first, OutboundRequest page, int number, int found) {}

    private OutboundRequest first(OutboundRequest request) {
        OutboundRequest sized =
                sizeParameter.isEmpty() || size == 0 ? request : with(request, sizeParameter, IntNode.valueOf(size));
        return type.equals("page") || type.equals("offset") ? with(sized, parameter, IntNode.valueOf(start)) : sized;
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
            Optional<OutboundRequest> following = isLast(body, joined.size() - before)
                    ? Optional.empty()
                    : next(new Step(request, page, number, joined.size() - before), answer, body);
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

    /** Where the app says whether there is more, an empty page may have others behind it. */
    private boolean isLast(@Nullable JsonNode body, int found) {
        return more == null
                ? found == 0
                : !Template.text(JsonScope.walk(body, more, 0)).equals("true");
    }

    private Optional<OutboundRequest> next(Step step, Exchange.Answer answer, @Nullable JsonNode body) {
        OutboundRequest page = step.page();
        int number = step.number();
        int found = step.found();
        return switch (type) {
            case "page" ->
                size > 0 && found < size
                        ? Optional.empty()
                        : Optional.of(with(page, parameter, IntNode.valueOf(start + number)));
            case "offset" ->
                found < size
                        ? Optional.empty()
                        : Optional.of(with(page, parameter, IntNode.valueOf(start + number * size)));
            case "cursor" ->
                Optional.of(Template.text(JsonScope.walk(body, next == null ? List.of() : next, 0)))
                        .filter(cursor -> !cursor.isEmpty())
                        .map(cursor -> continued.isEmpty()
                                ? with(page, parameter, StringNode.valueOf(cursor))
                                : continued(step.first(), cursor));
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

    /** As Dropbox has it: the pages after the first have an address of their own, and the cursor stands for the question. */
    private OutboundRequest continued(OutboundRequest first, String cursor) {
        String url = first.url().toString();
        int mark = url.indexOf('?');
        String address = mark < 0 ? url + continued : url.substring(0, mark) + continued + url.substring(mark);
        ObjectNode body = Json.object().put(parameter, cursor);
        return at(first, URI.create(address), Json.writeBytes(body));
    }

    private OutboundRequest with(OutboundRequest request, String name, JsonNode value) {
        return inBody ? withMember(request, name, value) : withPair(request, name, Template.text(value));
    }

    /** The body is ours, so that it is an object; objects on the way to the member are made. */
    private static OutboundRequest withMember(OutboundRequest request, String dotted, JsonNode value) {
        ObjectNode body = request.body().length == 0 ? Json.object() : (ObjectNode) Json.parse(request.body());
        List<String> path = AnswerRule.path(dotted);
        ObjectNode holder = body;
        for (String segment : path.subList(0, path.size() - 1)) {
            holder = holder.get(segment) instanceof ObjectNode there ? there : holder.putObject(segment);
        }
        holder.set(path.getLast(), value);
        return at(request, request.url(), Json.writeBytes(body));
    }

    private static OutboundRequest withPair(OutboundRequest request, String name, String value) {
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
        return at(request, url, request.body());
    }

    private static OutboundRequest at(OutboundRequest request, URI url, byte[] body) {
        return new OutboundRequest(request.method(), url, request.headers(), body, request.secrets());
    }
}
