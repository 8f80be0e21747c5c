package dev.zaffre.catalog.openapi;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Names as definitions want them, made of names as documents have them. */
final class Names {
    private static final int LONGEST_ID = 80;
    private static final int LONGEST_FIELD = 60;
    private static final Pattern FIELD = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,59}");
    /** Between the words of {@code createV2Event} and {@code getHTMLPage}. */
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9]+");
    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]+");

    private Names() {}

    /** Lower-case words with underscores between; empty when the text has no letter and no digit of ASCII. */
    static String snake(String text) {
        String words = OTHER.matcher(HUMP.matcher(text).replaceAll("_")).replaceAll("_");
        return trim(clip(trim(words.toLowerCase(Locale.ROOT), '_'), LONGEST_ID), '_');
    }

    /** The text, clipped and numbered until it is not among those taken; it is then. */
    static String unique(String wanted, Set<String> taken, int longest) {
        String name = clip(wanted, longest);
        for (int i = 2; !taken.add(name); i++) {
            String suffix = "_" + i;
            name = trim(clip(wanted, longest - suffix.length()), '_') + suffix;
        }
        return name;
    }

    static String uniqueId(String wanted, Set<String> taken) {
        return unique(wanted, taken, LONGEST_ID);
    }

    static String uniqueField(String wanted, Set<String> taken) {
        return unique(wanted, taken, LONGEST_FIELD);
    }

    static boolean isField(String name) {
        return FIELD.matcher(name).matches();
    }

    /** The name itself where a field can have it. */
    static String field(String name) {
        if (isField(name)) {
            return name;
        }
        String words = trim(name.replaceAll("[^A-Za-z0-9_-]+", "_"), '_');
        String begun = words.isEmpty() ? "value" : isField(words.substring(0, 1)) ? words : "_" + words;
        return clip(begun, LONGEST_FIELD);
    }

    /** {@code firstName}, {@code first_name} → {@code First name}. */
    static String label(String name) {
        String words = OTHER.matcher(HUMP.matcher(name).replaceAll(" "))
                .replaceAll(" ")
                .strip();
        if (words.isEmpty()) {
            return name.isBlank() ? "Value" : clip(name, 100);
        }
        String rest = words.substring(1);
        return clip(
                Character.toUpperCase(words.charAt(0))
                        + (rest.equals(rest.toUpperCase(Locale.ROOT)) ? rest : rest.toLowerCase(Locale.ROOT)),
                100);
    }

    /** Lower-case words with dashes between, at most 60 characters. */
    static String slug(String text) {
        return trim(clip(snake(text).replace('_', '-'), 60), '-');
    }

    /** In one line, at most so many characters. */
    static String line(String text, int longest) {
        return clip(BLANKS.matcher(text).replaceAll(" ").strip(), longest);
    }

    /** At most so many UTF-16 characters; no character is cut in two. */
    static String clip(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest);
    }

    private static String trim(String text, char what) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) == what) {
            from++;
        }
        while (to > from && text.charAt(to - 1) == what) {
            to--;
        }
        return text.substring(from, to);
    }
}
