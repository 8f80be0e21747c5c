package dev.zaffre.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Clock;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboundHttpTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private final Clock clock = () -> NOW;
    private final OutboundHttp http = new OutboundHttp(new EgressPolicy(true), clock);

    @AfterEach
    void close() {
        http.close();
    }

    static OutboundRequest post(URI url, String body, OutboundRequest.Header... headers) {
        return new OutboundRequest("POST", url, List.of(headers), body.getBytes(UTF_8), List.of());
    }

    @Test
    void the_app_receives_exactly_the_request_and_the_connection_is_reused() {
        try (var app = ScriptedServer.keepingAlive(
                "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")) {
            URI url = app.url().resolve("/a%20b/c?x=1&y=%7B");
            for (int i = 0; i < 3; i++) {
                Exchange exchange = http.send(
                        post(url, "{\"n\":9007199254740993,\"e\":\"é\"}", new OutboundRequest.Header("X-Key", "kéy")));
                assertThat(exchange.outcome()).isEqualTo(new Outcome.Delivered(201));
                Exchange.Answer answer = Objects.requireNonNull(exchange.answer());
                assertThat(new String(answer.body(), UTF_8)).isEqualTo("{}");
                assertThat(answer.header("content-type")).contains("application/json");
                assertThat(exchange.startedAt()).isEqualTo(NOW);
            }
            assertThat(app.connections()).isEqualTo(1);
            assertThat(app.requests())
                    .hasSize(3)
                    .allSatisfy(request -> assertThat(request)
                            .startsWith("POST /a%20b/c?x=1&y=%7B HTTP/1.1\r\n")
                            .contains("\r\nHost: 127.0.0.1:" + app.port() + "\r\n")
                            .contains("\r\nX-Key: kéy\r\n")
                            .endsWith("\r\n\r\n{\"n\":9007199254740993,\"e\":\"é\"}"));
        }
    }

    @Test
    void headers_that_frame_the_message_or_name_the_host_are_ours() {
        try (var app = ScriptedServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            Exchange exchange = http.send(post(
                    app.url(),
                    "abc",
                    new OutboundRequest.Header("Host", "elsewhere.example"),
                    new OutboundRequest.Header("Content-Length", "1"),
                    new OutboundRequest.Header("Transfer-Encoding", "chunked")));
            assertThat(exchange.outcome()).isEqualTo(new Outcome.Delivered(200));
            assertThat(app.requests().getFirst())
                    .contains("\r\nContent-Length: 3\r\n")
                    .doesNotContain("elsewhere")
                    .doesNotContain("chunked");
        }
    }

    @Test
    void a_line_break_in_a_header_is_not_sent() {
        try (var app = ScriptedServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            Exchange exchange = http.send(post(app.url(), "", new OutboundRequest.Header("X-A", "1\r\nX-B: 2")));
            assertThat(exchange.outcome()).isInstanceOf(Outcome.Blocked.class);
            assertThat(app.connections()).isZero();
        }
    }
}
