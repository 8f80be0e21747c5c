package dev.zaffre.cli;

import dev.zaffre.config.SettingSources;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The flags that set settings, shared by the commands that read them. */
final class SettingOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings file; else zaffre.yaml in the data directory.")
    private @Nullable Path config;

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on; 0 takes a free one (server.port).")
    private @Nullable String port;

    @Option(names = "--data", paramLabel = "DIR", description = "Data directory (data_dir).")
    private @Nullable String data;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "A PostgreSQL of your own, postgresql://user:password@host/name (database.url).")
    private @Nullable String databaseUrl;

    @Option(
            names = "--event-rate",
            paramLabel = "N|unlimited",
            description = "Events accepted per second and environment (events.rate, and events.burst with it).")
    private @Nullable String eventRate;

    @Option(
            names = "--allow-loopback",
            description = "Let connectors call this machine itself; for trials only (outbound.allow_loopback).")
    private boolean allowLoopback;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any setting by its key, as often as needed; 'zaffre config' lists them.")
    private Map<String, String> others = new LinkedHashMap<>();

    /** Where the command that has these flags prints to. */
    PrintWriter out() {
        return Objects.requireNonNull(command).commandLine().getOut();
    }

    SettingSources.Effective resolve() {
        return resolve(Map.of());
    }

    /** @param beneath values that flags replace */
    SettingSources.Effective resolve(Map<String, String> beneath) {
        Map<String, String> flags = new LinkedHashMap<>(beneath);
        put(flags, "server.port", port);
        put(flags, "data_dir", data);
        put(flags, "database.url", databaseUrl);
        put(flags, "events.rate", eventRate);
        if (eventRate != null && !eventRate.equals("unlimited")) {
            flags.put("events.burst", eventRate);
        }
        if (allowLoopback) {
            flags.put("outbound.allow_loopback", "true");
        }
        flags.putAll(others);
        return SettingSources.resolve(config, System.getenv(), flags);
    }

    private static void put(Map<String, String> flags, String key, @Nullable String value) {
        if (value != null) {
            flags.put(key, value);
        }
    }
}
