package dev.zaffre.live;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.db.Changes;
import dev.zaffre.event.EventSummaries;
import dev.zaffre.execution.ExecutionSummaries;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Stream;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open streams of this process, and the one thread that tells all of them what was noted, here or elsewhere. */
final class Hub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);
    static final int MOST_OF_ENVIRONMENT = 250;
    static final int MOST_OF_USER = 12;
    private static final int MOST_OF_SESSION = 6;

    private static final long POLL_MILLIS = 1000;
    private static final long PACE_MILLIS = 400;
    private static final long RENEW_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** Until every process knows that somebody listens. */
    private static final long SPREAD_MILLIS = 500;

    private final ChangeLog log;
    private final ExecutionSummaries runs;
    private final EventSummaries events;
    private final Map<UUID, Channel> channels = new ConcurrentHashMap<>();
    private final Semaphore noted = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    Hub(ChangeLog log, Changes changes, ExecutionSummaries runs, EventSummaries events) {
        this.log = log;
        this.runs = runs;
        this.events = events;
        changes.listen(ChangeLog.NOTED, environment -> {
            if (!channels.isEmpty()) {
                noted.release();
            }
        });
        this.thread = Thread.ofPlatform().daemon().name("live-hub").start(this::run);
    }

    int open() {
        return channels.values().stream()
                .mapToInt(channel -> channel.listeners().size())
                .sum();
    }

    /** @throws ApiError 429 when there are too many streams already */
    void admit(Caller caller) {
        Channel channel = channels.get(caller.environment().value());
        if (channel == null) {
            return;
        }
        long theirs = channel.listeners().stream()
                .filter(listener -> isSame(listener.caller, caller))
                .count();
        int most = caller.isSession() ? MOST_OF_SESSION : caller.user() != null ? MOST_OF_USER : MOST_OF_ENVIRONMENT;
        if (theirs >= most || channel.listeners().size() >= MOST_OF_ENVIRONMENT) {
            throw ApiError.of(
                            429,
                            "TOO_MANY_REQUESTS",
                            "TOO_MANY_STREAMS",
                            "There are " + (theirs >= most ? most + " open streams of yours" : "too many open streams")
                                    + " here: close one, or ask for the list now and then instead")
                    .withHeader("Retry-After", "10");
        }
    }

    private static boolean isSame(Caller one, Caller other) {
        return (one.user() != null && other.user() != null)
                ? one.user().id().equals(other.user().id())
                : one.credential().equals(other.credential());
    }

    /** Writes one stream, until it ends. */
    void write(Listener listener, OptionalLong last, Duration atMost, Stream.Output out) throws InterruptedException {
        Caller caller = listener.caller;
        if (log.listen(caller.environment())) {
            Thread.sleep(SPREAD_MILLIS);
        }
        Channel channel = channels.compute(caller.environment().value(), (id, known) -> {
            Channel it = known == null ? new Channel(caller, log, runs, events) : known;
            it.add(listener, last);
            return it;
        });
        try {
            listener.write(out, atMost);
        } finally {
            channel.remove(listener);
            channels.computeIfPresent(
                    caller.environment().value(),
                    (id, known) -> known.listeners().isEmpty() ? null : known);
        }
    }

    private void run() {
        long renewed = System.nanoTime();
        while (!closed) {
            try {
                boolean woken = noted.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (channels.isEmpty()) {
                    continue;
                }
                noted.drainPermits();
                channels.values().forEach(Hub::look);
                if (System.nanoTime() - renewed > RENEW_NANOS) {
                    renewed = System.nanoTime();
                    channels.values().forEach(this::renew);
                }
                if (woken) {
                    Thread.sleep(PACE_MILLIS);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void look(Channel channel) {
        try {
            channel.look();
        } catch (RuntimeException e) {
            LOG.warn("live.look_failed {}", e.toString());
        }
    }

    private void renew(Channel channel) {
        EnvironmentId environment = channel.caller().environment();
        try {
            if (log.listen(environment)) {
                channel.resetAll("For a while nothing was noted: read the list again");
            }
        } catch (RuntimeException e) {
            LOG.warn("live.not_renewed {}", e.toString());
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
