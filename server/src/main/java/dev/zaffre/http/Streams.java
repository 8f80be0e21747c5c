package dev.zaffre.http;

import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** The answers that go on, so that they can be ended when the server stops. */
final class Streams implements AutoCloseable {
    private final Set<Thread> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Writes the stream on this thread, to its end.
     *
     * @return whether it came to its own end; otherwise the connection is of no more use
     * @param first goes out with the head of the answer, which the server library keeps back until there is something to send
     */
    boolean write(
            byte[] first,
            Stream stream,
            ServerResponse response,
            WatchedConnection connection,
            BooleanSupplier allowed) {
        Thread thread = Thread.currentThread();
        open.add(thread);
        try (OutputStream out = response.outputStream()) {
            if (!closed) {
                Stream.Output written = new Written(out, connection, allowed);
                written.send(first);
                stream.write(written);
            }
            return !closed;
        } catch (InterruptedException e) {
            thread.interrupt();
            return false;
        } catch (Stream.Gone | IOException e) {
            return false;
        } finally {
            open.remove(thread);
        }
    }

    private record Written(OutputStream out, WatchedConnection connection, BooleanSupplier allowed)
            implements Stream.Output {
        @Override
        public void send(byte[] bytes) {
            connection.writeAnswer();
            try {
                out.write(bytes);
                out.flush();
            } catch (IOException | RuntimeException e) {
                throw new Stream.Gone(e);
            } finally {
                connection.restBetweenParts();
            }
        }

        @Override
        public boolean isAllowed() {
            return allowed.getAsBoolean();
        }
    }

    int count() {
        return open.size();
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(Thread::interrupt);
    }
}
