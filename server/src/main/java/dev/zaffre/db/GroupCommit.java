package dev.zaffre.db;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Concurrent writers hand in rows; a few committers each take what is waiting and write it in one transaction. The running commit is
 * the batching window, and commits begin at most once a {@code pace}: a transaction of one row costs nearly what one of ten costs. After
 * a pause the first is written at once.
 *
 * @param <T> what one caller hands in
 * @param <R> what it gets when that is committed
 */
public final class GroupCommit<T, R> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int WAITING_LIMIT = 8192;
    private static final long HAND_IN_MILLIS = 2000;

    private final BlockingQueue<Entry<T, R>> waiting = new LinkedBlockingQueue<>(WAITING_LIMIT);
    private final List<Thread> committers = new ArrayList<>();
    private final Batch<T, R> batch;
    private final int largest;
    private final long paceNanos;
    private volatile boolean closed;

    /** Writes a batch in one transaction and answers one result an item, in order. */
    @FunctionalInterface
    public interface Batch<T, R> {
        List<R> write(List<T> items) throws SQLException;
    }

    private record Entry<T, R>(T item, CompletableFuture<R> result) {}

    /** More is waiting than can be written soon: the caller should be told to come back. */
    public static final class Overloaded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overloaded() {
            super("Too many writes are waiting for the database", null, false, false);
        }
    }

    /**
     * @param committers threads, each with a transaction of its own under way; two keep the database busy
     * @param largest items in one transaction
     * @param pace shortest time from one commit's beginning to the next of the same committer; what an item waits longer at most
     */
    public GroupCommit(String name, int committers, int largest, Duration pace, Batch<T, R> batch) {
        this.batch = batch;
        this.largest = largest;
        this.paceNanos = pace.toNanos();
        for (int i = 0; i < committers; i++) {
            this.committers.add(
                    Thread.ofPlatform().daemon().name(name + "-" + i).start(this::commitLoop));
        }
    }

    /**
     * Hands in an item. The future is completed on the committer's thread: what hangs on it must be quick. It fails with the
     * {@link SQLException} of the transaction; when the connection broke, the item may be committed all the same.
     *
     * @throws Overloaded when the queue stays full for two seconds
     */
    public CompletableFuture<R> submit(T item) {
        var entry = new Entry<T, R>(item, new CompletableFuture<>());
        try {
            if (closed || !waiting.offer(entry, HAND_IN_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new Overloaded();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Overloaded();
        }
        return entry.result;
    }

    private void commitLoop() {
        List<Entry<T, R>> taken = new ArrayList<>(largest);
        long began = System.nanoTime() - paceNanos;
        while (!closed || !waiting.isEmpty()) {
            try {
                Entry<T, R> first = waiting.poll(200, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                taken.add(first);
                waitUntil(began + paceNanos);
                began = System.nanoTime();
                waiting.drainTo(taken, largest - 1);
                write(taken);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                taken.clear();
            }
        }
    }

    private static void waitUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void write(List<Entry<T, R>> entries) {
        try {
            List<R> results = batch.write(entries.stream().map(Entry::item).toList());
            for (int i = 0; i < results.size(); i++) {
                entries.get(i).result.complete(results.get(i));
            }
        } catch (SQLException | RuntimeException e) {
            if (entries.size() > 1 && isDataError(e)) {
                // One bad row must not fail its neighbours.
                LOG.warn("commit.split items={} cause={}", entries.size(), e.getMessage());
                entries.forEach(entry -> write(List.of(entry)));
            } else {
                entries.forEach(entry -> entry.result.completeExceptionally(e));
            }
        }
    }

    /** SQLSTATE classes 22 and 23: the data's fault, not the connection's. */
    private static boolean isDataError(Exception e) {
        return e instanceof SQLException sql
                && sql.getSQLState() != null
                && (sql.getSQLState().startsWith("22") || sql.getSQLState().startsWith("23"));
    }

    /** Writes what was handed in, then stops. */
    @Override
    public void close() {
        closed = true;
        for (Thread committer : committers) {
            try {
                committer.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        waiting.forEach(entry -> entry.result.completeExceptionally(new Overloaded()));
    }
}
