package dev.zaffre.catalog.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.zaffre.base.Json;
import dev.zaffre.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents imported over the API, and what they make called for real. */
class OpenApiRoutesTest {
    private static final String IMPORT = "/api/v2/public/application/import-openapi";
    private final TestServer zaffre = new TestServer();
    private final HttpServer vendor;
    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    private volatile String document = "";

    OpenApiRoutesTest() throws IOException {
        vendor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        vendor.createContext("/", exchange -> {
            String path = exchange.getRequestURI().toString();
            boolean asked = path.startsWith("/openapi");
            if (!asked) {
                String key = exchange.getRequestHeaders().getFirst("X-Key");
                calls.add(exchange.getRequestMethod() + " " + path + " " + key + " "
                        + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            }
            byte[] answer = (asked ? document : "{\"id\": 7}").getBytes(StandardCharsets.UTF_8);
            if (path.startsWith("/openapi-moved")) {
                exchange.getResponseHeaders().add("Location", "/openapi.yaml");
                exchange.sendResponseHeaders(301, -1);
            } else {
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        vendor.start();
    }

    @AfterEach
    void close() {
        vendor.stop(0);
        zaffre.close();
    }

    private String url() {
        return "http://127.0.0.1:" + vendor.getAddress().getPort();
    }

    /** A document of a shop with these operations under /orders/{id}, as YAML. */
    private static String shop(String operations) {
        return """
                openapi: 3.0.3
                info: {title: Shop, version: '1'}
                servers: [{url: /v1}]
                security: [{key: []}]
                components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
                paths:
                  /orders/{id}:
                    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
                """ + operations.indent(4);
    }

    private JsonNode imported(ObjectNode body) {
        return zaffre.ok("POST", IMPORT, body);
    }

    private List<String> actions() {
        return zaffre
                .ok("GET", "/api/v2/integration-schema/shop/actions", null, "linked_account_id", TestServer.ACCOUNT)
                .values()
                .stream()
                .map(action -> action.path("action_id").asString())
                .toList();
    }

    @Test
    void a_document_becomes_an_app_that_calls_and_a_new_one_keeps_its_actions() throws InterruptedException {
        zaffre.account(TestServer.ACCOUNT);
        document = shop("""
                put:
                  operationId: changeOrder
                  parameters: [{name: notify, in: query, schema: {type: array, items: {type: string}}}]
                  requestBody: {content: {application/json: {schema: {type: object, required: [state],
                    properties: {state: {type: string, enum: [open, shut]}, lines: {type: array, items: {type: object, properties: {sku: {type: string}}}}}}}}}
                delete: {operationId: dropOrder}
                """);
        JsonNode made = imported(Json.object().put("url", url() + "/openapi.yaml"));
        assertThat(made.path("slug").asString()).isEqualTo("shop");
        assertThat(made.at("/report/operations_imported").asInt()).isEqualTo(2);
        assertThat(actions()).containsExactly("change_order", "drop_order", "httprequest");
        zaffre.ok(
                "PUT",
                "/api/v2/public/linked-account/integration/save-key-credentials/shop",
                Json.object().put("api_key", "s3cret"),
                "linked_account_id",
                TestServer.ACCOUNT);
        String execute = "/api/v2/integration-schema/shop/actions/change_order/execute";
        JsonNode input = Json.parse("""
                {"id": "a/b", "notify": ["x", "y"], "state": "open", "lines": [{"sku": "1", "other": true}]}""");
        zaffre.ok("POST", execute, input, "linked_account_id", TestServer.ACCOUNT);
        assertThat(calls.take())
                .isEqualTo("PUT /v1/orders/a%2Fb?notify=x&notify=y s3cret"
                        + " {\"state\":\"open\",\"lines\":[{\"sku\":\"1\",\"other\":true}]}");
        ((ObjectNode) input).put("state", "ajar");
        TestServer.Reply refused = zaffre.call("POST", execute, input, "linked_account_id", TestServer.ACCOUNT);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().path("message").asString()).contains("'state' must be one of open, shut");

        document = shop("""
                get: {operationId: findOrder}
                put: {operationId: changeOrder, requestBody: {content: {application/json: {schema: {type: object, properties: {state: {type: string}}}}}}}
                """);
        JsonNode again = imported(Json.object().put("url", url() + "/openapi.yaml"));
        assertThat(again.path("_id")).isEqualTo(made.path("_id"));
        assertThat(again.at("/report/removed_actions")).isEqualTo(Json.array().add("drop_order"));
        assertThat(actions()).containsExactly("find_order", "change_order", "httprequest");
        zaffre.ok("POST", execute, input, "linked_account_id", TestServer.ACCOUNT);
        assertThat(calls.take()).isEqualTo("PUT /v1/orders/a%2Fb s3cret {\"state\":\"ajar\"}");
    }

    @Test
    void a_dry_run_stores_nothing() {
        ObjectNode body = Json.object()
                .put("document", shop("get: {operationId: findOrder}"))
                .put("dry_run", true);
        assertThat(imported(body).at("/definition/actions/0/id").asString()).isEqualTo("find_order");
        assertThat(zaffre.call("GET", "/api/v2/public/application/shop", null).status())
                .isEqualTo(404);
    }

    @Test
    void a_document_may_be_one_long_text() {
        String longDocument = shop("get: {operationId: findOrder, description: '" + "x".repeat(400_000) + "'}");
        assertThat(imported(Json.object().put("document", longDocument))
                        .path("slug")
                        .asString())
                .isEqualTo("shop");
    }

    @Test
    void what_would_be_too_large_to_read_back_is_refused() {
        String members = IntStream.range(0, 250)
                .mapToObj(i -> "m" + i + ": {type: string}")
                .collect(Collectors.joining(", "));
        String paths = IntStream.range(0, 60)
                .mapToObj(
                        i -> "  /p" + i + ": {post: {operationId: op" + i
                                + ", requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Wide'}}}}}}\n")
                .collect(Collectors.joining());
        String wide =
                "openapi: 3.0.3\ninfo: {title: Wide, version: '1'}\ncomponents: {schemas: {Wide: {type: object, properties: {"
                        + members + "}}}}\npaths:\n" + paths;
        TestServer.Reply refused = zaffre.call("POST", IMPORT, Json.object().put("document", wide));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().path("message").asString())
                .contains("too large")
                .contains("choose fewer with 'operations'");
        ObjectNode some = Json.object().put("document", wide);
        some.putArray("operations").add("op3").add("POST /p7");
        assertThat(imported(some).at("/report/operations_imported").asInt()).isEqualTo(2);
    }

    @Test
    void what_is_wrong_with_the_request_is_said() {
        document = "<html>Not here</html>";
        assertRefused("{'url': '%s/openapi.yaml'}".formatted(url()), 422, "must be an object with 'openapi'");
        assertRefused(
                "{'url': '%s/openapi-moved'}".formatted(url()),
                502,
                "it answered 301; give the address that it leads to");
        document = "x".repeat(1024 * 1024 + 1);
        assertRefused("{'url': '%s/openapi.yaml'}".formatted(url()), 502, "too large");
        assertRefused("{'url': 'file:///etc/passwd'}", 400, "'url' must be an http or https address");
        assertRefused("{'url': 7}", 400, "'url' must be an http or https address");
        assertRefused("{'document': 7}", 400, "'document' must be an OpenAPI document");
        assertRefused("{'document': {}, 'url': 'https://x.example'}", 400, "either 'document' or 'url'");
        assertRefused("{'document': {}, 'operations': 'a'}", 400, "'operations' must be a list");
        assertRefused("{'document': {}, 'slug': 7}", 400, "'slug' must be a text");
        assertRefused("{'document': {}, 'dry_run': 'yes'}", 400, "'dry_run' must be true or false");
        assertRefused("{'document': {}, 'operation': []}", 400, "'operation' is not known here");
        assertRefused(
                "{'document': {'openapi': '3.0.0', 'paths': {'/a': {'get': {}}}}, 'slug': 'No Slug'}", 422, "slug");
    }

    private void assertRefused(String body, int status, String message) {
        TestServer.Reply reply = zaffre.callRaw("POST", IMPORT, body.replace('\'', '"'));
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(status);
        assertThat(reply.body().path("message").asString()).contains(message);
    }
}
