package dev.zaffre.cli;

/** A command that could not do its work, for a reason that the person can read and act on. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
        super(message);
    }
}
