package dev.zaffre.catalog;

import java.util.List;

/** How an app is told who calls. */
public sealed interface AuthScheme permits AuthScheme.None, AuthScheme.KeyBased, OAuth2 {
    /** The published word: {@code keybased}, {@code oauth2}, {@code none}. */
    String type();

    /** What the customer is asked for. */
    List<FieldSpec> inputs();

    /** Where the credential goes in a request. */
    List<Placement> placements();

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

        @Override
        public List<Placement> placements() {
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
