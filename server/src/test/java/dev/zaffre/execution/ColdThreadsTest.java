package dev.zaffre.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ColdThreadsTest {
    @Test
    void only_the_first_threads_are_platform_threads() {
        ColdThreads threads = new ColdThreads(2);

        assertThat(Stream.generate(() -> threads.newThread(() -> {}).isVirtual())
                        .limit(5))
                .containsExactly(false, false, true, true, true);
    }
}
