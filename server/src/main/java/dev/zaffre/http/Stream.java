package dev.zaffre.http;

/**
 * The body of an answer that goes on: written on the connection's own thread, as long as it takes. The thread is interrupted when the
 * server stops, which does not wait for streams.
 */
@FunctionalInterface
public interface Stream {
    /**
     * Returns when there is nothing more to say, which ends the answer.
     *
     * @throws Gone when the caller no longer takes what is sent
     */
    void write(Output out) throws InterruptedException;

    /** The caller's end. */
    interface Output {
        /**
         * Sends at once. Blocks while the caller does not take it, for as long as the body of a request may take at most.
         *
         * @throws Gone when the caller has left, or did not take it in time
         */
        void send(byte[] bytes);

        /** Whether the credential that opened the stream still opens the same: to be asked every few seconds. */
        boolean isAllowed();
    }

    /** Nobody reads any more. */
    final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Gone(Throwable cause) {
            super("The caller is gone", cause, false, false);
        }
    }
}
