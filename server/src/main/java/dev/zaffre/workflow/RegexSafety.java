package dev.zaffre.workflow;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Refuses regular expressions whose matching can take exponential time: those that repeat a group which itself repeats something or
 * has alternatives, and those with back references. Stricter than needed, in one pass.
 */
final class RegexSafety {
    private RegexSafety() {}

    /** @throws IllegalStateException with the reason */
    static void check(String pattern) {
        Deque<Boolean> outer = new ArrayDeque<>();
        boolean variable = false;
        int i = 0;
        while (i < pattern.length()) {
            char next = pattern.charAt(i);
            switch (next) {
                case '\\' -> {
                    refuseBackReference(pattern, i);
                    i += 2;
                }
                case '[' -> i = endOfClass(pattern, i);
                case '(' -> {
                    outer.push(variable);
                    variable = false;
                    i++;
                    // The question mark of (?: and its relatives is no quantifier.
                    if (i < pattern.length() && pattern.charAt(i) == '?') {
                        i++;
                    }
                }
                case ')' -> {
                    i++;
                    if (variable && repeats(pattern, i)) {
                        throw new IllegalStateException("The regular expression /" + pattern
                                + "/ repeats a group that itself repeats or has alternatives: it could take forever");
                    }
                    variable |= !outer.isEmpty() && outer.pop();
                }
                case '*', '+', '?', '|', '{' -> {
                    variable |= next != '{' || !isFixed(pattern, i);
                    i++;
                }
                default -> i++;
            }
        }
    }

    private static void refuseBackReference(String pattern, int backslash) {
        if (backslash + 1 < pattern.length()) {
            char escaped = pattern.charAt(backslash + 1);
            if ((escaped >= '1' && escaped <= '9') || escaped == 'k' || escaped == 'Q') {
                throw new IllegalStateException("The regular expression /" + pattern + "/ has a back reference or \\Q");
            }
        }
    }

    private static int endOfClass(String pattern, int open) {
        int i = open + 1;
        // A bracket at once after the opening is a member.
        if (i < pattern.length() && pattern.charAt(i) == '^') {
            i++;
        }
        if (i < pattern.length() && pattern.charAt(i) == ']') {
            i++;
        }
        int depth = 1;
        while (i < pattern.length() && depth > 0) {
            char next = pattern.charAt(i);
            depth += next == '[' ? 1 : next == ']' ? -1 : 0;
            i += next == '\\' ? 2 : 1;
        }
        return i;
    }

    /** More than once; a question mark does not repeat. */
    private static boolean repeats(String pattern, int i) {
        return i < pattern.length() && "*+{".indexOf(pattern.charAt(i)) >= 0;
    }

    private static boolean isFixed(String pattern, int open) {
        int close = pattern.indexOf('}', open);
        return close > 0 && pattern.substring(open + 1, close).indexOf(',') < 0;
    }
}
