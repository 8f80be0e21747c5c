package dev.zaffre.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The third-party app of a measurement: one thread, one selector. It checks the bearer and the members of every body, and
 * remembers when each event came. {@code GET /_stats} counts, {@code GET /_arrivals?from=S&count=N} gives the times,
 * {@code POST /_plan?fail_first=N&delay_ms=D} changes how it behaves. Every other GET is a successful verification call.
 */
@Command(name = "sink", mixinStandardHelpOptions = true, description = "A third-party app that costs next to nothing.")
public final class Sink implements Callable<Integer> {
    /** What every key must start with. */
    static final String BEARER = "Bearer secret-token-";
    /** What every body must have, besides {@code ts} and {@code seq}. */
    static final List<String> MEMBERS = List.of("firstName", "lastName", "externalId", "email", "city");

    private static final byte[] SEQUENCE = ascii("\"seq\":");
    private static final byte[] BEARER_BYTES = ascii(BEARER);
    private static final List<byte[]> MEMBER_BYTES =
            MEMBERS.stream().map(name -> ascii("\"" + name + "\":")).toList();
    private static final byte[] OK = answer("200 OK", "application/json", ascii("{\"ok\":true,\"id\":\"1\"}"));
    private static final byte[] UNAVAILABLE =
            answer("503 Service Unavailable", "application/json", ascii("{\"error\":\"by plan\"}"));
    private static final byte[] BAD = answer("400 Bad Request", "application/json", ascii("{\"error\":\"bad\"}"));

    @Option(names = "--port", description = "0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--fail-first", description = "Answer 503 this many times to each Idempotency-Key before 200.")
    private int failFirst;

    @Option(names = "--delay-ms", description = "Milliseconds before each answer.")
    private long delayMilliseconds;

    private final Arrivals arrivals = new Arrivals();
    private final HttpMessage message = new HttpMessage();
    private final PriorityQueue<Delayed> delayed = new PriorityQueue<>(Comparator.comparingLong(Delayed::at));

    private record Delayed(long at, SocketChannel channel, byte[] answer) {}

    private static final class Client {
        byte[] bytes = new byte[4096];
        int size;
    }

    /** The arguments are those of {@code --help}. Prints {@code sink http://127.0.0.1:P} when it listens. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Sink()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        try (Selector selector = Selector.open();
                ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            System.out.println("sink http://127.0.0.1:" + server.socket().getLocalPort());
            while (!Thread.currentThread().isInterrupted()) {
                selector.select(key -> handle(selector, key), waitMilliseconds());
                answerDelayed();
            }
        }
        return 0;
    }

    /** 0 waits for the next request, however long. */
    private long waitMilliseconds() {
        Delayed next = delayed.peek();
        return next == null ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(next.at() - System.nanoTime()));
    }

    private void answerDelayed() {
        long now = System.nanoTime();
        for (Delayed next = delayed.peek(); next != null && next.at() <= now; next = delayed.peek()) {
            delayed.remove();
            write(next.channel(), next.answer());
        }
    }

    private void handle(Selector selector, SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                SocketChannel channel = ((ServerSocketChannel) key.channel()).accept();
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.register(selector, SelectionKey.OP_READ, new Client());
            } else {
                read((SocketChannel) key.channel(), (Client) key.attachment());
            }
        } catch (IOException e) {
            // The caller is gone; what it sent completely has been counted.
            close(key);
        }
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(SocketChannel channel, Client client) throws IOException {
        if (client.size == client.bytes.length) {
            client.bytes = Arrays.copyOf(client.bytes, client.size * 2);
        }
        int count = channel.read(ByteBuffer.wrap(client.bytes, client.size, client.bytes.length - client.size));
        if (count < 0) {
            channel.close();
            return;
        }
        client.size += count;
        int from = 0;
        while (from < client.size && message.parse(client.bytes, from, client.size)) {
            from = message.end();
            answer(channel, client.bytes);
        }
        System.arraycopy(client.bytes, from, client.bytes, 0, client.size - from);
        client.size -= from;
    }

    private void answer(SocketChannel channel, byte[] bytes) {
        if (message.isForTheSink()) {
            write(channel, control(message.target()));
            return;
        }
        byte[] answer = message.isPost() ? take(bytes) : OK;
        if (delayMilliseconds > 0) {
            long at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMilliseconds);
            delayed.add(new Delayed(at, channel, answer));
        } else {
            write(channel, answer);
        }
    }

    private byte[] take(byte[] bytes) {
        arrivals.requests++;
        HttpMessage.Range body = message.body();
        long sequence = sequence(bytes, body);
        if (sequence < Arrivals.FIRST || !authorized(bytes) || !complete(bytes, body)) {
            arrivals.bad(message.bodyText());
            return BAD;
        }
        HttpMessage.Range idempotencyKey = message.idempotencyKey();
        long key = idempotencyKey.length() == 0 ? sequence : hash(bytes, idempotencyKey);
        if (arrivals.refuse(key, failFirst)) {
            arrivals.seen(sequence, key);
            return UNAVAILABLE;
        }
        arrivals.accept(sequence, key, System.nanoTime());
        return OK;
    }

    private boolean authorized(byte[] bytes) {
        HttpMessage.Range given = message.authorization();
        return given.length() > BEARER_BYTES.length && matches(bytes, given.from, BEARER_BYTES);
    }

    private static boolean complete(byte[] bytes, HttpMessage.Range body) {
        for (byte[] member : MEMBER_BYTES) {
            int at = indexOf(bytes, body.from, body.to, member);
            // A value of null or "" means that the mapping lost something.
            if (at < 0 || bytes[at] == 'n' || (bytes[at] == '"' && at + 1 < body.to && bytes[at + 1] == '"')) {
                return false;
            }
        }
        return true;
    }

    /** 0 when there is none. */
    private static long sequence(byte[] bytes, HttpMessage.Range body) {
        int at = indexOf(bytes, body.from, body.to, SEQUENCE);
        if (at < 0) {
            return 0;
        }
        if (bytes[at] == '"') {
            at++;
        }
        long value = 0;
        for (; at < body.to && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            value = value * 10 + bytes[at] - '0';
        }
        return value;
    }

    /** Where the text ends; -1 when it is not there. */
    private static int indexOf(byte[] bytes, int from, int to, byte[] text) {
        for (int at = from; at + text.length < to; at++) {
            if (bytes[at] == '"' && matches(bytes, at, text)) {
                return at + text.length;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] bytes, int at, byte[] text) {
        return Arrays.equals(bytes, at, at + text.length, text, 0, text.length);
    }

    /** FNV-1a, 64 bits: two keys of one run are taken for the same once in many billions. */
    private static long hash(byte[] bytes, HttpMessage.Range range) {
        long hash = 0xcbf29ce484222325L;
        for (int i = range.from; i < range.to; i++) {
            hash = (hash ^ bytes[i]) * 0x100000001b3L;
        }
        return hash;
    }

    private byte[] control(String target) {
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        List<String> parameters = question < 0
                ? List.of()
                : Arrays.asList(target.substring(question + 1).split("&"));
        switch (path) {
            case "/_arrivals" -> {
                byte[] times = arrivals.times(
                        parameter(parameters, "from", Arrivals.FIRST), (int) parameter(parameters, "count", 0));
                return answer("200 OK", "application/octet-stream", times);
            }
            case "/_plan" -> {
                failFirst = (int) parameter(parameters, "fail_first", 0);
                delayMilliseconds = parameter(parameters, "delay_ms", 0);
                return OK;
            }
            case "/_stats" -> {
                return answer("200 OK", "application/json", arrivals.json().getBytes(StandardCharsets.UTF_8));
            }
            default -> {
                return answer("404 Not Found", "application/json", ascii("{\"error\":\"no such control\"}"));
            }
        }
    }

    private static long parameter(List<String> parameters, String name, long otherwise) {
        for (String parameter : parameters) {
            if (parameter.startsWith(name + "=")) {
                return Long.parseLong(parameter.substring(name.length() + 1));
            }
        }
        return otherwise;
    }

    private static void write(SocketChannel channel, byte[] answer) {
        ByteBuffer buffer = ByteBuffer.wrap(answer);
        try {
            while (buffer.hasRemaining()) {
                if (channel.write(buffer) == 0) {
                    // Only a dump of arrivals is larger than the socket's buffer, and no run is being measured then.
                    LockSupport.parkNanos(100_000);
                }
            }
        } catch (IOException e) {
            try {
                channel.close();
            } catch (IOException again) {
                throw new UncheckedIOException(again);
            }
        }
    }

    private static byte[] answer(String status, String type, byte[] body) {
        byte[] head = ascii(
                "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n\r\n");
        byte[] whole = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** For a command line: how to start this class in a process of its own. */
    static List<String> command(List<String> options) {
        List<String> command = new ArrayList<>(
                List.of(Jvm.java(), "-Xmx512m", "-XX:+UseSerialGC", "-cp", Jvm.classPath(), Sink.class.getName()));
        command.addAll(options);
        return command;
    }
}
