package dev.zaffre.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every setting there is: name, default, unit, meaning, and what is allowed. The table in {@code docs/operations.md} is written from it. */
public final class SettingTable {
    private SettingTable() {}

    /**
     * @param key as in the file, with dots between the levels
     * @param unit empty when it has none
     */
    public record Setting(String key, String defaultValue, String unit, String meaning, Allowed allowed) {
        /** {@code server.public_url} is {@code ZAFFRE_SERVER_PUBLIC_URL}. */
        public String environmentName() {
            return "ZAFFRE_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
        }

        public boolean isSecret() {
            return key.equals("database.password");
        }
    }

    /** What values a setting takes. */
    sealed interface Allowed {
        boolean accepts(String value);

        /** Completes "allowed: ...". */
        String describe();
    }

    /** Whole numbers from one bound to the other, both included; or one word in their place. */
    record Whole(int least, int most, Optional<String> word) implements Allowed {
        @Override
        public boolean accepts(String value) {
            if (word.isPresent() && word.get().equals(value)) {
                return true;
            }
            try {
                int number = Integer.parseInt(value);
                return number >= least && number <= most;
            } catch (NumberFormatException e) {
                return false;
            }
        }

        @Override
        public String describe() {
            return "a whole number from " + least + " to " + most
                    + word.map(text -> ", or " + text).orElse("");
        }
    }

    record OneOf(List<String> words) implements Allowed {
        @Override
        public boolean accepts(String value) {
            return words.contains(value);
        }

        @Override
        public String describe() {
            return String.join(", ", words);
        }
    }

    /** Text that begins in a given way; empty text only when there is a meaning for it. */
    record Text(boolean mayBeEmpty, List<String> beginnings) implements Allowed {
        @Override
        public boolean accepts(String value) {
            return value.isBlank()
                    ? mayBeEmpty
                    : beginnings.isEmpty() || beginnings.stream().anyMatch(value::startsWith);
        }

        @Override
        public String describe() {
            return beginnings.isEmpty() ? "any text" : "begins with " + String.join(" or ", beginnings);
        }
    }

    private static final OneOf YES_NO = new OneOf(List.of("true", "false"));
    private static final Text ANY = new Text(true, List.of());
    private static final Text SOME = new Text(false, List.of());

    private static final List<Setting> ALL = List.of(
            new Setting("server.host", "127.0.0.1", "", "Address to listen on; 0.0.0.0 for every interface.", SOME),
            new Setting("server.port", "7400", "", "Port to listen on; 0 takes a free one.", whole(0, 65_535)),
            new Setting(
                    "server.public_url",
                    "",
                    "",
                    "How others reach this server, for links in answers. Empty: `http://host:port`.",
                    new Text(true, List.of("http://", "https://"))),
            new Setting(
                    "database.url",
                    "",
                    "",
                    "PostgreSQL 15 or newer, as `postgresql://user:password@host:5432/name` or a JDBC URL. Empty: the embedded PostgreSQL in the data directory.",
                    new Text(true, List.of("jdbc:postgresql:", "postgresql://", "postgres://"))),
            new Setting("database.user", "zaffre", "", "Role to log in as, unless the URL names one.", SOME),
            new Setting("database.password", "", "", "Its password, unless the URL holds one.", ANY),
            new Setting(
                    "database.connections",
                    "24",
                    "connections",
                    "Connections this process opens at most.",
                    whole(4, 100)),
            new Setting(
                    "data_dir",
                    "data",
                    "",
                    "Folder for the embedded database, `credentials.json`, the keyset and `zaffre.yaml`.",
                    SOME),
            new Setting(
                    "events.rate",
                    "20",
                    "events/s",
                    "Events accepted per second and environment; more are answered with 429.",
                    new Whole(1, 1_000_000, Optional.of("unlimited"))),
            new Setting(
                    "events.burst", "20", "events", "Events accepted at once above that rate.", whole(1, 1_000_000)),
            new Setting(
                    "execution.workers",
                    "256",
                    "nodes",
                    "Nodes of workflows under way at once in this process.",
                    whole(1, 10_000)),
            new Setting(
                    "execution.lease_seconds",
                    "15",
                    "s",
                    "How long the work of a process that fell silent stays with it before others take it.",
                    whole(2, 600)),
            new Setting(
                    "execution.drain_seconds",
                    "20",
                    "s",
                    "How long an orderly stop waits for calls under way.",
                    whole(0, 600)),
            new Setting(
                    "execution.retention_days",
                    "30",
                    "days",
                    "How long events, executions and attempts are kept.",
                    whole(1, 3_650)),
            new Setting(
                    "outbound.allow_loopback",
                    "false",
                    "",
                    "Whether connectors may call this machine itself. For trials only.",
                    YES_NO),
            new Setting(
                    "outbound.deadline_seconds",
                    "30",
                    "s",
                    "Longest that one call of an app may take, answer included.",
                    whole(1, 300)),
            new Setting(
                    "security.keyset_file",
                    "",
                    "",
                    "The keys that encrypt customers' credentials. Empty: `keyset.json` in the data directory, made on the first start.",
                    ANY),
            new Setting("security.session_hours", "168", "h", "Life of a session token.", whole(1, 8_760)),
            new Setting(
                    "log.format",
                    "text",
                    "",
                    "`text` for people, `json` for machines.",
                    new OneOf(List.of("text", "json"))),
            new Setting(
                    "log.level",
                    "info",
                    "",
                    "Least severity logged.",
                    new OneOf(List.of("error", "warn", "info", "debug"))));

    private static Whole whole(int least, int most) {
        return new Whole(least, most, Optional.empty());
    }

    public static List<Setting> all() {
        return ALL;
    }

    static Optional<Setting> find(String key) {
        return ALL.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }

    /** The table of the manual, in Markdown. */
    public static String markdown() {
        return ALL.stream()
                .map(setting -> "| `%s` | %s | %s | %s | %s |"
                        .formatted(
                                setting.key(),
                                setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`",
                                setting.unit(),
                                setting.allowed().describe(),
                                setting.meaning()))
                .collect(Collectors.joining(
                        "\n", "| setting | default | unit | allowed | meaning |\n|---|---|---|---|---|\n", "\n"));
    }
}
