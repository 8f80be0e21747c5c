package dev.zaffre.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The suite that every folder under {@code connectors/} passes. */
class ConformanceTest {
    private static final Path FOLDER = Path.of("../connectors");

    @TestFactory
    Stream<DynamicContainer> every_connector() throws IOException {
        List<Path> folders;
        try (Stream<Path> all = Files.list(FOLDER)) {
            folders = all.filter(Files::isDirectory).sorted().toList();
        }
        return folders.stream()
                .map(folder ->
                        DynamicContainer.dynamicContainer(folder.getFileName().toString(), checks(folder)));
    }

    private static Stream<DynamicTest> checks(Path folder) {
        Conformance suite = Conformance.of(folder);
        return Conformance.names().stream()
                .map(check -> DynamicTest.dynamicTest(check, () -> {
                    Result result = suite.run(check);
                    Assumptions.assumeTrue(result.state() != Result.State.NOT_APPLICABLE, result.reason());
                    assertThat(result.reason()).isEmpty();
                    assertThat(result.state()).isEqualTo(Result.State.PASSED);
                }))
                .onClose(suite::close);
    }
}
