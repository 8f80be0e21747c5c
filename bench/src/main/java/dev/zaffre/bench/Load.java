package dev.zaffre.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends events over keep-alive connections from one thread. Closed loop: every connection sends its next event when its last one was
 * answered. Open loop: events are due at a fixed rate whatever the answers do, and a latency counts from when the event was
 * due, so that a stall of the server is charged to every event that it made wait.
 */
final class Load {
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final InetSocketAddress address;
    private final List<EventRequest> requests;
    private final Shape shape;
    private final long firstSequence;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final List<Connection> connections = new ArrayList<>();
    private final Latencies accepting = new Latencies();
    private final BitSet accepted = new BitSet();
    private long[] due = new long[4096];
    private int sent;
    private int refused;
    private int broken;
    private String firstProblem = "";

    /**
     * How events come.
     *
     * @param connections at most this many at a time
     * @param perSecond 0 for a closed loop
     * @param seconds after which no more are sent
     * @param events after which no more are sent
     */
    record Shape(int connections, int perSecond, double seconds, int events) {
        static Shape closed(int connections, double seconds) {
            return new Shape(connections, 0, seconds, Integer.MAX_VALUE);
        }

        static Shape open(int perSecond, double seconds) {
            return new Shape(256, perSecond, seconds, (int) (perSecond * seconds));
        }

        static Shape events(int connections, int events) {
            return new Shape(connections, 0, 3600, events);
        }
    }

    /**
     * What was sent and answered.
     *
     * @param due nanoTime at which each event was due, by index; event i has the sequence number {@code firstSequence + i}
     * @param accepted the indexes of those that got a 2xx
     * @param refused answers that were not 2xx
     * @param broken events without an answer: connection lost, or none within 30 s
     */
    record Sent(
            long firstSequence,
            long[] due,
            BitSet accepted,
            Latencies accepting,
            int refused,
            int broken,
            String firstProblem,
            long startedNanos,
            long endedNanos) {
        double seconds() {
            return (endedNanos - startedNanos) / 1e9;
        }
    }

    private static final class Connection {
        final HttpMessage answer = new HttpMessage();
        byte[] bytes = new byte[8192];
        int size;
        int index = -1;

        @Nullable
        SelectionKey key;
    }

    private Load(InetSocketAddress address, List<EventRequest> requests, Shape shape, long firstSequence) {
        this.address = address;
        this.requests = requests;
        this.shape = shape;
        this.firstSequence = firstSequence;
    }

    /** Runs to the end of the shape and of all answers. The requests are taken in turn. */
    static Sent run(InetSocketAddress address, List<EventRequest> requests, Shape shape, long firstSequence) {
        try {
            return new Load(address, requests, shape, firstSequence).run();
        } catch (IOException e) {
            throw new UncheckedIOException("No connection to " + address, e);
        }
    }

    private Sent run() throws IOException {
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < shape.connections(); i++) {
                Connection connection = new Connection();
                connections.add(connection);
                connect(selector, connection);
                idle.add(connection);
            }
            long started = System.nanoTime();
            long stop = started + (long) (shape.seconds() * 1e9);
            Thread pacer = shape.perSecond() == 0 ? null : pace(selector, started);
            long lastSent = started;
            while (true) {
                long now = System.nanoTime();
                int before = sent;
                fill(selector, started, stop, now);
                lastSent = sent > before ? now : lastSent;
                boolean over = sent >= shape.events() || (shape.perSecond() == 0 && now >= stop);
                if (over && idle.size() == connections.size()) {
                    break;
                }
                if (now - lastSent > GIVE_UP_NANOS) {
                    abandon();
                    break;
                }
                selector.select(key -> receive(key), 100);
            }
            long ended = System.nanoTime();
            if (pacer != null) {
                pacer.interrupt();
            }
            for (Connection connection : connections) {
                close(connection);
            }
            return new Sent(
                    firstSequence,
                    Arrays.copyOf(due, sent),
                    accepted,
                    accepting,
                    refused,
                    broken,
                    firstProblem,
                    started,
                    shape.perSecond() == 0 ? Math.min(ended, Math.max(stop, started + 1)) : ended);
        }
    }

    /** A selector waits in whole milliseconds; this thread wakes it when an event is due. */
    private Thread pace(Selector selector, long started) {
        return Thread.ofPlatform().daemon().name("pacer").start(() -> {
            for (int i = 0; i < shape.events() && !Thread.currentThread().isInterrupted(); i++) {
                long at = dueAt(started, i);
                for (long wait = at - System.nanoTime(); wait > 0; wait = at - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                    if (Thread.currentThread().isInterrupted()) {
                        return;
                    }
                }
                selector.wakeup();
            }
        });
    }

    private long dueAt(long started, int index) {
        return started + (long) (index * 1e9 / shape.perSecond());
    }

    private void fill(Selector selector, long started, long stop, long now) throws IOException {
        while (!idle.isEmpty() && sent < shape.events()) {
            long dueNow = now;
            if (shape.perSecond() > 0) {
                dueNow = dueAt(started, sent);
                if (dueNow > now) {
                    return;
                }
            } else if (now >= stop) {
                return;
            }
            send(selector, idle.remove(), dueNow);
        }
    }

    private void send(Selector selector, Connection connection, long dueNow) throws IOException {
        if (connection.key == null) {
            connect(selector, connection);
        }
        if (sent == due.length) {
            due = Arrays.copyOf(due, sent * 2);
        }
        due[sent] = dueNow;
        connection.index = sent;
        EventRequest request = requests.get(sent % requests.size());
        byte[] bytes = request.with(firstSequence + sent, System.currentTimeMillis() * 1_000_000);
        sent++;
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        SelectionKey key = java.util.Objects.requireNonNull(connection.key);
        try {
            while (buffer.hasRemaining()) {
                ((SocketChannel) key.channel()).write(buffer);
            }
        } catch (IOException e) {
            lose(connection, e.toString());
        }
    }

    private void receive(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            if (connection.size == connection.bytes.length) {
                connection.bytes = Arrays.copyOf(connection.bytes, connection.size * 2);
            }
            int count = ((SocketChannel) key.channel())
                    .read(ByteBuffer.wrap(
                            connection.bytes, connection.size, connection.bytes.length - connection.size));
            if (count < 0) {
                lose(connection, "the connection was closed");
                return;
            }
            connection.size += count;
            if (connection.index >= 0 && connection.answer.parse(connection.bytes, 0, connection.size)) {
                answered(connection);
            }
        } catch (IOException e) {
            lose(connection, e.toString());
        }
    }

    private void answered(Connection connection) {
        HttpMessage answer = connection.answer;
        int status = answer.status();
        if (status >= 200 && status < 300) {
            accepting.add(System.nanoTime() - due[connection.index]);
            accepted.set(connection.index);
        } else {
            refused++;
            problem(status + " " + answer.bodyText());
        }
        connection.index = -1;
        connection.size = 0;
        if (answer.wantsClose()) {
            close(connection);
        }
        idle.add(connection);
    }

    private void lose(Connection connection, String reason) {
        close(connection);
        connection.size = 0;
        if (connection.index >= 0) {
            broken++;
            problem(reason);
            connection.index = -1;
            idle.add(connection);
        }
    }

    private void abandon() {
        for (Connection connection : connections) {
            if (connection.index >= 0) {
                lose(connection, "no answer within 30 s");
            }
        }
    }

    private void problem(String text) {
        if (firstProblem.isEmpty()) {
            firstProblem = text;
        }
    }

    private void connect(Selector selector, Connection connection) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        connection.key = channel.register(selector, SelectionKey.OP_READ, connection);
    }

    private static void close(Connection connection) {
        try {
            if (connection.key != null) {
                connection.key.channel().close();
                connection.key = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
