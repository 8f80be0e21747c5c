package dev.zaffre.config;

import dev.zaffre.base.Closest;
import dev.zaffre.config.SettingTable.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Puts the settings together: defaults, then the file, then the environment, then flags; later ones win. */
public final class SettingSources {
    private static final String FILE_NAME = "zaffre.yaml";
    private static final String PREFIX = "ZAFFRE_";

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private SettingSources() {}

    /**
     * One value and where it came from.
     *
     * @param source {@code default}, the file's path, the variable's name, or {@code flag}
     */
    public record Entry(Setting setting, String value, String source) {
        /** The value, or asterisks when it is a secret. */
        public String shown() {
            return setting.isSecret() && !value.isEmpty() ? "***" : value;
        }
    }

    /** All settings, resolved. */
    public record Effective(Settings settings, List<Entry> entries) {}

    /**
     * @param file given with {@code --config}; when null, {@code zaffre.yaml} in the data directory if it is there
     * @param environment the process's variables; those that begin with {@code ZAFFRE_} count
     * @param flags texts by key, given on the command line
     * @throws InvalidSetting when a key is unknown, a value is not allowed, or the file cannot be read
     */
    public static Effective resolve(@Nullable Path file, Map<String, String> environment, Map<String, String> flags) {
        SettingSources sources = new SettingSources();
        for (Setting setting : SettingTable.all()) {
            sources.entries.put(setting.key(), new Entry(setting, setting.defaultValue(), "default"));
        }
        SettingSources above = new SettingSources();
        above.addEnvironment(environment);
        flags.forEach((key, value) -> above.add(key, value, "flag"));
        sources.addFile(file, above.entries.getOrDefault("data_dir", sources.entry("data_dir")));
        sources.entries.putAll(above.entries);
        Map<String, String> values = new LinkedHashMap<>();
        sources.entries.forEach((key, entry) -> values.put(key, entry.value()));
        return new Effective(Settings.of(values), List.copyOf(sources.entries.values()));
    }

    private Entry entry(String key) {
        return Objects.requireNonNull(entries.get(key), key);
    }

    private void addEnvironment(Map<String, String> environment) {
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                Setting setting = SettingTable.all().stream()
                        .filter(candidate -> candidate.environmentName().equals(name))
                        .findFirst()
                        .orElseThrow(() -> unknown(
                                name,
                                "environment variable",
                                SettingTable.all().stream().map(Setting::environmentName)));
                add(setting.key(), value, name);
            }
        });
    }

    private void addFile(@Nullable Path given, Entry dataDirectory) {
        Path file = given == null ? Path.of(dataDirectory.value()).resolve(FILE_NAME) : given;
        if (given == null && !Files.exists(file)) {
            return;
        }
        flatten("", parse(file), file.toString());
        if (given == null && !entry("data_dir").source().equals("default")) {
            throw new InvalidSetting("data_dir cannot be set in " + file
                    + ", which is itself in the data directory: use --data, or --config with a file elsewhere");
        }
    }

    private static JsonNode parse(Path file) {
        try {
            return new YAMLMapper().readTree(Files.readString(file));
        } catch (IOException e) {
            throw new InvalidSetting("The settings file " + file + " cannot be read: " + e.getMessage());
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new InvalidSetting("The settings file " + file + " is not valid YAML"
                    + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"));
        }
    }

    private void flatten(String prefix, JsonNode node, String source) {
        if (node.isObject()) {
            node.properties()
                    .forEach(member -> flatten(
                            prefix.isEmpty() ? member.getKey() : prefix + "." + member.getKey(),
                            member.getValue(),
                            source));
        } else if (!prefix.isEmpty()) {
            if (node.isArray()) {
                throw new InvalidSetting(prefix + " in " + source + " is a list; one value is allowed");
            }
            add(prefix, node.isNull() ? "" : node.asString(), source);
        } else if (!node.isNull() && !node.isMissingNode()) {
            throw new InvalidSetting(
                    "The settings file " + source + " must hold settings such as 'server:' with 'port: 7400' below it");
        }
    }

    private void add(String key, String given, String source) {
        Setting setting = SettingTable.find(key)
                .orElseThrow(() -> unknown(
                        key, "setting in " + source, SettingTable.all().stream().map(Setting::key)));
        String value = given.strip();
        if (!setting.allowed().accepts(value)) {
            throw new InvalidSetting(key + " is '" + (setting.isSecret() || key.equals("database.url") ? "***" : value)
                    + "' (" + source + "); allowed: " + setting.allowed().describe());
        }
        if (key.equals("database.url")) {
            DatabaseUrl url = DatabaseUrl.parse(value);
            entries.put(key, new Entry(setting, url.jdbc(), source));
            url.user().ifPresent(user -> add("database.user", user, source));
            url.password().ifPresent(password -> add("database.password", password, source));
        } else {
            entries.put(key, new Entry(setting, value, source));
        }
    }

    private static InvalidSetting unknown(String name, String what, Stream<String> known) {
        return new InvalidSetting("Unknown " + what + ": " + name + ". "
                + Closest.closest(name, known.toList())
                        .map(candidate -> "Did you mean " + candidate + "?")
                        .orElse("'zaffre config' lists what there is."));
    }
}
