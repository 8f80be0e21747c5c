package dev.zaffre.delivery;

import java.nio.charset.StandardCharsets;

/** Words for a shell. */
final class Shell {
    private Shell() {}

    /** One word, whatever is in it. Control characters need the form that bash, zsh and ksh know as {@code $'...'}. */
    static String quoted(String text) {
        return text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t')
                ? escaped(text)
                : "'" + text.replace("'", "'\\''") + "'";
    }

    private static String escaped(String text) {
        StringBuilder word = new StringBuilder("$'");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b == '\'' || b == '\\') {
                word.append('\\').append((char) b);
            } else if (b < ' ') {
                word.append(String.format("\\x%02x", b));
            } else {
                word.append((char) b);
            }
        }
        return word.append('\'').toString();
    }
}
