package dev.zaffre.cli;

/**
 * What one check found.
 *
 * @param subject two words at most
 * @param fix what to do; empty when all is well
 */
record Finding(Grade grade, String subject, String text, String fix) {
    enum Grade {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String subject, String text) {
        return new Finding(Grade.OK, subject, text, "");
    }

    static Finding warn(String subject, String text, String fix) {
        return new Finding(Grade.WARN, subject, text, fix);
    }

    static Finding fail(String subject, String text, String fix) {
        return new Finding(Grade.FAIL, subject, text, fix);
    }
}
