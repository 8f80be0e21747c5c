package dev.zaffre.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.http.DirectHandler;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.spi.ServerConnection;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * One connection with a deadline for whatever it is doing. The server library bounds each read, not a whole request, so a caller
 * who sends a byte now and then would hold a connection for hours.
 */
final class WatchedConnection implements ConnectionContext, ServerConnection, InterruptableTask<Void> {
    /** The connection whose thread this is. */
    static final ScopedValue<WatchedConnection> CURRENT = ScopedValue.newInstance();

    private static final long NEVER = Long.MAX_VALUE;
    private static final Duration LINGER = Duration.ofMillis(300);
    /** A caller who still sends is told why by {@link #pull}; one who does not is cut that much later. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final int LINGER_BYTES = 16 * 1024 * 1024;

    private enum Doing {
        NOTHING,
        READING_HEAD,
        WORKING,
        READING_BODY
    }

    private final ConnectionContext context;
    private final HttpOptions options;
    private final DataReader reader;
    private volatile long deadline;
    private Doing doing = Doing.NOTHING;
    private final List<byte[]> head = new ArrayList<>(1);
    private boolean lingers;
    private volatile boolean lingering;
    private @Nullable ServerConnection protocol;

    WatchedConnection(ConnectionContext context, HttpOptions options) {
        this.context = context;
        this.options = options;
        this.reader = DataReader.create(this::pull);
        waitForRequest();
    }

    void speak(ServerConnection http) {
        this.protocol = http;
    }

    private ServerConnection protocol() {
        return Objects.requireNonNull(protocol);
    }

    private byte[] pull() {
        DataReader source = context.dataReader();
        source.ensureAvailable();
        byte[] bytes = source.readBytes(source.available());
        if (doing == Doing.NOTHING) {
            doing(Doing.READING_HEAD, options.headTimeout());
        } else if (System.nanoTime() - deadline > 0 && deadline != NEVER) {
            throw tooSlow();
        }
        if (doing == Doing.READING_HEAD) {
            head.add(bytes);
        }
        return bytes;
    }

    /** The bytes with the head of the request that is answered now; without it when it came together with the request before. */
    byte[] head() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        head.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static RequestException tooSlow() {
        return RequestException.builder()
                .type(DirectHandler.EventType.OTHER)
                .status(Status.REQUEST_TIMEOUT_408)
                .setKeepAlive(false)
                .message("The request did not arrive in time")
                .build();
    }

    private void doing(Doing what, Duration within) {
        doing = what;
        deadline = System.nanoTime() + within.toNanos();
    }

    void waitForRequest() {
        head.clear();
        doing(Doing.NOTHING, options.idleTimeout());
    }

    void headIsRead() {
        doing = Doing.WORKING;
        deadline = NEVER;
    }

    void readBody() {
        doing(Doing.READING_BODY, options.bodyTimeout());
    }

    void bodyIsRead() {
        headIsRead();
    }

    /** A caller that does not take the answer must not hold the thread for ever. */
    void writeAnswer() {
        doing(Doing.WORKING, options.bodyTimeout());
    }

    /** Nothing is due from the caller between two parts of an answer that goes on. */
    void restBetweenParts() {
        deadline = NEVER;
    }

    /**
     * To be called when the answer leaves a part of the request unread: closing at once would reset the connection, and the caller
     * would see that instead of the answer.
     */
    void lingerBeforeClose() {
        lingers = true;
    }

    boolean isOverdue(long now) {
        long until = deadline;
        return until != NEVER && now - until > (lingering ? 0 : GRACE.toNanos());
    }

    void cut() {
        context.serverSocket().close();
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        try {
            ScopedValue.where(CURRENT, this).call(() -> {
                protocol().handle(limit);
                return this;
            });
        } finally {
            if (lingers) {
                linger();
            }
        }
    }

    private void linger() {
        int taken = 0;
        lingering = true;
        try {
            while (taken < LINGER_BYTES) {
                doing(Doing.READING_BODY, LINGER);
                taken += pull().length;
            }
        } catch (RuntimeException e) {
            // The caller has closed its side, or was too slow: either way this is the end.
        }
    }

    @Override
    public Duration idleTime() {
        return protocol().idleTime();
    }

    @Override
    public void close(boolean interrupt) {
        protocol().close(interrupt);
    }

    @Override
    public boolean canInterrupt() {
        return !(protocol instanceof InterruptableTask<?> task) || task.canInterrupt();
    }

    @Override
    public ListenerContext listenerContext() {
        return context.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        return context.executor();
    }

    @Override
    public DataWriter dataWriter() {
        return context.dataWriter();
    }

    @Override
    public DataReader dataReader() {
        return reader;
    }

    @Override
    public Router router() {
        return context.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
        return context.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
        return context.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
        return context.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return context.localPeer();
    }

    @Override
    public boolean isSecure() {
        return context.isSecure();
    }

    @Override
    public String socketId() {
        return context.socketId();
    }

    @Override
    public String childSocketId() {
        return context.childSocketId();
    }
}
