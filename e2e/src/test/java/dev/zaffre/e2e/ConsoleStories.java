package dev.zaffre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of pages share: a server and a browser for the whole class; after each test its pages are closed. */
abstract class ConsoleStories {
    @TempDir
    static Path folder;

    static ConsoleWorld world;

    @BeforeAll
    static void open_the_console() {
        world = ConsoleWorld.start(folder);
    }

    @AfterEach
    void close_the_pages() {
        world.closePages();
        assertThat(world.complaints()).as("what pages complained of").isEmpty();
    }

    @AfterAll
    static void close_the_console() {
        // There is none where there is no browser: the tests are skipped then.
        if (world != null) {
            world.close();
            world = null;
        }
    }
}
