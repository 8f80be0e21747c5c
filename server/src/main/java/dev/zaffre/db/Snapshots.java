package dev.zaffre.db;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.Function;

/**
 * Values that are read from the database once and answered from memory until {@link Changes} says that they changed, here or on
 * another node. A change waits for a read in progress and drops what it read, so nothing stale stays.
 */
public final class Snapshots<K, V> {
    private final Function<K, V> read;
    private final long limit;
    private volatile Cache<K, V> cache;

    /**
     * @param kind what {@link Changes} calls these values
     * @param keyOf the key of a value from the text that is announced
     * @param limit how many values are kept; the least useful ones go first
     * @param read from the database; never null
     */
    public Snapshots(Changes changes, String kind, Function<String, K> keyOf, long limit, Function<K, V> read) {
        this.read = read;
        this.limit = limit;
        this.cache = empty();
        changes.listen(kind, key -> {
            if (key.equals(Changes.EVERYTHING)) {
                dropAll();
            } else {
                cache.invalidate(keyOf.apply(key));
            }
        });
    }

    public V get(K key) {
        V value = cache.get(key, read);
        if (value == null) {
            throw new IllegalStateException("Nothing was read for " + key);
        }
        return value;
    }

    /** Forgets everything: all values depend on something else that has changed. */
    public void dropAll() {
        // A new cache, because clearing one may miss values that are being read at this moment.
        cache = empty();
    }

    private Cache<K, V> empty() {
        return Caffeine.newBuilder().maximumSize(limit).build();
    }
}
