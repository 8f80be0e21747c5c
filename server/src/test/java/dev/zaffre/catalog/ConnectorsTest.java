package dev.zaffre.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundRequest;
import dev.zaffre.delivery.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Every folder under {@code connectors/}: a valid definition, and examples of what each action sends. */
class ConnectorsTest {
    private static final Path FOLDER = Path.of("../connectors");
    private final Map<String, App> apps = BuiltInApps.load(AppSchema.fromClasspath());

    @Test
    void the_index_names_every_folder() throws IOException {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            List<String> slugs = folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
            assertThat(Files.readAllLines(FOLDER.resolve("index.txt"))).containsExactlyElementsOf(slugs);
            assertThat(apps.keySet()).containsExactlyElementsOf(slugs);
        }
    }

    @Test
    void every_definition_tells_editors_its_schema() throws IOException {
        for (String slug : apps.keySet()) {
            assertThat(Files.readString(FOLDER.resolve(slug).resolve("app.yaml")))
                    .startsWith("# yaml-language-server: $schema=../connector.schema.json\nslug: " + slug + "\n");
        }
    }

    @TestFactory
    Stream<DynamicTest> what_each_action_sends() {
        return apps.values().stream()
                .flatMap(app -> golden(app).map(example -> {
                    String name = app.slug() + " " + example.path("action").asString() + ": "
                            + example.path("what").asString();
                    return DynamicTest.dynamicTest(name, () -> check(app, example));
                }));
    }

    @TestFactory
    Stream<DynamicTest> every_action_has_an_example() {
        return apps.values().stream()
                .map(app -> DynamicTest.dynamicTest(
                        app.slug(),
                        () -> assertThat(golden(app)
                                        .map(example -> example.path("action").asString()))
                                .containsAll(app.actions().stream()
                                        .map(Action::id)
                                        .filter(id -> !id.equals("httprequest"))
                                        .toList())));
    }

    private static Stream<JsonNode> golden(App app) {
        JsonNode all = Json.read(BuiltInApps.text("connectors/" + app.slug() + "/golden.json"));
        return StreamSupport.stream(all.spliterator(), false);
    }

    private static void check(App app, JsonNode example) {
        Map<String, Secret> credential = new LinkedHashMap<>();
        example.path("credential")
                .properties()
                .forEach(value -> credential.put(
                        value.getKey(), new Secret(value.getValue().asString())));
        Action action = app.action(example.path("action").asString()).orElseThrow();
        OutboundRequest request = app.prepare(
                action,
                (ObjectNode) example.path("fields"),
                new Credential(example.path("auth_type").asString(app.auth().type()), credential),
                "run-1");
        JsonNode expected = example.path("request");
        assertThat(request.method()).isEqualTo(expected.path("method").asString());
        assertThat(request.url()).hasToString(expected.path("url").asString());
        Map<String, String> headers = new LinkedHashMap<>();
        request.headers().forEach(header -> headers.put(header.name(), header.value()));
        assertThat(headers.remove("User-Agent")).startsWith("Zaffre/");
        Map<String, String> expectedHeaders = new LinkedHashMap<>();
        expected.path("headers")
                .properties()
                .forEach(header ->
                        expectedHeaders.put(header.getKey(), header.getValue().asString()));
        assertThat(headers).containsExactlyInAnyOrderEntriesOf(expectedHeaders);
        String text = expected.path("body_text").asString("");
        assertThat(new String(request.body(), StandardCharsets.UTF_8))
                .isEqualTo(expected.has("body") ? Json.write(expected.path("body")) : text);
        if (example.has("response")) {
            checkOutput(app, action, request, example);
        }
    }

    /** What later nodes see of the answer that the app's maker documents. */
    private static void checkOutput(App app, Action action, OutboundRequest request, JsonNode example) {
        Exchange.Answer answer = new Exchange.Answer(
                example.path("response").path("status").asInt(200),
                List.of(),
                example.path("response").has("body")
                        ? Json.writeBytes(example.path("response").path("body"))
                        : new byte[0],
                false);
        Exchange sent =
                new Exchange(new Outcome.Delivered(answer.status()), answer, Instant.EPOCH, java.time.Duration.ZERO);
        Exchange judged = app.perform(action, request, page -> sent);
        assertThat(judged.outcome()).isInstanceOf(Outcome.Delivered.class);
        assertThat(app.output(action, java.util.Objects.requireNonNull(judged.answer())))
                .isEqualTo(example.path("output"));
    }
}
