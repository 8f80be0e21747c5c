package dev.zaffre.live;

import dev.zaffre.base.AccountId;
import dev.zaffre.execution.ExecutionSummaries.Summary;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What one stream tells of; null, or an empty list, is everything. */
record LiveFilter(
        Set<Kind> kinds,
        @Nullable AccountId account,
        @Nullable UUID execution,
        @Nullable UUID workflow,
        @Nullable String app,
        List<String> statuses,
        @Nullable String source,
        @Nullable Boolean sync,
        @Nullable String event) {
    /** The kinds of messages that can be asked for. */
    enum Kind {
        EXECUTION,
        NODE,
        EVENT,
        FIGURES;

        String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    boolean wants(Kind kind) {
        return kinds.contains(kind);
    }

    /** By more than the account: of what changed for it, most may not fit. */
    boolean isNarrowed() {
        return workflow != null
                || app != null
                || !statuses.isEmpty()
                || source != null
                || sync != null
                || event != null;
    }

    boolean admits(Summary run) {
        return wants(Kind.EXECUTION)
                && (account == null || account.equals(run.account()))
                && (execution == null || execution.equals(run.id()))
                && (workflow == null || workflow.equals(run.workflow()))
                && (app == null || app.equals(run.app()))
                && (statuses.isEmpty() || statuses.contains(run.status()))
                && (source == null || source.equals(run.source()))
                && (sync == null || sync == run.sync())
                && (event == null || event.equals(run.eventName()));
    }

    /** @param from the account of the event */
    boolean admits(JsonNode received, UUID from) {
        return wants(Kind.EVENT)
                && (account == null || account.value().equals(from))
                && (event == null || event.equals(received.path("name").asString(null)));
    }
}
