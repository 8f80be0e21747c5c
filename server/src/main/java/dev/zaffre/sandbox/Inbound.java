package dev.zaffre.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One request as it came over the wire.
 *
 * @param path undecoded, without the query
 * @param headers by lower-case name; values of repeated headers are joined with a comma
 */
record Inbound(
        String method,
        String path,
        Map<String, String> query,
        String queryText,
        Map<String, String> headers,
        byte[] body,
        boolean keepAlive) {

    static Inbound of(String method, String target, Map<String, String> headers, byte[] body, boolean keepAlive) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String queryText = mark < 0 ? "" : target.substring(mark + 1);
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : queryText.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                query.putIfAbsent(
                        decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return new Inbound(method, path, query, queryText, headers, body, keepAlive);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
