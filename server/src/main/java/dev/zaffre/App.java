package dev.zaffre;

import dev.zaffre.config.Settings;
import java.net.URI;
import java.nio.file.Path;

/** One running server: the only place that wires. */
public final class App implements AutoCloseable {
    private App() {}

    /** Starts everything and returns when requests are taken. */
    public static App start(Settings settings) {
        throw new UnsupportedOperationException("not wired yet: " + settings.server());
    }

    public URI url() {
        throw new UnsupportedOperationException();
    }

    /** The keys made on the first start. */
    public Path credentialsFile() {
        throw new UnsupportedOperationException();
    }

    /** Takes no more requests, waits for what is under way, stops the embedded database. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
