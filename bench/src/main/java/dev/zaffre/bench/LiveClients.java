package dev.zaffre.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Clients that listen to the live stream: one thread reads all of them and counts. A stream that the server ends is not opened again. */
final class LiveClients implements AutoCloseable {
    private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
    private final List<LiveMessages> streams = new ArrayList<>();
    private final Thread reader;
    private int ended;

    @Nullable
    private volatile RuntimeException problem;

    private volatile boolean closed;

    /**
     * What all of them got so far.
     *
     * @param messages of each client
     * @param ended streams that are no longer open
     * @param cpuNanos of the thread that reads them
     */
    record State(List<LiveMessages.Counts> messages, int ended, long cpuNanos) {}

    private LiveClients(Selector selector) {
        this.selector = selector;
        this.reader = Thread.ofPlatform().daemon().name("live-clients").unstarted(this::read);
    }

    /**
     * Returns when each of them was told that its stream has begun.
     *
     * @param queries one for each client
     */
    static LiveClients open(InetSocketAddress address, String key, List<String> queries) {
        try {
            LiveClients clients = new LiveClients(Selector.open());
            for (String query : queries) {
                clients.connect(address, key, query);
            }
            clients.reader.start();
            clients.awaitReady();
            return clients;
        } catch (IOException e) {
            throw new UncheckedIOException("No connection to " + address, e);
        }
    }

    private void connect(InetSocketAddress address, String key, String query) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        String request = "GET /api/v2/public/live?" + query + " HTTP/1.1\r\nHost: 127.0.0.1:" + address.getPort()
                + "\r\nx-api-key: " + key + "\r\nAccept: text/event-stream\r\n\r\n";
        ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        LiveMessages messages = new LiveMessages();
        streams.add(messages);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, messages);
    }

    private void awaitReady() {
        long began = System.nanoTime();
        while (true) {
            RuntimeException known = problem;
            if (known != null) {
                throw known;
            }
            synchronized (this) {
                if (streams.stream().allMatch(LiveMessages::isReady)) {
                    return;
                }
            }
            if (System.nanoTime() - began > READY_NANOS) {
                throw new IllegalStateException("Not all live streams have begun within 30 s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    State state() {
        long cpu = ManagementFactory.getThreadMXBean().getThreadCpuTime(reader.threadId());
        synchronized (this) {
            return new State(streams.stream().map(LiveMessages::counts).toList(), ended, cpu);
        }
    }

    private void read() {
        try {
            while (!closed) {
                selector.select(this::read, 1000);
            }
        } catch (IOException | RuntimeException e) {
            problem = new IllegalStateException("The live streams can no longer be read", e);
        }
    }

    private void read(SelectionKey key) {
        buffer.clear();
        try {
            int count = ((SocketChannel) key.channel()).read(buffer);
            buffer.flip();
            synchronized (this) {
                ((LiveMessages) key.attachment()).take(buffer);
                ended += count < 0 ? 1 : 0;
            }
            if (count < 0) {
                key.channel().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of them leave. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            reader.join();
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
