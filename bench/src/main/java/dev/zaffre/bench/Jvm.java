package dev.zaffre.bench;

import java.nio.file.Path;

/** The Java that runs this process: the same one runs everything that is measured. */
final class Jvm {
    private Jvm() {}

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
