package dev.zaffre.workflow;

import dev.zaffre.base.Closest;
import dev.zaffre.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Checks that what a placeholder names can be there when its node runs. A fallback excuses what the event may lack; it does not
 * excuse names that mean nothing.
 *
 * @param eventSchema null: nothing is known of the payload, and any of its members may be named
 * @param nodes by id
 * @param graph null in the trigger's conditions, before any node
 */
record ReferenceCheck(
        @Nullable JsonNode eventSchema,
        Set<String> configKeys,
        Map<String, NodeForm> nodes,
        @Nullable WorkflowGraph graph,
        Problems problems) {
    private static final String CODE = "UNKNOWN_VARIABLE";
    private static final List<String> ROOTS =
            List.of("event", "start", "node", "linked_account", "config", "dataslot", "env", "instance_meta_data");
    private static final List<String> META_DATA =
            List.of("event_name", "config_id", "instance_created_time", "instance_id", "workflow_id");
    private static final List<String> ACCOUNT =
            List.of("id", "name", "account_id", "linked_account_id", "udf", "auth_credentials");
    private static final List<String> OUTPUT = List.of("body", "status", "node_id", "node_name");

    /** @param node null: the trigger */
    void check(@Nullable NodeForm node, String field, Template.Path path) {
        List<String> segments = path.segments();
        Optional<String> wrong = switch (segments.getFirst()) {
            case "event" -> event(path);
            case "start" -> start(path, 1);
            case "node" -> numbered(node, path);
            case "linked_account" -> account(segments);
            case "config", "dataslot" -> config(segments);
            case "env" ->
                path.hasFallback()
                        ? Optional.empty()
                        : Optional.of("Variables ({{env…}}) come later: until then they need a fallback, as in {{"
                                + path + " || 'text'}}");
            case "instance_meta_data" -> member(segments, META_DATA);
            case "array_item", "loop" -> Optional.of("{{" + path + "}} is known inside of a loop only");
            default -> named(node, path);
        };
        wrong.ifPresent(message -> problems.add(node, field, CODE, message));
    }

    private Optional<String> event(Template.Path path) {
        List<String> segments = path.segments();
        if (segments.size() == 1 || segments.get(1).equals("headers")) {
            return Optional.empty();
        }
        Optional<String> wrong = payload(path, 1);
        // The short form is meant too when the payload has a member "body" of its own.
        return segments.get(1).equals("body") && wrong.isPresent() ? payload(path, 2) : wrong;
    }

    private Optional<String> start(Template.Path path, int at) {
        List<String> segments = path.segments();
        if (segments.size() <= at || !segments.get(at).equals("body")) {
            return Optional.of("{{" + path + "}}: the Start node has a body only, as in {{start.body.name}}");
        }
        return payload(path, at + 1);
    }

    private Optional<String> payload(Template.Path path, int first) {
        if (eventSchema == null || path.hasFallback() || path.segments().size() <= first) {
            return Optional.empty();
        }
        return SchemaPaths.unknown(eventSchema, path.segments(), first)
                .map(unknown -> "{{" + path + "}}: the event has no \"" + unknown.segment() + "\"."
                        + Closest.hint(unknown.segment(), unknown.names()));
    }

    private Optional<String> numbered(@Nullable NodeForm from, Template.Path path) {
        List<String> segments = path.segments();
        if (segments.size() == 1) {
            return Optional.of("{{node}} needs a node's id, as in {{node.2.body.id}}");
        }
        NodeForm target = nodes.get(segments.get(1));
        if (target == null) {
            return Optional.of("{{" + path + "}}: there is no node \"" + segments.get(1) + "\"."
                    + Closest.hint(segments.get(1), nodes.keySet()));
        }
        return output(from, target, path, 2);
    }

    private Optional<String> output(@Nullable NodeForm from, NodeForm target, Template.Path path, int at) {
        if (!isUpstream(from, target)) {
            return Optional.of("{{" + path + "}}: node " + target.id() + " (" + target.name()
                    + ") does not lead to this one, so its output is not there");
        }
        if (target.type().equals("start")) {
            return start(path, at);
        }
        List<String> segments = path.segments();
        return segments.size() <= at || OUTPUT.contains(segments.get(at))
                ? Optional.empty()
                : Optional.of("{{" + path + "}}: a node's output has " + String.join(", ", OUTPUT)
                        + "; what came back is in its body." + Closest.hint(segments.get(at), OUTPUT));
    }

    private boolean isUpstream(@Nullable NodeForm from, NodeForm target) {
        WorkflowGraph known = graph;
        return from != null && known != null && known.upstream(from.id()).contains(target.id());
    }

    private Optional<String> named(@Nullable NodeForm from, Template.Path path) {
        String name = path.segments().getFirst();
        List<NodeForm> meant = nodes.values().stream()
                .filter(node -> NodeForm.slug(node.name()).equals(name))
                .toList();
        if (meant.size() > 1) {
            return Optional.of("{{" + path + "}}: several nodes have that name; use {{node."
                    + meant.getFirst().id() + "…}} or another name");
        }
        if (!meant.isEmpty()) {
            return output(from, meant.getFirst(), path, 1);
        }
        List<String> known = new ArrayList<>(ROOTS);
        nodes.values().forEach(node -> known.add(node.slug()));
        return Optional.of("{{" + path + "}}: nothing is called \"" + name + "\"." + Closest.hint(name, known));
    }

    private static Optional<String> account(List<String> segments) {
        Optional<String> wrong = member(segments, ACCOUNT);
        boolean needsKey = wrong.isEmpty()
                && segments.size() == 2
                && List.of("udf", "auth_credentials").contains(segments.get(1));
        return needsKey
                ? Optional.of("{{" + String.join(".", segments) + "}} needs a key, as in {{"
                        + String.join(".", segments) + ".name}}")
                : wrong;
    }

    private Optional<String> config(List<String> segments) {
        if (segments.size() == 1 || configKeys.contains(segments.get(1))) {
            return Optional.empty();
        }
        return Optional.of("{{" + String.join(".", segments) + "}}: no config field has the key \"" + segments.get(1)
                + "\"." + Closest.hint(segments.get(1), configKeys));
    }

    private static Optional<String> member(List<String> segments, List<String> known) {
        String path = "{{" + String.join(".", segments) + "}}";
        if (segments.size() == 1) {
            return Optional.of(path + " needs a member: " + String.join(", ", known));
        }
        return known.contains(segments.get(1))
                ? Optional.empty()
                : Optional.of(
                        path + ": it has " + String.join(", ", known) + "." + Closest.hint(segments.get(1), known));
    }
}
