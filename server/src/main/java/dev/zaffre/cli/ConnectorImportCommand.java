package dev.zaffre.cli;

import dev.zaffre.base.Clock;
import dev.zaffre.catalog.openapi.Fetched;
import dev.zaffre.catalog.openapi.InvalidDocument;
import dev.zaffre.catalog.openapi.OpenApiImport;
import dev.zaffre.catalog.openapi.Report;
import dev.zaffre.delivery.EgressPolicy;
import dev.zaffre.delivery.OutboundHttp;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Writes a connector of an OpenAPI document. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a connector, <DIR>/<slug>/app.yaml, of an OpenAPI 3.0 or 3.1 or Swagger 2.0 document in JSON or YAML.",
            "Prints what was left out and why. References to other files and addresses are not followed."
        })
final class ConnectorImportCommand implements Callable<Integer> {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER, YAMLWriteFeature.SPLIT_LINES)
            .enable(
                    YAMLWriteFeature.MINIMIZE_QUOTES,
                    YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS,
                    YAMLWriteFeature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(paramLabel = "FILE|URL", description = "The document; at most 20 MiB.")
    private String source = "";

    @Option(
            names = "--slug",
            paramLabel = "SLUG",
            description = "The connector's slug; else made of the document's title.")
    private @Nullable String slug;

    @Option(names = "--name", paramLabel = "NAME", description = "The app's name; else the document's title.")
    private @Nullable String name;

    @Option(
            names = "--operations",
            paramLabel = "ID",
            split = ",",
            description = "Only these operations, by operationId or 'METHOD /path', separated by commas.")
    private List<String> operations = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the connector's folder is made.",
            defaultValue = "connectors")
    private Path out = Path.of("connectors");

    @Option(names = "--force", description = "Replace an app.yaml that is there.")
    private boolean force;

    @Override
    public Integer call() {
        boolean address = source.startsWith("http://") || source.startsWith("https://");
        Set<String> wanted = new LinkedHashSet<>(operations);
        OpenApiImport.Result result;
        try {
            URI origin = address ? Fetched.address(source) : null;
            String text = origin == null ? file() : fetched(origin);
            result = OpenApiImport.read(text, new OpenApiImport.Options(slug, name, wanted, origin));
        } catch (Fetched.Failed e) {
            throw new Failure(String.valueOf(e.getMessage()));
        } catch (InvalidDocument e) {
            throw new Failure("The document cannot be imported: " + e.getMessage());
        }
        Path written = write(result.definition());
        print(result.report(), written);
        return 0;
    }

    private String file() {
        Path file = Path.of(source);
        try {
            if (Files.isDirectory(file)) {
                throw new Failure(file + " is a directory; name the document in it");
            }
            if (Files.size(file) > OpenApiImport.LONGEST) {
                throw new Failure(file + " is larger than " + OpenApiImport.LONGEST / 1024 / 1024 + " MiB");
            }
            return Files.readString(file);
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new Failure(file + " is not a text in UTF-8");
        } catch (IOException e) {
            throw new UncheckedIOException("The document could not be read", e);
        }
    }

    private static String fetched(URI url) throws Fetched.Failed {
        OutboundHttp.Limits usual = OutboundHttp.Limits.DEFAULT;
        OutboundHttp.Limits large = new OutboundHttp.Limits(
                usual.connect(),
                usual.firstByte(),
                Duration.ofMinutes(2),
                OpenApiImport.LONGEST,
                usual.headBytes(),
                usual.headers(),
                100);
        try (OutboundHttp http = new OutboundHttp(new EgressPolicy(true), Clock.system(), large)) {
            return Fetched.text(http, url);
        }
    }

    private Path write(ObjectNode definition) {
        Path folder = out.resolve(definition.path("slug").asString());
        Path target = folder.resolve("app.yaml");
        if (Files.exists(target) && !force) {
            throw new Failure(target + " exists; --force replaces it");
        }
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    target,
                    "# yaml-language-server: $schema=../connector.schema.json\n" + YAML.writeValueAsString(definition));
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("The connector could not be written", e);
        }
    }

    private void print(Report report, Path written) {
        PrintWriter to = Objects.requireNonNull(command).commandLine().getOut();
        to.println(written + ": " + report.operationsImported() + " of " + report.operationsFound() + " operations, "
                + report.fields() + " fields");
        if (!report.entries().isEmpty()) {
            to.println("Left out or changed, " + report.entries().size() + ":");
            report.entries().forEach(entry -> to.println("  " + entry));
        }
        to.flush();
    }
}
