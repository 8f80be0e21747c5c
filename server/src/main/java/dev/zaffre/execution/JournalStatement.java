package dev.zaffre.execution;

import dev.zaffre.execution.Journal.Entry;
import dev.zaffre.execution.Journal.Next;
import java.util.List;

/** The one statement that writes a batch of journal entries, made of the parts that the batch needs. */
record JournalStatement(boolean finish, boolean stay, boolean attempts, boolean waits, boolean tells) {
    private static final String ENTRIES = """
            with entry as (
                select * from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::bytea[])
                  as t(id, kind, status, reason, result)),
            """;

    /**
     * The bounds of the ids let the database leave out the days that are not meant before it opens their tables and indexes.
     */
    private static final String FINISH = """
            done as (
                delete from job j using entry e where j.execution_id = e.id and e.kind = 'F' and j.owner = ?
                returning j.execution_id as id, j.stop, e.status, e.reason, e.result),
            finished as (
                update execution x set status = f.status, reason = f.reason, result = f.result, finished_at = ?
                from done f where x.id = f.id and x.id between ?::uuid and ?::uuid
                  and x.status in ('QUEUED', 'RUNNING', 'WAITING', 'STOPPING')),
            """;

    private static final String KEEP = """
            kept as (
                select j.execution_id as id, j.stop from entry e join job j on j.execution_id = e.id
                where e.kind = 'K' and j.owner = ? for update of j),
            """;

    /** Not a join with {@code mine}, which would cost the square of the batch: {@code is true} makes it a hashed look-up. */
    private static final String ATTEMPTS = """
            , new_attempt as (
                insert into attempt as a (execution_id, node_id, attempt, environment_id, account_id, status, outcome, reason,
                                          started_at, took_micros, next_at, input, request, response, output, counts)
                select t.* from unnest(?::uuid[], ?::text[], ?::int[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[],
                                       ?::timestamptz[], ?::bigint[], ?::timestamptz[], ?::bytea[], ?::bytea[], ?::bytea[],
                                       ?::bytea[], ?::bool[]) as t(id)
                where (t.id in (select id from mine)) is true
                on conflict (execution_id, node_id, attempt) do update set
                    status = excluded.status, outcome = excluded.outcome, reason = excluded.reason,
                    took_micros = excluded.took_micros, next_at = excluded.next_at, output = excluded.output)
            """;

    private static final String REQUEUE = """
            , waiting as (
                select * from unnest(?::uuid[], ?::timestamptz[], ?::text[], ?::text[], ?::timestamptz[])
                  as t(id, due, reason, parked, deadline)
                where (id in (select id from mine where not stop)) is true),
            shown as (
                update execution x set status = 'WAITING', reason = w.reason, deadline_at = coalesce(w.deadline, x.deadline_at)
                from waiting w where x.id = w.id and x.id between ?::uuid and ?::uuid
                  and x.status in ('QUEUED', 'RUNNING', 'WAITING')),
            requeued as (
                update job set owner = null, due = w.due, parked = w.parked from waiting w where job.execution_id = w.id)""";

    static JournalStatement of(List<Entry> entries) {
        return new JournalStatement(
                entries.stream().anyMatch(Journal::finishes),
                !entries.stream().allMatch(Journal::finishes),
                entries.stream().anyMatch(entry -> !entry.attempts().isEmpty()),
                entries.stream().anyMatch(entry -> entry.next() instanceof Next.Wait),
                entries.stream().anyMatch(entry -> entry.next() instanceof Next.Finish it && it.notice() != null));
    }

    /** Every part costs the database something, rows or not: what has none is left out. */
    String sql() {
        String mine = finish && stay
                ? "select id, stop from done union all select id, stop from kept"
                : "select id, stop from " + (finish ? "done" : "kept");
        return ENTRIES
                + (finish ? FINISH : "")
                + (stay ? KEEP : "")
                + "mine as (" + mine + ")\n"
                + (attempts ? ATTEMPTS : "")
                + (waits ? REQUEUE : "")
                + " select id, stop from mine";
    }
}
