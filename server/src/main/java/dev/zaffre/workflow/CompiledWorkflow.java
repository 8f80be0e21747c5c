package dev.zaffre.workflow;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A published version (or a draft on trial), ready to run and immutable.
 *
 * @param event name of the event type it listens to; null for the API trigger
 * @param startIf the trigger's own condition on the event
 * @param nodes in an order in which every node comes after those that lead to it; Start first
 * @param incoming edges by the node they lead to
 * @param timeout how long a run may take in all, waiting included
 */
public record CompiledWorkflow(
        @Nullable String event,
        @Nullable Condition startIf,
        List<Node> nodes,
        Map<String, List<Edge>> incoming,
        Duration timeout) {
    /**
     * @param exit of a Rule: {@code true} or {@code false}; null elsewhere
     */
    public record Edge(
            String source, String target, @Nullable String exit) {}

    public Node node(String id) {
        return nodes.stream().filter(node -> node.id().equals(id)).findFirst().orElseThrow();
    }
}
