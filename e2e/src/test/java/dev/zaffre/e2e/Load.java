package dev.zaffre.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends events, each with an id of its own, and insists: what was not answered with a 2xx is sent again with the same
 * idempotency key until it is.
 */
final class Load {
    private final Api api;
    private final Duration pause;
    private final AtomicInteger number = new AtomicInteger();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<Integer> statuses = ConcurrentHashMap.newKeySet();
    private final AtomicLong unanswered = new AtomicLong();
    private final List<Thread> senders = new ArrayList<>();
    private volatile boolean stopping;

    /** @param pause between two events of one sender */
    Load(Api api, Duration pause) {
        this.api = api;
        this.pause = pause;
    }

    Load start(int count) {
        for (int i = 0; i < count; i++) {
            senders.add(Thread.ofVirtual().start(() -> {
                while (!stopping) {
                    sendUntilAccepted("e" + number.incrementAndGet());
                    LockSupport.parkNanos(pause.toNanos());
                }
            }));
        }
        return this;
    }

    private void sendUntilAccepted(String id) {
        String body = "{\"event\":\"Thing Happened\",\"payload\":{\"id\":\"" + id + "\"}}";
        Api mine = api.with("Idempotency-Key", id);
        while (true) {
            try {
                int status = mine.send("POST", "/api/v2/public/event", body).status();
                statuses.add(status);
                if (status == 200) {
                    accepted.add(id);
                    return;
                }
            } catch (IOException e) {
                unanswered.incrementAndGet();
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /** Sends no new events; those under way are brought to an end. */
    Load stop() {
        stopping = true;
        for (Thread sender : senders) {
            try {
                if (!sender.join(Duration.ofMinutes(2))) {
                    throw new AssertionError("an event is not accepted for two minutes; statuses so far " + statuses);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return this;
    }

    Set<String> accepted() {
        return accepted;
    }

    /** Every status that was answered. */
    Set<Integer> statuses() {
        return statuses;
    }

    /** Requests that ended without a whole answer. */
    long unanswered() {
        return unanswered.get();
    }
}
