package dev.zaffre.workflow;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import dev.zaffre.template.Scope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A compiled JSONata expression with bounds on time, depth and size. Its input is {@link Scope#all}; what is undefined becomes
 * null. Any number of threads may apply it at once.
 *
 * <p>Numbers that are only handed through keep their characters as long as a double can hold their magnitude; those beyond become
 * texts. What is calculated is calculated as a double: integers beyond 2^53 lose digits.
 *
 * <p>Left out of the language: {@code $eval}, because data is never evaluated, and regular expressions with back references or
 * with repetition of what itself repeats or has alternatives, because they can take forever.
 */
public final class Transformation {
    static final Duration LONGEST = Duration.ofMillis(500);
    /** Characters of an expression. */
    static final int LONGEST_EXPRESSION = 64 * 1024;
    /** Evaluations with regular expressions at once: a match cannot be interrupted, so only so many may be left behind. */
    private static final Semaphore MATCHING = new Semaphore(8);

    private static final Duration PATIENCE = LONGEST.multipliedBy(2);
    private static final int LONGEST_PADDING = 10_000;
    private static final int LONGEST_TEXT = 4 * 1024 * 1024;

    private final Jsonata expression;
    private final boolean mayMatch;
    private final String source;

    private Transformation(Jsonata expression, String source) {
        this.expression = expression;
        this.source = source;
        // Without a slash there is neither a regular expression nor a division.
        this.mayMatch = source.indexOf('/') >= 0;
    }

    /** @throws IllegalArgumentException with the place, when the text is not JSONata */
    public static Transformation compile(String expression) {
        if (expression.isBlank()) {
            throw new IllegalArgumentException("The expression is empty");
        }
        if (expression.length() > LONGEST_EXPRESSION) {
            throw new IllegalArgumentException("The expression is longer than " + LONGEST_EXPRESSION + " characters");
        }
        try {
            Jsonata compiled = Jsonata.jsonata(expression);
            limitFunctions(compiled);
            return new Transformation(compiled, expression);
        } catch (JException e) {
            throw new IllegalArgumentException(e.getMessage() + " (character " + Math.max(1, e.getLocation()) + ")", e);
        } catch (RuntimeException | StackOverflowError e) {
            // The library's parser meets some malformed texts with exceptions of its inner workings.
            throw new IllegalArgumentException("The expression is not JSONata: " + e, e);
        }
    }

    /** @throws IllegalStateException with the reason, when it fails or exceeds its bounds */
    public JsonNode apply(Scope scope) {
        ObjectNode input = scope.all();
        return mayMatch ? applyAside(input) : evaluate(input);
    }

    /** The text that was compiled. */
    public String source() {
        return source;
    }

    private JsonNode evaluate(ObjectNode input) {
        TransformationBounds bounds = new TransformationBounds(LONGEST);
        Jsonata.Frame frame = expression.createFrame();
        frame.setEvaluateEntryCallback(bounds);
        frame.setEvaluateExitCallback(bounds);
        try {
            return JavaTree.toJson(expression.evaluate(JavaTree.fromJson(input), frame));
        } catch (JException e) {
            throw new IllegalStateException(String.valueOf(e.getMessage()), e);
        } catch (IllegalStateException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new IllegalStateException("The expression failed: " + e, e);
        } catch (StackOverflowError e) {
            throw new IllegalStateException("The expression is nested too deeply", e);
        }
    }

    /** On a thread that can be left behind when a regular expression does not come to an end. */
    private JsonNode applyAside(ObjectNode input) {
        FutureTask<JsonNode> task = new FutureTask<>(() -> evaluate(input));
        try {
            if (!MATCHING.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("Too many regular expressions are being matched");
            }
            Thread.ofPlatform().daemon().name("transformation").start(() -> {
                try {
                    task.run();
                } finally {
                    MATCHING.release();
                }
            });
            return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("The expression took longer than " + PATIENCE.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IllegalStateException(String.valueOf(cause == null ? e.getMessage() : cause.getMessage()), e);
        }
    }

    /** Replaces the functions that evaluate data, or that make much out of little within one call. */
    private static void limitFunctions(Jsonata compiled) {
        compiled.registerFunction(
                "eval", new JFunction((input, arguments) -> refuse("$eval is not available"), "<sx?:x>"));
        compiled.registerFunction(
                "pad",
                new JFunction(
                        (input, arguments) -> {
                            if (arguments.get(1) instanceof Number width
                                    && Math.abs(width.doubleValue()) > LONGEST_PADDING) {
                                return refuse("$pad makes at most " + LONGEST_PADDING + " characters");
                            }
                            return com.dashjoin.jsonata.Functions.pad(
                                    (String) arguments.get(0), (Number) arguments.get(1), (String)
                                            argument(arguments, 2));
                        },
                        "<s-ns?:s>"));
        compiled.registerFunction("join", new JFunction((input, arguments) -> join(arguments), "<a<s>s?:s>"));
        compiled.registerFunction(
                "replace", new JFunction((input, arguments) -> replace(arguments), "<s-(sf)(sf)n?:s>"));
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object join(List<?> arguments) {
        List<String> texts = (List<String>) arguments.get(0);
        String separator = (String) argument(arguments, 1);
        if (texts != null && separator != null && (long) separator.length() * texts.size() > LONGEST_TEXT) {
            return refuse("$join would make more than " + LONGEST_TEXT + " characters");
        }
        return com.dashjoin.jsonata.Functions.join(texts, separator);
    }

    private static @Nullable Object replace(List<?> arguments) {
        String text = (String) arguments.get(0);
        Object pattern = arguments.get(1);
        Object replacement = arguments.get(2);
        if (text == null) {
            return null;
        }
        int shortest = pattern instanceof String literal ? Math.max(1, literal.length()) : 1;
        if (replacement instanceof String with
                && (long) (text.length() / shortest + 1) * with.length() > LONGEST_TEXT) {
            return refuse("$replace could make more than " + LONGEST_TEXT + " characters");
        }
        Number limit = (Number) argument(arguments, 3);
        return com.dashjoin.jsonata.Functions.replace(
                text, pattern, replacement, limit == null ? null : limit.intValue());
    }

    private static @Nullable Object argument(List<?> arguments, int index) {
        return index < arguments.size() ? arguments.get(index) : null;
    }

    private static Object refuse(String reason) {
        throw new IllegalStateException(reason);
    }
}
