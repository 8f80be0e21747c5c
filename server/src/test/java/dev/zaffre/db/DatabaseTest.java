package dev.zaffre.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.testing.TestDatabase;
import org.junit.jupiter.api.Test;

class DatabaseTest {
    @Test
    void the_embedded_database_keeps_what_it_commits() {
        try (Database database = TestDatabase.open()) {
            for (String setting :
                    java.util.List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
                assertThat(database.<String>read(handle -> handle.createQuery("show " + setting)
                                .mapTo(String.class)
                                .one()))
                        .as(setting)
                        .isEqualTo("on");
            }
        }
    }
}
