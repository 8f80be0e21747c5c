package dev.zaffre.delivery;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.zaffre.base.Clock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The only class that opens sockets outward. One call is one attempt: nothing is repeated, no redirect is followed, no cookie is
 * kept, no proxy of the environment is used, and it ends within {@link Limits#wholeCall} whatever the app does. A kept-alive
 * connection that was closed while idle is noticed before anything is written, and replaced.
 */
public final class OutboundHttp implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 2_000;
    private static final int MAX_CONNECTIONS_PER_HOST = 200;
    private static final TimeValue IDLE = TimeValue.ofSeconds(30);
    /** A name that now leads elsewhere is noticed after this long, however busy its connections are. */
    private static final TimeValue LONGEST_USE = TimeValue.ofMinutes(5);
    /** A connection idle for longer is probed before use, which costs a millisecond. */
    private static final TimeValue PROBE_AFTER = TimeValue.ofMilliseconds(100);
    /** Looking names up blocks operating system threads. */
    private static final int LOOKUP_THREADS = 64;

    static {
        // The library's debug log holds every byte on the wire, credentials among them: no setting may turn it on.
        if (LoggerFactory.getLogger("org.apache.hc") instanceof Logger library) {
            library.setLevel(Level.WARN);
        }
        for (String wire : List.of("org.apache.hc.client5.http.wire", "org.apache.hc.client5.http.headers")) {
            if (LoggerFactory.getLogger(wire) instanceof Logger library) {
                library.setLevel(Level.OFF);
            }
        }
    }

    private final EgressPolicy policy;
    private final Clock clock;
    private final Limits limits;
    private final Deadlines deadlines;
    private final ExecutorService lookups;
    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;

    /**
     * Bounds of one call.
     *
     * @param connect for one address, and again for TLS and for looking the name up
     * @param firstByte from the start to the complete head of the answer
     * @param wholeCall from the start to the last byte of the body
     * @param answerBytes of a body, packed and unpacked
     * @param headBytes of all header lines
     * @param headers how many
     * @param inflation how many times larger than packed a body may be
     */
    public record Limits(
            Duration connect,
            Duration firstByte,
            Duration wholeCall,
            int answerBytes,
            int headBytes,
            int headers,
            int inflation) {
        public static final Limits DEFAULT = new Limits(
                Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(30), 1024 * 1024, 64 * 1024, 200, 10);
    }

    public OutboundHttp(EgressPolicy policy, Clock clock) {
        this(policy, clock, Limits.DEFAULT);
    }

    public OutboundHttp(EgressPolicy policy, Clock clock, Limits limits) {
        this.policy = policy;
        this.clock = clock;
        this.limits = limits;
        this.deadlines = new Deadlines(limits.firstByte(), limits.wholeCall());
        var lookupThreads = new ThreadPoolExecutor(
                LOOKUP_THREADS,
                LOOKUP_THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("lookup-", 0).daemon().factory());
        lookupThreads.allowCoreThreadTimeOut(true);
        this.lookups = lookupThreads;
        this.connections = connections();
        this.client = client();
    }

    private PoolingHttpClientConnectionManager connections() {
        Timeout connect = Timeout.of(limits.connect());
        // Longer than any call: the deadlines end calls, this is only their net.
        Timeout silence = Timeout.of(limits.wholeCall().plusSeconds(5));
        Http1Config http =
                Http1Config.custom().setMaxLineLength(limits.headBytes()).build();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(http)
                        .charCodingConfig(CharCodingConfig.custom()
                                .setCharset(java.nio.charset.StandardCharsets.UTF_8)
                                .setMalformedInputAction(java.nio.charset.CodingErrorAction.REPLACE)
                                .setUnmappableInputAction(java.nio.charset.CodingErrorAction.REPLACE)
                                .build())
                        .incomingContentLengthStrategy(HeadParser::bodyLength)
                        .responseParserFactory(ignored -> new HeadParser(limits.headBytes(), limits.headers()))
                        .build())
                .setDnsResolver(new CheckedResolver())
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setMaxConnPerRoute(MAX_CONNECTIONS_PER_HOST)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(connect)
                        .setSocketTimeout(silence)
                        .setValidateAfterInactivity(PROBE_AFTER)
                        .setTimeToLive(LONGEST_USE)
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setSoTimeout(silence)
                        .setTcpNoDelay(true)
                        .build())
                .setDefaultTlsConfig(
                        TlsConfig.custom().setHandshakeTimeout(connect).build())
                .build();
    }

    private CloseableHttpClient client() {
        return HttpClientBuilder.create()
                .setConnectionManager(connections)
                .setConnectionReuseStrategy((request, response, context) -> HeadParser.isReusable(response)
                        && DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(limits.wholeCall()))
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .setContentCompressionEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setProxy(null)
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableConnectionState()
                .disableContentCompression()
                .disableCookieManagement()
                .disableDefaultUserAgent()
                .disableRedirectHandling()
                .evictExpiredConnections()
                .evictIdleConnections(IDLE)
                .build();
    }

    /** Asks the policy on a thread of its own, because the operating system gives no limit for looking a name up. */
    private final class CheckedResolver implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            var lookup = lookups.submit(() -> policy.resolve(host));
            try {
                return lookup.get(limits.connect().toNanos(), TimeUnit.NANOSECONDS)
                        .toArray(InetAddress[]::new);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownHostException unknown) {
                    throw unknown;
                }
                throw new IllegalStateException(e.getCause());
            } catch (TimeoutException e) {
                lookup.cancel(true);
                throw new UnknownHostException("looking the name up took too long");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UnknownHostException("interrupted");
            }
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    /** Makes the call and waits for its end; on a virtual thread. Never throws for what the app or the network does. */
    public Exchange send(OutboundRequest request) {
        Instant startedAt = clock.now();
        long began = System.nanoTime();
        Optional<String> refusal = policy.refusal(request.url()).or(() -> RequestForm.refusal(request));
        if (refusal.isPresent()) {
            return new Exchange(new Outcome.Blocked(refusal.get()), null, startedAt, Duration.ZERO);
        }
        HttpUriRequestBase call = RequestForm.of(request);
        Finished finished;
        try (Deadlines.Watch watch = deadlines.watch(call)) {
            finished = call(request.url(), call, watch);
        }
        return new Exchange(
                finished.outcome(), finished.answer(), startedAt, Duration.ofNanos(System.nanoTime() - began));
    }

    private record Finished(Outcome outcome, Exchange.@Nullable Answer answer) {}

    private Finished call(URI url, HttpUriRequestBase call, Deadlines.Watch watch) {
        HttpHost host = new HttpHost(url.getScheme(), url.getHost(), url.getPort());
        try {
            ClassicHttpResponse response = client.executeOpen(host, call, HttpClientContext.create());
            try {
                watch.answering();
                return finished(response, call, watch);
            } finally {
                // Quietly: of a connection that was cut, closing reports once more what is known already.
                Closer.closeQuietly(response);
            }
        } catch (IOException | RuntimeException e) {
            String expired = watch.expired();
            call.cancel();
            return new Finished(expired == null ? failure(e) : new Outcome.TimedOut(expired), null);
        }
    }

    private Finished finished(ClassicHttpResponse response, HttpUriRequestBase call, Deadlines.Watch watch)
            throws IOException {
        AnswerBody read = body(response);
        if (read.isTruncated()) {
            // Closing alone would read the rest of the body first.
            call.cancel();
        }
        Exchange.Answer answer = answer(response, read);
        if (read.end() == AnswerBody.End.CUT_SHORT) {
            String expired = watch.expired();
            return new Finished(
                    expired == null
                            ? new Outcome.Unreachable("the answer was cut short")
                            : new Outcome.TimedOut(expired),
                    answer);
        }
        return new Finished(Answers.outcome(answer, clock.now()), answer);
    }

    private AnswerBody body(ClassicHttpResponse response) throws IOException {
        if (HeadParser.isCut(response)) {
            return AnswerBody.skipped();
        }
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return AnswerBody.none();
        }
        Header encoding = response.getFirstHeader("Content-Encoding");
        return AnswerBody.read(entity, limits.answerBytes())
                .unpacked(encoding == null ? null : encoding.getValue(), limits.answerBytes(), limits.inflation());
    }

    private static Exchange.Answer answer(ClassicHttpResponse response, AnswerBody read) {
        Header[] all = response.getHeaders();
        List<OutboundRequest.Header> headers = new ArrayList<>(all.length);
        for (Header header : all) {
            if (!HeadParser.isMark(header)) {
                headers.add(new OutboundRequest.Header(header.getName(), header.getValue()));
            }
        }
        return new Exchange.Answer(response.getCode(), headers, read.bytes(), read.isTruncated());
    }

    private static Outcome failure(Exception failure) {
        return switch (failure) {
            case EgressPolicy.Refused refused -> new Outcome.Blocked(String.valueOf(refused.getMessage()));
            case UnknownHostException e -> new Outcome.Unreachable("unknown host");
            case ConnectionRequestTimeoutException e -> new Outcome.TimedOut("no connection became free");
            case ConnectTimeoutException e -> new Outcome.Unreachable("connecting took too long");
            case ConnectException e -> new Outcome.Unreachable("connection refused");
            case SSLException e -> new Outcome.Unreachable("TLS failure" + certificateProblem(e));
            case NoHttpResponseException e -> new Outcome.Unreachable("closed without an answer");
            case MessageConstraintException e -> new Outcome.Unreachable("malformed answer");
            case ConnectionClosedException e -> new Outcome.Unreachable("the answer was cut short");
            case SocketTimeoutException e -> new Outcome.TimedOut("no answer");
            case InterruptedIOException e -> new Outcome.Unreachable("interrupted");
            case ClientProtocolException e -> new Outcome.Unreachable("malformed answer");
            case java.net.SocketException e -> new Outcome.Unreachable("connection reset");
            case IOException e -> new Outcome.Unreachable("connection failed");
            case IllegalStateException e -> new Outcome.Unreachable("the server is stopping");
            default -> throw new IllegalStateException("Unexpected failure of a call", failure);
        };
    }

    /** What is wrong with the app's certificate, when that is what it is. */
    private static String certificateProblem(SSLException failure) {
        String problem = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return ": the app's certificate is not valid today";
            }
            if (cause instanceof SSLPeerUnverifiedException || isForAnotherHost(cause)) {
                return ": the app's certificate is for another host";
            }
            if (cause instanceof CertificateException) {
                problem = ": the app's certificate is not trusted";
            }
        }
        return problem;
    }

    /** The JDK has no class of its own for it: "No subject alternative DNS name matching ... found", "No name matching ... found". */
    private static boolean isForAnotherHost(Throwable cause) {
        return cause instanceof CertificateException
                && String.valueOf(cause.getMessage()).matches("No (subject alternative|name).*");
    }

    /** Ends running calls; they return {@link Outcome.TimedOut}. */
    @Override
    public void close() {
        deadlines.close();
        client.close(CloseMode.IMMEDIATE);
        connections.close(CloseMode.IMMEDIATE);
        lookups.shutdownNow();
    }
}
