package dev.zaffre.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Another product doing the same job: event in, five fields mapped, written to the sink with a bearer. Neither records anything. Both
 * are installed on the first use, from Maven Central and npm, into the user's cache folder.
 *
 * @param path {@code /event} answers 202 before the sink was called, {@code /event-sync} after
 */
record Peer(String name, Child child, InetSocketAddress address, String path) implements Target {
    private static final int INSTALL_SECONDS = 900;

    /** Which ones there are. */
    enum Kind {
        CAMEL,
        NODE_RED
    }

    static Peer start(Kind kind, URI sink, boolean synchronous) {
        Path folder = folder(kind);
        int port = Child.freePort();
        Child child = switch (kind) {
            case CAMEL -> camel(folder, port, sink);
            case NODE_RED -> nodeRed(folder, port, sink);
        };
        child.awaitPort(port, 90);
        String label = kind == Kind.CAMEL ? "Camel 4.18.1" : "Node-RED 4.1.15";
        return new Peer(
                label + (synchronous ? ", answers after the sink" : ", answers at once"),
                child,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                synchronous ? "/event-sync" : "/event");
    }

    private static Path folder(Kind kind) {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path root =
                cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return root.resolve("zaffre/peers").resolve(kind == Kind.CAMEL ? "camel" : "node-red");
    }

    private static Child camel(Path folder, int port, URI sink) {
        boolean otherLibraries = unpack(folder, "camel", "pom.xml");
        unpack(folder, "camel", "CamelPeer.java");
        if (otherLibraries || !Files.isDirectory(folder.resolve("lib"))) {
            install(
                    folder,
                    List.of("mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=" + folder + "/lib"));
        }
        List<String> command = List.of(
                Jvm.java(),
                "-Xmx1g",
                "-cp",
                folder.resolve("lib") + "/*",
                folder.resolve("CamelPeer.java").toString(),
                Integer.toString(port),
                sink.toString());
        return Child.start(command, folder, folder.resolve("camel.log"), Map.of());
    }

    private static Child nodeRed(Path folder, int port, URI sink) {
        boolean otherLibraries = unpack(folder, "node-red", "package.json");
        unpack(folder, "node-red", "flows.json");
        unpack(folder, "node-red", "settings.js");
        if (otherLibraries || !Files.isDirectory(folder.resolve("node_modules/node-red"))) {
            install(folder, List.of("npm", "install", "--no-audit", "--no-fund", "--omit=optional"));
        }
        List<String> command = List.of(
                "node",
                folder.resolve("node_modules/node-red/red.js").toString(),
                "--userDir",
                folder.toString(),
                "--settings",
                folder.resolve("settings.js").toString(),
                "--port",
                Integer.toString(port));
        Map<String, String> environment = Map.of("SINK_URL", sink + "/crm", "NODE_ENV", "production");
        return Child.start(command, folder, folder.resolve("node-red.log"), environment);
    }

    private static void install(Path folder, List<String> command) {
        System.err.println("installing into " + folder + ": " + String.join(" ", command));
        Child.start(command, folder, folder.resolve("install.log"), Map.of()).awaitSuccess(INSTALL_SECONDS);
    }

    /** True when the file was not there before, or another one was. */
    private static boolean unpack(Path folder, String kind, String file) {
        Path target = folder.resolve(file);
        try (InputStream resource = Peer.class.getResourceAsStream("/peers/" + kind + "/" + file)) {
            byte[] bytes = Objects.requireNonNull(resource, file).readAllBytes();
            if (Files.exists(target) && Arrays.equals(Files.readAllBytes(target), bytes)) {
                return false;
            }
            Files.createDirectories(folder);
            Files.write(target, bytes);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<EventRequest> requests() {
        return List.of(EventRequest.of("127.0.0.1:" + address.getPort(), path, Map.of()));
    }

    @Override
    public long pid() {
        return child.pid();
    }

    @Override
    public void close() {
        child.close();
    }
}
