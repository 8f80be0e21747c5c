package dev.zaffre.sandbox;

import dev.zaffre.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * The bundled pretended third party: a CRM under {@code /crm} and a chat tool under {@code /chat}, on loopback. What came in is
 * read with {@code GET /_requests}; how it misbehaves is told with {@code POST /_plan}; keys are changed with {@code POST /_keys}.
 */
public final class Sandbox implements AutoCloseable {
    /** Accepted by the CRM from the start, as is every other key of the form {@code crm-...-key}. */
    public static final String CRM_KEY = "crm-demo-key";
    /** Accepted by the chat tool from the start, as is every other key of the form {@code chat-...-key}. */
    public static final String CHAT_KEY = "chat-demo-key";

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Requests requests = new Requests();
    private final Plans plans = new Plans();
    private final List<SandboxApp> apps = List.of(new Crm(), new Chat());
    private final Control control = new Control(requests, plans, apps);

    private Sandbox(ServerSocket server) {
        this.server = server;
    }

    /**
     * Listens on loopback.
     *
     * @param port 0 for any free one
     */
    public static Sandbox start(int port) {
        try {
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
            Sandbox sandbox = new Sandbox(server);
            Thread.ofPlatform().name("sandbox").daemon().start(sandbox::accept);
            return sandbox;
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox cannot listen on port " + port, e);
        }
    }

    /** Without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /**
     * What an app received, in the order of arrival, as {@code GET /_requests} shows it.
     *
     * @param app {@code crm} or {@code chat}
     */
    public List<ObjectNode> requests(String app) {
        return requests.of(app);
    }

    /**
     * Plans misbehaviour, as {@code POST /_plan} does.
     *
     * @throws IllegalArgumentException when it is no plan
     */
    public void plan(ObjectNode plan) {
        plans.add(plan);
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().name("sandbox-connection").start(() -> converse(socket));
            } catch (IOException e) {
                // Closed, or one connection that died while it was being accepted.
                Thread.onSpinWait();
            }
        }
    }

    private void converse(Socket socket) {
        open.add(socket);
        try (socket) {
            Wire wire = new Wire(socket);
            boolean more = true;
            while (more) {
                Inbound request = wire.read();
                more = request != null && answer(request, wire);
            }
        } catch (IOException e) {
            // The client went away, or sent what is not HTTP: as with a real server, only this connection ends.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    /** False when the connection is over. */
    private boolean answer(Inbound request, Wire wire) throws IOException, InterruptedException {
        for (SandboxApp app : apps) {
            if (request.path().startsWith("/" + app.name() + "/")) {
                return answer(request, app, wire);
            }
        }
        wire.write(control.answer(request), request.keepAlive());
        return request.keepAlive();
    }

    private boolean answer(Inbound request, SandboxApp app, Wire wire) throws IOException, InterruptedException {
        Requests.Entry entry = requests.add(app.name(), request);
        Plan plan = plans.take(app.name(), request.path());
        if (plan == null) {
            Outbound own = app.answer(request);
            entry.answered(own.status());
            wire.write(own, request.keepAlive());
            return request.keepAlive();
        }
        Outbound own = plan.status() == 0 ? app.answer(request) : Outbound.json(plan.status(), Json.object());
        return misbehave(plan, plan.applyTo(own), request.keepAlive(), entry, wire);
    }

    private static boolean misbehave(Plan plan, Outbound answer, boolean keepAlive, Requests.Entry entry, Wire wire)
            throws IOException, InterruptedException {
        if (plan.delayMillis() > 0) {
            Thread.sleep(plan.delayMillis());
        }
        return switch (plan.reset()) {
            case BEFORE -> {
                entry.reset("before");
                wire.reset();
                yield false;
            }
            case DURING -> {
                entry.reset("during");
                wire.writeHalf(answer);
                wire.reset();
                yield false;
            }
            case AFTER -> {
                entry.answered(answer.status());
                entry.reset("after");
                wire.write(answer, true);
                wire.reset();
                yield false;
            }
            case NEVER -> {
                entry.answered(answer.status());
                yield send(plan, answer, keepAlive, wire);
            }
        };
    }

    private static boolean send(Plan plan, Outbound answer, boolean keepAlive, Wire wire)
            throws IOException, InterruptedException {
        if (plan.truncate()) {
            wire.writeHalf(answer);
            return false;
        }
        if (plan.slowBodyMillis() > 0) {
            wire.writeSlowly(answer, plan.slowBodyMillis());
            return true;
        }
        wire.write(answer, keepAlive);
        return keepAlive;
    }
}
