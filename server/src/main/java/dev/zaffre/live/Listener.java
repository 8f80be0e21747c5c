package dev.zaffre.live;

import dev.zaffre.http.Caller;
import dev.zaffre.http.Stream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One open stream: what is to be sent, in a bounded queue, and the loop that sends it. */
final class Listener {
    private static final int MOST_PARTS = 64;
    private static final int MOST_BYTES = 512 * 1024;
    private static final byte[] NOTHING = {};
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration RECHECK = Duration.ofSeconds(2);

    final Caller caller;
    final LiveFilter filter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Queue<byte[]> parts = new ArrayDeque<>();
    private final Map<String, ObjectNode> nodesSent = new HashMap<>();
    private int bytes;
    private long seen;
    private volatile @Nullable String ending;

    Listener(Caller caller, LiveFilter filter) {
        this.caller = caller;
        this.filter = filter;
    }

    /** Never blocks: a stream whose client does not keep up is ended. */
    void offer(List<String> messages, long number) {
        offer(messages.isEmpty() ? NOTHING : Message.numbered(messages, number), number);
    }

    /**
     * The same, with messages that are written already.
     *
     * @param part may be empty, and is shared with other streams
     */
    void offer(byte[] part, long number) {
        lock.lock();
        try {
            seen = number;
            if (part.length == 0 || ending != null) {
                return;
            }
            if (parts.size() >= MOST_PARTS || (bytes + part.length > MOST_BYTES && !parts.isEmpty())) {
                parts.clear();
                ending = "This client was slower than what it was told: read the list again";
            } else {
                parts.add(part);
                bytes += part.length;
            }
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is queued, and then that the list is to be read again; nothing more. */
    void end(String reason) {
        lock.lock();
        try {
            ending = reason;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the node looks other than when it was sent last. To be called by one thread at a time. */
    boolean isNews(ObjectNode node) {
        ObjectNode before = nodesSent.put(node.path("node_id").asString(""), node);
        return !node.equals(before);
    }

    /**
     * Returns when the time is over, or the client may no longer listen, or has to read its lists again.
     */
    void write(Stream.Output out, Duration atMost) throws InterruptedException {
        long began = System.nanoTime();
        long checked = began;
        long sent = began;
        while (true) {
            long now = System.nanoTime();
            long left = atMost.toNanos() - (now - began);
            if (left <= 0) {
                return;
            }
            byte[] part = next(Math.min(left, RECHECK.toNanos()));
            now = System.nanoTime();
            if (now - checked > RECHECK.toNanos()) {
                checked = now;
                if (!out.isAllowed()) {
                    out.send(Message.bytes(Message.reset("The credential of this stream no longer holds")));
                    return;
                }
            }
            if (part != null) {
                out.send(part);
                sent = now;
            } else if (ending != null) {
                out.send(Message.numbered(List.of(Message.reset(ending)), seen));
                return;
            } else if (now - sent > HEARTBEAT.toNanos()) {
                out.send(Message.HEARTBEAT);
                out.send(Message.numbered(List.of(), seen));
                sent = now;
            }
        }
    }

    private byte @Nullable [] next(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (parts.isEmpty() && ending == null && left > 0) {
                left = filled.awaitNanos(left);
            }
            byte[] part = parts.poll();
            bytes -= part == null ? 0 : part.length;
            return part;
        } finally {
            lock.unlock();
        }
    }
}
