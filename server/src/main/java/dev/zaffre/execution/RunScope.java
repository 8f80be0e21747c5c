package dev.zaffre.execution;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.base.Json;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Scope;
import dev.zaffre.workflow.Node;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the templates of a run can name. */
final class RunScope implements Scope {
    private final Run run;
    private final @Nullable LinkedAccount account;

    RunScope(Run run, @Nullable LinkedAccount account) {
        this.run = run;
        this.account = account;
    }

    @Override
    public @Nullable JsonNode resolve(List<String> path) {
        String root = path.getFirst();
        List<String> rest = path.subList(1, path.size());
        return switch (root) {
            case "event" -> event(rest);
            case "start" ->
                rest.isEmpty() || !rest.getFirst().equals("body")
                        ? null
                        : walk(run.payload, rest.subList(1, rest.size()));
            case "node" -> rest.isEmpty() ? null : output(rest.getFirst(), rest.subList(1, rest.size()));
            case "config", "dataslot" -> walk(run.config, rest);
            case "linked_account" -> linkedAccount(rest);
            case "instance_meta_data" -> walk(metaData(), rest);
            case "env" -> null;
            default -> named(root, rest);
        };
    }

    /** {@code event.x} is short for {@code event.body.x}; a payload with a member "body" of its own is still reachable by the short form. */
    private @Nullable JsonNode event(List<String> rest) {
        if (rest.isEmpty()) {
            return run.payload;
        }
        List<String> below = rest.subList(1, rest.size());
        if (rest.getFirst().equals("headers")) {
            return run.headers == null
                    ? null
                    : walk(
                            run.headers,
                            below.stream()
                                    .map(name -> name.toLowerCase(Locale.ROOT))
                                    .toList());
        }
        if (rest.getFirst().equals("body")) {
            JsonNode inBody = walk(run.payload, below);
            return inBody != null ? inBody : walk(run.payload, rest);
        }
        return walk(run.payload, rest);
    }

    private @Nullable JsonNode output(String node, List<String> rest) {
        if (node.equals(run.workflow.nodes().getFirst().id())) {
            return rest.isEmpty() || !rest.getFirst().equals("body")
                    ? null
                    : walk(run.payload, rest.subList(1, rest.size()));
        }
        Run.NodeState state = run.state(node);
        return state == null || state.output() == null ? null : walk(state.output(), rest);
    }

    private @Nullable JsonNode named(String name, List<String> rest) {
        for (Node node : run.workflow.nodes()) {
            if (slug(node.name()).equals(name)) {
                return output(node.id(), rest);
            }
        }
        return null;
    }

    private static String slug(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace(' ', '_');
    }

    private @Nullable JsonNode linkedAccount(List<String> rest) {
        if (account == null || rest.isEmpty()) {
            return null;
        }
        return switch (rest.getFirst()) {
            case "id", "name", "account_id", "linked_account_id" ->
                Json.MAPPER.getNodeFactory().stringNode(account.name());
            case "udf" -> rest.size() < 2 ? null : text(account.udf().get(rest.get(1)));
            case "auth_credentials" -> {
                var secret = rest.size() < 2 ? null : account.credentials().get(rest.get(1));
                yield secret == null ? null : text(secret.reveal());
            }
            default -> null;
        };
    }

    private static @Nullable JsonNode text(@Nullable String value) {
        return value == null ? null : Json.MAPPER.getNodeFactory().stringNode(value);
    }

    private ObjectNode metaData() {
        return Json.object()
                .put("event_name", run.identity.eventName())
                .put("config_id", run.identity.configId())
                .put("instance_created_time", run.identity.createdAt().toString())
                .put("instance_id", run.identity.id().toString())
                .put("workflow_id", run.identity.workflow().toString());
    }

    private static @Nullable JsonNode walk(JsonNode from, List<String> path) {
        return JsonScope.walk(from, path, 0);
    }

    @Override
    public ObjectNode all() {
        ObjectNode all = Json.object();
        ObjectNode event = all.putObject("event");
        if (run.payload instanceof ObjectNode payload) {
            event.setAll(payload);
        }
        event.set("body", run.payload);
        all.putObject("start").set("body", run.payload);
        ObjectNode nodes = all.putObject("node");
        for (Node node : run.workflow.nodes()) {
            Run.NodeState state = run.state(node.id());
            if (state != null && state.output() != null) {
                nodes.set(node.id(), state.output());
                all.set(slug(node.name()), state.output());
            }
        }
        if (run.headers != null && !event.has("headers")) {
            event.set("headers", run.headers);
        }
        all.set("config", run.config);
        all.set("dataslot", run.config);
        all.set("instance_meta_data", metaData());
        if (account != null) {
            ObjectNode udf =
                    all.putObject("linked_account").put("id", account.name()).putObject("udf");
            account.udf().forEach(udf::put);
        }
        return all;
    }
}
