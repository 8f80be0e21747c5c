package dev.zaffre.delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A third party that does, byte by byte, what its script says. Connections are counted, requests kept in full. */
final class ScriptedServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What happens on one connection, from accept to close. */
    @FunctionalInterface
    interface Script {
        void play(Talk talk) throws IOException;
    }

    ScriptedServer(Script script) {
        this.script = script;
        try {
            listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Takes one request on each connection, sends that text and closes. */
    static ScriptedServer answering(String answer) {
        return new ScriptedServer(talk -> {
            talk.request();
            talk.send(answer);
        });
    }

    /** As {@link #answering}, but goes on taking requests on the same connection. */
    static ScriptedServer keepingAlive(String answer) {
        return new ScriptedServer(talk -> {
            while (talk.request() != null) {
                talk.send(answer);
            }
        });
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> play(socket, number));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void play(Socket socket, int number) {
        try (socket) {
            script.play(new Talk(socket, number));
        } catch (IOException e) {
            // The caller hung up: that is what many of these cases are about.
        } finally {
            open.remove(socket);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port() + "/");
    }

    int connections() {
        return connections.get();
    }

    int openConnections() {
        return open.size();
    }

    List<String> requests() {
        return requests;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection. */
    final class Talk {
        /** Which connection of this server it is, from 1. */
        final int number;

        final Socket socket;
        final InputStream in;
        final OutputStream out;

        Talk(Socket socket, int number) throws IOException {
            this.socket = socket;
            this.number = number;
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
        }

        /** The next request, head and body; null when the caller closed. */
        @Nullable
        String request() throws IOException {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            while (!read.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return null;
                }
                read.write(next);
            }
            String head = read.toString(StandardCharsets.ISO_8859_1);
            int at = head.toLowerCase(Locale.ROOT).indexOf("content-length: ");
            if (at >= 0) {
                read.write(in.readNBytes(Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)))));
            }
            String request = read.toString(StandardCharsets.UTF_8);
            requests.add(request);
            return request;
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Sends byte by byte, for ever if need be, until the caller hangs up. */
        void drip(String text, Duration pause) throws IOException {
            for (int i = 0; i < text.length() && !pause(pause); i++) {
                send(text.substring(i, i + 1));
            }
        }

        /** True when the server was closed meanwhile. */
        boolean pause(Duration length) {
            try {
                return closed.await(length.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        }

        /** Says nothing until the caller hangs up. */
        void silence() throws IOException {
            while (in.read() >= 0) {
                // What the caller says is of no interest.
            }
        }

        /** Ends the connection with RST instead of FIN. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
