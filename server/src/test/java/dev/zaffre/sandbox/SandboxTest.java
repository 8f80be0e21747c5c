package dev.zaffre.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.zaffre.base.Json;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Over raw sockets, so that what is tested is the bytes. */
class SandboxTest {
    private final Sandbox sandbox = Sandbox.start(0);

    @AfterEach
    void close() {
        sandbox.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(
                java.net.InetAddress.getLoopbackAddress(),
                URI.create(sandbox.url()).getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** The whole answer until the connection ends. */
    private String send(String method, String path, String body, String... headers) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request(method, path, body, headers));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static byte[] request(String method, String path, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return (method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Api-Key: crm-acme-key\r\n"
                        + "Authorization: Bearer chat-acme-key\r\nContent-Length: " + bytes.length + "\r\n"
                        + String.join(
                                "",
                                java.util.Arrays.stream(headers)
                                        .map(header -> header + "\r\n")
                                        .toList())
                        + "\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode body(String answer) {
        return Json.parse(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    private void plan(String plan) {
        sandbox.plan((ObjectNode) Json.parse(plan));
    }

    @Test
    void a_contact_is_stored_listed_and_changed() throws IOException {
        String created = send("POST", "/crm/contacts", "{\"first_name\":\"Mark\",\"address\":{\"pincode\":560103}}");
        assertThat(created).startsWith("HTTP/1.1 201 Created\r\n");
        int id = body(created).path("id").asInt();
        assertThat(send("PATCH", "/crm/contacts/" + id, "{\"last_name\":\"wood\"}"))
                .startsWith("HTTP/1.1 200 OK\r\n");
        JsonNode listed = body(send("GET", "/crm/contacts", "")).path("contacts");
        assertThat(listed).hasSize(1);
        assertThat(listed.path(0).path("last_name").asString()).isEqualTo("wood");
        assertThat(send("PATCH", "/crm/contacts/1", "{}")).startsWith("HTTP/1.1 404");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "",
                "{",
                "{}",
                "{\"first_name\":\"\"}",
                "{\"first_name\":1}",
                "{\"first_name\":\"M\",\"email\":\"no\"}"
            })
    void what_is_not_a_contact_is_422_with_json_errors(String contact) throws IOException {
        String answer = send("POST", "/crm/contacts", contact);
        assertThat(answer).startsWith("HTTP/1.1 422 Unprocessable Entity\r\n");
        assertThat(body(answer).path("error").path("errors")).isNotEmpty();
    }

    @Test
    void the_same_idempotency_key_makes_no_second_record_also_at_the_same_moment() throws Exception {
        Set<Integer> ids = ConcurrentHashMap.newKeySet();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Set<Callable<Object>> posts = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                posts.add(() ->
                        ids.add(body(send("POST", "/crm/contacts", "{\"first_name\":\"M\"}", "Idempotency-Key: run-1"))
                                .path("id")
                                .asInt()));
            }
            for (var done : threads.invokeAll(posts)) {
                done.get();
            }
        }
        assertThat(ids).hasSize(1);
        assertThat(body(send("GET", "/crm/contacts", "")).path("contacts")).hasSize(1);
        assertThat(sandbox.requests("crm")).hasSize(21);
    }

    @Test
    void a_refused_request_may_be_corrected_under_the_same_idempotency_key() throws IOException {
        assertThat(send("POST", "/crm/contacts", "{}", "Idempotency-Key: k")).startsWith("HTTP/1.1 422");
        assertThat(send("POST", "/crm/contacts", "{\"first_name\":\"M\"}", "Idempotency-Key: k"))
                .startsWith("HTTP/1.1 201");
    }

    @Test
    void keys_are_checked_revoked_and_added() throws IOException {
        assertThat(send("GET", "/crm/me", "")).startsWith("HTTP/1.1 200");
        send("POST", "/_keys", "{\"app\":\"crm\",\"revoke\":[\"crm-acme-key\"]}");
        assertThat(send("GET", "/crm/me", "")).startsWith("HTTP/1.1 401 Unauthorized");
        send("POST", "/_keys", "{\"app\":\"crm\",\"add\":[\"crm-acme-key\"]}");
        assertThat(send("GET", "/crm/me", "")).startsWith("HTTP/1.1 200");
        assertThat(send("POST", "/_keys", "{\"app\":\"fax\"}")).startsWith("HTTP/1.1 400");
    }

    @Test
    void the_chat_tool_refuses_with_a_200() throws IOException {
        assertThat(body(send("POST", "/chat/messages", "{\"channel\":\"#a\",\"text\":\"hello\"}"))
                        .path("ok")
                        .asBoolean())
                .isTrue();
        String refused = send("POST", "/chat/messages", "{\"channel\":\"#a\"}");
        assertThat(refused).startsWith("HTTP/1.1 200 OK");
        assertThat(body(refused).path("error").asString()).isEqualTo("no_text");
        assertThat(body(send("GET", "/chat/auth.test", "")).path("team").asString())
                .isEqualTo("chat-acme");
    }

    @Test
    void every_request_is_remembered_in_full() throws IOException {
        String text = "{\"first_name\":\"😀\",\"employee_id\":9007199254740993,\"x\":1e400}";
        send("POST", "/crm/contacts?a=b%20c", text, "X-Some: thing");
        send("POST", "/chat/messages", "{}");
        JsonNode seen = body(send("GET", "/_requests?app=crm", ""));
        assertThat(seen.path("total").asInt()).isEqualTo(1);
        JsonNode request = seen.path("requests").path(0);
        assertThat(request.path("method").asString()).isEqualTo("POST");
        assertThat(request.path("path").asString()).isEqualTo("/crm/contacts");
        assertThat(request.path("query").asString()).isEqualTo("a=b%20c");
        assertThat(request.path("headers").path("x-some").asString()).isEqualTo("thing");
        assertThat(request.path("body").asString()).isEqualTo(text);
        assertThat(request.path("status").asInt()).isEqualTo(201);
        assertThat(Instant.parse(request.path("received_at").asString())).isBefore(Instant.now());
        send("DELETE", "/_requests", "");
        assertThat(body(send("GET", "/_requests", "")).path("total").asInt()).isZero();
    }

    @Test
    void planned_statuses_last_for_the_number_of_requests_and_reach_no_record() throws IOException {
        send(
                "POST",
                "/_plan",
                "{\"app\":\"crm\",\"path\":\"/crm/contacts\",\"times\":2,\"status\":429,\"retry_after\":30}");
        for (int i = 0; i < 2; i++) {
            assertThat(send("POST", "/crm/contacts", "{\"first_name\":\"M\"}"))
                    .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
                    .contains("\r\nRetry-After: 30\r\n");
        }
        assertThat(send("GET", "/crm/me", "")).startsWith("HTTP/1.1 200");
        assertThat(body(send("GET", "/crm/contacts", "")).path("contacts")).isEmpty();
    }

    @Test
    void a_plan_can_be_withdrawn_and_a_wrong_one_is_explained() throws IOException {
        plan("{\"status\":500,\"times\":9}");
        assertThat(body(send("GET", "/_plan", "")).path("planned").asInt()).isEqualTo(9);
        send("DELETE", "/_plan", "");
        assertThat(send("GET", "/crm/me", "")).startsWith("HTTP/1.1 200");
        assertThat(send("POST", "/_plan", "{\"statsu\":500}"))
                .startsWith("HTTP/1.1 400")
                .contains("Unknown member 'statsu'");
        assertThatThrownBy(() -> plan("{\"reset\":\"sometimes\"}")).hasMessageContaining("before, during or after");
    }

    @Test
    void reset_before_carries_out_and_says_nothing() throws IOException {
        plan("{\"reset\":\"before\"}");
        assertThatThrownBy(() -> send("POST", "/crm/contacts", "{\"first_name\":\"M\"}"))
                .isInstanceOf(SocketException.class);
        assertThat(body(send("GET", "/crm/contacts", "")).path("contacts")).hasSize(1);
    }

    @Test
    void reset_with_a_status_carries_nothing_out() throws IOException {
        plan("{\"reset\":\"before\",\"status\":500}");
        assertThat(catchThrowable(() -> send("POST", "/crm/contacts", "{\"first_name\":\"M\"}")))
                .isInstanceOf(SocketException.class);
        assertThat(body(send("GET", "/crm/contacts", "")).path("contacts")).isEmpty();
    }

    @Test
    void reset_during_cuts_the_body() throws IOException {
        plan("{\"reset\":\"during\",\"body_bytes\":1000}");
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request("GET", "/crm/me", ""));
            StringBuilder seen = new StringBuilder();
            Throwable end = catchThrowable(() -> {
                for (int next = socket.getInputStream().read();
                        next >= 0;
                        next = socket.getInputStream().read()) {
                    seen.append((char) next);
                }
            });
            assertThat(end).isInstanceOf(SocketException.class);
            assertThat(seen.toString()).contains("Content-Length: 1000").hasSizeLessThan(1000);
        }
    }

    @Test
    void reset_after_comes_behind_the_whole_answer() throws IOException {
        plan("{\"reset\":\"after\"}");
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request("GET", "/crm/me", ""));
            StringBuilder seen = new StringBuilder();
            Throwable end = catchThrowable(() -> {
                for (int next = socket.getInputStream().read();
                        next >= 0;
                        next = socket.getInputStream().read()) {
                    seen.append((char) next);
                }
            });
            assertThat(end).isInstanceOf(SocketException.class);
            assertThat(seen.toString()).endsWith("{\"account\":\"crm-acme\"}");
        }
    }

    @Test
    void a_truncated_body_is_shorter_than_its_length_and_ends_in_an_orderly_way() throws IOException {
        plan("{\"truncate\":true,\"body\":\"0123456789\"}");
        assertThat(send("GET", "/crm/me", "")).contains("Content-Length: 10").endsWith("\r\n\r\n01234");
    }

    @Test
    void bodies_can_be_slow_and_answers_late() throws IOException {
        plan("{\"slow_body_ms\":200,\"delay_ms\":100}");
        Instant start = Instant.now();
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request("GET", "/crm/me", ""));
            byte[] answer = new byte[4096];
            int read = 0;
            while (!new String(answer, 0, read, StandardCharsets.UTF_8).endsWith("}")) {
                read += socket.getInputStream().read(answer, read, answer.length - read);
            }
        }
        assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofMillis(280));
    }

    @Test
    void bodies_can_be_huge_and_of_any_kind() throws IOException {
        plan("{\"body_bytes\":3000000}");
        String answer = send("GET", "/crm/me", "");
        assertThat(answer).contains("Content-Length: 3000000").hasSizeGreaterThan(3_000_000);
        plan("{\"body\":\"<html>\",\"headers\":{\"Content-Type\":\"text/html\"}}");
        assertThat(send("GET", "/crm/me", ""))
                .contains("Content-Type: text/html")
                .doesNotContain("application/json")
                .endsWith("<html>");
    }

    @Test
    void a_connection_serves_many_requests_and_chunked_bodies() throws IOException {
        try (Socket socket = connect()) {
            String chunked = String.join(
                    "\r\n",
                    "POST /crm/contacts HTTP/1.1",
                    "X-Api-Key: crm-a-key",
                    "Transfer-Encoding: chunked",
                    "",
                    "8",
                    "{\"first_",
                    "b",
                    "name\":\"Mk\"}",
                    "0",
                    "",
                    "");
            String last = "GET /crm/me HTTP/1.1\r\nX-Api-Key: crm-a-key\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write((chunked + chunked + last).getBytes(StandardCharsets.US_ASCII));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answers.split("HTTP/1.1 201 Created", -1)).hasSize(3);
            assertThat(answers).endsWith("{\"account\":\"crm-a\"}");
        }
    }
}
