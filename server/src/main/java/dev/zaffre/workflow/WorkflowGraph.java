package dev.zaffre.workflow;

import dev.zaffre.workflow.CompiledWorkflow.Edge;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Nodes and the edges between them. */
final class WorkflowGraph {
    private final List<String> nodes;
    private final List<Edge> edges;
    private final Map<String, List<Edge>> incoming = new HashMap<>();
    private final Map<String, List<Edge>> outgoing = new HashMap<>();

    /** @param edges between these nodes only */
    WorkflowGraph(List<String> nodes, List<Edge> edges) {
        this.nodes = nodes;
        this.edges = edges;
        for (Edge edge : edges) {
            incoming.computeIfAbsent(edge.target(), target -> new ArrayList<>()).add(edge);
            outgoing.computeIfAbsent(edge.source(), source -> new ArrayList<>()).add(edge);
        }
    }

    List<Edge> into(String node) {
        return List.copyOf(incoming.getOrDefault(node, List.of()));
    }

    List<Edge> outOf(String node) {
        return List.copyOf(outgoing.getOrDefault(node, List.of()));
    }

    /** Every node after those that lead to it, else as in the document; those on a cycle, or behind one, are missing. */
    List<String> order() {
        Map<String, Integer> open = new HashMap<>();
        TreeSet<Integer> ready = new TreeSet<>();
        for (int i = 0; i < nodes.size(); i++) {
            int count = incoming.getOrDefault(nodes.get(i), List.of()).size();
            open.put(nodes.get(i), count);
            if (count == 0) {
                ready.add(i);
            }
        }
        Map<String, Integer> places = places();
        List<String> order = new ArrayList<>();
        for (Integer next = ready.pollFirst(); next != null; next = ready.pollFirst()) {
            String node = nodes.get(next);
            order.add(node);
            for (Edge edge : outgoing.getOrDefault(node, List.of())) {
                if (open.merge(edge.target(), -1, Integer::sum) == 0) {
                    ready.add(places.getOrDefault(edge.target(), 0));
                }
            }
        }
        return order;
    }

    /** All from which edges lead to a node; with itself when it is on a cycle. */
    Set<String> upstream(String node) {
        return follow(node, incoming, true);
    }

    /** All to which edges lead from a node. */
    Set<String> downstream(String node) {
        return follow(node, outgoing, false);
    }

    /** The nodes that lead to themselves, in the document's order. */
    List<String> onCycles() {
        return nodes.stream().filter(node -> upstream(node).contains(node)).toList();
    }

    Map<String, List<Edge>> incoming() {
        Map<String, List<Edge>> copy = new HashMap<>();
        edges.forEach(edge -> copy.put(edge.target(), into(edge.target())));
        return Map.copyOf(copy);
    }

    private Map<String, Integer> places() {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            places.put(nodes.get(i), i);
        }
        return places;
    }

    private static Set<String> follow(String from, Map<String, List<Edge>> edges, boolean backward) {
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            for (Edge edge : edges.getOrDefault(open.pop(), List.of())) {
                String next = backward ? edge.source() : edge.target();
                if (seen.add(next)) {
                    open.push(next);
                }
            }
        }
        return seen;
    }
}
