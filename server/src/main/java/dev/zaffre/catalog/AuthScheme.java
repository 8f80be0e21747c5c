package dev.zaffre.catalog;

import java.util.List;

/** How an app is told who calls. */
public sealed interface AuthScheme {
    /** The published word: {@code keybased}, {@code none}; {@code oauth2} comes with the OAuth connectors. */
    String type();

    /** What the customer is asked for. */
    List<FieldSpec> inputs();

    /** No credential at all. */
    record None() implements AuthScheme {
        @Override
        public String type() {
            return "none";
        }

        @Override
        public List<FieldSpec> inputs() {
            return List.of();
        }
    }

    /** Keys that the customer pastes; {@code placements} say where they go in a request. */
    record KeyBased(List<FieldSpec> inputs, List<Placement> placements) implements AuthScheme {
        @Override
        public String type() {
            return "keybased";
        }
    }

    /**
     * One thing put into every request.
     *
     * @param into header, query, body, basic or bearer
     * @param name of the header, query parameter or body member; ignored for basic and bearer
     * @param value a template over <code>{{auth.field}}</code>; for basic "user:password"
     */
    record Placement(String into, String name, String value) {}
}
