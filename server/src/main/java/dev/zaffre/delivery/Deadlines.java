package dev.zaffre.delivery;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.hc.core5.concurrent.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Ends calls that take too long, whatever they are doing: socket timeouts only see silence, and an app that sends a byte a second is
 * never silent. One thread looks at all running calls every tick, which costs a call two map operations instead of a timer.
 */
final class Deadlines implements AutoCloseable {
    private final Set<Watch> running = ConcurrentHashMap.newKeySet();
    private final long firstByteNanos;
    private final long wholeCallNanos;
    private final long tickNanos;
    private final Thread thread;
    private volatile boolean closed;

    /** One running call. */
    final class Watch implements AutoCloseable {
        private final long began = System.nanoTime();
        private final Cancellable call;
        private volatile boolean answering;
        private volatile @Nullable String expired;

        private Watch(Cancellable call) {
            this.call = call;
        }

        /** The head of the answer is there. */
        void answering() {
            answering = true;
        }

        /** Which limit ended the call; null while none did. */
        @Nullable
        String expired() {
            return expired;
        }

        private void check(long now) {
            if (expired != null) {
                return;
            }
            long age = now - began;
            if (age >= wholeCallNanos) {
                end("not finished within " + text(wholeCallNanos));
            } else if (!answering && age >= firstByteNanos) {
                end("no answer within " + text(firstByteNanos));
            }
        }

        private void end(String reason) {
            expired = reason;
            call.cancel();
        }

        @Override
        public void close() {
            running.remove(this);
        }
    }

    Deadlines(Duration firstByte, Duration wholeCall) {
        firstByteNanos = firstByte.toNanos();
        wholeCallNanos = wholeCall.toNanos();
        tickNanos = Math.clamp(firstByteNanos / 50, 5_000_000L, 100_000_000L);
        thread = Thread.ofPlatform().name("call-deadlines").daemon().start(this::look);
    }

    Watch watch(Cancellable call) {
        Watch watch = new Watch(call);
        running.add(watch);
        return watch;
    }

    private void look() {
        while (!closed) {
            LockSupport.parkNanos(tickNanos);
            long now = System.nanoTime();
            for (Watch watch : running) {
                watch.check(now);
            }
        }
    }

    private static String text(long nanos) {
        Duration duration = Duration.ofNanos(nanos);
        return duration.toMillisPart() == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** Whatever still runs is ended. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        for (Watch watch : running) {
            watch.end("the server is stopping");
        }
    }
}
