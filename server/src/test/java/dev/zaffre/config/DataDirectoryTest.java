package dev.zaffre.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    private Path folder;

    @Test
    void a_second_claim_is_refused_naming_the_holder_until_the_first_lets_go() {
        Path data = folder.resolve("data");
        try (DataDirectory held = DataDirectory.claim(data)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> DataDirectory.claim(data))
                    .isInstanceOf(InvalidSetting.class)
                    .hasMessageContainingAll(
                            data.toString(),
                            Long.toString(ProcessHandle.current().pid()),
                            "--data");
        }
        DataDirectory.claim(data).close();
    }

    @Test
    void a_new_folder_is_for_its_owner_alone() throws IOException {
        Path data = folder.resolve("data");
        DataDirectory.claim(data).close();
        assertThat(Files.getPosixFilePermissions(data)).hasToString("[OWNER_READ, OWNER_WRITE, OWNER_EXECUTE]");
    }
}
