package dev.zaffre.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Paths and queries as clients really send them: raw {@code @}, doubled slashes in front, a slash at the end. */
final class UriText {
    private UriText() {}

    /**
     * The decoded segments. An encoded slash or dot stays inside its segment: nothing decoded is split or resolved again.
     *
     * @throws ApiError 400 for a broken escape or a control character
     */
    static List<String> segments(String path) {
        int start = pathStart(path);
        int end = path.length();
        while (start < end && path.charAt(start) == '/') {
            start++;
        }
        while (end > start && path.charAt(end - 1) == '/') {
            end--;
        }
        List<String> segments = new ArrayList<>(8);
        while (start < end) {
            int slash = path.indexOf('/', start);
            int stop = slash < 0 || slash > end ? end : slash;
            segments.add(decode(path.substring(start, stop), false));
            start = stop + 1;
        }
        return segments;
    }

    /** The absolute form of a request target ({@code http://host/path}) is legal, if rare. */
    private static int pathStart(String path) {
        if (path.startsWith("/")) {
            return 0;
        }
        int scheme = path.indexOf("://");
        if (scheme < 0) {
            return 0;
        }
        int slash = path.indexOf('/', scheme + 3);
        return slash < 0 ? path.length() : slash;
    }

    /** First value of each name. */
    static Map<String, String> query(String raw) {
        if (raw.isEmpty()) {
            return Map.of();
        }
        Map<String, String> values = new LinkedHashMap<>();
        int start = 0;
        while (start < raw.length()) {
            int and = raw.indexOf('&', start);
            int stop = and < 0 ? raw.length() : and;
            int equals = raw.indexOf('=', start);
            int nameEnd = equals < 0 || equals > stop ? stop : equals;
            if (nameEnd > start) {
                String value = nameEnd < stop ? raw.substring(nameEnd + 1, stop) : "";
                values.putIfAbsent(decode(raw.substring(start, nameEnd), true), decode(value, true));
            }
            start = stop + 1;
        }
        return values;
    }

    static String decode(String text, boolean plusIsSpace) {
        boolean encoded = false;
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            if (character < ' ' || character == 0x7F) {
                throw bad("it contains a control character");
            }
            encoded |= character == '%' || character > 0x7F || (plusIsSpace && character == '+');
        }
        return encoded ? decodeBytes(text, plusIsSpace) : text;
    }

    private static String decodeBytes(String text, boolean plusIsSpace) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(raw.length);
        for (int index = 0; index < raw.length; index++) {
            byte current = raw[index];
            if (current == '%') {
                int high = index + 2 < raw.length ? Character.digit(raw[index + 1], 16) : -1;
                int low = index + 2 < raw.length ? Character.digit(raw[index + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw bad("'%' must be followed by two hexadecimal digits");
                }
                current = (byte) (high * 16 + low);
                index += 2;
            } else if (plusIsSpace && current == '+') {
                current = ' ';
            }
            if (current >= 0 && current < ' ' && current != '\n' && current != '\r' && current != '\t') {
                throw bad("it contains a control character");
            }
            decoded.put(current);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            throw bad("it is not UTF-8");
        }
    }

    private static ApiError bad(String why) {
        return ApiError.badRequest("VALIDATION_ERROR", "The path or query of the request cannot be read: " + why);
    }
}
