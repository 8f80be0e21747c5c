package dev.zaffre.e2e;

import static org.awaitility.Awaitility.await;

import dev.zaffre.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A server, a provider of tokens without a browser, and one app behind it that a workflow writes to. */
final class GrantsWorld implements AutoCloseable {
    private static final String INTEGRATION = "/api/v2/public/linked-account/integration";
    final Provider provider;
    final ServerProcess server;
    private final Api company;

    private GrantsWorld(Provider provider, ServerProcess server, Api company) {
        this.provider = provider;
        this.server = server;
        this.company = company;
    }

    static GrantsWorld start(Path folder) {
        Provider provider = Provider.start("grants.js");
        ServerProcess server = ServerProcess.up(folder.resolve("data"), 0);
        Api company =
                new Api(server.awaitReady(), Map.of("x-api-key", ServerProcess.apiKey(folder.resolve("data"), "test")));
        return new GrantsWorld(provider, server, company);
    }

    /** @param auth the OAuth of the app, in which {@code PROVIDER} stands for the provider's address */
    void app(String slug, String auth) {
        company.ok("POST", "/api/v2/public/application", """
                {"slug": "%1$s", "name": "%1$s", "description": "An API behind a grant without a browser.",
                 "auth": %2$s,
                 "base_url": "%3$s", "verification": {"method": "GET", "path": "/me", "identifier": "id"},
                 "actions": [{"id": "add", "name": "Add", "description": "Adds one.",
                   "fields": [{"name": "number", "label": "Number", "type": "number", "required": true}],
                   "request": {"method": "POST", "path": "/numbers", "body": {"number": "{{fields.number}}"}}}]}
                """.formatted(
                        slug, auth.replace("PROVIDER", provider.url()), provider.api()));
        company.addOn("For " + slug, slug, true);
    }

    Customer customer(String account) {
        company.ok(
                "POST",
                "/api/v2/public/linked-account",
                "{\"linked_account_id\":\"" + account + "\",\"name\":\"" + account + "\"}");
        return new Customer(company.with("linked_account_id", account));
    }

    Api company() {
        return company;
    }

    /** What the provider has seen since it was last told to forget. */
    JsonNode seen() {
        return provider.control("{}");
    }

    void awaitNumbersOf(String who, Integer... numbers) {
        await().untilAsserted(() ->
                org.assertj.core.api.Assertions.assertThat(numbersOf(who)).containsExactly(numbers));
    }

    /** What arrived at the API with tokens of somebody. */
    List<Integer> numbersOf(String who) {
        List<Integer> numbers = new ArrayList<>();
        seen().path("calls").forEach(call -> {
            if (call.path("by").asString().equals(who)) {
                numbers.add(call.path("body").path("number").asInt());
            }
        });
        return numbers;
    }

    @Override
    public void close() {
        try (provider) {
            server.close();
        }
    }

    /** A linked account, as its company sees it. */
    record Customer(Api api) {
        Api.Answer connect(String app, Map<String, String> inputs) {
            ObjectNode body = Json.object();
            inputs.forEach(body::put);
            return send("PUT", INTEGRATION + "/save-key-credentials/" + app, Json.write(body));
        }

        Api.Answer add(String app, int number) {
            return send(
                    "POST",
                    "/api/v2/integration-schema/" + app + "/actions/add/execute",
                    "{\"number\":" + number + "}");
        }

        private Api.Answer send(String method, String path, String body) {
            try {
                return api.send(method, path, body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void trigger(String app, int number) {
            api.ok(
                    "POST",
                    "/api/v2/public/event",
                    "{\"event\":\"For " + app + "\",\"payload\":{\"number\":" + number + "}}");
        }

        JsonNode application(String app) {
            return api.ok("GET", "/api/v2/public/application/" + app, null);
        }

        /** What happened to the connection, newest first: {@code event: message}. */
        List<String> log(String app) {
            List<String> lines = new ArrayList<>();
            api.ok("GET", INTEGRATION + "/" + app + "/logs?limit=100", null)
                    .path("docs")
                    .forEach(line -> lines.add(line.path("event").asString() + ": "
                            + line.path("message").asString("")));
            return lines;
        }
    }
}
