package dev.zaffre.conformance;

import dev.zaffre.base.Clock;
import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.catalog.Action;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.AuthScheme;
import dev.zaffre.catalog.Credential;
import dev.zaffre.catalog.DefinitionFile;
import dev.zaffre.catalog.FieldSpec;
import dev.zaffre.delivery.EgressPolicy;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.delivery.OutboundRequest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the checks work on: the app as its definition says, and the same with its addresses on this machine, where it is played.
 *
 * @param now the moment at which the clock stands still, so that "in seven seconds" is one moment
 */
record Subject(Connector connector, App app, App local, LocalApp played, OutboundHttp http, Instant now)
        implements AutoCloseable {
    static final String KEY = "run-1";
    private static final String RAW = "httprequest";
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    /** @throws dev.zaffre.catalog.InvalidDefinition when the definition cannot be used */
    static Subject of(Connector connector) {
        LocalApp played = new LocalApp();
        App app = connector.definition().app();
        JsonNode moved = Moved.to(played.url(), connector.definition().json());
        App local = DefinitionFile.compile(connector.definition().name(), moved);
        Clock clock = () -> NOW;
        return new Subject(connector, app, local, played, new OutboundHttp(new EgressPolicy(true), clock), NOW);
    }

    /** Every action that the definition has; not the raw request that each app has anyway. */
    List<Action> actions() {
        return app.actions().stream().filter(action -> !action.id().equals(RAW)).toList();
    }

    List<Connector.Example> examples() {
        return connector.examples().stream()
                .filter(example -> app.action(example.action()).isPresent())
                .toList();
    }

    Action action(Connector.Example example) {
        return app.action(example.action()).orElseThrow();
    }

    Credential credential(Connector.Example example) {
        return new Credential(type(example.authType()), example.credential());
    }

    /** A recorded verification's credential. */
    Credential credential(JsonNode fixture) {
        return new Credential(
                type(fixture.path("auth_type").asString("")), Connector.secrets(fixture.path("credential")));
    }

    private String type(String given) {
        return given.isEmpty() ? app.auth().type() : given;
    }

    /** A credential for a way to authenticate: one that the files have, else one made up. */
    Credential credential(AuthScheme scheme) {
        Optional<Credential> written = examples().stream()
                .map(this::credential)
                .filter(credential -> credential.type().equals(scheme.type()))
                .findFirst();
        return written.or(() -> connector.verifications().stream()
                        .map(this::credential)
                        .filter(credential -> credential.type().equals(scheme.type()))
                        .findFirst())
                .orElseGet(() -> madeUp(scheme));
    }

    private Credential madeUp(AuthScheme scheme) {
        Map<String, Secret> values = new LinkedHashMap<>();
        // What one way is called another often is too, and has a value that the app's addresses accept.
        connector.examples().forEach(example -> values.putAll(example.credential()));
        for (FieldSpec input : scheme.inputs()) {
            JsonNode example = input.example();
            values.putIfAbsent(input.name(), new Secret(example == null ? "test-" + input.name() : example.asString()));
        }
        if (scheme.type().equals("oauth2")) {
            values.putIfAbsent(Credential.ACCESS_TOKEN, new Secret("test-access-token"));
        }
        return new Credential(scheme.type(), values);
    }

    /** An example of the action that gives all that it requires. */
    Optional<Connector.Example> example(Action action) {
        return examples().stream()
                .filter(example -> example.action().equals(action.id()))
                .findFirst();
    }

    /** The request to this machine. */
    OutboundRequest prepare(Connector.Example example, Credential credential, String key) {
        return local.prepare(action(example), example.fields(), credential, key);
    }

    /** What the engine makes of an answer to an action. */
    Exchange answered(Connector.Example example, LocalApp.Answer... answers) {
        played.willAnswer(answers);
        Action action = action(example);
        return local.perform(action, prepare(example, credential(example), KEY), http::send);
    }

    /** What templates see of a credential. */
    ObjectNode seen(Credential credential) {
        ObjectNode seen = Json.object();
        seen.set("auth", app.authValues(credential));
        return seen;
    }

    @Override
    public void close() {
        http.close();
        played.close();
    }
}
