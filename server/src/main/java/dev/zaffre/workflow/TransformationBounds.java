package dev.zaffre.workflow;

import com.dashjoin.jsonata.Jsonata.EntryCallback;
import com.dashjoin.jsonata.Jsonata.ExitCallback;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Parser.Symbol;
import java.time.Duration;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Watches one evaluation: every expression in it reports when it begins and what it came to. */
final class TransformationBounds implements EntryCallback, ExitCallback {
    private static final int DEEPEST = 300;
    /** Rough bytes of one value and of all long texts together. */
    private static final long LARGEST = 16L * 1024 * 1024;

    private static final int MOST_ELEMENTS = 100_000;
    /** Shorter texts are paid for by the time that making them takes. */
    private static final int LONG_TEXT = 1024;

    private final long deadline;
    private final IdentityHashMap<Object, Long> sizes = new IdentityHashMap<>();
    private int depth;
    private long texts;

    TransformationBounds(Duration longest) {
        deadline = System.nanoTime() + longest.toNanos();
    }

    @Override
    public void callback(Symbol expression, @Nullable Object input, Frame environment) {
        if (++depth > DEEPEST) {
            throw new IllegalStateException("The expression calls deeper than " + DEEPEST + " levels");
        }
        if (System.nanoTime() - deadline > 0) {
            throw new IllegalStateException(
                    "The expression took longer than " + Transformation.LONGEST.toMillis() + " ms");
        }
    }

    @Override
    public void callback(Symbol expression, @Nullable Object input, Frame environment, @Nullable Object result) {
        depth--;
        if (result instanceof Pattern pattern) {
            RegexSafety.check(pattern.pattern());
        } else if (result instanceof String text) {
            if (text.length() > LONG_TEXT && sizes.putIfAbsent(text, (long) text.length()) == null) {
                texts += text.length();
                limit(texts);
            }
        } else if (result instanceof Collection || result instanceof Map) {
            limit(size(result));
        }
    }

    private long size(@Nullable Object value) {
        if (value instanceof String text) {
            return text.length() + 8L;
        }
        if (!(value instanceof Collection) && !(value instanceof Map)) {
            return 8;
        }
        Long known = sizes.get(value);
        if (known != null) {
            return known;
        }
        long size = 16;
        if (value instanceof Collection<?> elements) {
            // Before its elements are looked at: a range makes them only then.
            if (elements.size() > MOST_ELEMENTS) {
                throw new IllegalStateException(
                        "The expression makes an array of more than " + MOST_ELEMENTS + " elements");
            }
            for (Object element : elements) {
                size += size(element);
                limit(size);
            }
        } else if (value instanceof Map<?, ?> members) {
            for (Map.Entry<?, ?> member : members.entrySet()) {
                size += String.valueOf(member.getKey()).length() + size(member.getValue());
                limit(size);
            }
        }
        sizes.put(value, size);
        return size;
    }

    private static void limit(long size) {
        if (size > LARGEST) {
            throw new IllegalStateException("The expression makes more than " + LARGEST + " bytes");
        }
    }
}
