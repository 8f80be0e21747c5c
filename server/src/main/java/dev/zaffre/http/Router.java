package dev.zaffre.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The route table as a tree of path segments. An exact segment wins over a <code>{name}</code>; when what follows it does not fit,
 * the <code>{name}</code> is tried, and last a <code>{name...}</code>, which ends a path and takes all that is left (at least one
 * segment).
 */
final class Router {
    private final Segment root = new Segment();
    private final List<Endpoint> endpoints = new ArrayList<>();

    /** A route with the names of its variables in order, and its number in the table. */
    record Endpoint(Route route, List<String> names, int number) {}

    /** What the table says about a method and a path. */
    sealed interface Match {
        record Found(Endpoint endpoint, Map<String, String> values) implements Match {}

        /** The path exists, with other methods. */
        record OtherMethods(Set<String> allowed) implements Match {}

        record Nothing() implements Match {}
    }

    private static final class Segment {
        final Map<String, Segment> exact = new HashMap<>();
        final Map<String, Endpoint> byMethod = new HashMap<>();

        @Nullable
        Segment variable;

        @Nullable
        Segment rest;

        Segment next(String pattern) {
            if (!isVariable(pattern)) {
                return exact.computeIfAbsent(pattern, name -> new Segment());
            }
            if (pattern.endsWith("...}")) {
                rest = rest == null ? new Segment() : rest;
                return rest;
            }
            if (variable == null) {
                variable = new Segment();
            }
            return variable;
        }
    }

    /** @throws IllegalArgumentException when two routes have the same method and the same form of path */
    Router(List<Route> routes) {
        routes.forEach(this::add);
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    private void add(Route route) {
        if (!route.path().startsWith("/")) {
            throw new IllegalArgumentException("A route's path starts with a slash: " + route.path());
        }
        List<String> names = new ArrayList<>();
        Segment at = root;
        for (String pattern : UriText.segments(route.path())) {
            if (isVariable(pattern)) {
                names.add(pattern.substring(1, pattern.length() - 1).replace("...", ""));
            }
            at = at.next(pattern);
        }
        Endpoint endpoint = new Endpoint(route, List.copyOf(names), endpoints.size());
        Endpoint other = at.byMethod.putIfAbsent(route.method(), endpoint);
        if (other != null) {
            throw new IllegalArgumentException("Two routes for " + route.method() + " " + route.path() + " and "
                    + other.route().path());
        }
        endpoints.add(endpoint);
    }

    /**
     * @param path as it was sent, without the query
     * @throws ApiError 400 when it cannot be decoded
     */
    Match match(String method, String path) {
        Search search = new Search(method, UriText.segments(path));
        Endpoint endpoint = search.from(root, 0);
        if (endpoint != null) {
            return new Match.Found(endpoint, search.values(endpoint));
        }
        return search.allowed.isEmpty() ? new Match.Nothing() : new Match.OtherMethods(search.allowed);
    }

    private static boolean isVariable(String pattern) {
        return pattern.startsWith("{") && pattern.endsWith("}");
    }

    private static final class Search {
        final String method;
        final List<String> segments;
        final boolean[] captured;
        Set<String> allowed = Set.of();
        /** Where a <code>{name...}</code> begins; -1: there is none on the way. */
        int rest = -1;

        Search(String method, List<String> segments) {
            this.method = method;
            this.segments = segments;
            this.captured = new boolean[segments.size()];
        }

        @Nullable
        Endpoint from(Segment at, int index) {
            if (index == segments.size()) {
                rest = -1;
                return end(at);
            }
            String text = segments.get(index);
            Segment exact = at.exact.get(text);
            if (exact != null) {
                captured[index] = false;
                Endpoint found = from(exact, index + 1);
                if (found != null) {
                    return found;
                }
            }
            if (at.variable != null && !text.isEmpty()) {
                captured[index] = true;
                Endpoint found = from(at.variable, index + 1);
                if (found != null) {
                    return found;
                }
            }
            if (at.rest == null) {
                return null;
            }
            rest = index;
            return end(at.rest);
        }

        private @Nullable Endpoint end(Segment at) {
            Endpoint found = at.byMethod.get(method);
            if (found == null && method.equals("HEAD")) {
                found = at.byMethod.get("GET");
            }
            if (found == null && !at.byMethod.isEmpty()) {
                Set<String> all = new TreeSet<>(allowed);
                all.addAll(at.byMethod.keySet());
                allowed = all;
            }
            return found;
        }

        Map<String, String> values(Endpoint endpoint) {
            if (endpoint.names().isEmpty()) {
                return Map.of();
            }
            Map<String, String> values = new LinkedHashMap<>();
            int name = 0;
            int end = rest < 0 ? captured.length : rest;
            for (int index = 0; index < end; index++) {
                if (captured[index]) {
                    values.put(endpoint.names().get(name++), segments.get(index));
                }
            }
            if (rest >= 0) {
                values.put(endpoint.names().get(name), String.join("/", segments.subList(rest, segments.size())));
            }
            return values;
        }
    }
}
