package dev.zaffre.catalog;

import dev.zaffre.base.Secret;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A third-party product, as its definition describes it: compiled, immutable. */
public final class App {
    private App() {}

    public String slug() {
        throw new UnsupportedOperationException();
    }

    public String name() {
        throw new UnsupportedOperationException();
    }

    public AuthScheme auth() {
        throw new UnsupportedOperationException();
    }

    public RateLimit limit() {
        throw new UnsupportedOperationException();
    }

    public List<Action> actions() {
        throw new UnsupportedOperationException();
    }

    public Optional<Action> action(String id) {
        throw new UnsupportedOperationException();
    }

    /**
     * The complete call of an action.
     *
     * @param fields the rendered inputs
     * @param credential the connection's values by input name; empty for apps without authentication
     * @param idempotencyKey the same for every attempt of one node of one execution
     * @throws InvalidInput when a required field is missing or a value is not of its type
     */
    public OutboundRequest prepare(
            Action action, ObjectNode fields, Map<String, Secret> credential, String idempotencyKey) {
        throw new UnsupportedOperationException();
    }

    /** The call that proves a credential; empty when the app declares none. */
    public Optional<OutboundRequest> verification(Map<String, Secret> credential) {
        throw new UnsupportedOperationException();
    }

    /** Applies the app's error rules to what came back: a 200 may be an error, a 403 an expired credential. */
    public Exchange judge(Exchange exchange) {
        throw new UnsupportedOperationException();
    }

    /** An action's input that cannot be sent: names the fields. */
    public static final class InvalidInput extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public InvalidInput(String message) {
            super(message);
        }
    }
}
