package dev.zaffre.sandbox;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The keys an app accepts: <code>{app}-{anything}-key</code> from the start, added ones, and none that was revoked. */
final class Keys {
    private final Pattern fromTheStart;
    private final Set<String> added = ConcurrentHashMap.newKeySet();
    private final Set<String> revoked = ConcurrentHashMap.newKeySet();

    Keys(String app) {
        this.fromTheStart = Pattern.compile(Pattern.quote(app) + "-.+-key");
    }

    boolean accept(String key) {
        return !revoked.contains(key)
                && (added.contains(key) || fromTheStart.matcher(key).matches());
    }

    void add(String key) {
        added.add(key);
        revoked.remove(key);
    }

    void revoke(String key) {
        added.remove(key);
        revoked.add(key);
    }
}
