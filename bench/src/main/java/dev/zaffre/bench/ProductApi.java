package dev.zaffre.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The calls of the public API that set up the measured job. */
final class ProductApi implements AutoCloseable {
    /** Makes an app of an OpenAPI document. */
    static final String IMPORT = "/api/v2/public/application/import-openapi";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** As many seconds as the API takes, about 31 years: nothing is renewed during a measurement. */
    private static final int TOKEN_SECONDS = 999_999_999;

    private final URI url;
    private final String key;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    ProductApi(URI url, String key) {
        this.url = url;
        this.key = key;
    }

    String key() {
        return key;
    }

    /** Whether this build has the operation, by its own description of its API. */
    boolean offers(String path) {
        return send("GET", "/openapi.yaml", "", "").contains("\n  " + path + ":\n");
    }

    /** The app of an earlier import of the same document is replaced. */
    void importDocument(String text) {
        call("POST", IMPORT, "", JSON.writeValueAsString(Map.of("document", text)));
    }

    /**
     * The app at the sink, the event type and the published workflow.
     *
     * @return the workflow's id
     */
    String defineJob(URI sink, Auth auth) {
        call("POST", "/api/v2/public/application", "", app(sink, auth));
        if (auth == Auth.OAUTH2) {
            String client = "{\"client_id\":\"bench\",\"client_secret\":\"never asked for\"}";
            call("PUT", "/api/v2/public/application/" + Product.APP + "/settings", "", client);
        }
        call(
                "POST",
                "/api/v2/public/application/event",
                "",
                "{\"name\":\"" + EventRequest.EVENT + "\",\"response\":" + EventRequest.PAYLOAD + "}");
        JsonNode made = call("POST", "/api/v2/public/workflow", "", workflow());
        String id = made.path("workflow").path("_id").asString(made.path("_id").asString(""));
        call("PUT", "/api/v2/public/workflow/" + id + "/publish", "", "{\"published\":true}");
        return id;
    }

    /** A linked account, connected with the app, and the workflow enabled. */
    void link(String account, Auth auth, String workflow) {
        call("POST", "/api/v2/public/linked-account", "", "{\"linked_account_id\":\"" + account + "\"}");
        call("PUT", auth.path().replace("{slug}", Product.APP), account, connection(account, auth));
        String config = "{\"slug\":\"" + Product.APP + "\",\"linked_account_id\":\"" + account + "\"";
        call("POST", "/api/v2/public/config", account, config + "}");
        call(
                "PUT",
                "/api/v2/public/config",
                account,
                config + ",\"workflows\":[{\"id\":\"" + workflow + "\",\"enabled\":true}]}");
    }

    /** With the bearer that the sink knows by its beginning. */
    private static String connection(String account, Auth auth) {
        String secret = "secret-token-" + account;
        return switch (auth) {
            case KEYBASED -> "{\"api_key\":\"" + secret + "\"}";
            case OAUTH2 -> """
                    {"slug": "%s", "auth_object": {"oauth2": {"access_token": "%s", "refresh_token": "refresh-%s",
                                                              "expires_in": "%d"}}}
                    """.formatted(Product.APP, secret, account, TOKEN_SECONDS);
        };
    }

    /** Its id; there is none before the first event, and then this fails. */
    String newestExecution() {
        String answer = send("GET", "/api/v2/public/execution?limit=1&cursor=first", "", "");
        return JSON.readTree(answer).at("/docs/0/_id").asString();
    }

    private static String app(URI sink, Auth auth) {
        return """
                {"slug": "%s", "name": "Bench CRM", "description": "What the bench writes to", "base_url": "%s",
                 "auth": %s,
                 "verification": {"method": "GET", "path": "/me"},
                 "actions": [{"id": "create_contact", "name": "Create contact", "description": "Adds a person.",
                   "fields": [{"name": "firstName", "label": "First name", "type": "text", "required": true},
                              {"name": "lastName", "label": "Last name", "type": "text"},
                              {"name": "externalId", "label": "Number", "type": "number"},
                              {"name": "email", "label": "Email", "type": "email"},
                              {"name": "city", "label": "City", "type": "text"},
                              {"name": "ts", "label": "Sent at", "type": "number"},
                              {"name": "seq", "label": "Sequence", "type": "number"}],
                   "request": {"method": "POST", "path": "/contacts",
                     "body": {"firstName": "{{fields.firstName}}", "lastName": "{{fields.lastName}}",
                              "externalId": "{{fields.externalId}}", "email": "{{fields.email}}",
                              "city": "{{fields.city}}", "ts": "{{fields.ts}}", "seq": "{{fields.seq}}"}}}]}
                """.formatted(Product.APP, sink, auth.scheme(sink));
    }

    private static String workflow() {
        return """
                {"name": "Contact to the CRM", "slug": "%s",
                 "trigger": {"type": "event", "event": "%s"},
                 "nodes": [{"id": "1", "name": "Start", "type": "start"},
                           {"id": "2", "name": "Create contact", "type": "action", "action": "create_contact",
                            "fields": {"firstName": "{{event.first_name}}", "lastName": "{{event.last_name}}",
                                       "externalId": "{{event.employee_id}}", "email": "{{event.email}}",
                                       "city": "{{event.address.city}}", "ts": "{{event.ts}}", "seq": "{{event.seq}}"}}],
                 "edges": [{"source": "1", "target": "2"}]}
                """.formatted(Product.APP, EventRequest.EVENT);
    }

    JsonNode call(String method, String path, String account, String body) {
        return JSON.readTree(send(method, path, account, body));
    }

    /** @throws IllegalStateException with the answer, when it is not 2xx */
    private String send(String method, String path, String account, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path))
                .header("x-api-key", key)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!account.isEmpty()) {
            request.header("linked_account_id", account);
        }
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        method + " " + path + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
