package dev.zaffre.figures;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.db.Database;
import dev.zaffre.figures.Rollup.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** The numbers of a period: what was counted before, and the last moments counted on demand. */
final class Figures {
    /** Many look at the same: they share what was read for so long. */
    private static final Duration SHARED = Duration.ofSeconds(2);

    private final Database database;
    private final Supplier<Instant> now;
    private final Cache<Question, Answer> answers =
            Caffeine.newBuilder().maximumSize(1000).expireAfterWrite(SHARED).build();

    Figures(Database database, Supplier<Instant> now) {
        this.database = database;
        this.now = now;
    }

    /** Which periods there are, and how their charts are divided. */
    enum Period {
        DAY("24h", Duration.ofHours(1), 24),
        WEEK("7d", Duration.ofHours(6), 28),
        MONTH("30d", Duration.ofDays(1), 30);

        final String text;
        final Duration bucket;
        final int buckets;

        Period(String text, Duration bucket, int buckets) {
            this.text = text;
            this.bucket = bucket;
            this.buckets = buckets;
        }

        /** Begins with a whole bucket, and ends with the one that is under way. */
        Instant from(Instant now) {
            long seconds = bucket.toSeconds();
            Instant current = Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond(), seconds) * seconds);
            return current.minus(bucket.multipliedBy(buckets - 1L));
        }
    }

    private record Question(EnvironmentId environment, Period period) {}

    /**
     * @param buckets every one of the period, by its beginning
     * @param newest the newest beginning of a span in which runs of an app failed
     */
    record Answer(Instant from, Instant until, Counts all, Map<Instant, Counts> buckets, Map<String, Instant> newest) {}

    Answer of(EnvironmentId environment, Period period) {
        Answer answer = answers.get(new Question(environment, period), this::read);
        return java.util.Objects.requireNonNull(answer);
    }

    private Answer read(Question question) {
        Instant until = now.get();
        Instant from = question.period().from(until);
        TreeMap<Instant, Counts> spans = database.read(handle -> {
            Progress progress =
                    Rollup.progress(handle).orElse(new Progress(from, from.truncatedTo(ChronoUnit.MINUTES)));
            Instant counted = progress.minutes().isBefore(from) ? from : progress.minutes();
            TreeMap<Instant, Counts> known =
                    new TreeMap<>(Rollup.read(handle, question.environment().value(), progress, from));
            addRest(handle, question, counted, from, until.plusSeconds(60), known);
            return known;
        });
        Counts all = new Counts();
        Map<Instant, Counts> buckets = new LinkedHashMap<>();
        for (int i = 0; i < question.period().buckets; i++) {
            buckets.put(from.plus(question.period().bucket.multipliedBy(i)), new Counts());
        }
        Map<String, Instant> newest = new TreeMap<>();
        spans.forEach((start, counts) -> {
            all.add(counts);
            long index = Duration.between(from, start).dividedBy(question.period().bucket);
            Counts bucket = buckets.get(from.plus(question.period().bucket.multipliedBy(index)));
            if (bucket != null) {
                bucket.add(counts);
            }
            counts.apps().forEach((app, statuses) -> {
                if (FigureRoutes.failed(statuses) > 0) {
                    newest.put(app, start);
                }
            });
        });
        return new Answer(from, until, all, buckets, newest);
    }

    /** What is not counted yet, bucket by bucket: it is one minute at most times, and all of the period before the first count. */
    private static void addRest(
            Handle handle,
            Question question,
            Instant counted,
            Instant from,
            Instant until,
            Map<Instant, Counts> known) {
        Duration bucket = question.period().bucket;
        Instant start = counted;
        while (start.isBefore(until)) {
            long next = Duration.between(from, start).dividedBy(bucket) + 1;
            Instant boundary = from.plus(bucket.multipliedBy(next));
            Instant end = boundary.isBefore(until) ? boundary : until;
            Counts rest = History.count(handle, question.environment(), start, end)
                    .get(question.environment().value());
            if (rest != null) {
                known.merge(start, rest, Figures::sum);
            }
            start = end;
        }
    }

    private static Counts sum(Counts one, Counts other) {
        Counts sum = new Counts();
        sum.add(one);
        sum.add(other);
        return sum;
    }
}
