package dev.zaffre.config;

import dev.zaffre.base.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

/** Everything that can be set, typed and checked. {@link SettingTable} says what each one means, {@link SettingSources} where it came from. */
public record Settings(
        Server server,
        Database database,
        Path dataDirectory,
        Events events,
        Execution execution,
        Outbound outbound,
        Security security,
        Log log) {

    /**
     * @param port 0 takes a free one
     * @param publicUrl how others reach this server, without a slash at the end; empty when it is not known
     */
    public record Server(String host, int port, String publicUrl) {}

    /**
     * @param url JDBC address without credentials; empty for the embedded PostgreSQL in the data directory
     * @param connections size of the pool
     */
    public record Database(String url, String user, Secret password, int connections) {
        public boolean isEmbedded() {
            return url.isEmpty();
        }
    }

    /**
     * @param rate events a second and environment; empty means unlimited
     * @param burst events that may come at once above the rate
     */
    public record Events(OptionalInt rate, int burst) {}

    /**
     * @param workers nodes of workflows under way at once in this process
     * @param lease how long the work of a process that fell silent stays with it
     * @param drain how long an orderly stop waits for what is under way
     * @param retentionDays days that events, executions and attempts are kept
     */
    public record Execution(int workers, Duration lease, Duration drain, int retentionDays) {}

    /**
     * @param allowLoopback calls to this machine itself are allowed
     * @param deadline of one whole call, body included
     */
    public record Outbound(boolean allowLoopback, Duration deadline) {}

    /**
     * @param keysetFile the keys that encrypt credentials
     * @param session life of a session token
     */
    public record Security(Path keysetFile, Duration session) {}

    /**
     * @param format text or json
     * @param level error, warn, info or debug
     */
    public record Log(String format, String level) {}

    /**
     * The defaults with some values replaced: for tests and for {@code demo}.
     *
     * @param overrides texts by key, such as {@code server.port}
     * @throws InvalidSetting when a key is unknown or a value is not allowed
     */
    public static Settings with(Map<String, String> overrides) {
        return SettingSources.resolve(null, Map.of(), overrides).settings();
    }

    static Settings of(Map<String, String> values) {
        Values value = new Values(values);
        Path data = Path.of(value.text("data_dir"));
        String keyset = value.text("security.keyset_file");
        return new Settings(
                new Server(value.text("server.host"), value.number("server.port"), value.text("server.public_url")),
                new Database(
                        value.text("database.url"),
                        value.text("database.user"),
                        new Secret(value.text("database.password")),
                        value.number("database.connections")),
                data,
                new Events(
                        value.text("events.rate").equals("unlimited")
                                ? OptionalInt.empty()
                                : OptionalInt.of(value.number("events.rate")),
                        value.number("events.burst")),
                new Execution(
                        value.number("execution.workers"),
                        value.seconds("execution.lease_seconds"),
                        value.seconds("execution.drain_seconds"),
                        value.number("execution.retention_days")),
                new Outbound(value.flag("outbound.allow_loopback"), value.seconds("outbound.deadline_seconds")),
                new Security(
                        keyset.isEmpty() ? data.resolve("keyset.json") : Path.of(keyset),
                        Duration.ofHours(value.number("security.session_hours"))),
                new Log(value.text("log.format"), value.text("log.level")));
    }

    /** Texts that {@link SettingTable} has already checked. */
    private record Values(Map<String, String> texts) {
        String text(String key) {
            return java.util.Objects.requireNonNull(texts.get(key), key);
        }

        int number(String key) {
            return Integer.parseInt(text(key));
        }

        boolean flag(String key) {
            return Boolean.parseBoolean(text(key));
        }

        Duration seconds(String key) {
            return Duration.ofSeconds(number(key));
        }
    }
}
