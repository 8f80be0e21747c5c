package dev.zaffre.e2e;

/** The end of what a class of tests has started. */
final class Closing {
    private Closing() {}

    /**
     * The last one first, and each of them whatever becomes of the others.
     *
     * @param started in that order; null for what never came so far, as where there is no browser
     */
    static void all(AutoCloseable... started) {
        try {
            from(0, started);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void from(int index, AutoCloseable... started) throws Exception {
        if (index == started.length) {
            return;
        }
        try {
            from(index + 1, started);
        } finally {
            if (started[index] != null) {
                started[index].close();
            }
        }
    }
}
