package dev.zaffre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.DefinitionCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class ConnectorImportTest {
    private static final String DOCUMENT = """
            openapi: 3.0.0
            info: {title: Acme Shop, version: '1', description: "Ends with a colon:"}
            servers: [{url: /v1}]
            paths:
              /things/{id}:
                get:
                  operationId: getThing
                  parameters:
                    - {name: id, in: path, required: true, schema: {type: string, example: '007', default: 'yes'}}
                    - {name: version, in: query, schema: {type: string, enum: ['1.0', '2.10', 'null', 'no', 'a: b', '# c']}}
                    - {name: session, in: cookie, schema: {type: string}}
                  responses: {}
                delete: {operationId: deleteThing, responses: {}}
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = new CommandLine(new ConnectorImportCommand());
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        command.setExecutionExceptionHandler((problem, line, parsed) -> {
            err.write(ZaffreCommand.explain(problem));
            return ZaffreCommand.FAILED;
        });
        return command.execute(arguments);
    }

    private Path document(String text) throws IOException {
        return Files.writeString(folder.resolve("document.yaml"), text);
    }

    @Test
    void a_file_becomes_a_connector_and_a_report() throws IOException {
        Path document = document(DOCUMENT);
        assertThat(run(document.toString(), "--slug", "acme", "--out", folder.toString()))
                .as(err.toString())
                .isZero();
        String yaml = Files.readString(folder.resolve("acme/app.yaml"));
        assertThat(yaml).startsWith("# yaml-language-server: $schema=../connector.schema.json\nslug: acme\n");
        JsonNode definition = new YAMLMapper().readTree(yaml);
        assertThat(DefinitionCheck.problems(definition)).isEmpty();
        assertThat(definition.path("description").asString()).isEqualTo("Ends with a colon:");
        JsonNode version = definition.at("/actions/0/fields/1/options");
        assertThat(version.values().stream().map(option -> option.path("value")))
                .allMatch(JsonNode::isString)
                .extracting(JsonNode::stringValue)
                .containsExactly("1.0", "2.10", "null", "no", "a: b", "# c");
        assertThat(Json.write(definition.at("/actions/0/fields/0/example"))).isEqualTo("\"007\"");
        assertThat(out.toString())
                .contains("acme/app.yaml: 2 of 2 operations, 3 fields")
                .contains("getThing, cookie.session: is a cookie: left out");
    }

    @Test
    void an_address_is_fetched_and_relative_addresses_are_meant_from_there() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/docs/openapi.yaml", exchange -> {
            byte[] answer = DOCUMENT.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            String root = "http://127.0.0.1:" + server.getAddress().getPort();
            assertThat(run(root + "/docs/openapi.yaml", "--operations", "getThing", "--out", folder.toString()))
                    .as(err.toString())
                    .isZero();
            assertThat(Files.readString(folder.resolve("acme-shop/app.yaml")))
                    .doesNotContain("delete_thing")
                    .contains("base_url: " + root + "/v1");
            assertThat(out.toString()).contains("1 of 2 operations");
            assertThat(run(root + "/nothing", "--out", folder.toString())).isEqualTo(1);
            assertThat(err.toString()).contains("it answered 404");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_connector_that_is_there_is_replaced_only_when_asked() throws IOException {
        String document = document(DOCUMENT).toString();
        assertThat(run(document, "--out", folder.toString())).isZero();
        assertThat(run(document, "--out", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("app.yaml exists; --force replaces it");
        assertThat(run(document, "--out", folder.toString(), "--force")).isZero();
    }

    @Test
    void what_cannot_be_imported_is_said_in_one_line() throws IOException {
        assertThat(run(folder.resolve("none.yaml").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("could not be read").contains("none.yaml");
        assertThat(run(document("openapi: 9").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("Version '9' cannot be read");
        assertThat(run(document(DOCUMENT).toString(), "--operations", "getThings"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("Did you mean \"getThing\"?");
    }
}
