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

    /** Writes the stream on this thread, to its end. */
    void write(Stream stream, ServerResponse response, WatchedConnection connection, BooleanSupplier allowed) {
        Thread thread = Thread.currentThread();
        open.add(thread);
        try (OutputStream out = response.outputStream()) {
            if (!closed) {
                stream.write(new Written(out, connection, allowed));
            }
        } catch (InterruptedException e) {
            // The server stops; the connection is closed after this in any case.
            thread.interrupt();
        } catch (Stream.Gone | IOException e) {
            // Nobody is there to be told.
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
