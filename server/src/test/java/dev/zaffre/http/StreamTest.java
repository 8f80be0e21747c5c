package dev.zaffre.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that go on, over real connections. */
@Timeout(30)
class StreamTest {
    private static final Caller COMPANY =
            new Caller(new EnvironmentId(Ids.next()), "test", Ids.next(), Ids.next(), Ids.next(), null);
    private static final byte[] HELLO = "hello\n".getBytes(StandardCharsets.UTF_8);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicBoolean keyHolds = new AtomicBoolean(true);
    private final BlockingQueue<String> parts = new LinkedBlockingQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    private final Authenticator keys = new Authenticator() {
        @Override
        public Optional<Caller> byApiKey(String key) {
            return keyHolds.get() ? Optional.of(COMPANY) : Optional.empty();
        }

        @Override
        public Optional<Caller> bySessionToken(String token) {
            return Optional.empty();
        }
    };

    @BeforeEach
    void start() {
        server = HttpServer.start(
                "127.0.0.1",
                0,
                List.of(
                        Route.get("/told", Access.KEY, request -> Response.stream("text/plain", HELLO, this::tell)),
                        Route.get("/flood", Access.KEY, request -> Response.stream("text/plain", HELLO, this::flood))),
                keys,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                HttpOptions.DEFAULTS.withTimeouts(
                        Duration.ofSeconds(10), Duration.ofMillis(700), Duration.ofMillis(300)));
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    private void tell(Stream.Output out) throws InterruptedException {
        try {
            while (out.isAllowed()) {
                String part = parts.poll(50, TimeUnit.MILLISECONDS);
                if (part != null) {
                    out.send((part + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        } finally {
            over.countDown();
        }
    }

    private void flood(Stream.Output out) {
        try {
            while (true) {
                out.send(new byte[256 * 1024]);
            }
        } finally {
            over.countDown();
        }
    }

    private HttpResponse<InputStream> open() throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/told"))
                        .header("x-api-key", "good")
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    @Test
    void each_part_arrives_when_it_is_sent_also_after_a_silence_longer_than_every_timeout() throws Exception {
        HttpResponse<InputStream> answer = open();
        assertThat(answer.headers().firstValue("content-type")).contains("text/plain");
        assertThat(answer.headers().firstValue("x-accel-buffering")).contains("no");
        var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo("hello");
        parts.add("one");
        assertThat(lines.readLine()).isEqualTo("one");
        assertThat(over.await(1500, TimeUnit.MILLISECONDS)).isFalse();
        parts.add("two");
        assertThat(lines.readLine()).isEqualTo("two");
    }

    @Test
    void ends_when_the_credential_no_longer_holds() throws Exception {
        HttpResponse<InputStream> answer = open();
        keyHolds.set(false);
        assertThat(answer.body().readAllBytes()).isEqualTo(HELLO);
        assertThat(over.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void stopping_the_server_does_not_wait_for_streams() throws Exception {
        HttpResponse<InputStream> answer = open();
        assertThat(answer.body().readNBytes(6)).isEqualTo(HELLO);
        long before = System.nanoTime();
        server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
        assertThat(over.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_caller_who_does_not_read_is_cut_off() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write("GET /flood HTTP/1.1\r\nHost: a\r\nx-api-key: good\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_caller_who_leaves_is_noticed_with_the_next_part() throws Exception {
        open().body().close();
        assertThat(Awaitility.await()
                        .until(
                                () -> {
                                    parts.add("anybody?");
                                    return over.getCount();
                                },
                                left -> left == 0))
                .isZero();
    }

    @Test
    void a_head_request_opens_no_stream() throws Exception {
        HttpResponse<Void> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/told"))
                        .header("x-api-key", "good")
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(over.getCount()).isEqualTo(1);
    }
}
