package dev.zaffre.workflow;

import dev.zaffre.base.Closest;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.workflow.CompiledWorkflow.Edge;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a workflow of its document (its form: {@code workflow.schema.json}) and finds everything that is wrong with it, not only the
 * first thing.
 */
public final class WorkflowCompiler {
    private static final String SCHEMA = "/workflow.schema.json";

    private final Apps apps;
    private final Events events;
    private final ConfigKeys configKeys;

    /** The apps of an environment. */
    interface Apps {
        Optional<App> find(EnvironmentId environment, String slug);

        List<App> list(EnvironmentId environment);
    }

    /** The event types of an environment. */
    public interface Events {
        /** The JSON Schema of an event's payload. */
        Optional<JsonNode> schemaOf(EnvironmentId environment, String event);

        List<String> names(EnvironmentId environment);
    }

    /** Keys of the config fields that an app, and one workflow of it, offer. */
    @FunctionalInterface
    public interface ConfigKeys {
        Set<String> of(EnvironmentId environment, String app, @Nullable UUID workflow);

        /** Those of them that hold a mapping. */
        default Set<String> maps(EnvironmentId environment, String app, @Nullable UUID workflow) {
            return Set.of();
        }
    }

    /**
     * One thing that is wrong.
     *
     * @param nodeId null when it is not in a node
     * @param field dotted, as in {@code fields.email}, from the node or, without a node, from the document on; null: the whole
     * @param message what is wrong and, where it can be told, what was probably meant
     */
    public record Problem(
            @Nullable String nodeId,
            @Nullable String nodeName,
            @Nullable String field,
            String code,
            String message) {
        /** {@code {node, node_name, field, code, message}}. */
        public ObjectNode toJson() {
            return Json.object()
                    .put("node", nodeId)
                    .put("node_name", nodeName)
                    .put("field", field)
                    .put("code", code)
                    .put("message", message);
        }
    }

    /** @param workflow null when there are problems */
    public record Result(@Nullable CompiledWorkflow workflow, List<Problem> problems) {}

    public WorkflowCompiler(Catalog catalog, Events events, ConfigKeys configKeys) {
        this(
                new Apps() {
                    @Override
                    public Optional<App> find(EnvironmentId environment, String slug) {
                        return catalog.find(environment, slug);
                    }

                    @Override
                    public List<App> list(EnvironmentId environment) {
                        return catalog.list(environment);
                    }
                },
                events,
                configKeys);
    }

    WorkflowCompiler(Apps apps, Events events, ConfigKeys configKeys) {
        this.apps = apps;
        this.events = events;
        this.configKeys = configKeys;
    }

    /** As this one, with other event types: what would be wrong if they were so. */
    WorkflowCompiler withEvents(Events others) {
        return new WorkflowCompiler(apps, others, configKeys);
    }

    /** The published JSON Schema (2020-12) of documents. */
    public static JsonNode schema() {
        try (InputStream in = WorkflowCompiler.class.getResourceAsStream(SCHEMA)) {
            return Json.parse(Objects.requireNonNull(in, SCHEMA).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Checks everything, references to apps, events, config fields and other nodes included.
     *
     * @param workflow whose own config fields count too; null before it has an id
     * @param app the one that the workflow belongs to: the app of action nodes that name none
     */
    public Result compile(EnvironmentId environment, @Nullable UUID workflow, String app, JsonNode document) {
        Problems problems = new Problems();
        if (!document.isObject()) {
            problems.add(null, null, "INVALID_DOCUMENT", "A workflow is an object with trigger, nodes and edges");
            return new Result(null, problems.list());
        }
        WorkflowReader reader = new WorkflowReader(document, problems);
        WorkflowReader.Trigger trigger = reader.trigger();
        Map<String, NodeForm> forms = reader.nodes();
        List<Edge> edges = reader.edges(forms);
        WorkflowGraph graph = new WorkflowGraph(List.copyOf(forms.keySet()), edges);
        JsonNode eventSchema = eventSchema(environment, trigger, problems);
        Set<String> keys = configKeys.of(environment, app, workflow);
        ReferenceCheck references = new ReferenceCheck(eventSchema, keys, forms, graph, problems);
        checkGraph(forms, graph, problems);
        Map<String, Node> nodes = nodes(forms, app, problems, references::check);
        ActionCheck actions = new ActionCheck(apps, environment, problems);
        nodes.forEach((id, node) -> {
            NodeForm form = forms.get(id);
            if (form != null && node.kind() instanceof Node.AppAction action) {
                actions.check(form, action);
            } else if (form != null && node.kind() instanceof Node.DataMapper mapper) {
                checkMapping(form, mapper, keys, configKeys.maps(environment, app, workflow), problems);
            }
        });
        Condition startIf = startIf(trigger, problems);
        if (startIf != null) {
            ReferenceCheck before = new ReferenceCheck(eventSchema, keys, forms, null, problems);
            startIf.mentions()
                    .forEach(mention ->
                            before.check(null, Problems.field("trigger.conditions", mention), mention.path()));
        }
        return assemble(reader, trigger, startIf, nodes, graph, problems);
    }

    /**
     * One node of a document by itself, whatever else is wrong: to be tried.
     *
     * @param node null when it has problems, or there is no such node
     */
    record NodeResult(@Nullable Node node, List<Problem> problems) {}

    NodeResult compileNode(EnvironmentId environment, String app, JsonNode document, String id) {
        NodeForm form = new WorkflowReader(document, new Problems()).nodes().get(id);
        if (form == null || form.type().isBlank()) {
            return new NodeResult(null, List.of());
        }
        Problems problems = new Problems();
        Node node = new NodeCompiler(form, app, problems, (in, field, path) -> {}).compile();
        if (node != null && node.kind() instanceof Node.AppAction action) {
            new ActionCheck(apps, environment, problems).check(form, action);
        }
        return new NodeResult(problems.isEmpty() ? node : null, problems.list());
    }

    /**
     * A version that was checked when it was published: what it refers to is not looked up again.
     *
     * @throws IllegalStateException with the problems, when it cannot be read any more
     */
    public CompiledWorkflow compileStored(JsonNode document) {
        Problems problems = new Problems();
        WorkflowReader reader = new WorkflowReader(document, problems);
        WorkflowReader.Trigger trigger = reader.trigger();
        Map<String, NodeForm> forms = reader.nodes();
        WorkflowGraph graph = new WorkflowGraph(List.copyOf(forms.keySet()), reader.edges(forms));
        String app = document.path("slug").asString("");
        Map<String, Node> nodes = nodes(forms, app, problems, (node, field, path) -> {});
        Result result = assemble(reader, trigger, startIf(trigger, problems), nodes, graph, problems);
        CompiledWorkflow workflow = result.workflow();
        if (workflow == null) {
            throw new IllegalStateException(result.problems().stream()
                    .map(problem ->
                            (problem.nodeId() == null ? "" : "node " + problem.nodeId() + ": ") + problem.message())
                    .collect(Collectors.joining("; ")));
        }
        return workflow;
    }

    private @Nullable JsonNode eventSchema(
            EnvironmentId environment, WorkflowReader.Trigger trigger, Problems problems) {
        String event = trigger.event();
        if (event == null) {
            return null;
        }
        Optional<JsonNode> schema = events.schemaOf(environment, event);
        List<String> names = schema.isPresent() ? List.of() : events.names(environment);
        if (schema.isEmpty() && !names.contains(event)) {
            problems.add(
                    null,
                    "trigger.event",
                    "UNKNOWN_EVENT",
                    "No event is called \"" + event + "\"." + Closest.hint(event, names));
        }
        return schema.orElse(null);
    }

    private static @Nullable Condition startIf(WorkflowReader.Trigger trigger, Problems problems) {
        JsonNode conditions = trigger.conditions();
        return conditions == null ? null : NodeCompiler.condition(problems, null, "trigger.conditions", conditions);
    }

    private static Map<String, Node> nodes(
            Map<String, NodeForm> forms, String app, Problems problems, NodeCompiler.PathCheck paths) {
        Map<String, Node> nodes = new HashMap<>();
        forms.forEach((id, form) -> {
            // A missing type has been reported.
            Node node = form.type().isBlank() ? null : new NodeCompiler(form, app, problems, paths).compile();
            if (node != null) {
                nodes.put(id, node);
            }
        });
        return nodes;
    }

    private static void checkMapping(
            NodeForm form, Node.DataMapper mapper, Set<String> keys, Set<String> maps, Problems problems) {
        String key = mapper.field();
        if (maps.contains(key)) {
            return;
        }
        String message = keys.contains(key)
                ? "The config field \"" + key + "\" holds no mapping: its type must be map or map_v2."
                : "No config field has the key \"" + key + "\"." + Closest.hint(key, maps);
        problems.add(form, "config_field", keys.contains(key) ? "WRONG_TYPE" : "UNKNOWN_CONFIG_FIELD", message);
    }

    private static void checkGraph(Map<String, NodeForm> forms, WorkflowGraph graph, Problems problems) {
        List<String> circle = graph.onCycles();
        if (!circle.isEmpty()) {
            problems.add(
                    forms.get(circle.getFirst()),
                    null,
                    "CYCLE",
                    "The nodes " + String.join(", ", circle)
                            + " lead back to themselves; a workflow only goes forward");
        }
        forms.values().stream()
                .filter(form -> form.type().equals("start"))
                .findFirst()
                .ifPresent(start -> {
                    Set<String> reached = graph.downstream(start.id());
                    forms.values().stream()
                            .filter(form -> !form.type().equals("start") && !reached.contains(form.id()))
                            .forEach(form -> problems.add(
                                    form,
                                    null,
                                    "UNREACHABLE_NODE",
                                    "No edge leads from Start to this node: it would never run"));
                });
    }

    private static Result assemble(
            WorkflowReader reader,
            WorkflowReader.Trigger trigger,
            @Nullable Condition startIf,
            Map<String, Node> nodes,
            WorkflowGraph graph,
            Problems problems) {
        Duration waiting = nodes.values().stream()
                .map(node -> node.kind() instanceof Node.Delay delay ? delay.length() : Duration.ZERO)
                .reduce(Duration.ZERO, Duration::plus);
        Duration timeout = reader.timeout(waiting);
        if (!problems.isEmpty()) {
            return new Result(null, problems.list());
        }
        List<Node> order = new ArrayList<>();
        for (String id : graph.order()) {
            Node node = nodes.get(id);
            if (node != null && node.kind() instanceof Node.Start) {
                order.addFirst(node);
            } else if (node != null) {
                order.add(node);
            }
        }
        if (order.size() != nodes.size()) {
            problems.add(null, null, "CYCLE", "Some nodes lead back to themselves; a workflow only goes forward");
            return new Result(null, problems.list());
        }
        return new Result(
                new CompiledWorkflow(trigger.event(), startIf, List.copyOf(order), graph.incoming(), timeout),
                List.of());
    }
}
