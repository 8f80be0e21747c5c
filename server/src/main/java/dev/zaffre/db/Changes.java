package dev.zaffre.db;

import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * Tells every node that something cached has changed: {@code LISTEN/NOTIFY}, within a second; at once on this node.
 * When the listening connection was lost, all listeners hear {@link #EVERYTHING}.
 */
public final class Changes {
    /** The key that stands for all keys. */
    public static final String EVERYTHING = "*";

    private Changes() {}

    /**
     * Announces a change when the handle's transaction commits.
     *
     * @param kind what kind of thing, a word such as {@code account}
     * @param key which one; what listeners drop from their caches
     */
    public void announce(Handle handle, String kind, String key) {
        throw new UnsupportedOperationException();
    }

    /** The listener gets keys of that kind, or {@link #EVERYTHING}; it must be quick. */
    public void listen(String kind, Consumer<String> listener) {
        throw new UnsupportedOperationException();
    }
}
