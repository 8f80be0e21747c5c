package dev.zaffre.template;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Ways to put a value into a text so that it cannot leave its place. */
public final class Escapes {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Escapes() {}

    /**
     * One segment of an address's path: all but the unreserved characters of RFC 3986 is percent-encoded.
     *
     * @throws IllegalArgumentException for an empty value and for {@code .} and {@code ..}: each would name another resource
     */
    public static String pathSegment(String value) {
        if (value.isEmpty() || value.equals(".") || value.equals("..")) {
            throw new IllegalArgumentException("\"" + value + "\" cannot be a part of an address's path");
        }
        return percent(value);
    }

    /**
     * Several segments of an address's path: slashes stay, what is between them is escaped as one segment each.
     *
     * @throws IllegalArgumentException when one is empty, {@code .} or {@code ..}, so also for a slash at the beginning or the end
     */
    public static String pathSegments(String value) {
        List<String> segments = new ArrayList<>();
        for (String segment : value.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException("\"" + value
                        + "\" cannot be a part of an address's path: between slashes there must be a name");
            }
            segments.add(percent(segment));
        }
        return String.join("/", segments);
    }

    /** A name or a value in an address's query or in a form. */
    public static String queryValue(String value) {
        return percent(value);
    }

    /** A header's value: every control character, line ends above all, becomes a blank. */
    public static String headerValue(String value) {
        StringBuilder safe = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char next = value.charAt(i);
            safe.append(Character.isISOControl(next) || next == '\u2028' || next == '\u2029' ? ' ' : next);
        }
        return safe.toString().strip();
    }

    /** A value that continues an address: what is allowed follows from what stands before it. */
    static String inUrl(CharSequence before, String value) {
        boolean inPath = false;
        for (int i = 0; i < before.length(); i++) {
            char next = before.charAt(i);
            if (next == '?' || next == '#') {
                return queryValue(value);
            }
            inPath |= next == '/' && !belongsToScheme(before, i);
        }
        return inPath ? pathSegment(value) : host(value);
    }

    /** One of the slashes in {@code https://}. */
    private static boolean belongsToScheme(CharSequence text, int slash) {
        return (slash > 0 && text.charAt(slash - 1) == ':')
                || (slash > 1 && text.charAt(slash - 1) == '/' && text.charAt(slash - 2) == ':');
    }

    private static String host(String value) {
        for (int i = 0; i < value.length(); i++) {
            char next = value.charAt(i);
            boolean allowed =
                    next < 128 && (Character.isLetterOrDigit(next) || next == '.' || next == '-' || next == ':');
            if (!allowed) {
                throw new IllegalArgumentException("\"" + value + "\" cannot be a part of an address's host");
            }
        }
        return value;
    }

    private static String percent(String value) {
        StringBuilder encoded = new StringBuilder(value.length() + 16);
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            char next = (char) (octet & 0xff);
            if (isUnreserved(next)) {
                encoded.append(next);
            } else {
                encoded.append('%').append(HEX.toHighHexDigit(octet)).append(HEX.toLowHexDigit(octet));
            }
        }
        return encoded.toString();
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
