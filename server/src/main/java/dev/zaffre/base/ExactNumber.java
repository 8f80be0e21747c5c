package dev.zaffre.base;

import java.math.BigDecimal;
import tools.jackson.databind.node.DecimalNode;

/**
 * A number that is written again with the characters it was read with: {@code 1.0}, {@code -0} and {@code 1e400} stay what they
 * were. The library's number nodes cannot be extended, but they write a {@link BigDecimal} by its {@code toString}.
 */
final class ExactNumber extends BigDecimal {
    private static final long serialVersionUID = 1L;
    private final String text;

    private ExactNumber(String text) {
        super(text);
        this.text = text;
    }

    static DecimalNode node(String text) {
        return DecimalNode.valueOf(new ExactNumber(text));
    }

    @Override
    public String toString() {
        return text;
    }
}
