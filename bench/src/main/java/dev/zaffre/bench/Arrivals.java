package dev.zaffre.bench;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the sink remembers of every event, by the event's sequence number: when it was first accepted, how often, and under which
 * idempotency key. Times are {@link System#nanoTime()}, which on Linux all processes of a machine share.
 */
final class Arrivals {
    /** Sequence numbers start here, so that all have ten digits. */
    static final long FIRST = 1_000_000_000L;

    private static final int PAGE = 1 << 16;

    private final List<@Nullable Page> pages = new ArrayList<>();
    private final Map<Long, Integer> refusals = new HashMap<>();
    long requests;
    long distinct;
    long duplicates;
    long refused;
    long bad;
    long keyChanges;
    String badExample = "";

    private static final class Page {
        final long[] arrived = new long[PAGE];
        final long[] key = new long[PAGE];
    }

    /** Counts a refusal by plan; true while this key has been refused fewer than the given times. */
    boolean refuse(long key, int times) {
        if (times == 0) {
            return false;
        }
        int before = refusals.getOrDefault(key, 0);
        if (before >= times) {
            return false;
        }
        refusals.put(key, before + 1);
        refused++;
        return true;
    }

    void accept(long sequence, long key, long now) {
        int index = (int) (sequence - FIRST);
        Page page = page(index);
        int slot = index % PAGE;
        if (page.arrived[slot] == 0) {
            page.arrived[slot] = now;
            distinct++;
        } else {
            duplicates++;
        }
        remember(page, slot, key);
    }

    /** The same event must come with the same key every time, refused or not. */
    void seen(long sequence, long key) {
        int index = (int) (sequence - FIRST);
        remember(page(index), index % PAGE, key);
    }

    private void remember(Page page, int slot, long key) {
        if (page.key[slot] == 0) {
            page.key[slot] = key;
        } else if (page.key[slot] != key) {
            keyChanges++;
        }
    }

    void bad(String example) {
        bad++;
        if (badExample.isEmpty()) {
            badExample = example;
        }
    }

    /** Big-endian arrival times of {@code count} sequence numbers; 0 where nothing arrived. */
    byte[] times(long firstSequence, int count) {
        ByteBuffer buffer = ByteBuffer.allocate(count * Long.BYTES);
        int from = (int) (firstSequence - FIRST);
        for (int index = from; index < from + count; index++) {
            Page page = index / PAGE < pages.size() ? pages.get(index / PAGE) : null;
            buffer.putLong(page == null ? 0 : page.arrived[index % PAGE]);
        }
        return buffer.array();
    }

    private Page page(int index) {
        int number = index / PAGE;
        while (pages.size() <= number) {
            pages.add(null);
        }
        Page page = pages.get(number);
        if (page == null) {
            page = new Page();
            pages.set(number, page);
        }
        return page;
    }

    String json() {
        return "{\"requests\":%d,\"distinct\":%d,\"duplicates\":%d,\"refused\":%d,\"bad\":%d,\"key_changes\":%d,\"bad_example\":%s}"
                .formatted(
                        requests,
                        distinct,
                        duplicates,
                        refused,
                        bad,
                        keyChanges,
                        tools.jackson.databind.node.JsonNodeFactory.instance.stringNode(badExample));
    }
}
