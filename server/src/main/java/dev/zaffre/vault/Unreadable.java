package dev.zaffre.vault;

/** A sealed value cannot be opened: another row's, damaged, or sealed with a key that this process does not have. Says nothing of the value. */
public final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
        super(message);
    }
}
