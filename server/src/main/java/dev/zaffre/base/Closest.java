package dev.zaffre.base;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what was probably meant by a misspelt name. */
public final class Closest {
    /** Longer names are not compared: the effort grows with the square. */
    private static final int LONGEST = 200;

    private Closest() {}

    /** The name with the fewest changed characters, case aside; empty when even that differs in more than a third of them. */
    public static Optional<String> closest(String name, Collection<String> existing) {
        if (name.length() > LONGEST) {
            return Optional.empty();
        }
        String wanted = name.toLowerCase(Locale.ROOT);
        int fewest = Math.max(1, name.length() / 3) + 1;
        @Nullable String best = null;
        for (String candidate : existing) {
            if (Math.abs(candidate.length() - name.length()) < fewest && candidate.length() <= LONGEST) {
                int changes = distance(wanted, candidate.toLowerCase(Locale.ROOT));
                if (changes < fewest) {
                    fewest = changes;
                    best = candidate;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** {@code " Did you mean \"…\"?"} with the closest name, or no characters: to end a message with. */
    public static String hint(String name, Collection<String> existing) {
        return closest(name, existing)
                .map(meant -> " Did you mean \"" + meant + "\"?")
                .orElse("");
    }

    /** Levenshtein's distance in UTF-16 characters, over two rows. */
    private static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        int[] current = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
                current[j] = Math.min(Math.min(previous[j], current[j - 1]) + 1, previous[j - 1] + change);
            }
            int[] reused = previous;
            previous = current;
            current = reused;
        }
        return previous[right.length()];
    }
}
