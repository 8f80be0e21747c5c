package dev.zaffre.bench;

import dev.zaffre.db.Database;
import dev.zaffre.db.embedded.EmbeddedPostgres;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The packaged server with its embedded PostgreSQL, started as an operator starts it and set up through its public API: one custom app
 * at the sink, one event type, one workflow with one action of five mapped fields, and linked accounts that all have it enabled.
 */
record Product(
        Child child, InetSocketAddress address, Path data, ProductApi api, String workflow, List<String> accounts)
        implements Target {
    /** Of the custom app. */
    static final String APP = "bench-crm";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String HEAP = "-Xmx384m";

    /** The flags that the launcher gives the server, with the heap that the memory target asks for. */
    private static List<String> command(Path jar, int port, Path data) {
        return List.of(
                Jvm.java(),
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+UseParallelGC",
                HEAP,
                "-jar",
                jar.toAbsolutePath().toString(),
                "up",
                "--port",
                Integer.toString(port),
                "--data",
                data.toString(),
                "--event-rate",
                "unlimited",
                "--allow-loopback");
    }

    /** Starts the server on a new data directory in this folder, and sets it up. */
    static Product start(Path jar, Path folder, URI sink, int accounts) {
        Path data = folder.resolve("data").toAbsolutePath();
        Child child = Child.start(command(jar, Child.freePort(), data), folder, folder.resolve("server.log"), Map.of());
        URI url = URI.create(child.awaitLine("ready ", 120));
        JsonNode credentials = JSON.readTree(data.resolve("credentials.json").toFile());
        String key = credentials
                .path("environments")
                .path("production")
                .path("api_key")
                .asString();
        ProductApi api = new ProductApi(url, key);
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= accounts; i++) {
            names.add("customer-" + i);
        }
        String workflow = api.defineJob(sink);
        for (String name : names) {
            api.link(name, workflow);
        }
        return new Product(child, new InetSocketAddress(url.getHost(), url.getPort()), data, api, workflow, names);
    }

    @Override
    public String name() {
        return "Zaffre";
    }

    @Override
    public List<EventRequest> requests() {
        return requestsOf(accounts);
    }

    List<EventRequest> requestsOf(List<String> names) {
        return names.stream().map(this::request).toList();
    }

    private EventRequest request(String account) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-api-key", api.key());
        headers.put("linked_account_id", account);
        return EventRequest.of("127.0.0.1:" + address.getPort(), "/api/v2/public/event", headers);
    }

    /** Of its embedded PostgreSQL, for filling the queue. */
    Database.Address database() {
        return EmbeddedPostgres.running(data)
                .orElseThrow(() -> new IllegalStateException("No PostgreSQL runs on " + data));
    }

    @Override
    public long pid() {
        return child.pid();
    }

    @Override
    public void close() {
        api.close();
        child.close();
    }
}
