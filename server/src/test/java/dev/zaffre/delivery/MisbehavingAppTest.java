package dev.zaffre.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a third party is known to misbehave, byte by byte, and what comes of it. Time limits are shortened, sizes are not. */
class MisbehavingAppTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Duration WHOLE_CALL = Duration.ofMillis(1_500);
    private static final OutboundHttp http = client(OutboundHttp.Limits.DEFAULT);
    /** For apps that take too long, so that the tests do not. */
    private static final OutboundHttp impatient =
            client(limits(Duration.ofMillis(500), Duration.ofSeconds(1), WHOLE_CALL));

    private static final byte[] BOMB = bomb();
    private static final String EMPTY = "\r\nContent-Length: 0\r\n\r\n";

    @AfterAll
    static void close() {
        http.close();
        impatient.close();
    }

    private static OutboundHttp client(OutboundHttp.Limits limits) {
        EgressPolicy policy = new EgressPolicy(true, host -> {
            if (host.endsWith(".invalid")) {
                throw new UnknownHostException(host);
            }
            return InetAddress.getAllByName(host);
        });
        return new OutboundHttp(policy, () -> NOW, limits);
    }

    /** Only the times differ from what production has. */
    private static OutboundHttp.Limits limits(Duration connect, Duration firstByte, Duration wholeCall) {
        var normal = OutboundHttp.Limits.DEFAULT;
        return new OutboundHttp.Limits(
                connect,
                firstByte,
                wholeCall,
                normal.answerBytes(),
                normal.headBytes(),
                normal.headers(),
                normal.inflation());
    }

    /** A case: what the app does, and what must come of it. */
    record Case(String name, ScriptedServer.Script script, Predicate<Exchange> expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case answer(String name, String answer, Outcome outcome) {
        return new Case(name, once(answer), exchange -> exchange.outcome().equals(outcome));
    }

    private static ScriptedServer.Script once(String answer) {
        return talk -> {
            talk.request();
            talk.send(answer);
        };
    }

    private static Predicate<Exchange> unreachable(String reason) {
        return exchange -> exchange.outcome().equals(new Outcome.Unreachable(reason));
    }

    private static boolean timedOut(Exchange exchange) {
        return exchange.outcome() instanceof Outcome.TimedOut
                && exchange.took().compareTo(WHOLE_CALL.plusMillis(1_000)) < 0;
    }

    private static boolean deliveredInPart(Exchange exchange) {
        Exchange.Answer answer = exchange.answer();
        return exchange.outcome().equals(new Outcome.Delivered(200))
                && answer != null
                && answer.truncated()
                && answer.body().length <= 1024 * 1024;
    }

    static Stream<Case> statuses() {
        Stream<Case> plain = IntStream.of(
                        400, 403, 404, 405, 409, 410, 413, 418, 422, 451, 500, 501, 502, 503, 504, 599)
                .mapToObj(status -> answer(
                        "status " + status,
                        "HTTP/1.1 " + status + " Whatever" + EMPTY,
                        new Outcome.Rejected(status, "the app answered " + status)));
        Stream<Case> good = IntStream.of(200, 201, 202, 204, 206)
                .mapToObj(status -> answer(
                        "status " + status, "HTTP/1.1 " + status + " Fine" + EMPTY, new Outcome.Delivered(status)));
        Stream<Case> redirects = IntStream.of(301, 302, 303, 307, 308)
                .mapToObj(status -> answer(
                        "redirect " + status,
                        "HTTP/1.1 " + status + " Elsewhere\r\nLocation: http://169.254.169.254/latest/meta-data/"
                                + EMPTY,
                        new Outcome.Rejected(status, "redirect not followed (" + status + ")")));
        return Stream.of(
                        plain,
                        good,
                        redirects,
                        Stream.of(
                                answer("no reason phrase", "HTTP/1.1 200" + EMPTY, new Outcome.Delivered(200)),
                                answer("HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nbye", new Outcome.Delivered(200)),
                                answer(
                                        "redirect to itself",
                                        "HTTP/1.1 302 Found\r\nLocation: /" + EMPTY,
                                        new Outcome.Rejected(302, "redirect not followed (302)")),
                                answer(
                                        "401",
                                        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"" + EMPTY,
                                        new Outcome.AuthExpired(401, "the app did not accept the credential (401)"))))
                .flatMap(cases -> cases);
    }

    /** Headers of a 429 and the moment they name, in seconds from now; negative: none. */
    record Asked(String headers, double seconds) {}

    static Stream<Case> throttling() {
        return Stream.of(
                        new Asked("Retry-After: 30", 30),
                        new Asked("Retry-After: 0", 0),
                        new Asked("Retry-After: 0.5", 0.5),
                        new Asked("Retry-After:  7 ", 7),
                        new Asked("Retry-After: 86400", 86_400),
                        new Asked("Retry-After: -1", -1),
                        new Asked("Retry-After: soon", -1),
                        new Asked("Retry-After: ", -1),
                        new Asked("Retry-After: 1e9", -1),
                        new Asked("Retry-After: 99999999999999999999999", -1),
                        new Asked("X-Nothing: 1", -1),
                        new Asked("Retry-After: Sat, 21 Nov 2026 10:01:00 GMT", 60),
                        new Asked("Retry-After: Sat, 21 Nov 2026 09:00:00 GMT", 0),
                        new Asked("Retry-After: Sat, 31 Feb 2026 10:01:00 GMT", -1),
                        new Asked(
                                "Date: Sat, 21 Nov 2026 08:00:00 GMT\r\nRetry-After: Sat, 21 Nov 2026 08:02:00 GMT",
                                120),
                        new Asked("X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 45", 45),
                        new Asked("X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: " + (NOW.getEpochSecond() + 90), 90),
                        new Asked("RateLimit-Remaining: 0\r\nRateLimit-Reset: 5", 5),
                        new Asked(
                                "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: " + (NOW.toEpochMilli() + 2_500), 2.5),
                        new Asked("X-RateLimit-Remaining: 3\r\nX-RateLimit-Reset: 45", -1),
                        new Asked("X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 45\r\nRetry-After: 9", 9))
                .map(asked -> new Case(
                        "429 with " + asked.headers().replace("\r\n", " and "),
                        once("HTTP/1.1 429 Too Many\r\n" + asked.headers() + EMPTY),
                        exchange -> exchange.outcome() instanceof Outcome.Throttled throttled
                                && throttled.status() == 429
                                && Objects.equals(
                                        throttled.until(),
                                        asked.seconds() < 0 ? null : NOW.plusMillis((long) (asked.seconds() * 1000)))));
    }

    static Stream<Case> pauses() {
        return Stream.of(
                new Case(
                        "429 asking for ten years",
                        once("HTTP/1.1 429 Too Many\r\nRetry-After: 315360000" + EMPTY),
                        exchange -> exchange.outcome() instanceof Outcome.Throttled throttled
                                && NOW.plus(Duration.ofHours(24)).equals(throttled.until())
                                && throttled.reason().contains("capped at 24 h")),
                new Case(
                        "503 with Retry-After",
                        once("HTTP/1.1 503 Busy\r\nRetry-After: 3" + EMPTY),
                        exchange -> exchange.outcome() instanceof Outcome.Throttled throttled
                                && throttled.status() == 503
                                && NOW.plusSeconds(3).equals(throttled.until())));
    }

    static Stream<Case> broken() {
        return Stream.of(
                new Case(
                        "reset before the answer",
                        talk -> {
                            talk.request();
                            talk.reset();
                        },
                        unreachable("connection reset")),
                new Case(
                        "closed without an answer",
                        ScriptedServer.Talk::request,
                        unreachable("closed without an answer")),
                new Case(
                        "closed in the status line",
                        once("HTTP/1.1 2"),
                        exchange -> exchange.outcome() instanceof Outcome.Unreachable),
                new Case(
                        "closed in the head",
                        once("HTTP/1.1 200 OK\r\nContent-Type: app"),
                        exchange -> exchange.outcome() instanceof Outcome.Unreachable),
                new Case(
                        "reset in the head",
                        talk -> {
                            talk.request();
                            talk.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n");
                            talk.pause(Duration.ofMillis(50));
                            talk.reset();
                        },
                        exchange -> exchange.outcome() instanceof Outcome.Unreachable),
                new Case(
                        "reset in the body",
                        talk -> {
                            talk.request();
                            talk.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                            talk.pause(Duration.ofMillis(50));
                            talk.reset();
                        },
                        unreachable("the answer was cut short")),
                new Case(
                        "shorter than its Content-Length",
                        once("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
                        unreachable("the answer was cut short")
                                .and(exchange -> exchange.answer() != null
                                        && new String(exchange.answer().body(), UTF_8).equals("half"))),
                new Case(
                        "chunks without an end",
                        once("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
                        unreachable("the answer was cut short")),
                new Case(
                        "a chunk shorter than its size",
                        once("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\nhello"),
                        unreachable("the answer was cut short")),
                new Case("not HTTP at all", once("SSH-2.0-OpenSSH_9.2\r\n"), unreachable("malformed answer")),
                new Case("only blank lines", once("\r\n".repeat(1_000)), unreachable("malformed answer")),
                new Case(
                        "a status that is no number", once("HTTP/1.1 abc OK" + EMPTY), unreachable("malformed answer")),
                new Case("status 42", once("HTTP/1.1 42 No" + EMPTY), unreachable("malformed answer")),
                new Case(
                        "a flood of interim answers",
                        talk -> {
                            talk.request();
                            while (true) {
                                talk.send("HTTP/1.1 100 Continue\r\n\r\n");
                            }
                        },
                        unreachable("malformed answer")),
                new Case(
                        "an endless first line",
                        talk -> {
                            talk.request();
                            talk.send("HTTP/1.1 200 ");
                            while (true) {
                                talk.send("O".repeat(8_192));
                            }
                        },
                        unreachable("malformed answer")));
    }

    static Stream<Case> slow() {
        Duration pause = Duration.ofMillis(100);
        return Stream.of(
                new Case("silence", ScriptedServer.Talk::silence, MisbehavingAppTest::timedOut),
                new Case(
                        "a head of one byte at a time",
                        talk -> talk.drip("HTTP/1.1 200 OK\r\nX: " + "x".repeat(10_000), pause),
                        MisbehavingAppTest::timedOut),
                new Case(
                        "a body of one byte at a time",
                        talk -> {
                            talk.request();
                            talk.send("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n");
                            talk.drip("x".repeat(10_000), pause);
                        },
                        MisbehavingAppTest::timedOut),
                new Case(
                        "silence after the head",
                        talk -> {
                            talk.request();
                            talk.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
                            talk.silence();
                        },
                        exchange -> timedOut(exchange) && exchange.took().compareTo(Duration.ofMillis(1_400)) > 0),
                new Case(
                        "a chunk now and then, for ever",
                        talk -> {
                            talk.request();
                            talk.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                            while (!talk.pause(pause)) {
                                talk.send("1\r\nx\r\n");
                            }
                        },
                        MisbehavingAppTest::timedOut),
                new Case(
                        "an interim answer, then silence",
                        talk -> {
                            talk.request();
                            talk.send("HTTP/1.1 103 Early Hints\r\n\r\n");
                            talk.silence();
                        },
                        MisbehavingAppTest::timedOut));
    }

    static Stream<Case> hostile() {
        return Stream.of(
                new Case("a body of 2 GB", MisbehavingAppTest::twoGigabytes, MisbehavingAppTest::deliveredInPart),
                new Case("endless chunks", MisbehavingAppTest::endlessChunks, MisbehavingAppTest::deliveredInPart),
                new Case("a gzip bomb", MisbehavingAppTest::sendBomb, MisbehavingAppTest::deliveredInPart),
                new Case(
                        "100,000 headers",
                        talk -> {
                            talk.request();
                            talk.send("HTTP/1.1 200 OK\r\n");
                            for (int i = 0; i < 100_000; i++) {
                                talk.send("X-" + i + ": 1\r\n");
                            }
                            talk.send("Content-Length: 0\r\n\r\n");
                        },
                        exchange -> deliveredInPart(exchange)
                                && Objects.requireNonNull(exchange.answer())
                                                .headers()
                                                .size()
                                        <= 200),
                new Case(
                        "a header of 1 MB",
                        once("HTTP/1.1 200 OK\r\nX-Big: " + "x".repeat(1024 * 1024) + EMPTY),
                        MisbehavingAppTest::deliveredInPart),
                new Case(
                        "64 headers of 4 KiB",
                        once("HTTP/1.1 200 OK\r\n" + ("X-Big: " + "x".repeat(4_096) + "\r\n").repeat(64) + "\r\n"),
                        MisbehavingAppTest::deliveredInPart),
                new Case(
                        "two different Content-Lengths",
                        once("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nokk"),
                        MisbehavingAppTest::deliveredInPart),
                new Case(
                        "a Content-Length that is no number",
                        once("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nok"),
                        MisbehavingAppTest::deliveredInPart),
                new Case(
                        "a chunk size that is no number",
                        once("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"),
                        MisbehavingAppTest::deliveredInPart),
                answer(
                        "two equal Content-Lengths",
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",
                        new Outcome.Delivered(200)),
                answer(
                        "Content-Length and chunks",
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                        new Outcome.Delivered(200)),
                answer(
                        "a header without a colon",
                        "HTTP/1.1 200 OK\r\nnonsense\r\nContent-Length: 2\r\n\r\nok",
                        new Outcome.Delivered(200)),
                answer(
                        "text that says it is gzip",
                        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok",
                        new Outcome.Delivered(200)),
                new Case(
                        "NUL, invalid UTF-8 and a byte order mark",
                        talk -> {
                            talk.request();
                            talk.send("HTTP/1.1 200 OK\r\nX-Odd: a\u0000\u00ff\r\nContent-Length: 5\r\n\r\n");
                            talk.send(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, 0, (byte) 0xFF});
                        },
                        exchange -> exchange.outcome().equals(new Outcome.Delivered(200))
                                && Objects.requireNonNull(exchange.answer()).body().length == 5
                                && CallRecord.body(exchange.answer()).isString()));
    }

    private static void twoGigabytes(ScriptedServer.Talk talk) throws IOException {
        talk.request();
        talk.send("HTTP/1.1 200 OK\r\nContent-Length: 2147483648\r\n\r\n");
        byte[] block = new byte[64 * 1024];
        for (int i = 0; i < 32_768; i++) {
            talk.send(block);
        }
    }

    private static void endlessChunks(ScriptedServer.Talk talk) throws IOException {
        talk.request();
        talk.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        String chunk = "1000\r\n" + "x".repeat(4_096) + "\r\n";
        while (true) {
            talk.send(chunk);
        }
    }

    private static void sendBomb(ScriptedServer.Talk talk) throws IOException {
        talk.request();
        talk.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + BOMB.length + "\r\n\r\n");
        talk.send(BOMB);
    }

    private static byte[] bomb() {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < 64; i++) {
                gzip.write(zeros);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("slow")
    void what_takes_too_long_is_ended(Case misbehaviour) {
        check(misbehaviour, impatient);
    }

    @ParameterizedTest
    @MethodSource({"statuses", "throttling", "pauses", "broken", "hostile"})
    void every_case_has_its_outcome(Case misbehaviour) {
        check(misbehaviour, http);
    }

    private static void check(Case misbehaviour, OutboundHttp client) {
        try (var app = new ScriptedServer(misbehaviour.script())) {
            Exchange exchange = client.send(OutboundHttpTest.post(app.url(), "{\"a\":1}"));
            assertThat(misbehaviour.expected().test(exchange))
                    .as("%s gave %s", misbehaviour, exchange)
                    .isTrue();
            assertThat(app.connections()).isEqualTo(1);
            // What was cut off is not kept open: the slot and the socket are free again.
            if (exchange.outcome() instanceof Outcome.TimedOut || deliveredInPart(exchange)) {
                await().atMost(Duration.ofSeconds(2)).until(() -> app.openConnections() == 0);
            }
        }
    }

    @Test
    void nothing_listens_there() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Exchange exchange = http.send(OutboundHttpTest.post(URI.create("http://127.0.0.1:" + port + "/"), ""));
        assertThat(exchange.outcome()).isEqualTo(new Outcome.Unreachable("connection refused"));
        assertThat(exchange.answer()).isNull();
    }

    @Test
    void nobody_has_that_name() {
        Exchange exchange = http.send(OutboundHttpTest.post(URI.create("http://nowhere.invalid/"), ""));
        assertThat(exchange.outcome()).isEqualTo(new Outcome.Unreachable("unknown host"));
    }

    @Test
    void the_other_side_does_not_speak_TLS() {
        try (var app = new ScriptedServer(talk -> talk.send("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            URI url = URI.create("https://127.0.0.1:" + app.port() + "/");
            assertThat(http.send(OutboundHttpTest.post(url, "")).outcome())
                    .isEqualTo(new Outcome.Unreachable("TLS failure"));
        }
    }

    @Test
    void the_other_side_never_finishes_TLS() {
        try (var app = new ScriptedServer(ScriptedServer.Talk::silence)) {
            URI url = URI.create("https://127.0.0.1:" + app.port() + "/");
            Exchange exchange = impatient.send(OutboundHttpTest.post(url, ""));
            assertThat(exchange.outcome()).isInstanceOfAny(Outcome.TimedOut.class, Outcome.Unreachable.class);
            assertThat(exchange.took()).isLessThan(WHOLE_CALL.plusMillis(500));
        }
    }

    @Test
    void a_connection_closed_while_idle_is_replaced_without_a_failed_attempt() {
        try (var app = ScriptedServer.answering("HTTP/1.1 200 OK" + EMPTY)) {
            assertThat(http.send(OutboundHttpTest.post(app.url(), "1")).outcome())
                    .isEqualTo(new Outcome.Delivered(200));
            await().until(() -> app.openConnections() == 0);
            // Only what was idle for 100 ms is probed before use: there is nothing else to wait for.
            await().pollDelay(Duration.ofMillis(150)).until(() -> true);
            assertThat(http.send(OutboundHttpTest.post(app.url(), "2")).outcome())
                    .isEqualTo(new Outcome.Delivered(200));
            assertThat(app.requests()).hasSize(2);
        }
    }

    @Test
    void a_connection_that_dies_after_the_request_was_written_counts_as_an_attempt() {
        try (var app = new ScriptedServer(talk -> {
            talk.request();
            talk.send("HTTP/1.1 200 OK" + EMPTY);
            talk.request();
        })) {
            assertThat(http.send(OutboundHttpTest.post(app.url(), "1")).outcome())
                    .isEqualTo(new Outcome.Delivered(200));
            assertThat(http.send(OutboundHttpTest.post(app.url(), "2")).outcome())
                    .isEqualTo(new Outcome.Unreachable("closed without an answer"));
            assertThat(app.requests()).hasSize(2);
        }
    }

    @Test
    void an_answer_smuggled_behind_another_is_never_taken_for_the_next_one() {
        try (var app = new ScriptedServer(talk -> {
            while (talk.request() != null) {
                talk.send(
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 201 Forged\r\nContent-Length: 0\r\n\r\n");
            }
        })) {
            assertThat(http.send(OutboundHttpTest.post(app.url(), "1")).outcome())
                    .isEqualTo(new Outcome.Delivered(200));
            assertThat(http.send(OutboundHttpTest.post(app.url(), "2")).outcome())
                    .isNotEqualTo(new Outcome.Delivered(201));
        }
    }

    @Test
    void two_hundred_slow_apps_do_not_slow_a_healthy_one() throws Exception {
        try (var slow = new ScriptedServer(talk -> {
                    talk.request();
                    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n");
                    talk.drip("x".repeat(10_000), Duration.ofMillis(100));
                });
                var healthy = ScriptedServer.keepingAlive("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                var client = client(limits(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(4)));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Exchange>> hanging = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                hanging.add(threads.submit(() -> client.send(OutboundHttpTest.post(slow.url(), "{}"))));
            }
            await().until(() -> slow.openConnections() >= 150);
            List<Duration> took = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Exchange exchange = client.send(OutboundHttpTest.post(healthy.url(), "{}"));
                assertThat(exchange.outcome()).isEqualTo(new Outcome.Delivered(200));
                took.add(exchange.took());
            }
            took.sort(null);
            assertThat(took.get(90)).isLessThan(Duration.ofMillis(500));
            for (Future<Exchange> call : hanging) {
                assertThat(call.get().outcome()).isInstanceOf(Outcome.TimedOut.class);
            }
            await().until(() -> slow.openConnections() == 0);
        }
    }
}
