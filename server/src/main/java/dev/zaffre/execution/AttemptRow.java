package dev.zaffre.execution;

import dev.zaffre.workflow.Node;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try of one node.
 *
 * @param outcome class of the outcome of a call
 * @param counts towards the most attempts that are allowed
 */
record AttemptRow(
        String nodeId,
        int attempt,
        Run.Status status,
        @Nullable String outcome,
        @Nullable String reason,
        Instant startedAt,
        Duration took,
        @Nullable Instant nextAt,
        Content content,
        boolean counts) {
    /** Of a node that did nothing. */
    static AttemptRow idle(Node node, int attempt, Run.Status status, @Nullable String reason, Instant at) {
        return new AttemptRow(node.id(), attempt, status, null, reason, at, Duration.ZERO, null, Content.NONE, true);
    }

    /** The same try, but the run goes on without it. */
    AttemptRow skipped() {
        return new AttemptRow(
                nodeId, attempt, Run.Status.SKIPPED, outcome, reason, startedAt, took, null, content, counts);
    }

    /** The wait that follows is not the node's fault: its attempts are not used up by it. */
    AttemptRow uncounted() {
        return new AttemptRow(nodeId, attempt, status, outcome, reason, startedAt, took, nextAt, content, false);
    }

    /** What went in and out, as JSON, redacted; null where there was none, or it is to be hidden. */
    record Content(
            byte @Nullable [] input, byte @Nullable [] request, byte @Nullable [] response, byte @Nullable [] output) {
        static final Content NONE = new Content(null, null, null, null);
    }
}
