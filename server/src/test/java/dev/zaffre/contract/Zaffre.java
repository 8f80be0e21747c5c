package dev.zaffre.contract;

import dev.zaffre.App;
import dev.zaffre.base.Json;
import dev.zaffre.config.Settings;
import dev.zaffre.db.Database;
import dev.zaffre.sandbox.Sandbox;
import dev.zaffre.testing.TemporaryFolders;
import dev.zaffre.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The whole product in this process: the real server on a free port, on a database of its own, with the sandbox beside it. */
final class Zaffre implements AutoCloseable {
    private final App app;
    private final Sandbox sandbox;
    private final Database.Address database;
    private final Path data;
    private final JsonNode credentials;

    private Zaffre(App app, Sandbox sandbox, Database.Address database, Path data) {
        this.app = app;
        this.sandbox = sandbox;
        this.database = database;
        this.data = data;
        try {
            this.credentials = Json.parse(Files.readAllBytes(app.credentialsFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Zaffre start() {
        return start(Map.of());
    }

    /** @param more settings that differ from those of tests */
    static Zaffre start(Map<String, String> more) {
        Path data = TemporaryFolders.create("zaffre-contract-");
        Database.Address database = TestDatabase.fresh();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("server.port", "0");
        settings.put("data_dir", data.toString());
        settings.put("database.url", database.url());
        settings.put("database.user", database.user());
        settings.put("database.password", database.password());
        settings.put("database.connections", "8");
        settings.put("events.rate", "unlimited");
        settings.put("outbound.allow_loopback", "true");
        settings.putAll(more);
        Sandbox sandbox = Sandbox.start(0);
        return new Zaffre(App.start(Settings.with(settings)), sandbox, database, data);
    }

    App app() {
        return app;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    Database.Address database() {
        return database;
    }

    JsonNode credentials() {
        return credentials;
    }

    /** Without any credential. */
    ApiClient anonymous() {
        return ApiClient.at(app.url().toString().replaceFirst("/$", ""));
    }

    /** @param environment {@code test} or {@code production} */
    ApiClient client(String environment) {
        return anonymous()
                .key(credentials.at("/environments/" + environment + "/api_key").asString());
    }

    /** Tells the story of the examples in an environment. */
    Story story(String environment) {
        Story story = Story.tell(client(environment), sandbox.url(), credentials);
        try (Database open = Database.open(database, 2)) {
            story.people(open, app.url(), environment);
        }
        return story;
    }

    @Override
    public void close() {
        app.close();
        sandbox.close();
        TemporaryFolders.delete(data);
    }
}
