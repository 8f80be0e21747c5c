package dev.zaffre.execution;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.workflow.CompiledWorkflow;
import dev.zaffre.workflow.CompiledWorkflow.Edge;
import dev.zaffre.workflow.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One execution while this process works on it. Confined to the thread that runs it. */
final class Run {
    final Identity identity;
    final CompiledWorkflow workflow;
    final JsonNode payload;
    final @Nullable JsonNode headers;
    final ObjectNode config;
    private final Map<String, NodeState> states = new HashMap<>();
    Instant deadline;

    @Nullable
    JsonNode result;

    /**
     * Who and what; never changes.
     *
     * @param quiet nobody is told of its end, because nobody started it: a config's choices were read
     */
    record Identity(
            UUID id,
            EnvironmentId environment,
            AccountId account,
            UUID event,
            @Nullable String eventName,
            UUID workflow,
            int version,
            String app,
            String configId,
            boolean sync,
            boolean quiet) {
        Instant createdAt() {
            return Ids.instantOf(id);
        }

        long lane() {
            return Lanes.id(account, app);
        }
    }

    Run(
            Identity identity,
            CompiledWorkflow workflow,
            JsonNode payload,
            @Nullable JsonNode headers,
            ObjectNode config,
            Instant deadline) {
        this.identity = identity;
        this.workflow = workflow;
        this.payload = payload;
        this.headers = headers;
        this.config = config;
        this.deadline = deadline;
    }

    /** The published words for a node's state. */
    enum Status {
        WAITING("Waiting"),
        SUCCESS("Success"),
        ERRORED("Errored"),
        SKIPPED("Errored_and_Skipped"),
        REJECTED("Rejected");

        final String word;

        Status(String word) {
            this.word = word;
        }

        static Status of(String word) {
            for (Status status : values()) {
                if (status.word.equals(word)) {
                    return status;
                }
            }
            throw new IllegalStateException("Unknown node status " + word);
        }
    }

    /**
     * Where a node stands.
     *
     * @param attempts made
     * @param counted of them, those that count towards the most that are allowed
     * @param nextAt when a waiting node is looked at again
     * @param exit that a rule chose
     * @param output what later nodes see as {@code node.N}
     */
    record NodeState(
            Status status,
            int attempts,
            int counted,
            @Nullable Instant nextAt,
            @Nullable String exit,
            @Nullable JsonNode output) {
        boolean isFinal() {
            return status != Status.WAITING;
        }
    }

    @Nullable
    NodeState state(String node) {
        return states.get(node);
    }

    void state(String node, NodeState state) {
        states.put(node, state);
    }

    /** What a node's turn depends on. */
    enum Turn {
        /** Something before it is unfinished, or its own wait is not over. */
        NOT_YET,
        NOW,
        /** Every way to it is closed. */
        NEVER,
        DONE
    }

    Turn turn(Node node, Instant now) {
        NodeState own = states.get(node.id());
        if (own != null && own.isFinal()) {
            return Turn.DONE;
        }
        if (own != null && own.nextAt() != null && own.nextAt().isAfter(now)) {
            return Turn.NOT_YET;
        }
        List<Edge> incoming = workflow.incoming().getOrDefault(node.id(), List.of());
        boolean open = incoming.isEmpty();
        for (Edge edge : incoming) {
            NodeState source = states.get(edge.source());
            if (source == null || !source.isFinal()) {
                return Turn.NOT_YET;
            }
            open |= isOpen(edge, source);
        }
        return open ? Turn.NOW : Turn.NEVER;
    }

    private static boolean isOpen(Edge edge, NodeState source) {
        boolean passed = source.status() == Status.SUCCESS || source.status() == Status.SKIPPED;
        return passed
                && (edge.exit() == null || source.exit() == null || edge.exit().equals(source.exit()));
    }

    /** The earliest moment at which a waiting node is due. */
    @Nullable
    Instant nextDue() {
        Instant earliest = null;
        for (NodeState state : states.values()) {
            if (!state.isFinal()
                    && state.nextAt() != null
                    && (earliest == null || state.nextAt().isBefore(earliest))) {
                earliest = state.nextAt();
            }
        }
        return earliest;
    }

    /** Does any node come after this one? Then its output is kept. */
    boolean hasSuccessor(Node node) {
        for (List<Edge> edges : workflow.incoming().values()) {
            for (Edge edge : edges) {
                if (edge.source().equals(node.id())) {
                    return true;
                }
            }
        }
        return false;
    }

    List<Node> nodesAt(Turn turn, Instant now) {
        List<Node> found = new ArrayList<>();
        for (Node node : workflow.nodes()) {
            if (turn(node, now) == turn) {
                found.add(node);
            }
        }
        return found;
    }
}
