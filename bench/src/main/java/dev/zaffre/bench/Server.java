package dev.zaffre.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The packaged server with its embedded PostgreSQL, started as an operator starts it. */
record Server(Child child, URI url, Path data) implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String HEAP = "-Xmx384m";

    /** The flags that the launcher gives every command, with the heap that the memory target asks for. */
    static List<String> java(Path jar, List<String> moreFlags) {
        List<String> command = new ArrayList<>(List.of(
                Jvm.java(),
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+UseParallelGC",
                HEAP));
        command.addAll(moreFlags);
        command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        return command;
    }

    /** Ready when this returns; its data directory in this folder is made when it is not there. */
    static Server start(Path jar, Path folder, List<String> moreFlags) {
        Path data = folder.resolve("data").toAbsolutePath();
        List<String> command = java(jar, moreFlags);
        command.addAll(List.of(
                "up", "--port", "0", "--data", data.toString(), "--event-rate", "unlimited", "--allow-loopback"));
        Child child = Child.start(command, folder, folder.resolve("server.log"), Map.of());
        return new Server(child, URI.create(child.awaitLine("ready ", 120)), data);
    }

    /** Of the environment production. */
    ProductApi api() {
        String key = JSON.readTree(data.resolve("credentials.json").toFile())
                .path("environments")
                .path("production")
                .path("api_key")
                .asString();
        return new ProductApi(url, key);
    }

    @Override
    public void close() {
        child.close();
    }
}
