package dev.zaffre.catalog;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** An app's definition as a person wrote it: what is wrong with it is said with the line. */
public final class DefinitionFile {
    /** A member that is said twice would silently be what is said last. */
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final YAMLMapper WRITER = YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLWriteFeature.SPLIT_LINES)
            .build();
    /** How the schema's validator names a member that may not be there, or has a name that may not be. */
    private static final Pattern NAMED_MEMBER = Pattern.compile("property '([^']+)'");

    private final String name;
    private final String yaml;

    /** Lines count from 1. */
    public record Fault(String file, int line, String reason) {
        @Override
        public String toString() {
            return file + ":" + line + ": " + reason;
        }
    }

    /** Made when it is first needed: compiling takes longer than everything else that reads a file. */
    private static final class Published {
        static final AppSchema SCHEMA = AppSchema.fromClasspath();
    }

    /** @param name as messages are to name the file */
    public DefinitionFile(String name, String yaml) {
        this.name = name;
        this.yaml = yaml;
    }

    /** A definition as people read and write it. */
    static String text(JsonNode definition) {
        return WRITER.writeValueAsString(definition);
    }

    public String name() {
        return name;
    }

    /**
     * The definition, whatever it says.
     *
     * @throws InvalidDefinition when it is not YAML, or says something twice
     */
    public JsonNode json() {
        try {
            return YAML.readTree(yaml);
        } catch (JacksonException e) {
            throw new InvalidDefinition(
                    name, List.of(new Problem("", "not readable as YAML: " + e.getOriginalMessage())));
        }
    }

    /** @throws InvalidDefinition with every problem that was found */
    public App app() {
        return read(Published.SCHEMA);
    }

    App read(AppSchema schema) {
        return AppReader.read(name, json(), schema);
    }

    /**
     * A definition that was changed after it was read.
     *
     * @throws InvalidDefinition with every problem that was found
     */
    public static App compile(String source, JsonNode definition) {
        return AppReader.read(source, definition, Published.SCHEMA);
    }

    /** Everything that is wrong with it, by line; empty when it can be used. */
    public List<Fault> faults() {
        return faults(Published.SCHEMA);
    }

    List<Fault> faults(AppSchema schema) {
        try {
            AppReader.read(name, YAML.readTree(yaml), schema);
            return List.of();
        } catch (JacksonException e) {
            return List.of(new Fault(name, line(e), "not readable as YAML: " + e.getOriginalMessage()));
        } catch (InvalidDefinition e) {
            Map<String, Integer> lines = lines();
            return e.problems().stream()
                    .map(problem -> new Fault(name, line(problem, lines), problem.toString()))
                    .distinct()
                    .sorted(Comparator.comparingInt(Fault::line))
                    .toList();
        }
    }

    /** The line in which a place begins, or the nearest place around it that is there. */
    public int line(String pointer) {
        try {
            return line(pointer, lines());
        } catch (JacksonException e) {
            return line(e);
        }
    }

    private static int line(JacksonException problem) {
        return problem.getLocation() == null
                ? 1
                : Math.max(1, problem.getLocation().getLineNr());
    }

    private static int line(Problem problem, Map<String, Integer> lines) {
        Matcher named = NAMED_MEMBER.matcher(problem.message());
        if (named.find()) {
            Integer line = lines.get(problem.pointer() + "/" + named.group(1));
            if (line != null) {
                return line;
            }
        }
        return line(problem.pointer(), lines);
    }

    private static int line(String pointer, Map<String, Integer> lines) {
        String at = pointer;
        while (!at.isEmpty()) {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
            at = at.substring(0, at.lastIndexOf('/'));
        }
        return lines.getOrDefault("", 1);
    }

    /** Where each place begins, by JSON pointer. */
    private Map<String, Integer> lines() {
        Map<String, Integer> lines = new LinkedHashMap<>();
        try (JsonParser parser = YAML.createParser(yaml)) {
            while (parser.nextToken() != null) {
                lines.putIfAbsent(
                        parser.streamReadContext().pathAsPointer().toString(),
                        parser.currentTokenLocation().getLineNr());
            }
        }
        return lines;
    }
}
