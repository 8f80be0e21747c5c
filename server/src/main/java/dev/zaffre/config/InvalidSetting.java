package dev.zaffre.config;

/** A setting that is unknown or has a value that is not allowed. The message names the key, the value, the place and what is allowed. */
public final class InvalidSetting extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidSetting(String message) {
        super(message);
    }
}
