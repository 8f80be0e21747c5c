package dev.zaffre.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The files that a new connector begins with: a whole one of a made-up app, which passes every check but "nothing is left to do". */
final class ConnectorTemplate {
    private static final int INITIALS = 2;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final boolean oauth;

    ConnectorTemplate(String slug, boolean oauth) {
        this.oauth = oauth;
        List<String> words = Arrays.stream(slug.split("[-_]")).toList();
        String name = words.stream()
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining(" "));
        String letters = words.size() > 1
                ? words.stream().map(word -> word.substring(0, 1)).collect(Collectors.joining())
                : slug;
        values.put(
                "auth", text(oauth ? "auth-oauth2.yaml" : "auth-keybased.yaml").strip());
        values.put("slug", slug);
        values.put("host", slug.replace('_', '-'));
        values.put("name", name);
        values.put(
                "initials",
                letters.substring(0, Math.min(INITIALS, letters.length())).toUpperCase(Locale.ROOT));
        values.put("credential", oauth ? "{\"access_token\": \"test-key\"}" : "{\"api_key\": \"test-key\"}");
    }

    /** Writes the folder and adds its line to the index. */
    List<Path> write(Path connectors) throws IOException {
        Path folder = connectors.resolve(String.valueOf(values.get("slug")));
        Files.createDirectories(folder.resolve("fixtures"));
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(folder.resolve("app.yaml"), filled("app.yaml"));
        files.put(folder.resolve("golden.json"), filled("golden.json"));
        files.put(folder.resolve("fixtures/verification.json"), filled("verification.json"));
        if (oauth) {
            files.put(folder.resolve("fixtures/token.json"), filled("token.json"));
        }
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Files.writeString(file.getKey(), file.getValue());
        }
        Path index = connectors.resolve(ConnectorFolder.INDEX);
        TreeSet<String> slugs = new TreeSet<>(Files.exists(index) ? Files.readAllLines(index) : List.of());
        slugs.add(String.valueOf(values.get("slug")));
        slugs.remove("");
        Files.writeString(index, String.join("\n", slugs) + "\n");
        return List.copyOf(files.keySet());
    }

    private String filled(String file) {
        String text = text(file);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("@" + value.getKey() + "@", value.getValue());
        }
        return text;
    }

    private static String text(String file) {
        try (InputStream in = ConnectorTemplate.class.getResourceAsStream("/connector-template/" + file)) {
            if (in == null) {
                throw new IllegalStateException("The build lacks connector-template/" + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
