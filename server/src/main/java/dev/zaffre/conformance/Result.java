package dev.zaffre.conformance;

import java.util.List;

/**
 * What one check found about one app.
 *
 * @param reason why it failed or does not apply; empty when it passed
 */
public record Result(String check, State state, String reason) {
    public enum State {
        PASSED,
        FAILED,
        NOT_APPLICABLE
    }

    /** What a check says; the suite adds which check it was. */
    record Verdict(State state, String reason) {
        static final Verdict PASSED = new Verdict(State.PASSED, "");

        static Verdict of(List<String> problems) {
            return problems.isEmpty() ? PASSED : new Verdict(State.FAILED, String.join("\n", problems));
        }

        static Verdict failed(String reason) {
            return new Verdict(State.FAILED, reason);
        }

        static Verdict notApplicable(String reason) {
            return new Verdict(State.NOT_APPLICABLE, reason);
        }
    }
}
