package dev.zaffre.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class HttpServerTest {
    private static final Caller COMPANY =
            new Caller(new EnvironmentId(Ids.next()), "test", Ids.next(), Ids.next(), Ids.next(), null);
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicBoolean ready = new AtomicBoolean(true);
    private final CountDownLatch slowStarted = new CountDownLatch(1);
    private final CountDownLatch slowMayEnd = new CountDownLatch(1);
    private HttpServer server;

    private static final Authenticator KEYS = new Authenticator() {
        @Override
        public Optional<Caller> byApiKey(String key) {
            return key.equals("good") ? Optional.of(COMPANY) : Optional.empty();
        }

        @Override
        public Optional<Caller> bySessionToken(String token) {
            return token.equals("token") ? Optional.of(COMPANY) : Optional.empty();
        }
    };

    /** One environment lets in one page. */
    private static final Origins ONE_PAGE = new Origins() {
        @Override
        public boolean open() {
            return false;
        }

        @Override
        public boolean somewhere(String origin) {
            return origin.equals("https://app.example");
        }

        @Override
        public boolean in(EnvironmentId environment, String origin) {
            return somewhere(origin);
        }
    };

    @BeforeEach
    void start() {
        server = HttpServer.start("127.0.0.1", 0, routes(), KEYS, metrics);
    }

    @AfterEach
    void stop() {
        slowMayEnd.countDown();
        server.close();
        client.close();
    }

    private List<Route> routes() {
        Handler echo = HttpServerTest::echo;
        var all = new java.util.ArrayList<>(List.of(
                Route.get("/open", Access.PUBLIC, echo),
                Route.get("/echo/{id}", Access.KEY, echo),
                Route.post("/echo", Access.KEY, echo),
                Route.put("/echo", Access.KEY_OR_SESSION, echo),
                Route.delete("/echo/{id}", Access.KEY, echo),
                Route.get("/mine", Access.SESSION, echo),
                Route.get("/broken", Access.PUBLIC, request -> {
                    throw new IllegalStateException("secret detail");
                }),
                Route.get("/nodb", Access.PUBLIC, request -> {
                    throw new IllegalStateException(new SQLTransientConnectionException("pool timeout"));
                }),
                Route.get("/slow", Access.PUBLIC, request -> {
                    slowStarted.countDown();
                    try {
                        slowMayEnd.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return Response.message("done");
                })));
        all.addAll(new SystemRoutes(Map.of("database", ready::get), metrics).routes());
        return all;
    }

    private static Response echo(Request request) {
        ObjectNode answer = Json.object()
                .put("method", request.method())
                .put("path", request.path())
                .put("length", request.body().length)
                .put(
                        "body",
                        new String(request.body(), 0, Math.min(100, request.body().length), StandardCharsets.UTF_8));
        ObjectNode headers = answer.putObject("headers");
        request.headers().forEach(headers::put);
        ObjectNode values = answer.putObject("values");
        request.pathValues().forEach(values::put);
        ObjectNode query = answer.putObject("query");
        request.query().forEach(query::put);
        return Response.json(answer);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends bytes as they are and reads until the server closes. */
    private String raw(String request) throws IOException {
        return raw(server, request);
    }

    private static String raw(HttpServer server, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonNode error(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return error(answer.body(), status, code);
    }

    private static JsonNode error(String text, int status, String code) {
        JsonNode body = Json.parse(text);
        assertThat(body.propertyNames())
                .contains(
                        "status_code", "error_type", "http_error_type", "error_code", "error", "message", "request_id");
        assertThat(body.path("status_code").asInt()).isEqualTo(status);
        assertThat(body.path("error_code").asString()).isEqualTo(code);
        return body;
    }

    private static String bodyOf(String raw) {
        return raw.substring(raw.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void a_port_that_another_server_has_is_a_failed_start() {
        assertThatThrownBy(() -> HttpServer.start("127.0.0.1", server.port(), routes(), KEYS, metrics))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("127.0.0.1:" + server.port());
    }

    @Test
    void headers_with_underscores_paths_with_at_signs_and_queries_arrive() throws Exception {
        JsonNode seen = Json.parse(send(to("/echo/acct@x.io/?linked_account_id=a%20b&x=1+2")
                        .header("x-api-key", "good")
                        .header("linked_account_id", "acct@x.io")
                        .header("Sync_Execution", "true"))
                .body());
        assertThat(seen.at("/headers/linked_account_id").asString()).isEqualTo("acct@x.io");
        assertThat(seen.at("/headers/sync_execution").asString()).isEqualTo("true");
        assertThat(seen.at("/values/id").asString()).isEqualTo("acct@x.io");
        assertThat(seen.at("/query/linked_account_id").asString()).isEqualTo("a b");
        assertThat(seen.at("/query/x").asString()).isEqualTo("1 2");
    }

    @Test
    void get_and_delete_bring_a_body() throws Exception {
        for (String method : List.of("GET", "DELETE")) {
            var answer = send(to("/echo/1")
                    .header("x-api-key", "good")
                    .method(method, HttpRequest.BodyPublishers.ofString("{\"slug\":\"crm\"}")));
            assertThat(Json.parse(answer.body()).path("body").asString()).isEqualTo("{\"slug\":\"crm\"}");
        }
    }

    @Test
    void the_status_line_has_a_reason_phrase() throws Exception {
        assertThat(raw("GET //nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404 Not Found\r\n");
        assertThat(raw("GET //open/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\n");
    }

    @Test
    void an_unknown_path_is_404_and_a_known_one_with_another_method_405() throws Exception {
        error(send(to("/nowhere")), 404, "RESOURCE_NOT_FOUND");
        var answer = send(to("/echo").header("x-api-key", "good").GET());
        error(answer, 405, "METHOD_NOT_ALLOWED");
        assertThat(answer.headers().firstValue("Allow")).contains("POST, PUT");
    }

    @Test
    void credentials_are_asked_after_the_path_and_before_the_body() throws Exception {
        var big = HttpRequest.BodyPublishers.ofByteArray(new byte[3_000_000]);
        error(send(to("/nowhere").POST(big)), 404, "RESOURCE_NOT_FOUND");
        assertThat(error(send(to("/echo").POST(big)), 401, "SERVER_ERROR")
                        .path("message")
                        .asString())
                .isEqualTo("Invalid Credentials");
        error(send(to("/echo").header("x-api-key", "bad").POST(big)), 401, "SERVER_ERROR");
        error(send(to("/echo").header("x-api-key", "good").POST(big)), 413, "PAYLOAD_TOO_LARGE");
    }

    @Test
    void a_session_token_opens_its_routes_and_nothing_else() throws Exception {
        assertThat(send(to("/mine").header("Authorization", "Bearer token")).statusCode())
                .isEqualTo(200);
        assertThat(send(to("/echo").header("authorization", "bearer token").PUT(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
        error(send(to("/mine").header("Authorization", "Bearer other")), 401, "INVALID_TOKEN");
        error(send(to("/mine").header("Authorization", "Basic token")), 401, "INVALID_TOKEN");
        error(send(to("/mine").header("x-api-key", "good")), 401, "INVALID_TOKEN");
        error(send(to("/echo/1").header("Authorization", "Bearer token")), 401, "SERVER_ERROR");
    }

    @Test
    void a_chunked_body_that_is_too_long_is_413() throws Exception {
        var chunked = HttpRequest.BodyPublishers.fromPublisher(
                HttpRequest.BodyPublishers.ofByteArrays(java.util.Collections.nCopies(300, new byte[10_000])));
        error(send(to("/echo").header("x-api-key", "good").POST(chunked)), 413, "PAYLOAD_TOO_LARGE");
        String hugeChunk = raw("POST /echo HTTP/1.1\r\nHost: x\r\nx-api-key: good\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "7fffffff\r\nabc");
        assertThat(hugeChunk).startsWith("HTTP/1.1 413 ");
        error(bodyOf(hugeChunk), 413, "PAYLOAD_TOO_LARGE");
    }

    @Test
    void a_body_of_exactly_the_limit_is_read() throws Exception {
        var answer = send(to("/echo")
                .header("x-api-key", "good")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1024 * 1024])));
        assertThat(Json.parse(answer.body()).path("length").asInt()).isEqualTo(1024 * 1024);
        var chunks = HttpRequest.BodyPublishers.fromPublisher(
                HttpRequest.BodyPublishers.ofByteArrays(java.util.Collections.nCopies(4, new byte[256 * 1024])));
        answer = send(to("/echo").header("x-api-key", "good").POST(chunks));
        assertThat(Json.parse(answer.body()).path("length").asInt()).isEqualTo(1024 * 1024);
    }

    @Test
    void a_compressed_body_is_415() throws Exception {
        var answer = send(to("/echo")
                .header("x-api-key", "good")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString("abc")));
        error(answer, 415, "UNSUPPORTED_CONTENT_ENCODING");
    }

    @Test
    void broken_requests_get_the_one_error_body() throws Exception {
        Map<String, Integer> cases = Map.of(
                "GARBAGE\r\n\r\n",
                400,
                "GET /open HTTP/1.0\r\n\r\n",
                505,
                "GET /open HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n",
                400,
                "GET /open HTTP/1.1\r\nHost: x\r\nX: a\u0001b\r\n\r\n",
                400,
                "GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
                414,
                "POST /echo HTTP/1.1\r\nHost: x\r\nx-api-key: good\r\nContent-Length: abc\r\n\r\n",
                400,
                "POST /echo HTTP/1.1\r\nHost: x\r\nx-api-key: good\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                400,
                "POST /echo HTTP/1.1\r\nHost: x\r\nx-api-key: good\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                400,
                "GET /open HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(40_000) + "\r\n\r\n",
                400,
                "GET /open/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                400);
        for (var entry : cases.entrySet()) {
            String answer = raw(entry.getKey());
            String shown =
                    entry.getKey().substring(0, Math.min(60, entry.getKey().length()));
            assertThat(answer).as(shown).startsWith("HTTP/1.1 " + entry.getValue() + " ");
            assertThat(Json.parse(bodyOf(answer)).path("status_code").asInt())
                    .as(shown)
                    .isEqualTo(entry.getValue());
        }
    }

    @Test
    void a_body_shorter_than_announced_is_400() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("POST /echo HTTP/1.1\r\nHost: x\r\nx-api-key: good\r\nContent-Length: 10\r\n\r\nabc"
                            .getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400 ");
            error(bodyOf(answer), 400, "INVALID_BODY");
        }
    }

    @Test
    void headers_are_utf_8_or_latin_1() throws Exception {
        String head =
                "GET /echo/1 HTTP/1.1\r\nHost: x\r\nx-api-key: good\r\nlinked_account_id: %s\r\nConnection: %s\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            // Within a character, so that no packet holds all of it.
            byte[] utf8 = head.formatted("客户-ü", "keep-alive").getBytes(StandardCharsets.UTF_8);
            int cut = head.indexOf('%') + 1;
            out.write(utf8, 0, cut);
            out.flush();
            Thread.sleep(50);
            out.write(utf8, cut, utf8.length - cut);
            ByteArrayOutputStream first = new ByteArrayOutputStream();
            while (!first.toString(StandardCharsets.UTF_8).contains("\"linked_account_id\":\"客户-ü\"")) {
                first.write(in.read());
            }
            out.write(head.formatted("Zürich", "close").getBytes(StandardCharsets.ISO_8859_1));
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("\"linked_account_id\":\"Zürich\"");
        }
    }

    @Test
    void the_request_id_is_taken_when_safe_and_made_otherwise() throws Exception {
        var answer = send(to("/nowhere").header("X-Request-Id", "my-id_1.2"));
        assertThat(answer.headers().firstValue("x-request-id")).contains("my-id_1.2");
        assertThat(Json.parse(answer.body()).path("request_id").asString()).isEqualTo("my-id_1.2");
        for (String bad : List.of("a b", "<script>", "x".repeat(129))) {
            String made = send(to("/open").header("X-Request-Id", bad))
                    .headers()
                    .firstValue("x-request-id")
                    .orElseThrow();
            assertThat(Ids.parse(made)).isPresent();
        }
    }

    @Test
    void what_nobody_expected_is_500_without_its_text() throws Exception {
        var answer = send(to("/broken"));
        JsonNode body = error(answer, 500, "SERVER_ERROR");
        assertThat(answer.body()).doesNotContain("secret detail", "IllegalState");
        assertThat(body.path("request_id").asString())
                .isEqualTo(answer.headers().firstValue("x-request-id").orElseThrow());
    }

    @Test
    void a_database_that_does_not_answer_is_503() throws Exception {
        var answer = send(to("/nodb"));
        error(answer, 503, "SERVICE_UNAVAILABLE");
        assertThat(answer.headers().firstValue("Retry-After")).contains("2");
    }

    @Test
    void head_has_the_headers_of_get_and_no_body() throws Exception {
        String both200 = "HEAD /health/live HTTP/1.1|Host: x||GET /health/live HTTP/1.1|Host: x|Connection: close||";
        String answer = raw(both200.replace("|", "\r\n"));
        String[] both = answer.split("HTTP/1.1 200 OK\r\n");
        assertThat(both).hasSize(3);
        assertThat(both[1]).containsIgnoringCase("content-length: 17\r\n").endsWith("\r\n\r\n");
        assertThat(both[2]).endsWith("{\"status\":\"live\"}");
    }

    @Test
    void a_browser_of_any_origin_may_call() throws Exception {
        String question = "OPTIONS /api/anything HTTP/1.1|Host: x|Origin: https://app.example|Connection: close"
                + "|Access-Control-Request-Method: PUT|Access-Control-Request-Headers: authorization,slug||";
        String preflight = raw(question.replace("|", "\r\n"));
        assertThat(preflight)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .containsIgnoringCase("access-control-allow-origin: *\r\n")
                .contains("authorization", "linked_account_id", "disable_field_options", "PATCH")
                .doesNotContainIgnoringCase("allow-credentials");
        assertThat(bodyOf(preflight)).isEqualTo("{}");
        String answer =
                raw("GET /open HTTP/1.1\r\nHost: x\r\nOrigin: https://app.example\r\nConnection: close\r\n\r\n");
        assertThat(answer).containsIgnoringCase("access-control-allow-origin: *\r\n");
    }

    @Test
    void only_listed_origins_are_allowed_when_there_is_a_list() throws Exception {
        var options = HttpOptions.DEFAULTS.withOrigins(ONE_PAGE);
        try (HttpServer listed = HttpServer.start("127.0.0.1", 0, routes(), KEYS, metrics, options)) {
            String request = "GET /open HTTP/1.1\r\nHost: x\r\nOrigin: %s\r\nConnection: close\r\n\r\n";
            assertThat(raw(listed, request.formatted("https://app.example")))
                    .containsIgnoringCase("access-control-allow-origin: https://app.example\r\n");
            assertThat(raw(listed, request.formatted("https://evil.example")))
                    .doesNotContainIgnoringCase("access-control-allow-origin")
                    .containsIgnoringCase("vary: origin");
        }
    }

    @Test
    void health_says_what_is_missing() throws Exception {
        assertThat(send(to("/health/ready")).statusCode()).isEqualTo(200);
        ready.set(false);
        JsonNode body = error(send(to("/health/ready")), 503, "NOT_READY");
        assertThat(body.at("/details/not_ready/0").asString()).isEqualTo("database");
    }

    @Test
    void requests_are_timed_by_route() throws Exception {
        send(to("/echo/1").header("x-api-key", "good"));
        send(to("/echo/2").header("x-api-key", "good"));
        assertThat(send(to("/metrics")).body())
                .contains("http_server_requests_seconds_count{method=\"GET\",route=\"/echo/{id}\",status=\"2xx\"} 2");
    }

    @Test
    void a_header_value_with_a_line_break_never_becomes_two_headers() throws Exception {
        try (HttpServer odd = HttpServer.start(
                "127.0.0.1",
                0,
                List.of(Route.get(
                        "/odd",
                        Access.PUBLIC,
                        request -> Response.message("x").withHeader("X-Odd", "a\r\nX-Injected: yes"))),
                KEYS,
                metrics)) {
            String answer = raw(odd, "GET /odd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(answer).doesNotContain("\r\nX-Injected");
        }
    }

    @Test
    void slow_callers_are_cut_off() throws Exception {
        var options = HttpOptions.DEFAULTS.withTimeouts(
                Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofMillis(500));
        try (HttpServer hasty = HttpServer.start("127.0.0.1", 0, routes(), KEYS, metrics, options)) {
            assertThat(endAfter(hasty, "")).isEmpty();
            assertThat(endAfter(hasty, "GET /open HT")).isEmpty();
            assertThat(endAfter(
                            hasty, "POST /echo HTTP/1.1\r\nHost: x\r\nx-api-key: good\r\nContent-Length: 9\r\n\r\nab"))
                    .isEmpty();
            assertThat(drip(hasty, "GET /open HTTP/1.1\r\nX: ")).startsWith("HTTP/1.1 408 Request Timeout\r\n");
            assertThat(drip(hasty, "POST /echo HTTP/1.1\r\nHost: x\r\nx-api-key: good\r\nContent-Length: 999\r\n\r\n"))
                    .startsWith("HTTP/1.1 408 Request Timeout\r\n");
        }
    }

    private static String endAfter(HttpServer server, String start) throws IOException {
        return raw(server, start);
    }

    /** Sends a byte every 50 ms until the server has had enough. */
    private static String drip(HttpServer server, String start) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(50);
            OutputStream out = socket.getOutputStream();
            out.write(start.getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            byte[] first = new byte[1];
            for (int tries = 0; tries < 200; tries++) {
                out.write('a');
                try {
                    if (in.read(first) < 0) {
                        return "";
                    }
                    socket.setSoTimeout(10_000);
                    return (char) first[0] + new String(in.readAllBytes(), StandardCharsets.UTF_8);
                } catch (java.net.SocketTimeoutException e) {
                    // not yet
                }
            }
            throw new AssertionError("Never cut off");
        }
    }

    @Test
    void closing_waits_for_running_requests_and_not_for_idle_connections() throws Exception {
        CompletableFuture<HttpResponse<String>> slow =
                client.sendAsync(to("/slow").build(), HttpResponse.BodyHandlers.ofString());
        send(to("/open"));
        slowStarted.await();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
        org.awaitility.Awaitility.await().until(() -> refused(server.port()));
        assertThat(closing).isNotDone();
        slowMayEnd.countDown();
        assertThat(slow.get(5, java.util.concurrent.TimeUnit.SECONDS).body()).contains("done");
        closing.get(5, java.util.concurrent.TimeUnit.SECONDS);
    }

    private static boolean refused(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }
}
