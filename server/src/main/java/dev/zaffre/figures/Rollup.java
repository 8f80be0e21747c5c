package dev.zaffre.figures;

import dev.zaffre.base.Json;
import dev.zaffre.db.Database;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the history, minute by minute and hour by hour, after it was written: the write path knows nothing of it, and what a crash
 * cuts off is counted when the server is back. One process does it at a time, and rests twenty times as long as it works.
 */
final class Rollup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rollup.class);
    private static final Duration PERIOD = Duration.ofSeconds(15);
    private static final int REST = 20;
    /** Clocks of nodes may differ, and a commit takes its time: a minute is counted that much after its end. */
    private static final Duration SETTLED = Duration.ofSeconds(15);

    private static final Duration MINUTES_KEPT = Duration.ofHours(2);
    private static final Duration KEPT = Duration.ofDays(32);
    private static final long LOCK = 7_310_020L;

    private final Database database;
    private final Supplier<Instant> now;
    private final Thread thread;
    private volatile boolean closed;

    /** Where is counted to: hours before {@code hours} are, minutes from there on before {@code minutes}. */
    record Progress(Instant hours, Instant minutes) {}

    /** @param now the clock that ids are made by */
    Rollup(Database database, Supplier<Instant> now) {
        this.database = database;
        this.now = now;
        this.thread = Thread.ofPlatform().daemon().name("figures").start(this::run);
    }

    private void run() {
        while (!closed) {
            try {
                Thread.sleep(PERIOD);
                catchUp();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("figures.uncounted {}", e.toString());
            }
        }
    }

    /** Counts what is to be counted by now. */
    void catchUp() throws InterruptedException {
        boolean more = true;
        while (more && !closed) {
            long began = System.nanoTime();
            more = database.transact(this::step);
            Thread.sleep(Duration.ofNanos((System.nanoTime() - began) * (more ? REST : 0)));
        }
        List<Open> open = database.read(Rollup::open);
        for (Open span : open) {
            long began = System.nanoTime();
            database.run(handle -> again(handle, span));
            Thread.sleep(Duration.ofNanos((System.nanoTime() - began) * REST));
        }
    }

    /** One span. Answers whether there is more. */
    private boolean step(Handle handle) {
        if (!locked(handle)) {
            return false;
        }
        Instant present = now.get();
        Progress at = progress(handle).orElseGet(() -> begin(handle, present));
        if (at.hours().plus(1, ChronoUnit.HOURS).isBefore(present.minus(MINUTES_KEPT))) {
            Instant next = at.hours().plus(1, ChronoUnit.HOURS);
            count(handle, 3600, at.hours(), next);
            handle.createUpdate("delete from figure where span = 60 and start < :next")
                    .bind("next", Timestamp.from(next))
                    .execute();
            handle.createUpdate("delete from figure_open where span = 60 and start < :next")
                    .bind("next", Timestamp.from(next))
                    .execute();
            handle.createUpdate("delete from figure where start < :old")
                    .bind("old", Timestamp.from(present.minus(KEPT)))
                    .execute();
            move(handle, new Progress(next, at.minutes().isBefore(next) ? next : at.minutes()));
            return true;
        }
        Instant end = at.minutes().plus(1, ChronoUnit.MINUTES);
        if (end.plus(SETTLED).isAfter(present)) {
            return false;
        }
        count(handle, 60, at.minutes(), end);
        move(handle, new Progress(at.hours(), end));
        return true;
    }

    private static boolean locked(Handle handle) {
        return handle.createQuery("select pg_try_advisory_xact_lock(" + LOCK + ")")
                .mapTo(Boolean.class)
                .one();
    }

    private static Progress begin(Handle handle, Instant present) {
        Instant oldest = Optional.ofNullable(History.beginning(handle)).orElse(present);
        Instant hour = (oldest.isBefore(present) ? oldest : present).truncatedTo(ChronoUnit.HOURS);
        Progress progress = new Progress(hour, hour);
        handle.createUpdate(
                        "insert into figure_progress (hours, minutes) values (:hours, :minutes) on conflict do nothing")
                .bind("hours", Timestamp.from(hour))
                .bind("minutes", Timestamp.from(hour))
                .execute();
        return progress;
    }

    static Optional<Progress> progress(Handle handle) {
        return handle.createQuery("select hours, minutes from figure_progress")
                .map((row, context) -> new Progress(
                        row.getTimestamp(1).toInstant(), row.getTimestamp(2).toInstant()))
                .findOne();
    }

    private static void move(Handle handle, Progress to) {
        handle.createUpdate("update figure_progress set hours = :hours, minutes = :minutes")
                .bind("hours", Timestamp.from(to.hours()))
                .bind("minutes", Timestamp.from(to.minutes()))
                .execute();
    }

    private static void count(Handle handle, int span, Instant from, Instant until) {
        // Before the runs: one that ends in between is counted as ended, and the span once more.
        long jobs = History.unfinished(handle, from, until);
        History.count(handle, null, from, until)
                .forEach((environment, counts) -> put(handle, span, from, environment, counts));
        if (jobs > 0) {
            handle.createUpdate("""
                            insert into figure_open (span, start, jobs) values (:span, :start, :jobs)
                            on conflict (span, start) do update set jobs = excluded.jobs""")
                    .bind("span", span)
                    .bind("start", Timestamp.from(from))
                    .bind("jobs", jobs)
                    .execute();
        } else {
            handle.createUpdate("delete from figure_open where span = :span and start = :start")
                    .bind("span", span)
                    .bind("start", Timestamp.from(from))
                    .execute();
        }
    }

    private static void put(Handle handle, int span, Instant start, UUID environment, Counts counts) {
        handle.createUpdate("""
                        insert into figure (environment_id, span, start, counts)
                        values (:environment, :span, :start, cast(:counts as json))
                        on conflict (environment_id, span, start) do update set counts = excluded.counts""")
                .bind("environment", environment)
                .bind("span", span)
                .bind("start", Timestamp.from(start))
                .bind("counts", Json.write(counts.json()))
                .execute();
    }

    private record Open(int span, Instant start, long jobs) {}

    private static List<Open> open(Handle handle) {
        return handle.createQuery("select span, start, jobs from figure_open order by start desc")
                .map((row, context) ->
                        new Open(row.getInt(1), row.getTimestamp(2).toInstant(), row.getLong(3)))
                .list();
    }

    /** Counts a span anew when runs of it have ended since. */
    private static void again(Handle handle, Open span) {
        Instant until = span.start().plusSeconds(span.span());
        if (locked(handle) && History.unfinished(handle, span.start(), until) != span.jobs()) {
            count(handle, span.span(), span.start(), until);
        }
    }

    /** What was counted for an environment, from a moment on, by the beginning of the span. */
    static Map<Instant, Counts> read(Handle handle, UUID environment, Progress progress, Instant from) {
        return handle
                .createQuery("""
                        select start, counts from figure
                        where environment_id = :environment and start >= :from
                          and ((span = 3600 and start < :hours) or (span = 60 and start >= :hours and start < :minutes))""")
                .bind("environment", environment)
                .bind("from", Timestamp.from(from))
                .bind("hours", Timestamp.from(progress.hours()))
                .bind("minutes", Timestamp.from(progress.minutes()))
                .map((row, context) -> Map.entry(
                        row.getTimestamp("start").toInstant(), Counts.read(Json.read(row.getString("counts")))))
                .stream()
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
