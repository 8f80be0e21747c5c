package dev.zaffre.execution;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.Ids;
import dev.zaffre.execution.BulkReruns.Row;
import dev.zaffre.execution.ExecutionQueries.Filter;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works bulk reruns off, a few executions a second of each. Every node runs one; each bulk rerun is one node's at a time. */
final class BulkRerunJob implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BulkRerunJob.class);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final BulkReruns rows;
    private final RerunFilter filter;
    private final Reruns reruns;
    private final ApiRuns runs;
    private final UUID process = Ids.next();
    private final Thread thread;
    private volatile boolean closed;

    BulkRerunJob(BulkReruns rows, RerunFilter filter, Reruns reruns, ApiRuns runs) {
        this.rows = rows;
        this.filter = filter;
        this.reruns = reruns;
        this.runs = runs;
        this.thread = Thread.ofPlatform().daemon().name("bulk-rerun").start(this::run);
    }

    private void run() {
        while (!closed) {
            try {
                Thread.sleep(TICK);
                for (Row row : rows.take(process)) {
                    work(row);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("rerun.paused {}", e.toString());
            }
        }
    }

    /** What is due of one in this second. */
    private void work(Row row) {
        AccountId account = row.account();
        Filter meant;
        try {
            meant = filter.read(new Caller(row.environment(), "", row.id(), row.id(), row.id(), account), row.filter());
        } catch (ApiError gone) {
            rows.progressed(row, process, row.last(), 0, 0, "What it was narrowed to is gone: " + gone.getMessage());
            return;
        }
        List<UUID> due = rows.next(row, meant, row.perSecond());
        int done = 0;
        for (UUID execution : due) {
            done += again(row, execution) ? 1 : 0;
        }
        boolean over = due.size() < row.perSecond();
        UUID last = due.isEmpty() ? row.last() : due.getLast();
        rows.progressed(row, process, last, done, due.size() - done, over ? "" : null);
    }

    private boolean again(Row row, UUID execution) {
        if (rows.wasRerun(row.environment(), execution, row.id())) {
            return false;
        }
        try {
            return reruns.prepare(row.environment(), row.account(), execution)
                    .map(trigger -> !runs.accept(trigger).executions().isEmpty())
                    .orElse(false);
        } catch (ApiError impossible) {
            if (impossible.status() == 503) {
                throw impossible;
            }
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
            rows.release(process);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("rerun.lease_kept {}", e.toString());
        }
    }
}
