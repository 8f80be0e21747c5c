package dev.zaffre.conformance;

import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.catalog.DefinitionFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One folder under {@code connectors/}: the definition, what its actions are expected to send, and recorded answers of the app.
 *
 * @param verifications one for each way to authenticate that was recorded
 * @param token the recorded answer of the token endpoint
 * @param faults everything that keeps the files from being read
 * @param unfinished what the template that a connector begins with asks its author to do
 */
record Connector(
        String slug,
        DefinitionFile definition,
        List<Example> examples,
        List<JsonNode> verifications,
        Optional<JsonNode> token,
        List<DefinitionFile.Fault> faults,
        List<DefinitionFile.Fault> unfinished) {
    static final String DEFINITION = "app.yaml";
    static final String GOLDEN = "golden.json";
    static final String VERIFICATION = "fixtures/verification.json";
    static final String TOKEN = "fixtures/token.json";
    private static final Pattern LEFT = Pattern.compile("\\S.*# TODO:?(.*)");

    /** One of {@code golden.json}: inputs, and the request that they become. */
    record Example(JsonNode json) {
        String action() {
            return json.path("action").asString("");
        }

        /** Of the app's ways to authenticate; empty for its first. */
        String authType() {
            return json.path("auth_type").asString("");
        }

        Map<String, Secret> credential() {
            return secrets(json.path("credential"));
        }

        ObjectNode fields() {
            return json.path("fields") instanceof ObjectNode given ? given : Json.object();
        }

        @Override
        public String toString() {
            return action() + " (" + json.path("what").asString("") + ")";
        }
    }

    static Map<String, Secret> secrets(JsonNode values) {
        Map<String, Secret> secrets = new LinkedHashMap<>();
        values.properties()
                .forEach(value ->
                        secrets.put(value.getKey(), new Secret(value.getValue().asString())));
        return secrets;
    }

    static Connector read(Path folder) {
        String slug = String.valueOf(folder.getFileName());
        List<DefinitionFile.Fault> faults = new ArrayList<>();
        Path file = folder.resolve(DEFINITION);
        String yaml = "";
        if (Files.exists(file)) {
            yaml = text(file);
        } else {
            faults.add(new DefinitionFile.Fault(file.toString(), 1, "is missing"));
        }
        DefinitionFile definition = new DefinitionFile(file.toString(), yaml);
        if (faults.isEmpty()) {
            faults.addAll(definition.faults());
        }
        if (faults.isEmpty() && !definition.app().slug().equals(slug)) {
            faults.add(new DefinitionFile.Fault(
                    file.toString(), definition.line("/slug"), "the slug must be the folder's name, '" + slug + "'"));
        }
        List<Example> examples = new ArrayList<>();
        json(folder.resolve(GOLDEN), faults)
                .ifPresent(all -> elements(all).forEach(example -> examples.add(new Example(example))));
        List<JsonNode> verifications = json(folder.resolve(VERIFICATION), faults)
                .map(Connector::elements)
                .orElse(List.of());
        Optional<JsonNode> token = json(folder.resolve(TOKEN), faults);
        return new Connector(slug, definition, examples, verifications, token, faults, unfinished(file, yaml));
    }

    private static List<DefinitionFile.Fault> unfinished(Path file, String yaml) {
        List<DefinitionFile.Fault> found = new ArrayList<>();
        int line = 1;
        for (String text : yaml.lines().toList()) {
            Matcher left = LEFT.matcher(text);
            if (left.find()) {
                String place = text.strip().replaceFirst(":.*", "");
                String hint = left.group(1).strip();
                found.add(new DefinitionFile.Fault(
                        file.toString(), line, "'" + place + "' is still to do" + (hint.isEmpty() ? "" : ": " + hint)));
            }
            line++;
        }
        return found;
    }

    private static List<JsonNode> elements(JsonNode json) {
        List<JsonNode> all = new ArrayList<>();
        if (json.isArray()) {
            json.forEach(all::add);
        } else {
            all.add(json);
        }
        return all;
    }

    /** Empty when there is no such file, or it is not JSON. */
    private static Optional<JsonNode> json(Path file, List<DefinitionFile.Fault> faults) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.parse(text(file)));
        } catch (Json.Malformed e) {
            faults.add(new DefinitionFile.Fault(
                    file.toString(), Math.max(1, e.line), "not readable as JSON: " + e.getMessage()));
            return Optional.empty();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
