package dev.zaffre.bench;

import dev.zaffre.db.Database;
import dev.zaffre.db.embedded.EmbeddedPostgres;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server set up through its public API: one custom app at the sink, one event type, one workflow with one action of five mapped
 * fields, and linked accounts that all have it enabled.
 */
record Product(String name, Server server, ProductApi api, Auth auth, String workflow, List<String> accounts)
        implements Target {
    /** Of the custom app. */
    static final String APP = "bench-crm";

    /**
     * Sets up a server on a new data directory, and closes it from then on.
     *
     * @return empty, and the server is closed, when this build cannot connect accounts in that way
     */
    static Optional<Product> of(String name, Server server, URI sink, Auth auth, int accounts) {
        ProductApi api = server.api();
        if (!api.offers(auth.path())) {
            api.close();
            server.close();
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= accounts; i++) {
            names.add("customer-" + i);
        }
        Product product = new Product(name, server, api, auth, api.defineJob(sink, auth), names);
        names.forEach(product::link);
        return Optional.of(product);
    }

    /** A linked account, connected, with the workflow enabled. */
    void link(String account) {
        api.link(account, auth, workflow);
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(server.url().getHost(), server.url().getPort());
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
        return EventRequest.of("127.0.0.1:" + server.url().getPort(), "/api/v2/public/event", headers);
    }

    /** Otherwise the server goes on noting what changes for a minute after the last client has left, since clients come back. */
    void forgetListeners() {
        Database.Address address = database();
        try (Connection connection = DriverManager.getConnection(address.url(), address.user(), address.password());
                Statement statement = connection.createStatement()) {
            statement.execute("delete from live_listener");
        } catch (SQLException e) {
            throw new IllegalStateException("The listeners cannot be forgotten", e);
        }
    }

    /** Of its embedded PostgreSQL. */
    Database.Address database() {
        return EmbeddedPostgres.running(server.data())
                .orElseThrow(() -> new IllegalStateException("No PostgreSQL runs on " + server.data()));
    }

    @Override
    public long pid() {
        return server.child().pid();
    }

    @Override
    public void close() {
        api.close();
        server.close();
    }
}
